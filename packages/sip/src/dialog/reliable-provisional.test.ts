import assert from "node:assert/strict";
import { test } from "node:test";
import { orderReliable, startReliableProvisional, stepReliableProvisional } from "./index.ts";
import type { ReliableProvisionalInput, ReliableProvisionalState } from "./index.ts";

const send: ReliableProvisionalInput = { kind: "send" };
const prack = (number: number): ReliableProvisionalInput => ({ kind: "prack", number });
const timer = (name: "repeat" | "deadline"): ReliableProvisionalInput => ({ kind: "timer", timer: name });

function walk(rows: readonly (readonly [ReliableProvisionalInput, string, string])[]): void {
  let current: ReliableProvisionalState = startReliableProvisional(0);
  for (const [input, name, expected] of rows) {
    const next = stepReliableProvisional(current, input);
    const effects = next.effects.map((effect) => {
      if (effect.kind === "start-timer") return `${effect.timer}+${effect.delayMs}`;
      if (effect.kind === "stop-timer") return `${effect.timer}-`;
      if (effect.kind === "transmit") return `#${effect.number}`;
      if (effect.kind === "acknowledge") return effect.isNews ? "ok" : "ok-late";
      return effect.kind;
    });
    assert.deepEqual([next.state.name, effects.join(" ")], [name, expected], JSON.stringify(input));
    current = next.state;
  }
}

test("each is repeated until its PRACK, and the next one waits for that (RFC 3262 §3)", () => {
  walk([
    [send, "sending", "#1 repeat+500 deadline+32000"],
    [send, "sending", ""],
    [timer("repeat"), "sending", "repeat repeat+1000"],
    [timer("repeat"), "sending", "repeat repeat+2000"],
    [timer("repeat"), "sending", "repeat repeat+4000"],
    [timer("repeat"), "sending", "repeat repeat+8000"],
    [prack(2), "sending", "refuse"],
    [prack(1), "sending", "repeat- deadline- ok #2 repeat+500 deadline+32000"],
    [prack(1), "sending", "refuse"],
    [prack(2), "idle", "repeat- deadline- ok"],
    [prack(2), "idle", "refuse"],
    [send, "sending", "#3 repeat+500 deadline+32000"],
  ]);
});

test("no PRACK in 64*T1: given up", () => {
  walk([
    [send, "sending", "#1 repeat+500 deadline+32000"],
    [timer("deadline"), "ended", "repeat- give-up"],
    [send, "ended", ""],
    [prack(1), "ended", "refuse"],
  ]);
});

test("after the final response a late PRACK is still answered, once", () => {
  walk([
    [send, "sending", "#1 repeat+500 deadline+32000"],
    [{ kind: "end" }, "ended", "repeat- deadline-"],
    [prack(9), "ended", "refuse"],
    [prack(1), "ended", "ok-late"],
    [prack(1), "ended", "refuse"],
  ]);
});

test("the first number is 1 to 2^31 - 1", () => {
  const first = (random: number) => {
    const [effect] = stepReliableProvisional(startReliableProvisional(random), send).effects;
    return effect?.kind === "transmit" ? effect.number : undefined;
  };
  assert.deepEqual([first(0), first(1 - Number.EPSILON)], [1, 2 ** 31 - 2]);
});

test("arriving: only the next number counts", () => {
  assert.deepEqual(
    [orderReliable(undefined, 77), orderReliable(77, 78), orderReliable(77, 77), orderReliable(77, 79)],
    ["next", "next", "copy", "too-early"],
  );
});
