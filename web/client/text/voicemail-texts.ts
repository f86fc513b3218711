// Words about messages that callers left.

const chinese = {
  messages: "留言",
  "messages.count": "{{count}} 条新留言",
  "messages.open": "待处理",
  "messages.done": "已处理",
  "messages.none.open": "没有待处理的留言",
  "messages.none.done": "还没有处理过的留言",
  "messages.none.text": "来电方在队列或个人的语音信箱里留言后，会出现在这里。没有说话的留言不保留。",
  "messages.state.new": "新留言",
  "messages.state.heard": "已听",
  "messages.state.done": "已处理",
  "messages.for-queue": "队列：{{name}}",
  "messages.for-person": "给 {{name}}",
  "messages.by": "{{name}} 处理",
  "messages.gone": "已删除",
  "messages.deleted": "录音已删除",
  "messages.play": "播放 {{number}} 的留言",
  "messages.settle": "处理完毕",
  "messages.reopen": "重新打开",
} as const;

const english: Readonly<Record<keyof typeof chinese, string>> = {
  messages: "Messages",
  "messages.count": "{{count}} new messages",
  "messages.open": "Waiting",
  "messages.done": "Done",
  "messages.none.open": "No message waits",
  "messages.none.done": "No message is done yet",
  "messages.none.text":
    "What callers say to the mailbox of a queue or a person appears here. Messages in which nothing is said are not kept.",
  "messages.state.new": "New",
  "messages.state.heard": "Heard",
  "messages.state.done": "Done",
  "messages.for-queue": "Queue: {{name}}",
  "messages.for-person": "For {{name}}",
  "messages.by": "by {{name}}",
  "messages.gone": "removed",
  "messages.deleted": "The recording was deleted",
  "messages.play": "Play the message of {{number}}",
  "messages.settle": "Done",
  "messages.reopen": "Open again",
};

export const voicemailTexts = { "zh-CN": chinese, en: english } as const;
