// The columns of an exported report, in both languages.
import type { Locale, ReportRow } from "@tandem/contract";

/** How a value is shown: a share as a percentage, milliseconds as seconds. */
export type ColumnKind = "moment" | "text" | "count" | "share" | "seconds";

export type ReportColumn = {
  readonly kind: ColumnKind;
  readonly titles: Readonly<Record<Locale, string>>;
  readonly value: (row: ReportRow) => string | number | null;
};

type FigureKey = Exclude<keyof ReportRow, "from" | "to" | "id" | "name">;

function figure(key: FigureKey, kind: ColumnKind, chinese: string, english: string): ReportColumn {
  const value = (row: ReportRow) => (kind === "seconds" && row[key] !== null ? row[key] / 1000 : row[key]);
  return { kind, titles: { "zh-CN": chinese, en: english }, value };
}

const figures: readonly ReportColumn[] = [
  figure("offered", "count", "呼入", "Offered"),
  figure("answered", "count", "接通", "Answered"),
  figure("abandoned", "count", "放弃", "Abandoned"),
  figure("shortAbandoned", "count", "其中短放弃", "of them short"),
  figure("flowedOut", "count", "转出", "Flowed out"),
  figure("callbacks", "count", "其中回呼", "of them callbacks"),
  figure("returned", "count", "返回队列", "Came back"),
  figure("serviceLevel", "share", "服务水平", "Service level"),
  figure("serviceLevelNoShort", "share", "服务水平（不计短放弃）", "Service level, no short"),
  figure("serviceLevelAnsweredOnly", "share", "服务水平（仅接通）", "Service level, answered only"),
  figure("serviceLevelRemoved", "share", "服务水平（及时放弃计入）", "Service level, removed"),
  figure("abandonment", "share", "放弃率", "Abandonment"),
  figure("abandonmentNoShort", "share", "放弃率（不计短放弃）", "Abandonment, no short"),
  figure("averageWaitMs", "seconds", "平均应答速度（秒）", "Average speed of answer, s"),
  figure("longestWaitMs", "seconds", "最长等待（秒）", "Longest wait, s"),
  figure("handled", "count", "处理完毕", "Handled"),
  figure("averageHandlingMs", "seconds", "平均处理时长（秒）", "Average handling time, s"),
  figure("talkMs", "seconds", "通话（秒）", "Talk, s"),
  figure("holdMs", "seconds", "保持（秒）", "Hold, s"),
  figure("wrapUpMs", "seconds", "话后处理（秒）", "Wrap-up, s"),
  figure("firstContactResolution", "share", "首次解决率", "First contact resolution"),
  figure("satisfaction", "share", "满意度", "Satisfaction (CSAT)"),
  figure("responseRate", "share", "评价率", "Response rate"),
  figure("surveyed", "count", "邀请评价", "Asked"),
  figure("responded", "count", "其中评价", "of them answered"),
  figure("outboundAttempts", "count", "呼出", "Called out"),
  figure("outboundConnected", "count", "其中呼通", "of them connected"),
  figure("outboundTalkMs", "seconds", "呼出通话（秒）", "Outbound talk, s"),
  figure("occupancy", "share", "占用率", "Occupancy"),
  figure("contactMs", "seconds", "联络时间（秒）", "Contact time, s"),
  figure("idleMs", "seconds", "空闲（秒）", "Idle, s"),
  figure("awayMs", "seconds", "离席（秒）", "Away, s"),
];

/** `momentOf` writes a moment in the tenant's time zone. */
export function reportColumns(
  by: "all" | "queue" | "agent",
  momentOf: (iso: string) => string,
): readonly ReportColumn[] {
  const begin: ReportColumn[] = [
    { kind: "moment", titles: { "zh-CN": "开始", en: "From" }, value: ({ from }) => momentOf(from) },
    { kind: "moment", titles: { "zh-CN": "结束", en: "To" }, value: ({ to }) => momentOf(to) },
  ];
  const titles = by === "queue" ? { "zh-CN": "队列", en: "Queue" } : { "zh-CN": "坐席", en: "Agent" };
  const name: ReportColumn = { kind: "text", titles, value: (row) => row.name };
  return [...begin, ...(by === "all" ? [] : [name]), ...figures];
}
