import assert from "node:assert/strict";
import { test } from "node:test";
import type { CallLegRecord, RecordingSegment } from "@tandem/contract";
import { waveformSegments } from "./waveform-segments.ts";

const legs = [
  { id: "b", agentName: "Li", address: "1001" },
  { id: "c", agentName: null, address: "13900139000" },
] as CallLegRecord[];
const segment = (
  atMs: number,
  rightLegId: string | null,
  more: Partial<RecordingSegment> = {},
): RecordingSegment => {
  return { atMs, leftLegId: "a", rightLegId, otherRightLegIds: [], paused: false, lost: false, ...more };
};

test("each part says who is heard with the caller, and what is silent shows as such", () => {
  const segments = [
    segment(0, "b"),
    segment(2000, "b", { paused: true }),
    segment(3000, null),
    segment(5000, "c"),
    segment(7000, "c", { paused: true, lost: true }),
  ];
  assert.deepEqual(
    waveformSegments({ segments, durationMs: 9000 }, legs, (key) => key).map((each) => Object.values(each)),
    [
      [0, 2, "Li", false],
      [2, 3, "recording.segment.paused", true],
      [3, 5, "recording.segment.alone", true],
      [5, 7, "13900139000", false],
      [7, 9, "recording.segment.lost", true],
    ],
  );
});

test("a conversation of more names them all", () => {
  const segments = [segment(0, "b"), segment(2000, "b", { otherRightLegIds: ["c"] })];
  const labels = waveformSegments({ segments, durationMs: 9000 }, legs, (key) => key).map(
    ({ label }) => label,
  );
  assert.deepEqual(labels, ["Li", "Li + 13900139000"]);
});

test("a recording of one part shows none", () => {
  assert.deepEqual(
    waveformSegments({ segments: [segment(0, "b")], durationMs: 9 }, legs, (key) => key),
    [],
  );
});
