import assert from "node:assert/strict";
import { test } from "node:test";
import { newAgent } from "#contact-center/agents";
import type { AgentState } from "#contact-center/agents";
import { presenceOfAgent } from "./agent-presence.ts";

const available: AgentState = { ...newAgent(0), presence: "available", reachable: true };
const contact = (phase: string) => ({ phase }) as unknown as AgentState["contact"];

test("colleagues see who can be called, and why not", () => {
  const seen = (change: Partial<AgentState>) => presenceOfAgent({ ...available, ...change });
  assert.deepEqual(seen({}), { open: true, activities: [] });
  assert.deepEqual(seen({ contact: contact("talking") }), { open: true, activities: [] });
  assert.deepEqual(seen({ contact: contact("wrap-up") }), { open: true, activities: ["busy"] });
  assert.deepEqual(seen({ presence: "away", awayReason: "meal" }), { open: false, activities: ["meal"] });
  assert.deepEqual(seen({ presence: "away", awayReason: "training" }), {
    open: false,
    activities: ["meeting"],
  });
  assert.deepEqual(seen({ presence: "offline" }), { open: false, activities: [] });
  assert.deepEqual(seen({ reachable: false }), { open: false, activities: [] });
  assert.deepEqual(presenceOfAgent(undefined), { open: false, activities: [] });
});
