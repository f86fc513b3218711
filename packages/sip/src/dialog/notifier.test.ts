import assert from "node:assert/strict";
import { test } from "node:test";
import { startNotifier, stepNotifier } from "./index.ts";
import type { NotifierInput, NotifierState } from "./index.ts";

const notify: NotifierInput = { kind: "notify" };
const finish: NotifierInput = { kind: "finish", cause: "expired" };
const response = (status: number, hasRetryAfter = false): NotifierInput => ({
  kind: "response",
  status,
  hasRetryAfter,
});

function walk(rows: readonly (readonly [NotifierInput, string, string])[]): void {
  let current: NotifierState = startNotifier();
  for (const [input, name, expected] of rows) {
    const next = stepNotifier(current, input);
    const effects = next.effects.map((effect) => {
      if (effect.kind === "send") return effect.isLast ? "send-last" : "send";
      return effect.kind === "tell-end" ? `end:${effect.cause}` : effect.kind;
    });
    assert.deepEqual([next.state.name, effects.join(" ")], [name, expected], JSON.stringify(input));
    current = next.state;
  }
}

test("one NOTIFY at a time; news that came meanwhile goes in one more", () => {
  walk([
    [notify, "sending", "send"],
    [notify, "sending", ""],
    [notify, "sending", ""],
    [response(200), "sending", "send"],
    [response(200), "idle", ""],
    [finish, "closing", "end:expired send-last"],
    [notify, "closing", ""],
    [response(200), "ended", "forget"],
    [response(200), "ended", ""],
  ]);
});

test("an end while a NOTIFY is on its way: the last one goes after it", () => {
  walk([
    [notify, "sending", "send"],
    [finish, "last-due", "end:expired"],
    [response(200), "closing", "send-last"],
    [{ kind: "failure", reason: "timeout" }, "ended", "forget"],
  ]);
});

test("a refusal ends it, a temporary one does not", () => {
  walk([
    [notify, "sending", "send"],
    [response(503, true), "idle", ""],
    [notify, "sending", "send"],
    [response(480, true), "idle", ""],
    [notify, "sending", "send"],
    [response(481), "ended", "end:refused forget"],
  ]);
  walk([
    [notify, "sending", "send"],
    [finish, "last-due", "end:expired"],
    [response(481), "ended", "forget"],
  ]);
});

test("silence and a lost connection end it, and its end is told once", () => {
  walk([
    [notify, "sending", "send"],
    [{ kind: "failure", reason: "timeout" }, "ended", "end:timeout forget"],
    [{ kind: "abort", cause: "transport" }, "ended", ""],
  ]);
  walk([[{ kind: "abort", cause: "transport" }, "ended", "end:transport forget"]]);
  walk([
    [finish, "closing", "end:expired send-last"],
    [{ kind: "abort", cause: "transport" }, "ended", "forget"],
  ]);
});
