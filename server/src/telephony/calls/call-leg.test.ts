import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { newLeg, stepLeg } from "./call-leg.ts";
import type { LegDirection, LegEffect, LegInput } from "./call-leg.ts";

function run(direction: LegDirection, inputs: readonly LegInput[]) {
  let state = newLeg(direction);
  const effects: LegEffect[] = [];
  inputs.forEach((input, now) => {
    const next = stepLeg(state, input, now);
    state = next.state;
    effects.push(...next.effects);
  });
  return { state, effects, kinds: effects.map((effect) => effect.kind) };
}

test("an arriving leg rings, is answered, and is ended with BYE", () => {
  const { state, kinds } = run("arriving", [
    { kind: "media-opened" },
    { kind: "answer-wanted" },
    { kind: "acknowledged" },
    { kind: "local-end", cause: "hung-up-locally" },
  ]);
  assert.equal(state.answeredAt, 2);
  assert.deepEqual(kinds, ["send-ringing", "send-answer", "tell", "send-bye", "close-media", "tell-ended"]);
});

test("an answer wanted before the port is ready is given when it is", () => {
  const { kinds } = run("arriving", [{ kind: "answer-wanted" }, { kind: "media-opened" }]);
  assert.deepEqual(kinds, ["send-answer"]);
});

test("sound before the answer is agreed once, when the port is ready, instead of ringing", () => {
  const { effects, kinds } = run("arriving", [
    { kind: "early-answer-wanted" },
    { kind: "media-opened" },
    { kind: "early-answer-wanted" },
    { kind: "early-answered" },
    { kind: "answer-wanted" },
  ]);
  assert.deepEqual(kinds, ["send-early-answer", "tell", "send-answer"]);
  assert.deepEqual(effects[1], { kind: "tell", what: "early-answered" });
});

test("a dialed leg that is given up while ringing is cancelled", () => {
  const { kinds } = run("dialing", [
    { kind: "media-opened" },
    { kind: "ringing" },
    { kind: "local-end", cause: "no-answer" },
    { kind: "answered" },
  ]);
  assert.deepEqual(kinds, ["send-invite", "tell", "send-cancel", "close-media", "tell-ended"]);
});

test("hold is told once, however often it is repeated", () => {
  const { effects } = run("dialing", [
    { kind: "media-opened" },
    { kind: "answered" },
    { kind: "held", held: true },
    { kind: "held", held: true },
    { kind: "held", held: false },
  ]);
  const told = effects.flatMap((effect) => (effect.kind === "tell" ? [effect.what] : []));
  assert.deepEqual(told, ["answered", "held", "resumed"]);
});

const anyInput: fc.Arbitrary<LegInput> = fc.constantFrom<LegInput>(
  { kind: "media-opened" },
  { kind: "media-refused" },
  { kind: "early-answer-wanted" },
  { kind: "early-answered" },
  { kind: "answer-wanted" },
  { kind: "acknowledged" },
  { kind: "ringing" },
  { kind: "answered" },
  { kind: "refused", cause: "busy" },
  { kind: "remote-end", cause: "hung-up-remotely" },
  { kind: "local-end", cause: "hung-up-locally" },
  { kind: "held", held: true },
  { kind: "held", held: false },
);

test("in any order of inputs a leg that ends is closed once, told once, and stays ended", () => {
  const goodbyes = new Set<LegEffect["kind"]>(["send-refusal", "send-cancel", "send-bye"]);
  fc.assert(
    fc.property(
      fc.constantFrom<LegDirection>("arriving", "dialing"),
      fc.array(anyInput),
      (direction, inputs) => {
        const last: LegInput = { kind: "local-end", cause: "system-stop" };
        const { state, kinds } = run(direction, [...inputs, last, ...inputs]);
        assert.equal(state.phase, "ended");
        assert.equal(kinds.filter((kind) => kind === "close-media").length, 1);
        assert.equal(kinds.filter((kind) => kind === "tell-ended").length, 1);
        assert.ok(kinds.filter((kind) => goodbyes.has(kind)).length <= 1);
        assert.equal(kinds.at(-1), "tell-ended");
      },
    ),
  );
});
