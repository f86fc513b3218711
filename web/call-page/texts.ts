// The call page's words. Few enough to need no library: the page stays light for whoever just wants to call.
import type { Locale } from "@tandem/contract";

const chinese = {
  page: "在线通话",
  start: "开始通话",
  "start.again": "再打一次",
  "idle.title": "点一下，就能和我们通话",
  "idle.text":
    "用这台设备的麦克风和扬声器，不用装软件，也不收费。浏览器会问您是否允许使用麦克风，请选“允许”。",
  "connecting.title": "正在接通…",
  "connecting.microphone": "浏览器会问您是否允许使用麦克风，请选“允许”。",
  "ringing.title": "正在等待应答…",
  "in-call.title": "已接通",
  "in-call.text": "请听语音提示，需要时按键选择。坐席忙时会先听到等待音乐，请不要离开。",
  "ended.title": "通话已结束",
  "ended.text": "通话时长 {{time}}。感谢您的来电。",
  "failed.title": "没有接通",
  "failed.unreachable": "连不上服务器。请检查网络，稍后再打。",
  "failed.busy": "现在打来的人太多，请过几分钟再打。",
  "failed.refused": "这个服务现在不接受网页通话，请改用电话。",
  "failed.no-answer": "没有人应答，请稍后再打。",
  "hang-up": "挂断",
  mute: "静音",
  unmute: "取消静音",
  keypad: "键盘",
  length: "通话时长",
  "denied.title": "浏览器不允许使用麦克风",
  "denied.text": "点地址栏左边的图标，把“麦克风”改为“允许”，然后再打一次。",
  "missing.title": "没有找到麦克风",
  "missing.text": "请插好耳麦或麦克风，然后再打一次。",
  "insecure.title": "这个地址不安全，浏览器不让用麦克风",
  "insecure.text": "请用 https:// 开头的地址打开本页。",
} as const;

export type CallKey = keyof typeof chinese;

const english: Readonly<Record<CallKey, string>> = {
  page: "Call us",
  start: "Start the call",
  "start.again": "Call again",
  "idle.title": "One press, and we can talk",
  "idle.text":
    "Uses this device's microphone and speaker: nothing to install, free of charge. Your browser will ask for the microphone; please allow it.",
  "connecting.title": "Connecting…",
  "connecting.microphone": "Your browser will ask for the microphone; please allow it.",
  "ringing.title": "Waiting for an answer…",
  "in-call.title": "Connected",
  "in-call.text":
    "Listen to the voice menu and press keys when asked. While all agents are busy you hear music; please stay on the line.",
  "ended.title": "The call has ended",
  "ended.text": "You talked for {{time}}. Thank you for calling.",
  "failed.title": "The call did not get through",
  "failed.unreachable": "The server cannot be reached. Please check your network and try again later.",
  "failed.busy": "Too many people are calling right now. Please try again in a few minutes.",
  "failed.refused": "Calls from the web are not taken here right now. Please use a telephone.",
  "failed.no-answer": "Nobody answered. Please try again later.",
  "hang-up": "Hang up",
  mute: "Mute",
  unmute: "Unmute",
  keypad: "Keypad",
  length: "Length of the call",
  "denied.title": "The browser does not allow the microphone",
  "denied.text":
    "Press the icon at the left of the address bar, set “Microphone” to “Allow”, then call again.",
  "missing.title": "No microphone found",
  "missing.text": "Plug in a headset or microphone, then call again.",
  "insecure.title": "This address is not secure, so the browser refuses the microphone",
  "insecure.text": "Please open this page at an address that begins with https://.",
};

export const callTexts = { "zh-CN": chinese, en: english } as const;

/** A text of the page with its `{{placeholders}}` filled. */
export function say(locale: Locale, key: CallKey, values: Readonly<Record<string, string>> = {}): string {
  return callTexts[locale][key].replace(/\{\{(\w+)\}\}/g, (_, name: string) => values[name] ?? "");
}

/** The language to begin with: the one chosen before, else the browser's when we speak it, else Chinese. */
export function firstLocale(stored: string | null, browserLanguages: readonly string[]): Locale {
  if (stored === "zh-CN" || stored === "en") return stored;
  const spoken = browserLanguages.find((language) => /^(zh|en)\b/i.test(language));
  return spoken?.toLowerCase().startsWith("en") ? "en" : "zh-CN";
}
