import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { newDirectCall, newSummonedCall, stepDirectCall } from "./direct-call.ts";
import type { DirectCallEffect, DirectCallInput } from "./direct-call.ts";

function run(inputs: readonly DirectCallInput[], from = newDirectCall) {
  let state = from;
  const effects: DirectCallEffect[] = [];
  for (const input of inputs) {
    const next = stepDirectCall(state, input);
    state = next.state;
    effects.push(...next.effects);
  }
  return { state, effects, kinds: effects.map(({ kind }) => kind) };
}

test("it rings, is answered, joined, and ended by the callee", () => {
  const { effects } = run([
    { kind: "far-ringing" },
    { kind: "far-answered" },
    { kind: "near-answered" },
    { kind: "far-ended", cause: "hung-up-remotely" },
  ]);
  assert.deepEqual(effects, [
    { kind: "ring" },
    { kind: "answer" },
    { kind: "join" },
    { kind: "hang-up", cause: "completed", by: "callee", wire: "hung-up-locally" },
  ]);
});

test("sound before the answer is heard, and ringing then says nothing new", () => {
  assert.deepEqual(run([{ kind: "far-early" }, { kind: "far-ringing" }, { kind: "far-answered" }]).kinds, [
    "hear-early",
    "answer",
  ]);
});

test("an agent who asked for the call is rung first, hears it ring, and is joined when it is answered", () => {
  const summoned = [{ kind: "near-answered" }, { kind: "far-ringing" }, { kind: "far-answered" }] as const;
  const { kinds, state } = run([...summoned], newSummonedCall);
  assert.deepEqual([kinds, state.phase], [["dial-far", "play-ringback", "join"], "talking"]);
  const early = [{ kind: "near-answered" }, { kind: "far-early" }, { kind: "far-ringing" }] as const;
  assert.deepEqual(run([...early], newSummonedCall).kinds, ["dial-far", "hear-early"]);
  assert.deepEqual(run([{ kind: "call-ended" }, { kind: "near-answered" }], newSummonedCall).kinds, []);
});

test("a colleague's mailbox takes the call that they do not answer, and no other", () => {
  const from = { ...newDirectCall, hasMailbox: true };
  for (const cause of ["no-answer", "busy", "declined", "unreachable"] as const)
    assert.deepEqual(run([{ kind: "far-ended", cause }], from).kinds, ["take-message"]);
  assert.deepEqual(run([{ kind: "far-ended", cause: "no-answer" }]).kinds, ["hang-up"]);
  assert.deepEqual(run([{ kind: "call-ended" }, { kind: "far-ended", cause: "cancelled" }], from).kinds, []);
  const talked = [{ kind: "far-answered" }, { kind: "near-answered" }] as const;
  const over = { kind: "far-ended", cause: "unreachable" } as const;
  assert.deepEqual(run([...talked, over], from).kinds, ["answer", "join", "hang-up"]);
});

test("the agent's phone hears why nobody came", () => {
  const end = (cause: "busy" | "declined" | "not-found" | "no-answer" | "unreachable") =>
    run([{ kind: "far-ended", cause }]).effects[0];
  assert.deepEqual(end("busy"), { kind: "hang-up", cause: "busy", by: "callee", wire: "busy" });
  assert.deepEqual(end("declined"), { kind: "hang-up", cause: "rejected", by: "callee", wire: "declined" });
  assert.deepEqual(end("not-found"), { kind: "hang-up", cause: "rejected", by: "system", wire: "not-found" });
  assert.deepEqual(end("no-answer"), {
    kind: "hang-up",
    cause: "no-answer",
    by: "system",
    wire: "no-answer",
  });
  assert.deepEqual(end("unreachable"), {
    kind: "hang-up",
    cause: "failed",
    by: "system",
    wire: "unreachable",
  });
});

test("in any order it is joined and hung up at most once, and nothing follows its end", () => {
  const input = fc.constantFrom<DirectCallInput>(
    { kind: "far-ringing" },
    { kind: "far-early" },
    { kind: "far-answered" },
    { kind: "near-answered" },
    { kind: "call-ended" },
    { kind: "far-ended", cause: "busy" },
  );
  fc.assert(
    fc.property(fc.array(input), (inputs) => {
      const { kinds } = run([...inputs, { kind: "call-ended" }, ...inputs]);
      for (const kind of ["answer", "join", "hang-up"] as const)
        assert.ok(kinds.filter((each) => each === kind).length <= 1);
      assert.ok(!kinds.includes("hang-up") || kinds.at(-1) === "hang-up");
    }),
  );
});
