import assert from "node:assert/strict";
import { test } from "node:test";
import { stepVisitorCall, visitorStateName } from "./visitor-call.ts";
import type { VisitorInput, VisitorStep } from "./visitor-call.ts";

function run(inputs: readonly VisitorInput[]): VisitorStep {
  let nowMs = 1_000;
  let step: VisitorStep = { state: { stage: "idle" }, effects: [] };
  for (const input of inputs) step = stepVisitorCall(step.state, input, (nowMs += 1_000));
  return step;
}

const dialling: VisitorInput[] = [
  { kind: "start" },
  { kind: "microphone", problem: undefined },
  { kind: "credential" },
];
const inCall: VisitorInput[] = [...dialling, { kind: "ringing" }, { kind: "accepted" }];
const shown = (inputs: readonly VisitorInput[]) => visitorStateName(run(inputs).state);
const reason = (inputs: readonly VisitorInput[]) => {
  const { state } = run(inputs);
  return state.stage === "failed" ? state.reason : state.stage;
};

test("one press leads through microphone and credential to the call", () => {
  const seen = [0, 1, 2, 3].map((count) =>
    run(dialling.slice(0, count)).effects.map((effect) => effect.kind),
  );
  assert.deepEqual(seen, [[], ["check-microphone"], ["get-credential"], ["dial"]]);
  assert.deepEqual(
    [shown([]), shown(dialling), shown(inCall.slice(0, 4)), shown(inCall)],
    ["idle", "connecting", "ringing", "in-call"],
  );
});

test("every way of not getting through has its own reason", () => {
  const start: VisitorInput[] = [{ kind: "start" }];
  const asked: VisitorInput[] = dialling.slice(0, 2);
  assert.equal(reason([...start, { kind: "microphone", problem: "denied" }]), "denied");
  for (const [status, expected] of [
    [0, "unreachable"],
    [502, "unreachable"],
    [429, "busy"],
    [404, "refused"],
  ] as const) {
    assert.equal(reason([...asked, { kind: "refused", status }]), expected);
  }
  const sip = [
    [0, "unreachable"],
    [486, "busy"],
    [503, "busy"],
    [480, "no-answer"],
    [404, "refused"],
    [500, "unreachable"],
  ];
  for (const [status, expected] of sip as [number, string][]) {
    assert.equal(reason([...dialling, { kind: "over", status }]), expected);
  }
});

test("a call that was connected ends with its length, whoever hung up", () => {
  const theirs = run([...inCall, { kind: "digit", key: "1" }, { kind: "over", status: 0 }]);
  assert.deepEqual(theirs, { state: { stage: "ended", lastedMs: 2_000 }, effects: [] });
  const ours = run([...inCall, { kind: "hang-up" }]);
  assert.deepEqual(ours, { state: { stage: "ended", lastedMs: 1_000 }, effects: [{ kind: "terminate" }] });
  assert.equal(shown([...inCall, { kind: "hang-up" }, { kind: "start" }]), "connecting");
});

test("giving up before the answer leaves nothing behind, also when the answer crosses", () => {
  assert.deepEqual(run([...dialling, { kind: "hang-up" }]).effects, [{ kind: "terminate" }]);
  for (const late of [{ kind: "accepted" }, { kind: "over", status: 487 }, { kind: "credential" }] as const) {
    assert.equal(shown([...dialling, { kind: "hang-up" }, late]), "idle");
  }
  assert.deepEqual(
    run([{ kind: "start" }, { kind: "hang-up" }, { kind: "microphone", problem: undefined }]).effects,
    [],
  );
});

test("mute and keys work only while connected", () => {
  assert.deepEqual(run([...inCall, { kind: "toggle-mute" }]).effects, [{ kind: "mute", muted: true }]);
  assert.deepEqual(run([...inCall, { kind: "toggle-mute" }, { kind: "toggle-mute" }]).effects, [
    { kind: "mute", muted: false },
  ]);
  assert.deepEqual(run([...dialling, { kind: "toggle-mute" }]).effects, []);
  assert.deepEqual(run([...dialling, { kind: "digit", key: "1" }]).effects, []);
});
