import assert from "node:assert/strict";
import { test } from "node:test";
import type { AgentLive } from "@tandem/contract";
import { agentBadge } from "./agent-badge.ts";

const agent: AgentLive = {
  id: "a",
  displayName: "李",
  extension: "1001",
  presence: "available",
  awayReason: null,
  awayName: null,
  awayUntil: null,
  isOverLimit: false,
  presenceByName: null,
  isLeaving: false,
  queues: [],
  presenceSince: "2026-10-17T01:00:00Z",
  workState: "idle",
  workStateSince: "2026-10-17T01:30:00Z",
  reachable: true,
  callId: null,
  reservedFor: null,
};
const seen = (more: Partial<AgentLive>) => agentBadge({ ...agent, ...more });

test("a call outweighs presence, each with its own time", () => {
  assert.deepEqual(seen({}), {
    tone: "ready",
    key: "presence.available",
    name: null,
    state: "available",
    since: agent.presenceSince,
  });
  const talking = seen({ presence: "away", awayReason: "meal", workState: "talking" });
  assert.deepEqual(
    [talking.tone, talking.key, talking.since],
    ["talking", "work.talking", agent.workStateSince],
  );
});

test("who is kept free for a callback is not idle", () => {
  const since = "2026-10-17T01:40:00Z";
  const badge = seen({ reservedFor: { number: "1380", queueName: "A", since } });
  assert.deepEqual(
    [badge.tone, badge.key, badge.state, badge.since],
    ["offered", "work.reserved", "reserved", since],
  );
});

test("away says why, and stands out when it lasts too long or the agent did not choose it", () => {
  const awayName = { "zh-CN": "小休", en: "Break" };
  const badges = [
    seen({ presence: "away", awayReason: "break", awayName }),
    seen({ presence: "away", awayReason: "break", awayName, isOverLimit: true }),
    seen({ presence: "away", awayReason: "no-answer" }),
  ];
  assert.deepEqual(
    badges.map(({ tone, name }) => [tone, name?.en]),
    [
      ["away", "Break"],
      ["alarm", "Break"],
      ["alarm", undefined],
    ],
  );
});
