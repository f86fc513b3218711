import assert from "node:assert/strict";
import { test } from "node:test";
import { answerSessionTimer, stepSessionTimer } from "./index.ts";
import type { SessionTimerInput, SessionTimerState } from "./index.ts";

const own = { intervalSeconds: 1_800, minSeconds: 90 };
const agreed = (intervalSeconds: number, refresher: "us" | "peer"): SessionTimerInput => ({
  kind: "agreed",
  intervalSeconds,
  refresher,
});
const timer = (name: "refresh" | "deadline"): SessionTimerInput => ({ kind: "timer", timer: name });

function walk(rows: readonly (readonly [SessionTimerInput, string, string])[]): void {
  let current: SessionTimerState = { name: "off" };
  for (const [input, name, expected] of rows) {
    const next = stepSessionTimer(current, input);
    const effects = next.effects.map((effect) => {
      if (effect.kind === "start-timer") return `${effect.timer}+${effect.delayMs / 1_000}`;
      return effect.kind === "stop-timer" ? `${effect.timer}-` : effect.kind;
    });
    assert.deepEqual([next.state.name, effects.join(" ")], [name, expected], JSON.stringify(input));
    current = next.state;
  }
}

test("ours: at half the interval, again after 5 s when it fails, over 32 s before the end", () => {
  walk([
    [agreed(1_800, "us"), "running", "deadline+1768 refresh+900"],
    [timer("refresh"), "refreshing", "refresh"],
    [{ kind: "failed" }, "running", "refresh+5"],
    [timer("refresh"), "refreshing", "refresh"],
    [agreed(1_800, "us"), "running", "deadline+1768 refresh+900"],
    [timer("refresh"), "refreshing", "refresh"],
    [timer("deadline"), "ended", "refresh- deadline- expire"],
    [{ kind: "failed" }, "ended", ""],
  ]);
});

test("theirs: only the deadline, a third early when the interval is short (§10)", () => {
  walk([
    [agreed(90, "peer"), "running", "deadline+60 refresh-"],
    [timer("deadline"), "ended", "refresh- deadline- expire"],
  ]);
});

test("a 2xx without Session-Expires, and the end of the call, stop it", () => {
  walk([
    [{ kind: "declined" }, "off", ""],
    [agreed(90, "us"), "running", "deadline+60 refresh+45"],
    [{ kind: "declined" }, "off", "refresh- deadline-"],
    [timer("refresh"), "off", ""],
    [agreed(90, "us"), "running", "deadline+60 refresh+45"],
    [{ kind: "end" }, "ended", "refresh- deadline-"],
  ]);
});

test("what a UAS agrees to (RFC 4028 §9, table 2)", () => {
  const ask = (
    expires: { intervalSeconds: number; refresher: "uac" | "uas" | undefined } | undefined,
    isSupported: boolean,
    minSeconds?: number,
  ) => answerSessionTimer({ expires, minSeconds, isSupported }, own);
  const on = (intervalSeconds: number, refresher: "uac" | "uas") => ({
    kind: "on",
    intervalSeconds,
    refresher,
  });
  assert.deepEqual(ask(undefined, false), { kind: "off" });
  assert.deepEqual(ask(undefined, true), on(1_800, "uas"));
  assert.deepEqual(ask({ intervalSeconds: 600, refresher: "uac" }, true), on(600, "uac"));
  assert.deepEqual(ask({ intervalSeconds: 600, refresher: "uas" }, true), on(600, "uas"));
  assert.deepEqual(ask({ intervalSeconds: 7_200, refresher: undefined }, true), on(1_800, "uas"));
  assert.deepEqual(ask({ intervalSeconds: 7_200, refresher: undefined }, true, 3_600), on(3_600, "uas"));
  assert.deepEqual(ask({ intervalSeconds: 60, refresher: undefined }, true), { kind: "too-small" });
  // A proxy put it in for a caller that knows nothing of it: nobody would understand a 422.
  assert.deepEqual(ask({ intervalSeconds: 60, refresher: undefined }, false), on(90, "uas"));
  assert.deepEqual(ask({ intervalSeconds: 600, refresher: "uac" }, false), on(600, "uas"));
});
