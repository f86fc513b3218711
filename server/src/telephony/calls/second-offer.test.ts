import assert from "node:assert/strict";
import { test } from "node:test";
import { err } from "@tandem/kernel";
import type { OutgoingInvite, OutgoingInviteError, OutgoingInviteOptions } from "@tandem/sip";
import { dialWithSecondOffer } from "./second-offer.ts";

const rejected = (status: number): OutgoingInviteError => ({
  kind: "rejected",
  status,
  reason: "",
  headers: [],
});

/** A phone that answers each INVITE as told, one after the other. */
function phoneThatSays(...errors: OutgoingInviteError[]) {
  const offers: (string | undefined)[] = [];
  const cancelled: string[] = [];
  const dial = ({ offer }: OutgoingInviteOptions): OutgoingInvite => {
    const callId = String(offers.push(offer));
    const error = errors[offers.length - 1] ?? rejected(500);
    return { callId, outcome: Promise.resolve(err(error)), cancel: () => void cancelled.push(callId) };
  };
  const options = { uri: "sip:1001@phone.invalid", offer: "first" } as unknown as OutgoingInviteOptions;
  return { offers, cancelled, call: (second?: () => string) => dialWithSecondOffer(dial, options, second) };
}

test("a phone that does not accept the first offer gets the second, and its word is final", async () => {
  const { offers, call } = phoneThatSays(rejected(488), rejected(486));
  const outgoing = call(() => "second");
  const outcome = await outgoing.outcome;
  assert.deepEqual(offers, ["first", "second"]);
  assert.deepEqual(outcome, err(rejected(486)));
  assert.equal(outgoing.callId, "2");
});

test("any other answer, a second 488, and 488 where there is nothing else to offer are final", async () => {
  const cases: [OutgoingInviteError[], (() => string) | undefined, number][] = [
    [[rejected(486)], () => "second", 1],
    [[{ kind: "timeout" }], () => "second", 1],
    [[rejected(488)], undefined, 1],
    [[rejected(488), rejected(488)], () => "second", 2],
  ];
  for (const [answers, second, asked] of cases) {
    const { offers, call } = phoneThatSays(...answers);
    const outcome = await call(second).outcome;
    assert.ok(!outcome.ok);
    assert.equal(outcome.error, answers.at(-1));
    assert.equal(offers.length, asked);
  }
});

test("a call that was given up does not ring again", async () => {
  const { offers, cancelled, call } = phoneThatSays(rejected(488), rejected(488));
  const outgoing = call(() => "second");
  outgoing.cancel();
  await outgoing.outcome;
  assert.deepEqual(offers, ["first"]);
  assert.deepEqual(cancelled, ["1"]);
});
