import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { FactBus, newId } from "@tandem/kernel";
import type { AgentId, CallId, Fact, QueueId, TenantId } from "@tandem/kernel";
import type { Agent, AgentState, AgentSignal } from "#contact-center/agents";
import { AgentRecorder, longestIntervalMs } from "./agent-recorder.ts";
import type { AgentInterval } from "./agent-times.ts";
import { AliveMark } from "./alive-mark.ts";
import type { MetricsFact } from "./metrics-facts.ts";

const tenantId = newId<TenantId>();
const agentId = newId<AgentId>();
const available: Partial<AgentState> = {
  presence: "available",
  awayReason: undefined,
  ownLegs: [],
  contact: undefined,
};
const contact = { callId: newId<CallId>(), queueId: newId<QueueId>(), phase: "talking" };

function floor(state: Partial<AgentState>) {
  let now = 1_000_000;
  const timers: (() => void)[] = [];
  const clock = {
    now: () => now,
    after: (_: number, callback: () => void) => {
      timers.push(callback);
      return () => {};
    },
  };
  const agent = { record: { id: agentId, tenantId }, state } as unknown as Agent;
  const agents = { get: (id: AgentId) => (id === agentId ? agent : undefined), ofTenant: () => [agent] };
  const bus = new FactBus<Fact>(assert.fail);
  const told: MetricsFact[] = [];
  bus.onAny((fact) => fact.type === "AgentStateBegan" && told.push(fact as MetricsFact));
  const recorder = new AgentRecorder({ clock, agents, facts: bus, below: bus as never });
  const change = (next: Partial<AgentState>, atMs = now) => {
    now = atMs;
    Object.assign(agent.state, next);
    bus.publish({ type: "AgentChanged", tenantId, agentId, at: now, version: 1 } as unknown as AgentSignal);
  };
  return { recorder, told, change, timers, passTo: (at: number) => (now = at) };
}

const last = (startedAt: number): ReadonlyMap<AgentId, AgentInterval> =>
  new Map([
    [
      agentId,
      {
        agentId,
        presence: "available",
        reason: null,
        workState: "idle",
        callId: null,
        queueId: null,
        startedAt,
        endedAt: null,
      },
    ],
  ]);

test("each state of an agent is told once, when it begins, with the contact at hand", () => {
  const { recorder, told, change } = floor({ ...available, presence: "offline" });
  recorder.begin(tenantId, new Map(), 0);
  change({ presence: "available" }, 2_000_000);
  change({ reachable: false });
  change({ contact: contact as never }, 2_005_000);
  change({ contact: undefined, presence: "away", awayReason: "meal" }, 2_009_000);
  assert.deepEqual(
    told.map(({ at, presence, reason, workState, contactId }) => [
      at,
      presence,
      reason,
      workState,
      contactId,
    ]),
    [
      [2_000_000, "available", null, "idle", null],
      [2_005_000, "available", null, "talking", contact.callId],
      [2_009_000, "away", "meal", "idle", null],
    ],
  );
});

test("an agent who goes on in the next process goes on in the same state; nothing is told twice", () => {
  const { recorder, told, change } = floor(available);
  change({});
  recorder.begin(tenantId, last(500_000), 900_000);
  change({});
  assert.deepEqual(told, []);
});

test("who was at work when the node died, and is not now, stopped when the node was alive last", () => {
  const { recorder, told } = floor({ ...available, presence: "offline" });
  recorder.begin(tenantId, last(500_000), 900_000);
  assert.deepEqual(
    told.map(({ at, presence }) => [at, presence]),
    [[900_000, "offline"]],
  );
});

test("a state that lasts is cut, so that no interval is longer than reports look back", () => {
  const { recorder, told, timers, passTo } = floor(available);
  recorder.begin(tenantId, last(1_000_000), 0);
  recorder.start();
  const hour = 3_600_000;
  for (let at = 1_000_000 + hour; at <= 1_000_000 + 30 * hour; at += hour) {
    passTo(at);
    timers.pop()?.();
  }
  const begins = [1_000_000, ...told.map(({ at }) => at)];
  for (const [index, at] of begins.entries())
    assert.ok((begins[index + 1] ?? 1_000_000 + 30 * hour) - at <= longestIntervalMs);
  assert.equal(told.length, 2);
});

test("the next process reads when the one before was alive last", () => {
  const folder = mkdtempSync(join(tmpdir(), "tandem-alive-"));
  try {
    const path = join(folder, "alive");
    const clock = { now: () => 1_700_000_000_000, after: () => () => {} };
    const first = new AliveMark(path, clock);
    assert.equal(first.lastAt, undefined);
    first.start();
    assert.equal(new AliveMark(path, clock).lastAt, 1_700_000_000_000);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
