import assert from "node:assert/strict";
import { test } from "node:test";
import type { DeviceId } from "@tandem/kernel";
import { addressOf, planRing, singleTarget } from "./ring-plan.ts";
import type { RingAttempt } from "./ring-plan.ts";
import { newRing, stepRing } from "./ring.ts";
import type { RingInput, RingState } from "./ring.ts";

/** Short words for effects, one line a step. */
function run(state: RingState, ...inputs: RingInput[]): string[] {
  const lines: string[] = [];
  let now = state;
  for (const input of inputs) {
    const { state: next, effects } = stepRing(now, input);
    now = next;
    lines.push(
      effects
        .map((effect) =>
          [
            effect.kind,
            ...("attempt" in effect ? [effect.attempt] : []),
            ...("round" in effect ? [effect.round] : []),
            ...("cause" in effect ? [effect.cause] : []),
          ].join(" "),
        )
        .join(", "),
    );
  }
  return lines;
}
const together = newRing([[false, false, false]]);
const inTurn = newRing([[false], [false]]);
const start = { kind: "start" } as const;

test("the first answer wins, the others hear that it was answered elsewhere", () => {
  assert.deepEqual(
    run(
      together,
      start,
      { kind: "alerting" },
      { kind: "alerting" },
      { kind: "answered", attempt: 1 },
      { kind: "answered", attempt: 0 },
    ),
    [
      "dial 0, dial 1, dial 2, time-round 0",
      "tell-ringing",
      "",
      "stop-attempt 0 answered-elsewhere, stop-attempt 2 answered-elsewhere, win 1",
      "",
    ],
  );
});

test("a decline ends all; busy takes out one phone only", () => {
  assert.deepEqual(run(together, start, { kind: "ended", attempt: 0, cause: "busy" })[1], "");
  assert.deepEqual(
    run(
      together,
      start,
      { kind: "ended", attempt: 0, cause: "busy" },
      { kind: "ended", attempt: 1, cause: "declined" },
    )[2],
    "stop-attempt 2 declined, tell-ended declined",
  );
});

test("when all are over the most telling cause is told", () => {
  const end = (attempt: number, cause: "busy" | "no-answer" | "unreachable"): RingInput => ({
    kind: "ended",
    attempt,
    cause,
  });
  assert.equal(
    run(together, start, end(0, "unreachable"), end(1, "busy"), end(2, "no-answer"))[3],
    "tell-ended busy",
  );
  assert.equal(
    run(together, start, end(0, "unreachable"), end(1, "no-answer"), end(2, "unreachable"))[3],
    "tell-ended no-answer",
  );
  assert.equal(
    run(together, start, end(0, "unreachable"), end(1, "unreachable"), end(2, "unreachable"))[3],
    "tell-ended unreachable",
  );
});

test("in turn: the next phone rings when the time of the one before is over, or when it is out early", () => {
  assert.deepEqual(
    run(
      inTurn,
      start,
      { kind: "round-over", round: 0 },
      { kind: "answered", attempt: 0 },
      { kind: "answered", attempt: 1 },
    ),
    ["dial 0, time-round 0", "stop-attempt 0 no-answer, dial 1, time-round 1", "", "win 1"],
  );
  assert.deepEqual(
    run(
      inTurn,
      start,
      { kind: "ended", attempt: 0, cause: "unreachable" },
      { kind: "round-over", round: 0 },
      { kind: "round-over", round: 1 },
    ),
    ["dial 0, time-round 0", "dial 1, time-round 1", "", ""],
  );
});

test("a phone that needs a confirmation gets the call only by the key", () => {
  const mobile = newRing([[true, false]]);
  assert.deepEqual(run(mobile, start, { kind: "answered", attempt: 0 }, { kind: "confirmed", attempt: 0 }), [
    "dial 0, dial 1, time-round 0",
    "ask 0",
    "stop-attempt 1 answered-elsewhere, win 0",
  ]);
  assert.deepEqual(
    run(mobile, start, { kind: "answered", attempt: 0 }, { kind: "answered", attempt: 1 })[2],
    "stop-attempt 0 answered-elsewhere, win 1",
  );
  assert.deepEqual(
    run(
      mobile,
      start,
      { kind: "answered", attempt: 0 },
      { kind: "ended", attempt: 1, cause: "busy" },
      { kind: "not-confirmed", attempt: 0 },
    ).slice(2),
    ["", "stop-attempt 0 no-answer, tell-ended busy"],
  );
  assert.equal(
    run(mobile, start, { kind: "confirmed", attempt: 1 })[1],
    "",
    "a key of a phone that only rings",
  );
});

test("who is asked to press the key is not cut off when the next round begins", () => {
  const turns = newRing([[true], [false]]);
  assert.equal(
    run(turns, start, { kind: "answered", attempt: 0 }, { kind: "round-over", round: 0 })[2],
    "dial 1, time-round 1",
  );
});

test("stopped from outside, every phone stops with the cause, whatever comes after", () => {
  assert.deepEqual(
    run(
      inTurn,
      start,
      { kind: "stop", cause: "cancelled" },
      { kind: "answered", attempt: 0 },
      { kind: "round-over", round: 0 },
      start,
    ),
    ["dial 0, time-round 0", "stop-attempt 0 cancelled, tell-ended cancelled", "", "", ""],
  );
});

const phone = (uri: string): RingAttempt => ({
  deviceId: uri as DeviceId,
  target: { uri, to: { flow: uri }, transport: "rtp" },
  confirmation: undefined,
});
const device = (...uris: string[]) => ({ ringMs: 7000, attempts: uris.map(phone) });

test("a plan has the phones that can be reached, in one round or in one each", () => {
  const uris = (strategy: "together" | "in-turn") =>
    planRing(strategy, [device("a"), device(), device("b", "c")])?.rounds.map(({ attempts, ringMs }) => [
      ringMs,
      ...attempts.map(({ target }) => target.uri),
    ]);
  assert.deepEqual(uris("together"), [[undefined, "a", "b", "c"]]);
  assert.deepEqual(uris("in-turn"), [
    [7000, "a"],
    [undefined, "b", "c"],
  ]);
  assert.equal(planRing("together", [device()]), undefined);
});

test("one phone alone is dialed as such, unless it asks for a key", () => {
  const plan = planRing("in-turn", [device("a")]);
  assert.ok(plan);
  assert.equal(singleTarget(plan)?.uri, "a");
  assert.equal(
    singleTarget({ rounds: [{ attempts: [phone("a"), phone("b")], ringMs: undefined }] }),
    undefined,
  );
  const confirmation = { files: [], key: "1", waitMs: 1 };
  assert.equal(
    singleTarget({ rounds: [{ attempts: [{ ...phone("a"), confirmation }], ringMs: undefined }] }),
    undefined,
  );
  assert.equal(addressOf({ rounds: [{ attempts: [phone("a"), phone("b")], ringMs: undefined }] }), "a, b");
});
