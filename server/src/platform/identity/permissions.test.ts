import assert from "node:assert/strict";
import { test } from "node:test";
import { allows } from "./index.ts";
import type { Action } from "./index.ts";

const expected: Record<Action, string> = {
  "desk.use": "agent supervisor admin",
  "calls.read.own": "agent supervisor admin",
  "calls.read.all": "supervisor admin",
  "calls.tap": "admin",
  "recordings.play.own": "agent supervisor admin",
  "recordings.pause": "agent supervisor admin",
  "recordings.play.all": "supervisor admin",
  "recordings.delete": "admin",
  "floor.watch": "supervisor admin",
  "floor.limits": "supervisor admin",
  "calls.supervise": "supervisor admin",
  "reports.read": "supervisor admin",
  "configuration.read": "supervisor admin",
  "configuration.write": "admin",
  "system.read": "admin",
  "system.write": "admin",
};

for (const [action, roles] of Object.entries(expected)) {
  test(`${action} is for ${roles}`, () => {
    const allowed = (["agent", "supervisor", "admin"] as const).filter((role) =>
      allows(role, action as Action),
    );
    assert.equal(allowed.join(" "), roles);
  });
}
