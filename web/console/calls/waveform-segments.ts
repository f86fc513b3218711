// The parts of a recording in words: who speaks with the caller, music while nobody does, and what was left out.
import type { CallLegRecord, RecordingRecord, RecordingSegment } from "@tandem/contract";
import type { WaveformSegment } from "@tandem/ui/waveform-player";
import type { Translate } from "#client/text";
import type { ConsoleKey } from "#console/texts";

type Say = Translate<ConsoleKey>;

/** Pure. One part that is all of the recording says nothing, and is not shown. */
export function waveformSegments(
  { segments, durationMs }: Pick<RecordingRecord, "segments" | "durationMs">,
  legs: readonly CallLegRecord[],
  t: Say,
): WaveformSegment[] {
  if (segments.length < 2) return [];
  return segments.map((segment, index) => ({
    fromSeconds: segment.atMs / 1000,
    toSeconds: (segments[index + 1]?.atMs ?? durationMs) / 1000,
    label: labelOf(segment, legs, t),
    quiet: segment.paused || segment.lost || segment.rightLegId === null,
  }));
}

function labelOf(
  { paused, lost, rightLegId, otherRightLegIds }: RecordingSegment,
  legs: readonly CallLegRecord[],
  t: Say,
): string {
  if (lost) return t("recording.segment.lost");
  if (paused) return t("recording.segment.paused");
  if (rightLegId === null) return t("recording.segment.alone");
  const nameOf = (legId: string): string => {
    const leg = legs.find(({ id }) => id === legId);
    return leg?.agentName ?? leg?.address ?? t("recording.right");
  };
  return [rightLegId, ...otherRightLegIds].map(nameOf).join(" + ");
}
