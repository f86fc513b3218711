import assert from "node:assert/strict";
import { test } from "node:test";
import type { LegQuality } from "@tandem/contract";
import { chartOption, linesOf, timeLabel } from "./chart-option.ts";

const start = "2026-01-01T10:00:00.000Z";
const leg: LegQuality = {
  legId: "leg",
  codec: "PCMA",
  startedAt: "2026-01-01T10:00:07.000Z",
  seconds: [0, 5, 65],
  mosReceived: [4.4, 4.2, 3],
  mosSent: [null, null, null],
  lossReceived: [0, 1.5, 9],
  lossSent: [null, 2, null],
  jitterReceivedMs: [1, 2, 3],
  jitterSentMs: [null, 4, null],
  roundTripMs: [null, 31, null],
};
const colors = { received: "r", sent: "s", text: "t", line: "l", alarm: "a", panel: "p" };
const names = { received: "heard", sent: "sent", roundTrip: "round trip" };

test("lines count from the call's start, break where nothing was measured, and are left out when empty", () => {
  const [mos, ...none] = linesOf(leg, "mos", start, colors, names);
  assert.deepEqual(none, [], "nothing was reported of the other direction");
  assert.deepEqual(mos?.points, [
    [7, 4.4],
    [12, 4.2],
    [13, null],
    [72, 3],
  ]);
  assert.deepEqual(
    linesOf(leg, "loss", start, colors, names).map(({ name, dashed }) => [name, dashed]),
    [
      ["heard", false],
      ["sent", true],
    ],
  );
  assert.equal(linesOf(leg, "roundTrip", start, colors, names)[0]?.name, "round trip");
});

test("a rating has the scale of ratings and a line where it becomes poor", () => {
  const option = chartOption("mos", linesOf(leg, "mos", start, colors, names), 72, colors, "");
  assert.deepEqual([option.yAxis.min, option.yAxis.max, option.xAxis.max], [1, 5, 72]);
  assert.deepEqual(option.series[0]?.markLine?.data, [{ yAxis: 3.1 }]);
  assert.equal(chartOption("loss", [], 0, colors, "%").xAxis.max, 5);
});

test("time reads as minutes and seconds", () => {
  assert.deepEqual([0, 65, 3605].map(timeLabel), ["0:00", "1:05", "60:05"]);
});
