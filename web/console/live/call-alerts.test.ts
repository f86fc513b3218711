import assert from "node:assert/strict";
import { test } from "node:test";
import type { AgentLive, CallLive } from "@tandem/contract";
import { alertsOf } from "./call-alerts.ts";

const call = (id: string, ...alerts: CallLive["alerts"]) => ({ id, ani: `+86${id}`, alerts }) as CallLive;
const alert = (kind: "silent" | "poor", second: number, agentId: string | null = null) => ({
  legId: "leg",
  kind,
  agentId,
  since: new Date(second * 1000).toISOString(),
});

test("missing sound comes before poor sound, the oldest first, with the agent's name", () => {
  const agents = [{ id: "a1", displayName: "李静" } as AgentLive];
  const calls = [
    call("1", alert("poor", 1)),
    call("2", alert("silent", 9), alert("silent", 3, "a1")),
    call("3"),
  ];
  assert.deepEqual(
    alertsOf({ calls, agents }).map(({ callId, kind, agentName }) => [callId, kind, agentName]),
    [
      ["2", "silent", "李静"],
      ["2", "silent", null],
      ["1", "poor", null],
    ],
  );
});
