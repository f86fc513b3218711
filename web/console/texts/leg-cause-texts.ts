// Why one side of a call ended, in words; the keys are `leg-cause.` and the server's cause.

const chinese = {
  "leg-cause.hung-up-remotely": "对方挂断",
  "leg-cause.hung-up-locally": "由系统挂断",
  "leg-cause.cancelled": "接通前放弃",
  "leg-cause.no-answer": "无人接听",
  "leg-cause.busy": "忙",
  "leg-cause.replaced": "由本人的另一部电话接替",
  "leg-cause.transferred": "已转接",
  "leg-cause.declined": "拒接",
  "leg-cause.unreachable": "无法接通",
  "leg-cause.rejected": "不允许",
  "leg-cause.not-found": "空号",
  "leg-cause.number-changed": "号码已更改",
  "leg-cause.closed": "暂不服务",
  "leg-cause.not-acceptable": "编码不支持",
  "leg-cause.no-capacity": "线路已满",
  "leg-cause.answered-elsewhere": "已在别处接听",
  "leg-cause.phone-lost": "电话断线",
  "leg-cause.no-sound": "没有声音",
  "leg-cause.media-lost": "声音中断",
  "leg-cause.unacknowledged": "对方未确认",
  "leg-cause.system-stop": "系统停止",
  "leg-cause.unknown": "未知",
} as const;

export type LegCauseKey = keyof typeof chinese;

const english: Readonly<Record<LegCauseKey, string>> = {
  "leg-cause.hung-up-remotely": "Hung up",
  "leg-cause.hung-up-locally": "Ended by system",
  "leg-cause.cancelled": "Gave up before answer",
  "leg-cause.no-answer": "No answer",
  "leg-cause.busy": "Busy",
  "leg-cause.replaced": "Taken over by own phone",
  "leg-cause.transferred": "Transferred",
  "leg-cause.declined": "Declined",
  "leg-cause.unreachable": "Not reachable",
  "leg-cause.rejected": "Not allowed",
  "leg-cause.not-found": "No such number",
  "leg-cause.number-changed": "Number changed",
  "leg-cause.closed": "No service now",
  "leg-cause.not-acceptable": "No common codec",
  "leg-cause.no-capacity": "No free line",
  "leg-cause.answered-elsewhere": "Answered elsewhere",
  "leg-cause.phone-lost": "Phone lost",
  "leg-cause.no-sound": "No sound",
  "leg-cause.media-lost": "Sound lost",
  "leg-cause.unacknowledged": "Not acknowledged",
  "leg-cause.system-stop": "System stopped",
  "leg-cause.unknown": "Unknown",
};

export const legCauseTexts = { "zh-CN": chinese, en: english } as const;

/** The key of a cause; a cause that a newer server may send is unknown here. */
export function legCauseKey(cause: string): LegCauseKey {
  const key = `leg-cause.${cause}`;
  return Object.hasOwn(chinese, key) ? (key as LegCauseKey) : "leg-cause.unknown";
}
