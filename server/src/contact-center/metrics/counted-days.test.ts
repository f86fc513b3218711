import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { QueueId } from "@tandem/kernel";
import { basisOf, boundsOf, piecesOf, runsOf } from "./counted-days.ts";
import { intervalBounds } from "./report-intervals.ts";

const hourMs = 3_600_000;
const zone = "Europe/Berlin";
/** A week with the day on which the clocks are put forward. */
const from = Date.parse("2026-03-25T23:00:00Z");
const days = intervalBounds(from, from + 7 * 24 * hourMs, "day", zone);
const dayAt = (n: number) => ({ from: days[n] ?? 0, to: days[n + 1] ?? 0 });

test("pieces cover a report without gap or overlap, and what is counted is made of whole hours or days of counted days", () => {
  const some = fc.subarray(days.slice(0, -1).map((_, n) => n));
  const bounds = fc.oneof(
    fc
      .constantFrom<15 | 30 | 60 | "day">(15, 30, 60, "day")
      .map((each) => intervalBounds(from, days[6] ?? 0, each, zone)),
    // A whole period, beginning and ending anywhere.
    fc.tuple(fc.nat(5 * 24 * 4), fc.integer({ min: 1, max: 200 })).map(([first, length]) => {
      const begin = from + first * 900_000;
      return [begin, begin + length * 900_000];
    }),
  );
  fc.assert(
    fc.property(bounds, some, fc.constantFrom<"hour" | "day">("hour", "day"), (asked, counted, step) => {
      const known = counted.map(dayAt);
      const pieces = piecesOf(asked, known, step);
      assert.deepEqual([pieces[0]?.from, pieces.at(-1)?.to], [asked[0], asked.at(-1)]);
      for (const [n, piece] of pieces.entries()) {
        assert.ok(piece.to > piece.from);
        if (n > 0) assert.equal(piece.from, pieces[n - 1]?.to);
        assert.ok(piece.from >= (asked[piece.interval] ?? 0) && piece.to <= (asked[piece.interval + 1] ?? 0));
        if (!piece.counted) continue;
        const [first, last] = [
          known.find((day) => piece.from >= day.from && piece.from < day.to),
          known.find((day) => piece.to > day.from && piece.to <= day.to),
        ];
        assert.ok(first && last);
        const unit = step === "hour" ? hourMs : Infinity;
        assert.ok(piece.from === first.from || (piece.from - first.from) % unit === 0);
        assert.ok(piece.to === last.to || (piece.to - last.from) % unit === 0);
      }
      for (const run of runsOf(pieces)) assert.equal(new Set(run.map((piece) => piece.counted)).size, 1);
      assert.deepEqual(runsOf(pieces).flat(), pieces);
    }),
  );
});

test("whole days that are counted are asked for in one, whatever lies before and after", () => {
  const period = [from + hourMs / 2, days[6] ?? 0];
  const pieces = piecesOf(period, [dayAt(1), dayAt(2), dayAt(3)], "day");
  assert.deepEqual(
    pieces.map(({ counted, ...piece }) => [piece.from, piece.to, counted]),
    [
      [period[0], days[1], false],
      [days[1], days[4], true],
      [days[4], days[6], false],
    ],
  );
  assert.deepEqual(runsOf(pieces).map(boundsOf), [
    [period[0], days[1]],
    [days[1], days[4]],
    [days[4], days[6]],
  ]);
});

test("hours are taken from a counted day, quarters of them are not", () => {
  const isCounted = (length: 15 | 60) =>
    piecesOf(intervalBounds(days[0] ?? 0, days[1] ?? 0, length, zone), [dayAt(0)], "hour").every(
      ({ counted }) => counted,
    );
  assert.deepEqual([isCounted(60), isCounted(15)], [true, false]);
});

test("what days were counted by depends on targets other than the usual one, in no order", () => {
  const [a, b, c] = ["a", "b", "c"] as QueueId[];
  const basis = (...targets: [QueueId, number][]) => basisOf({ targetMs: new Map(targets), shortMs: 5000 });
  assert.ok(a && b && c);
  assert.equal(basis([a, 1000], [b, 2000], [c, 20_000]), basis([b, 2000], [a, 1000]));
  assert.notEqual(basis([a, 1000]), basis([a, 2000]));
});
