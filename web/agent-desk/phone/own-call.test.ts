import assert from "node:assert/strict";
import { test } from "node:test";
import type { LostCall } from "./own-call-state.ts";
import { newPhone } from "./phone-state.ts";
import type { Phone, PhoneEffect, PhoneInput } from "./phone-state.ts";
import { stepPhone } from "./phone.ts";

const registered: Phone = { ...newPhone, line: "registered", running: true };
const lost: LostCall = {
  place: "first",
  callId: "c1",
  from: "138",
  replaces: "dialog;to-tag=a;from-tag=b",
  held: false,
};
const party = { number: "1002", name: "李娜" };
const takenBack = {
  kind: "placed",
  sipId: "s1",
  purpose: { kind: "take-back", lost, muted: false },
} as const;
const asked = { kind: "placed", sipId: "s2", purpose: { kind: "consult", party } } as const;

function run(inputs: readonly PhoneInput[], from: Phone = registered) {
  let state = from;
  let effects: readonly PhoneEffect[] = [];
  for (const input of inputs) ({ state, effects } = stepPhone(state, input));
  return { state, effects };
}

const talking = run([takenBack, { kind: "accepted", sipId: "s1" }]).state;
const consulting = run(
  [
    { kind: "consult", party },
    asked,
    { kind: "hold-settled", sipId: "s1", held: true },
    { kind: "accepted", sipId: "s2" },
  ],
  talking,
).state;

test("a lost call is taken back once unasked, and whenever it is asked for", () => {
  const take = (isAsked: boolean) => ({ kind: "take-back", lost, asked: isAsked }) as const;
  const first = run([take(false)]);
  assert.deepEqual(first.effects, [{ kind: "place-take-back", lost }]);
  assert.deepEqual(run([take(false)], first.state).effects, []);
  assert.deepEqual(run([take(true)], first.state).effects, [{ kind: "place-take-back", lost }]);
  assert.deepEqual(run([take(true)], { ...registered, line: "connecting" }).effects, []);
  assert.deepEqual(run([take(true)], talking).effects, [], "a phone with a call has it already");
});

test("a call taken back is the contact's, and as muted and held as it was", () => {
  assert.deepEqual([talking.call?.callId, talking.call?.stage, talking.call?.hold], ["c1", "talking", "off"]);
  const purpose = { kind: "take-back", lost: { ...lost, held: true }, muted: true } as const;
  const held = run([{ kind: "placed", sipId: "s1", purpose }]);
  assert.deepEqual(
    [held.state.call?.muted, held.state.call?.hold, held.state.call?.stage],
    [true, "on", "calling"],
  );
  assert.deepEqual(run([{ kind: "accepted", sipId: "s1" }], held.state).effects, [
    { kind: "hold", sipId: "s1", held: true },
  ]);
});

test("a second call is taken back beside the contact, and each is tried once unasked", () => {
  const second: LostCall = { ...lost, place: "second", callId: "c2", from: "1002", replaces: "other" };
  const take = (which: LostCall) => ({ kind: "take-back", lost: which, asked: false }) as const;
  const both = run([take(lost)]).state;
  assert.deepEqual(run([take(second)], both).effects, [{ kind: "place-take-back", lost: second }]);
  assert.deepEqual(run([take(second), take(lost)], both).effects, []);
  const purpose = { kind: "take-back", lost: second, muted: false } as const;
  const back = run(
    [
      { kind: "placed", sipId: "s2", purpose },
      { kind: "accepted", sipId: "s2" },
    ],
    talking,
  ).state;
  assert.deepEqual([back.consultation?.party.number, back.consultation?.call.stage], ["1002", "talking"]);
  assert.equal(back.call?.sipId, "s1");
  assert.deepEqual(
    run([take({ ...second, replaces: "third" })], back).effects,
    [],
    "there is one second call",
  );
});

test("to consult puts the caller on hold and calls; back to the caller ends it and resumes", () => {
  const begun = run([{ kind: "consult", party }], talking);
  assert.deepEqual(begun.effects, [
    { kind: "hold", sipId: "s1", held: true },
    { kind: "place-consultation", party },
  ]);
  assert.equal(begun.state.call?.hold, "holding");
  assert.equal(consulting.consultation?.call.stage, "talking");
  assert.deepEqual(run([{ kind: "consult", party }], consulting).effects, [], "one at a time");
  const back = run([{ kind: "back-to-caller" }], consulting);
  assert.deepEqual(back.effects, [
    { kind: "terminate", sipId: "s2" },
    { kind: "hold", sipId: "s1", held: false },
  ]);
  assert.equal(run([{ kind: "ended", sipId: "s2" }], back.state).state.consultation, undefined);
});

test("a consulted party who cannot be reached is told in the notice; the caller waits as before", () => {
  const calling = run([{ kind: "consult", party }, asked], talking).state;
  const refused = run([{ kind: "ended", sipId: "s2", status: 486 }], calling).state;
  assert.deepEqual(
    [refused.consultation, refused.handover?.stage, refused.handover?.status],
    [undefined, "failed", 486],
  );
  assert.equal(refused.call?.sipId, "s1");
  const later = run([{ kind: "ended", sipId: "s2" }], consulting).state;
  assert.equal(later.handover, undefined, "one who hangs up after talking was reached");
});

test("a transfer is told step by step, once, and ends with the call", () => {
  const begun = run([{ kind: "transfer", party }], talking);
  assert.deepEqual(begun.effects, [{ kind: "refer", sipId: "s1", number: "1002" }]);
  assert.deepEqual(run([{ kind: "transfer", party }], begun.state).effects, []);
  const progress = (status: number) => ({ kind: "refer-progress", sipId: "s1", status }) as const;
  const stage = (...statuses: number[]) => run(statuses.map(progress), begun.state).state.handover?.stage;
  assert.deepEqual(
    [stage(100), stage(180), stage(180, 200), stage(180, 486), stage(0), stage(486, 200)],
    ["asking", "ringing", "done", "failed", "failed", "failed"],
  );
  assert.equal(run([progress(486), { kind: "dismiss-handover" }], begun.state).state.handover, undefined);
  const over = run([progress(200), { kind: "ended", sipId: "s1" }], begun.state).state;
  assert.deepEqual([over.call, over.handover], [undefined, undefined]);
});

test("a transfer that rings is withdrawn without a failure; one that was answered first is not", () => {
  const progress = (status: number) => ({ kind: "refer-progress", sipId: "s1", status }) as const;
  const withdrawing = { kind: "withdrawing", asked: true } as const;
  const leaving = run([{ kind: "transfer", party }, progress(180), withdrawing], talking).state;
  assert.equal(leaving.handover?.stage, "withdrawing");
  assert.equal(run([progress(180)], leaving).state.handover?.stage, "withdrawing");
  assert.equal(run([progress(487)], leaving).state.handover, undefined);
  assert.equal(run([progress(200)], leaving).state.handover?.stage, "done");
  assert.equal(run([progress(486)], leaving).state.handover?.stage, "failed");
  assert.equal(run([{ kind: "withdrawing", asked: false }], leaving).state.handover?.stage, "ringing");
  assert.deepEqual(run([{ kind: "transfer", party }], leaving).effects, [], "one at a time");
  assert.equal(run([withdrawing], talking).state.handover, undefined);
});

test("a consultation is completed only while both are there", () => {
  const effect = { kind: "refer-to-consultation", sipId: "s1", number: "1002", withSipId: "s2" };
  assert.deepEqual(run([{ kind: "complete-transfer" }], consulting).effects, [effect]);
  assert.deepEqual(run([{ kind: "complete-transfer" }], talking).effects, []);
  const alone = run([{ kind: "ended", sipId: "s1" }], consulting).state;
  assert.equal(alone.consultation?.call.sipId, "s2", "who was asked is still there");
  assert.deepEqual(run([{ kind: "complete-transfer" }], alone).effects, []);
  assert.deepEqual(run([{ kind: "end-consultation" }], alone).effects, [{ kind: "terminate", sipId: "s2" }]);
});

test("another network, or a way that fails, is agreed anew for every call, at once or when the line is back", () => {
  const changed = run([{ kind: "network-changed" }], consulting);
  assert.deepEqual(changed.effects, [
    { kind: "renegotiate", sipId: "s2" },
    { kind: "renegotiate", sipId: "s1" },
  ]);
  const off = run([{ kind: "line-lost" }, { kind: "way-lost", sipId: "s1" }], consulting);
  assert.deepEqual(off.effects, []);
  const back = run([{ kind: "registered" }], off.state);
  assert.deepEqual(
    back.effects.map((effect) => effect.kind),
    ["renegotiate", "renegotiate"],
  );
  assert.deepEqual(run([{ kind: "way-lost", sipId: "s1" }], talking).effects, [
    { kind: "renegotiate", sipId: "s1" },
  ]);
});

test("on a lost line nobody is consulted and nothing is transferred", () => {
  const off = run([{ kind: "line-lost" }], talking).state;
  assert.deepEqual(run([{ kind: "consult", party }], off).effects, []);
  assert.deepEqual(run([{ kind: "transfer", party }], off).effects, []);
});
