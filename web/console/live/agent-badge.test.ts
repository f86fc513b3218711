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
  presenceSince: "2026-10-17T01:00:00Z",
  workState: "idle",
  workStateSince: "2026-10-17T01:30:00Z",
  reachable: true,
  callId: null,
};
const seen = (more: Partial<AgentLive>) => agentBadge({ ...agent, ...more });

test("a call outweighs presence, each with its own time", () => {
  assert.deepEqual(seen({}), {
    tone: "ready",
    key: "presence.available",
    state: "available",
    since: agent.presenceSince,
  });
  const talking = seen({ presence: "away", awayReason: "meal", workState: "talking" });
  assert.deepEqual(
    [talking.tone, talking.key, talking.since],
    ["talking", "work.talking", agent.workStateSince],
  );
});

test("away says why, and stands out when the agent did not choose it", () => {
  const reasons = ["break", "no-answer", null] as const;
  const badges = reasons.map((awayReason) => seen({ presence: "away", awayReason }));
  assert.deepEqual(
    badges.map(({ tone, key }) => [tone, key]),
    [
      ["away", "away.break"],
      ["alarm", "away.no-answer"],
      ["away", "presence.away"],
    ],
  );
});
