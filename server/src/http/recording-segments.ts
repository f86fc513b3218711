// Who is heard in which channel of a recording from when, read from the facts of its call: they outlive any crash.
import type { RecordingSegment, TimelineEntry } from "@tandem/contract";

export type RecordedSpan = {
  readonly id: string;
  /** Milliseconds since the Unix epoch. */
  readonly startedAtMs: number;
  readonly durationMs: number;
};

type Heard = Omit<RecordingSegment, "atMs">;

const nobody = { rightLegId: null, otherRightLegIds: [] };

/** The segments in their order; the first begins with the recording. `timeline` is in the order of time. */
export function recordingSegments(
  recording: RecordedSpan,
  timeline: readonly TimelineEntry[],
): RecordingSegment[] {
  const segments: RecordingSegment[] = [];
  let heard: Heard = { leftLegId: null, ...nobody, paused: false, lost: false };
  const endMs = recording.durationMs - (isFilled(recording, timeline) ? chunkMs : 0);
  for (const { atMs, ...change } of changesIn(recording, timeline)) {
    const after = { ...heard, ...change };
    if (isSame(after, heard)) continue;
    heard = after;
    if (atMs >= endMs) break;
    // What happens in one moment is one change; what was before is how it begins.
    if (segments.at(-1)?.atMs === Math.max(0, atMs)) segments.pop();
    segments.push({ atMs: Math.max(0, atMs), ...heard });
  }
  return segments;
}

/** Sound is written in parts of half a second (docs/adr/0017-recording-files.md). */
const chunkMs = 500;

/** The last part of a file that two media processes wrote is filled with silence, which is no segment. */
function isFilled({ id }: RecordedSpan, timeline: readonly TimelineEntry[]): boolean {
  return timeline.some(({ type, data }) => type === "RecordingContinued" && data["recordingId"] === id);
}

/** From this moment of the recording on. */
type Change = Partial<Heard> & { readonly atMs: number };

/** In their order: that something is lost is known only when it is over. */
function changesIn({ id, startedAtMs }: RecordedSpan, timeline: readonly TimelineEntry[]): Change[] {
  const changes = timeline.flatMap(({ at, type, data }): Change[] => {
    const atMs = Date.parse(at) - startedAtMs;
    const isOfThis = data["recordingId"] === id;
    switch (type) {
      case "LegsBridged": {
        const { callerLegId, agentLegId } = data;
        const pair = { rightLegId: textOf(agentLegId), otherRightLegIds: [] };
        return [{ atMs, leftLegId: textOf(callerLegId), ...pair }];
      }
      case "BridgePartiesChanged":
        return [{ atMs, ...mixed(data) }];
      case "BridgeParked":
      case "BridgeEnded":
        return [{ atMs, ...nobody }];
      case "RecordingPaused":
      case "RecordingResumed":
        return isOfThis ? [{ atMs, paused: type === "RecordingPaused" }] : [];
      case "RecordingContinued":
        if (!isOfThis) return [];
        return [
          { atMs: Number(data["fromMs"]), lost: true },
          { atMs: Number(data["untilMs"]), lost: false },
        ];
      default:
        return [];
    }
  });
  return changes.toSorted((a, b) => a.atMs - b.atMs);
}

/** All whom the caller hears; where the two are alone again, the agent, holding or not. */
function mixed(data: TimelineEntry["data"]): Pick<Heard, "rightLegId" | "otherRightLegIds"> {
  const isMixed = Array.isArray(data["guests"]) && data["guests"].length > 0;
  const heard = isMixed && Array.isArray(data["heardLegIds"]) ? data["heardLegIds"] : [data["agentLegId"]];
  const [rightLegId = null, ...otherRightLegIds] = heard.filter((each) => typeof each === "string");
  return { rightLegId, otherRightLegIds };
}

function isSame(one: Heard, other: Heard): boolean {
  return (
    one.leftLegId === other.leftLegId &&
    one.rightLegId === other.rightLegId &&
    one.otherRightLegIds.join() === other.otherRightLegIds.join() &&
    one.paused === other.paused &&
    one.lost === other.lost
  );
}

function textOf(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}
