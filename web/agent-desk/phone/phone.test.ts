import assert from "node:assert/strict";
import { test } from "node:test";
import { newPhone, phoneStateName } from "./phone-state.ts";
import { stepPhone } from "./phone.ts";
import type { Phone, PhoneInput, PhoneStep } from "./phone-state.ts";

function run(inputs: readonly PhoneInput[], from: Phone = newPhone): PhoneStep {
  let step: PhoneStep = { state: from, effects: [] };
  for (const input of inputs) step = stepPhone(step.state, input);
  return step;
}

const kinds = (step: PhoneStep) => step.effects.map((effect) => effect.kind);
const registering: PhoneInput[] = [
  { kind: "tab-mine" },
  { kind: "microphone", problem: undefined },
  { kind: "credential", lifeMs: 600_000 },
];
const registered: PhoneInput[] = [...registering, { kind: "registered" }];
const invite: PhoneInput = { kind: "invite", sipId: "s1", callId: "c1", from: "13800138000" };
const talking: PhoneInput[] = [...registered, invite, { kind: "answer" }, { kind: "accepted", sipId: "s1" }];

test("a phone gets its tab, its microphone, its credential and its line, in this order", () => {
  assert.deepEqual(kinds(run(registering.slice(0, 1))), ["check-microphone"]);
  assert.deepEqual(kinds(run(registering.slice(0, 2))), ["get-credential"]);
  const started = run(registering);
  assert.deepEqual(started.effects, [{ kind: "start" }, { kind: "credential-timer", delayMs: 450_000 }]);
  assert.equal(phoneStateName(started.state), "connecting");
  assert.equal(phoneStateName(run(registered).state), "registered");
});

test("without a microphone no line is asked for, until somebody tries again", () => {
  const denied = run([{ kind: "tab-mine" }, { kind: "microphone", problem: "denied" }]);
  assert.equal(phoneStateName(denied.state), "no-microphone");
  assert.deepEqual(denied.effects, []);
  assert.deepEqual(kinds(run([{ kind: "try-again" }], denied.state)), ["check-microphone"]);
});

test("a phone that loses its microphone puts itself down, so that no call is offered in vain", () => {
  const lost = run([...registered, { kind: "microphone-lost", problem: "missing" }]);
  assert.deepEqual([phoneStateName(lost.state), kinds(lost)], ["no-microphone", ["stop"]]);
  assert.deepEqual(kinds(run([{ kind: "credential-due" }], lost.state)), []);
});

test("a call rings once, is answered once and ends quietly", () => {
  const ringing = run([...registered, invite]);
  assert.deepEqual(ringing.effects, [{ kind: "ring", from: "13800138000" }]);
  const answered = run([{ kind: "answer" }], ringing.state);
  assert.deepEqual(kinds(answered), ["stop-ringing", "answer"]);
  assert.deepEqual(kinds(run([{ kind: "answer" }], answered.state)), []);
  assert.equal(run([{ kind: "accepted", sipId: "s1" }], answered.state).state.call?.stage, "talking");
  const gone = run([{ kind: "ended", sipId: "s1" }], ringing.state);
  assert.deepEqual([gone.state.call, kinds(gone)], [undefined, ["stop-ringing"]]);
});

test("a call that the system has answer itself beeps and is answered, without ringing", () => {
  const answered = run([...registered, { ...invite, answersItself: true }]);
  assert.deepEqual(kinds(answered).slice(-2), ["beep", "answer"]);
  assert.equal(answered.state.call?.stage, "answering");
  const talks = run([{ kind: "accepted", sipId: "s1" }], answered.state);
  assert.equal(talks.state.call?.stage, "talking");
  const busy = run([...talking, { ...invite, sipId: "s2", answersItself: true }]);
  assert.deepEqual(kinds(busy).slice(-1), ["refuse-busy"]);
});

test("a second call is refused as busy and the end of a former call touches nothing", () => {
  const second = run([...talking, { kind: "invite", sipId: "s2", callId: "c2", from: "4" }]);
  assert.deepEqual(second.effects, [{ kind: "refuse-busy", sipId: "s2" }]);
  assert.equal(run([{ kind: "ended", sipId: "s0" }], second.state).state.call?.sipId, "s1");
});

test("hold waits for the other side and a second press meanwhile does nothing", () => {
  const holding = run([...talking, { kind: "toggle-hold" }]);
  assert.deepEqual(holding.effects, [{ kind: "hold", sipId: "s1", held: true }]);
  assert.deepEqual(kinds(run([{ kind: "toggle-hold" }], holding.state)), []);
  const held = run([{ kind: "hold-settled", sipId: "s1", held: true }], holding.state);
  assert.equal(held.state.call?.hold, "on");
  assert.deepEqual(run([{ kind: "toggle-hold" }], held.state).effects, [
    { kind: "hold", sipId: "s1", held: false },
  ]);
});

test("mute and keys work on the sound, so they need no line", () => {
  const lost = run([...talking, { kind: "line-lost" }]);
  assert.deepEqual(run([{ kind: "toggle-mute" }], lost.state).effects, [
    { kind: "mute", sipId: "s1", muted: true },
  ]);
  assert.deepEqual(kinds(run([{ kind: "digit", key: "5" }], lost.state)), ["digit"]);
});

test("on a lost line nothing is sent: the call stays and its way is agreed again afterwards", () => {
  const lost = run([...talking, { kind: "line-lost" }]);
  assert.equal(phoneStateName(lost.state), "lost");
  assert.deepEqual(kinds(run([{ kind: "toggle-hold" }], lost.state)), []);
  const back = run([{ kind: "registered" }], lost.state);
  assert.deepEqual(back.effects, [{ kind: "renegotiate", sipId: "s1" }]);
  assert.deepEqual(kinds(run([{ kind: "registered" }], back.state)), []);
});

test("hanging up on a lost line silences us at once and says goodbye when the line is back", () => {
  const ending = run([...talking, { kind: "line-lost" }, { kind: "hang-up" }]);
  assert.deepEqual(ending.effects, [{ kind: "mute", sipId: "s1", muted: true }]);
  assert.deepEqual(run([{ kind: "registered" }], ending.state).effects, [{ kind: "terminate", sipId: "s1" }]);
});

test("a contact that is over takes its call with it, and no other", () => {
  assert.deepEqual(kinds(run([...talking, { kind: "contact-over", callId: "c9" }])), []);
  assert.deepEqual(kinds(run([...talking, { kind: "contact-over", callId: "c1" }])), ["terminate"]);
});

test("credentials are renewed in time without touching the line", () => {
  const due = run([...registered, { kind: "credential-due" }]);
  assert.deepEqual(kinds(due), ["get-credential"]);
  const renewed = run([{ kind: "credential", lifeMs: 600_000 }], due.state);
  assert.deepEqual(renewed.effects[0], { kind: "use-credential", registerNow: false });
  assert.equal(phoneStateName(renewed.state), "registered");
  const clockAhead = run([{ kind: "credential", lifeMs: -5_000 }], due.state);
  assert.deepEqual(clockAhead.effects[1], { kind: "credential-timer", delayMs: 30_000 });
});

test("refused credentials are replaced at once, then slowly", () => {
  const refused = run([...registered, { kind: "credential-refused" }]);
  assert.deepEqual(kinds(refused), ["get-credential"]);
  const renewed = run([{ kind: "credential", lifeMs: 600_000 }], refused.state);
  assert.deepEqual(renewed.effects[0], { kind: "use-credential", registerNow: true });
  assert.deepEqual(kinds(run([{ kind: "credential-refused" }], renewed.state)), ["credential-timer"]);
});

test("a server that gives no credentials is asked again, slower each time", () => {
  let step = run(registering.slice(0, 2));
  const delays = [1, 2, 3, 4].map(() => {
    step = run([{ kind: "credential-failed" }], step.state);
    const [effect] = step.effects;
    return effect?.kind === "credential-timer" ? effect.delayMs : undefined;
  });
  assert.deepEqual(delays, [1_000, 2_000, 4_000, 5_000]);
  assert.deepEqual(kinds(run([{ kind: "credential-due" }], step.state)), ["get-credential"]);
});

test("a tab that loses the phone stops everything, and late news changes nothing", () => {
  const stolen = run([...registered, invite, { kind: "tab-elsewhere" }]);
  assert.deepEqual(kinds(stolen), ["stop-ringing", "stop"]);
  assert.equal(phoneStateName(stolen.state), "other-tab");
  for (const late of [
    { kind: "credential", lifeMs: 1 },
    { kind: "registered" },
    { kind: "credential-due" },
  ] as const) {
    assert.deepEqual(run([late], stolen.state), { state: stolen.state, effects: [] });
  }
});
