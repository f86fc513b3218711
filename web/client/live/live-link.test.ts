import assert from "node:assert/strict";
import { test } from "node:test";
import type { LiveMessage, LiveState, QueueLive } from "@tandem/contract";
import { backOffMs, openTimeoutMs, silenceMs, stepLiveLink, stoppedLink } from "./live-link.ts";
import type { LiveLink, LiveLinkInput } from "./live-link.ts";

const nowMs = Date.parse("2026-10-17T01:00:00Z");
const empty: LiveState = {
  desk: null,
  queues: [],
  agents: [],
  calls: [],
  trunks: [],
  system: { state: "ok", reason: null },
  parked: [],
  alarms: [],
};
const queue = (id: string, waiting: number): QueueLive => ({
  id,
  name: id,
  waiting,
  longestWaitSince: null,
  agentsAvailable: 0,
  agentsSignedIn: 0,
  offeredToday: 0,
  answeredToday: 0,
  abandonedToday: 0,
  waitingSince: [],
  abandonmentToday: null,
  thresholds: {
    limits: {
      longestSeconds: [null, null],
      waiting: [null, null],
      serviceLevel: [null, null],
      abandonment: [null, null],
      agentsAvailable: [null, null],
    },
    holdSeconds: 30,
  },
  alarms: [],
  callbacks: 0,
  serviceLevelSeconds: 20,
  flowedOutToday: 0,
  serviceLevelToday: null,
  averageWaitToday: null,
  hoursToday: [],
});
const snapshot = (seq: number): LiveMessage => ({
  type: "snapshot",
  seq,
  now: "2026-10-17T01:00:02.500Z",
  state: { ...empty, queues: [queue("a", 1), queue("b", 2)] },
});

function run(inputs: readonly LiveLinkInput[], from: LiveLink = stoppedLink) {
  let step = { state: from, effects: [] } as ReturnType<typeof stepLiveLink>;
  for (const input of inputs) step = stepLiveLink(step.state, input, nowMs);
  return step;
}

const opened: LiveLinkInput[] = [{ kind: "start" }, { kind: "opened" }];
const withSnapshot: LiveLinkInput[] = [...opened, { kind: "message", message: snapshot(7) }];

test("the first connection asks for a snapshot, a later one resumes after what was heard", () => {
  assert.deepEqual(run([{ kind: "start" }]).effects, [
    { kind: "open", after: undefined },
    { kind: "timer", delayMs: openTimeoutMs },
  ]);
  const back = run([...withSnapshot, { kind: "closed" }, { kind: "time" }]);
  assert.equal(back.state.phase, "connecting");
  assert.deepEqual(back.effects[0], { kind: "open", after: 7 });
});

test("the snapshot gives the state and the server's clock", () => {
  const { state, effects } = run(withSnapshot);
  assert.equal(state.live?.queues.length, 2);
  assert.equal(state.clockOffsetMs, 2_500);
  assert.deepEqual(effects, [{ kind: "timer", delayMs: silenceMs }]);
});

test("changes are applied in place, once, and name the call records to read again", () => {
  const changes: LiveLinkInput = {
    kind: "message",
    message: {
      type: "changes",
      seq: 8,
      changes: [
        { kind: "queue", id: "a", value: queue("a", 5) },
        { kind: "queue", id: "c", value: queue("c", 0) },
        { kind: "queue", id: "b", value: null },
        { kind: "call-record", id: "r" },
      ],
    },
  };
  const once = run([...withSnapshot, changes]);
  assert.deepEqual(
    once.state.live?.queues.map((each) => [each.id, each.waiting]),
    [
      ["a", 5],
      ["c", 0],
    ],
  );
  assert.deepEqual(once.effects.at(-1), { kind: "records-changed", ids: ["r"] });
  const twice = run([changes], once.state);
  assert.equal(twice.state, once.state);
});

test("silence and a bad message both lead to a new connection, the latter to a new snapshot", () => {
  const afterSilence = run([...withSnapshot, { kind: "time" }, { kind: "time" }]);
  assert.deepEqual(afterSilence.effects[0], { kind: "open", after: 7 });
  const afterBad = run([...withSnapshot, { kind: "bad-message" }, { kind: "time" }]);
  assert.deepEqual(afterBad.effects[0], { kind: "open", after: undefined });
});

test("a heartbeat moves the clock and the place to resume from", () => {
  const heartbeat: LiveMessage = { type: "heartbeat", seq: 9, now: "2026-10-17T01:00:01.000Z" };
  const { state } = run([...withSnapshot, { kind: "message", message: heartbeat }]);
  assert.deepEqual([state.phase, state.seq, state.clockOffsetMs], ["open", 9, 1_000]);
});

test("while away the last known state stays on the page", () => {
  assert.equal(run([...withSnapshot, { kind: "closed" }]).state.live?.queues.length, 2);
});

test("attempts back off from half a second to five, and an open connection forgets them", () => {
  assert.deepEqual([1, 2, 3, 4, 5, 50].map(backOffMs), [500, 1_000, 2_000, 4_000, 5_000, 5_000]);
  const failing = run([{ kind: "start" }, { kind: "closed" }, { kind: "time" }, { kind: "closed" }]);
  assert.equal(failing.state.failures, 2);
  assert.deepEqual(failing.effects, [
    { kind: "close" },
    { kind: "timer", delayMs: 1_000 },
    { kind: "check-sign-in" },
  ]);
  assert.equal(run([{ kind: "nudge" }, { kind: "opened" }], failing.state).state.failures, 0);
});

test("a stopped link forgets whose state it held and stays stopped", () => {
  const stopped = run([...withSnapshot, { kind: "stop" }]);
  assert.equal(stopped.state, stoppedLink);
  for (const late of [{ kind: "opened" }, { kind: "closed" }, { kind: "time" }, { kind: "nudge" }] as const) {
    assert.deepEqual(run([late], stopped.state), { state: stoppedLink, effects: [] });
  }
});

test("changes that come before any snapshot ask for one", () => {
  const early = run([...opened, { kind: "message", message: { type: "changes", seq: 3, changes: [] } }]);
  assert.deepEqual([early.state.phase, early.state.seq], ["waiting", undefined]);
});
