// Door of metrics: the facts of every stay in a queue and of every agent's day, and the standard figures made of them.
export { AgentRecorder } from "./agent-recorder.ts";
export { agentIntervalsBetween, lastAgentIntervals, storeAgentIntervals } from "./agent-interval-store.ts";
export { AliveMark } from "./alive-mark.ts";
export { isMetricsFact, keptMetricsFacts } from "./metrics-facts.ts";
export type { MetricsFact } from "./metrics-facts.ts";
export { foldSegments, segmentFacts, stepSegments } from "./segment.ts";
export type { QueueSegment } from "./segment.ts";
export { segmentFold, segmentsOfQueue, segmentsSince } from "./segment-store.ts";
export { CountedDayKeeper } from "./counted-day-keeper.ts";
export { dayBounds, intervalBounds, intervalOf, startOfDay, startOfNextDay } from "./report-intervals.ts";
export { reportLines } from "./report.ts";
export type { OutboundSums, ReportLine, ReportOptions, SurveySums } from "./report.ts";
export {
  abandonment,
  abandonmentWithoutShort,
  averageHandlingTime,
  averageSpeedOfAnswer,
  contactTime,
  firstContactResolution,
  responseRate,
  satisfaction,
  occupancy,
  serviceLevel,
} from "./standard-metrics.ts";
export type { AgentInterval, AgentTimes } from "./agent-times.ts";
export { addTallies, defaultTargetMs, noTally, subtractTally, tallyOf } from "./tally.ts";
export type { Tally } from "./tally.ts";
