import assert from "node:assert/strict";
import { test } from "node:test";
import { recordingSegments } from "./recording-segments.ts";

const startedAtMs = Date.parse("2026-01-01T10:00:00Z");
const entry = (atMs: number, type: string, data: Record<string, unknown> = {}) => ({
  at: new Date(startedAtMs + atMs).toISOString(),
  type,
  data,
});
const legs = (callerLegId: string, agentLegId: string) => ({ callerLegId, agentLegId });

test("hold, pause and a transfer make segments of one recording; what is after its end makes none", () => {
  const timeline = [
    entry(-5000, "CallArrived"),
    entry(-1, "LegsBridged", legs("a", "b")),
    entry(1, "RecordingStarted", { recordingId: "r" }),
    entry(3000, "RecordingPaused", { recordingId: "r" }),
    entry(3500, "RecordingPaused", { recordingId: "another" }),
    entry(4000, "RecordingResumed", { recordingId: "r" }),
    entry(6000, "BridgeParked", legs("a", "b")),
    entry(8000, "LegsBridged", legs("a", "c")),
    entry(9000, "BridgeEnded", legs("a", "c")),
    entry(9000, "LegsBridged", legs("a", "d")),
    entry(12_000, "BridgeEnded", legs("a", "d")),
  ];
  const segments = recordingSegments({ id: "r", startedAtMs, durationMs: 12_000 }, timeline);
  assert.deepEqual(
    segments.map(({ atMs, leftLegId, rightLegId, paused }) => [atMs, leftLegId, rightLegId, paused]),
    [
      [0, "a", "b", false],
      [3000, "a", "b", true],
      [4000, "a", "b", false],
      [6000, "a", null, false],
      [8000, "a", "c", false],
      [9000, "a", "d", false],
    ],
  );
});

test("who comes and goes in a conversation of more is on the right with the others", () => {
  const guests = [{ legId: "d", agentId: null, role: "member" }];
  const parties = (heardLegIds: string[], others = guests) => ({
    ...legs("a", "b"),
    guests: others,
    heardLegIds,
  });
  const timeline = [
    entry(0, "LegsBridged", legs("a", "b")),
    entry(1000, "BridgePartiesChanged", parties(["d"])),
    entry(2000, "BridgePartiesChanged", parties(["b", "d"])),
    entry(3000, "BridgePartiesChanged", parties([])),
    entry(4000, "BridgePartiesChanged", parties(["b"], [])),
  ];
  const segments = recordingSegments({ id: "r", startedAtMs, durationMs: 12_000 }, timeline);
  assert.deepEqual(
    segments.map(({ atMs, rightLegId, otherRightLegIds }) => [atMs, rightLegId, ...otherRightLegIds]),
    [
      [0, "b"],
      [1000, "d"],
      [2000, "b", "d"],
      [3000, null],
      [4000, "b"],
    ],
  );
});

test("a call of an earlier version, without such facts, has no segments", () => {
  assert.deepEqual(
    recordingSegments({ id: "r", startedAtMs, durationMs: 1000 }, [entry(0, "CallArrived")]),
    [],
  );
});

test("what was lost between two media processes is a segment of its own, where it is missing", () => {
  const timeline = [
    entry(0, "LegsBridged", legs("a", "b")),
    entry(4000, "LegsBridged", legs("a", "c")),
    entry(6100, "RecordingContinued", { recordingId: "another", fromMs: 1, untilMs: 2 }),
    entry(6100, "RecordingContinued", { recordingId: "r", fromMs: 3500, untilMs: 6000 }),
    // The rest of the last half second is silence.
    entry(8700, "BridgeEnded", legs("a", "c")),
  ];
  const segments = recordingSegments({ id: "r", startedAtMs, durationMs: 9000 }, timeline);
  assert.deepEqual(
    segments.map(({ atMs, rightLegId, lost }) => [atMs, rightLegId, lost]),
    [
      [0, "b", false],
      [3500, "b", true],
      [4000, "c", true],
      [6000, "c", false],
    ],
  );
});
