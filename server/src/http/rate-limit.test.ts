import assert from "node:assert/strict";
import { test } from "node:test";
import { RateLimit } from "./rate-limit.ts";

test("a source has its burst, then its rate; another source is not held back", () => {
  const limit = new RateLimit({ perMinute: 60, burst: 2 });
  assert.equal(limit.take("a", 0), 0);
  assert.equal(limit.take("a", 0), 0);
  assert.equal(limit.take("a", 0), 1000);
  assert.equal(limit.take("b", 0), 0);
  assert.equal(limit.take("a", 400), 600);
  assert.equal(limit.take("a", 1000), 0);
});
