// What a recipient is told, and how it is said in a mail.

/** One alarm that was raised or is over, or a trial; times in epoch ms. */
export type AlarmEvent = {
  readonly kind: "raised" | "cleared" | "test";
  readonly at: number;
  readonly tenantName: string;
  readonly queueId: string | null;
  readonly queueName: string;
  readonly figure: "longestSeconds" | "waiting" | "serviceLevel" | "abandonment" | "agentsAvailable" | null;
  readonly level: "warning" | "alarm";
  /** Seconds, per cent or a count; null where nothing was measured. */
  readonly value: number | null;
  readonly limit: number | null;
};

type Words = Readonly<
  Record<"raised" | "cleared" | "test" | "warning" | "alarm" | "now" | "limit", string>
> & {
  readonly figures: Readonly<Record<NonNullable<AlarmEvent["figure"]>, string>>;
  readonly trial: string;
};

const words: Readonly<Record<"zh-CN" | "en", Words>> = {
  "zh-CN": {
    raised: "触发",
    cleared: "解除",
    test: "测试",
    warning: "注意",
    alarm: "警报",
    now: "当前值",
    limit: "阈值",
    figures: {
      longestSeconds: "最长等待（秒）",
      waiting: "等待人数",
      serviceLevel: "今日服务水平（%）",
      abandonment: "今日放弃率（%）",
      agentsAvailable: "就绪坐席",
    },
    trial: "这是一封测试邮件：警报会发到这个地址。",
  },
  en: {
    raised: "raised",
    cleared: "cleared",
    test: "test",
    warning: "Warning",
    alarm: "Alarm",
    now: "Now",
    limit: "Limit",
    figures: {
      longestSeconds: "Longest wait, s",
      waiting: "Callers waiting",
      serviceLevel: "Service level today, %",
      abandonment: "Abandonment today, %",
      agentsAvailable: "Agents ready",
    },
    trial: "This is a trial: alarms will come to this address.",
  },
};

/** Pure: subject and text. `timeZone` as IANA names it. */
export function mailOf(
  event: AlarmEvent,
  { locale, timeZone }: { readonly locale: "zh-CN" | "en"; readonly timeZone: string },
): { readonly subject: string; readonly text: string } {
  const say = words[locale];
  const time = new Intl.DateTimeFormat(locale, { timeZone, dateStyle: "medium", timeStyle: "medium" });
  const when = `${time.format(event.at)} (${timeZone})`;
  if (event.figure === null)
    return { subject: `[Tandem] ${say.test} · ${event.tenantName}`, text: `${say.trial}\n${when}\n` };
  const figure = say.figures[event.figure];
  const subject = `[Tandem] ${say[event.level]} ${say[event.kind]} · ${event.queueName} · ${figure}`;
  const lines = [
    `${event.tenantName} · ${event.queueName}`,
    `${figure}: ${say.now} ${figureText(event.value)}, ${say.limit} ${figureText(event.limit)}`,
    when,
  ];
  return { subject, text: `${lines.join("\n")}\n` };
}

function figureText(value: number | null): string {
  return value === null ? "–" : String(Math.round(value * 10) / 10);
}
