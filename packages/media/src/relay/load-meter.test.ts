import assert from "node:assert/strict";
import { test } from "node:test";
import { LoadMeter } from "./load-meter.ts";

test("the share since it was told last, about once a second", () => {
  const told: number[] = [];
  let used = 5_000_000;
  const meter = new LoadMeter(
    1000,
    () => used,
    (share) => void told.push(share),
  );
  used += 100_000;
  meter.advance(1500);
  assert.deepEqual(told, []);
  used += 150_000;
  meter.advance(2000);
  used += 1_000_000;
  meter.advance(4000);
  assert.deepEqual(told, [0.25, 0.5]);
});
