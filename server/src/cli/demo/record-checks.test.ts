import assert from "node:assert/strict";
import { test } from "node:test";
import type { CallDetail } from "@tandem/contract";
import { recordFindings, timesOf } from "./record-checks.ts";

const at = (ms: number) => new Date(Date.UTC(2026, 0, 1) + ms).toISOString();
const leg = {
  id: "l",
  agentName: null,
  address: "",
  startedAt: at(0),
  answeredAt: null,
  endedAt: null,
  endCause: null,
  ending: null,
  codec: null,
  packetsReceived: null,
  packetsLost: null,
  jitterMs: null,
  mosReceived: null,
  mosSent: null,
  roundTripMs: null,
};
/** A call of 9 s: 1.2 s of flow, 0.3 s in the queue, 4.5 s of talk, 3 s of goodbye. */
const call: CallDetail = {
  id: "c",
  direction: "inbound",
  ani: "138",
  dnis: "4000",
  startedAt: at(0),
  answeredAt: at(1500),
  endedAt: at(9000),
  endCause: "completed",
  endedBy: "agent",
  queueName: "Service",
  agentId: "a",
  agentName: "Li",
  waitMs: 300,
  talkMs: 4500,
  holdMs: 0,
  wrapUpMs: null,
  disposition: "resolved",
  note: "",
  tags: {},
  hasRecording: true,
  timeline: [
    { at: at(0), type: "CallArrived", data: {} },
    { at: at(1200), type: "ContactQueued", data: {} },
    { at: at(1500), type: "ContactAnswered", data: {} },
    { at: at(1500), type: "LegsBridged", data: {} },
    { at: at(6000), type: "BridgeEnded", data: {} },
    { at: at(9000), type: "CallEnded", data: {} },
  ],
  legs: [
    { ...leg, kind: "caller" },
    { ...leg, kind: "agent" },
  ],
  recordings: [
    {
      id: "r",
      startedAt: at(1500),
      durationMs: 7500,
      bytes: 1,
      state: "stored",
      storedIn: "local",
      legalHold: false,
      sha256: null,
      incompleteFromMs: null,
      segments: [],
      audioUrl: "",
    },
  ],
  survey: [],
};
const observed = { ani: "138", dnis: "4000", disposition: "resolved", answeredMs: 8950, talkMs: 4480 };

test("a record that tells what happened passes, and its times add up", () => {
  assert.deepEqual(recordFindings(call, observed), []);
  const { durationMs, flowMs, waitMs, talkMs, holdMs } = timesOf(call);
  assert.deepEqual([durationMs, flowMs, waitMs, talkMs, holdMs], [9000, 4200, 300, 4500, 0]);
});

const wrong: [name: string, change: Partial<CallDetail>, finding: RegExp][] = [
  ["another caller", { ani: "139" }, /the caller is 139, expected 138/],
  ["another cause", { endCause: "abandoned" }, /cause of the end is abandoned/],
  ["ended by another", { endedBy: "caller" }, /who ended it/],
  ["no disposition", { disposition: null }, /disposition is null/],
  ["a missing leg", { legs: call.legs.slice(0, 1) }, /legs is caller,/],
  ["a lost recording", { recordings: [] }, /recordings/],
  ["a wait that was not", { waitMs: 900 }, /wait is 300 ms, the record says 900 ms/],
  ["time that is counted as hold", { talkMs: 4000, holdMs: 500 }, /hold is 0 ms/],
  ["an end that was later", { endedAt: at(9900) }, /duration seen from outside is 8950 ms/],
  ["a step that is missing", { timeline: call.timeline.slice(1) }, /timeline lacks a step/],
];
for (const [name, change, finding] of wrong) {
  test(`found: ${name}`, () =>
    assert.match(recordFindings({ ...call, ...change }, observed).join("; "), finding));
}

test("found: a talk that was longer than the demo saw", () => {
  assert.match(
    recordFindings(call, { ...observed, talkMs: 3000 }).join(),
    /talk seen from outside is 3000 ms/,
  );
});
