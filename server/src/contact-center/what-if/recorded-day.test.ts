import assert from "node:assert/strict";
import { test } from "node:test";
import type { AgentId, CallId, FactId, QueueId, SkillId, TenantId } from "@tandem/kernel";
import type { AgentInterval, QueueSegment } from "#contact-center/metrics";
import { plainAgent, plainQueue } from "#contact-center/routing";
import { recordedDay } from "./recorded-day.ts";
import { dutyChanges, staffed } from "./staffing.ts";

const [queueId, other] = ["q" as QueueId, "other" as QueueId];
const [li, wang, gone] = ["li" as AgentId, "wang" as AgentId, "gone" as AgentId];
const english = { skillId: "english" as SkillId, minimum: 4 };
const queue = { ...plainQueue(queueId), skills: [english] };
const bounds = [0, 1000, 2000];

function segment(at: number, more: Partial<QueueSegment>): QueueSegment {
  const ids = { id: `f${at}` as FactId, tenantId: "t" as TenantId, callId: `c${at}` as CallId };
  const nobody = { decidedAt: at + 100, flowedTo: null, agentId: null, agentName: null, servedAt: null };
  const nothing = {
    waitMs: 100,
    talkMs: 0,
    holdMs: 0,
    wrapUpMs: 0,
    customer: "",
    topic: null,
    returning: false,
  };
  return {
    ...ids,
    queueId,
    queueName: "Q",
    offeredAt: at,
    outcome: "abandoned",
    ...nobody,
    ...nothing,
    ...more,
  };
}

function state(from: number, to: number | null, more: Partial<AgentInterval> = {}): AgentInterval {
  const idle = {
    presence: "available",
    reason: null,
    workState: "idle",
    callId: null,
    queueId: null,
  } as const;
  return { agentId: li, startedAt: from, endedAt: to, ...idle, ...more };
}

const answered = { outcome: "answered", agentId: li, talkMs: 50, holdMs: 10, wrapUpMs: 5 } as const;
const day = (
  segments: QueueSegment[],
  intervals: AgentInterval[],
  agents = [plainAgent(wang, [queueId, other])],
) => recordedDay({ queue, bounds, segments, intervals, agents, open: [{ from: 0, to: 2000 }] });

test("callers in order, with what became of them; who came back is the same caller, who waits still is none", () => {
  const { contacts } = day(
    [
      segment(300, { outcome: "flowed-out", flowedTo: "callback" }),
      segment(200, { ...answered }),
      segment(400, { ...answered, callId: "c200" as CallId, returning: true }),
      segment(500, { outcome: "waiting", decidedAt: null }),
      segment(600, { outcome: "flowed-out", flowedTo: "queue:x" }),
      segment(100, {}),
    ],
    [],
  );
  assert.deepEqual(
    contacts.map(({ atMs, outcome, handlingMs }) => [atMs, outcome, handlingMs]),
    [
      [100, "abandoned", undefined],
      [200, "answered", 130],
      [300, "callback", undefined],
      [600, "flowed-out", undefined],
    ],
  );
});

test("an agent is there when ready or busy with this queue's callers; rings are timed; who is gone had the skills", () => {
  const own = { queueId, callId: "c200" as CallId };
  const { agents, ringMs } = day(
    [segment(200, { ...answered }), segment(900, { ...answered, agentId: gone })],
    [
      state(-50, 200),
      state(200, 230, { ...own, workState: "offered" }),
      state(230, 400, { ...own, workState: "talking" }),
      state(400, 500, { ...own, workState: "wrap-up", presence: "away" }),
      state(500, 600, { presence: "away" }),
      state(600, 700, { queueId: other, workState: "talking" }),
      state(700, 800, { presence: "offline" }),
      state(800, null),
    ],
  );
  const [first, second, third] = agents;
  assert.deepEqual(
    [first?.routing.agentId, second?.routing.agentId, third?.routing.agentId],
    [gone, li, wang],
  );
  assert.deepEqual(second?.available, [
    { from: 0, to: 400 },
    { from: 800, to: 2000 },
  ]);
  assert.deepEqual(second?.away, [{ from: 400, to: 700 }]);
  assert.deepEqual(second?.contact, [{ from: 200, to: 500 }]);
  assert.equal(ringMs, 30);
  assert.deepEqual(first?.routing.skills, new Map([[english.skillId, 4]]));
  assert.deepEqual([third?.routing.skills.size, third?.routing.queueIds], [0, [queueId]]);
});

test("whoever is taken away is who is there longest; who is added comes and goes with the half-hours", () => {
  const full = {
    routing: plainAgent(li, [queueId]),
    available: [{ from: 0, to: 2000 }],
    away: [],
    contact: [],
  };
  const half = { ...full, routing: plainAgent(wang, [queueId]), available: [{ from: 500, to: 1500 }] };
  const fewer = staffed({ agents: [half, full], bounds }, [{ intervals: [1], agents: -1 }], queue);
  assert.deepEqual(
    fewer.map(({ available }) => available),
    [[{ from: 500, to: 1500 }], [{ from: 0, to: 1000 }]],
  );
  const none = staffed({ agents: [half, full], bounds }, [{ intervals: [0, 1], agents: -5 }], queue);
  assert.deepEqual(
    none.map(({ available }) => available),
    [[], []],
  );
  const more = staffed(
    { agents: [half], bounds },
    [
      { intervals: [0, 1], agents: 2 },
      { intervals: [1], agents: -1 },
    ],
    queue,
  );
  assert.deepEqual(
    more.map(({ available }) => available),
    [[{ from: 500, to: 1500 }], [{ from: 0, to: 2000 }], [{ from: 0, to: 1000 }]],
  );
  assert.deepEqual(dutyChanges([{ ...half, away: [{ from: 1500, to: 1600 }] }], 2000), [
    { atMs: 500, agentId: wang, presence: "available" },
    { atMs: 1500, agentId: wang, presence: "away" },
    { atMs: 1600, agentId: wang, presence: "offline" },
  ]);
});
