import assert from "node:assert/strict";
import { test } from "node:test";
import { EstimateErrors } from "#contact-center/routing";
import { estimateFigures } from "./estimate-figures.ts";

test("errors of the estimate are counted below and above zero, each bucket with those before it", () => {
  const errors = new EstimateErrors();
  // Told 60 s and waited 75; told 60 and waited 55; told an hour and waited a minute.
  errors.add(60_000, 75_000);
  errors.add(60_000, 55_000);
  errors.add(3_600_000, 60_000);
  const lines = estimateFigures(errors).split("\n");
  const line = (end: string) =>
    lines.find((each) => each.startsWith(`tandem_queue_wait_estimate_error_seconds_${end}`));
  assert.match(line('bucket{le="-30"}') ?? "", / 0$/);
  assert.match(line('bucket{le="-10"}') ?? "", / 1$/);
  assert.match(line('bucket{le="10"}') ?? "", / 2$/);
  assert.match(line('bucket{le="600"}') ?? "", / 2$/);
  assert.match(line('bucket{le="+Inf"}') ?? "", / 3$/);
  assert.match(line("count") ?? "", / 3$/);
  assert.match(line("sum") ?? "", / 3530$/);
  assert.equal(lines.at(-1), "", "what follows begins a line of its own");
});
