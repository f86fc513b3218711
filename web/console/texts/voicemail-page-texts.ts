// Words of the mailboxes' page, and of flows that take messages.

const chinese = {
  "nav.voicemail": "语音信箱",
  "voicemail.call": "查看通话",
  "node.voicemail": "留言",
} as const;

const english: Readonly<Record<keyof typeof chinese, string>> = {
  "nav.voicemail": "Voicemail",
  "voicemail.call": "See the call",
  "node.voicemail": "Voicemail",
};

export const voicemailPageTexts = { "zh-CN": chinese, en: english } as const;
