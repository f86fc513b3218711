// What must be true of the demo's call record: who, how it ended, and that its times add up.
import type { CallDetail } from "@tandem/contract";

/** What the demo knows of the call from outside, times in milliseconds. */
export type Observed = {
  readonly ani: string;
  readonly dnis: string;
  readonly disposition: string;
  /** From the caller's answer to the end of the call. */
  readonly answeredMs: number;
  /** From the agent's answer to the agent's hanging up. */
  readonly talkMs: number;
};

export type RecordTimes = {
  readonly durationMs: number;
  readonly flowMs: number;
  readonly waitMs: number;
  readonly talkMs: number;
  readonly holdMs: number;
};

/** Two clocks at the two ends of a wire, on a busy machine. */
const toleranceMs = 750;
/** Facts of one event that are written in turn. */
const factsApartMs = 50;

/** The record's times, flow being all that is neither wait, talk nor hold. */
export function timesOf({ startedAt, endedAt, waitMs, talkMs, holdMs }: CallDetail): RecordTimes {
  const durationMs = Date.parse(endedAt) - Date.parse(startedAt);
  return { durationMs, flowMs: durationMs - waitMs - talkMs - holdMs, waitMs, talkMs, holdMs };
}

/** What is wrong with the record, in words; empty when nothing is. */
export function recordFindings(call: CallDetail, observed: Observed): string[] {
  return [...factFindings(call, observed), ...timeFindings(call, observed)];
}

function factFindings(call: CallDetail, { ani, dnis, disposition }: Observed): string[] {
  const expected: readonly (readonly [name: string, actual: unknown, expected: unknown])[] = [
    ["the caller", call.ani, ani],
    ["the number", call.dnis, dnis],
    ["the cause of the end", call.endCause, "completed"],
    ["who ended it", call.endedBy, "agent"],
    ["the disposition", call.disposition, disposition],
    ["the legs", call.legs.map(({ kind }) => kind).join(" "), "caller agent"],
    ["recordings", call.recordings.map(({ state }) => state).join(" "), "stored"],
    ["being queued", call.queueName !== null, true],
    ["the agent's name", call.agentName !== null, true],
  ];
  return expected.flatMap(([name, actual, wanted]) =>
    actual === wanted ? [] : [`record: ${name} is ${String(actual)}, expected ${String(wanted)}`],
  );
}

/** The record against its own timeline, and against what was seen from outside. */
function timeFindings(call: CallDetail, observed: Observed): string[] {
  const times = timesOf(call);
  const told = timelineTimes(call);
  if (!told) return ["record: the timeline lacks a step of the call"];
  const pairs: readonly (readonly [name: string, actual: number, wanted: number, tolerance: number])[] = [
    ["flow time", times.flowMs, told.flowMs, factsApartMs],
    ["wait", times.waitMs, told.waitMs, factsApartMs],
    ["talk", times.talkMs, told.talkMs, factsApartMs],
    ["hold", times.holdMs, 0, 0],
    ["talk seen from outside", times.talkMs, observed.talkMs, toleranceMs],
    ["duration seen from outside", times.durationMs, observed.answeredMs, toleranceMs],
  ];
  return pairs.flatMap(([name, actual, wanted, tolerance]) =>
    Math.abs(actual - wanted) <= tolerance
      ? []
      : [`record: ${name} is ${Math.round(wanted)} ms, the record says ${Math.round(actual)} ms`],
  );
}

/** Flow, wait and talk of a call that was queued, answered and served once; undefined when it was not. */
function timelineTimes({ timeline }: CallDetail) {
  const at = (type: string) => {
    const entry = timeline.find((each) => each.type === type);
    return entry && Date.parse(entry.at);
  };
  const [arrived, ended] = [at("CallArrived"), at("CallEnded")];
  const [queued, answered] = [at("ContactQueued"), at("ContactAnswered")];
  const [bridged, parted] = [at("LegsBridged"), at("BridgeEnded")];
  if (!arrived || !ended || !queued || !answered || !bridged || !parted) return undefined;
  const beforeAndAfter = queued - arrived + (bridged - answered) + (ended - parted);
  return { flowMs: beforeAndAfter, waitMs: answered - queued, talkMs: parted - bridged };
}
