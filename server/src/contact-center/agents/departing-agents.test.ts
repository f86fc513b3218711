import assert from "node:assert/strict";
import { test } from "node:test";
import { FactBus, newId } from "@tandem/kernel";
import type { AgentId, CallId, LegId, QueueId, TenantId, UserId } from "@tandem/kernel";
import type { CallFact, CallSignal } from "#telephony/calls";
import type { AgentFact, AgentSignal } from "./agent-facts.ts";
import { Agents } from "./agent-service.ts";
import type { AgentRecord } from "./agent-store.ts";

const tenantId = newId<TenantId>();
const callId = newId<CallId>();
const legId = newId<LegId>();

function record(extension: string): AgentRecord {
  const [id, userId] = [newId<AgentId>(), newId<UserId>()];
  const secrets = { sipHa1Md5: "", sipHa1Sha256: "" };
  return { id, userId, tenantId, extension, displayName: extension, wrapUpSeconds: 0, ...secrets };
}

function floor() {
  const facts = new FactBus<AgentFact | AgentSignal | CallFact | CallSignal>((error) => {
    throw error;
  });
  const told: string[] = [];
  facts.onAny(({ type }) => void told.push(type));
  const clock = { now: () => 1000, after: () => () => {} };
  const agents = new Agents({ clock, calls: { hasLeg: () => true }, facts, callFacts: facts });
  const [li, wang] = [record("1001"), record("1002")];
  agents.replace(tenantId, [li, wang]);
  for (const { id } of [li, wang]) {
    agents.setReachable(id, true);
    agents.choosePresence(id, "available", undefined);
  }
  told.length = 0;
  return { agents, li, wang, told, facts };
}

const contact = {
  callId,
  queueId: newId<QueueId>(),
  queueName: "客服",
  ani: "13800138000",
  dnis: "4000",
  waitMs: 0,
};

function tell(facts: ReturnType<typeof floor>["facts"], agent: AgentRecord, what: object): void {
  const about = { id: newId(), version: 1, at: 1000, tenantId, callId, legId, agentId: agent.id };
  facts.publish({ ...about, ...what } as unknown as CallFact);
}

test("somebody who is removed while idle is signed out and gone at once", () => {
  const { agents, li, wang, told } = floor();
  agents.replace(tenantId, [wang]);
  assert.equal(agents.get(li.id), undefined);
  assert.ok(told.includes("PresenceChanged") && told.includes("AgentSignedOut"), told.join());
  assert.deepEqual(
    agents.ofTenant(tenantId).map((agent) => agent.record.extension),
    ["1002"],
  );
});

test("somebody who is removed while they talk is in no list, and forgotten when call and wrap-up are over", () => {
  const { agents, li, wang, facts } = floor();
  agents.offer(li.id, contact, 30);
  agents.legDialed(li.id, legId);
  tell(facts, li, { type: "LegAnswered", codec: "PCMA" });
  assert.equal(agents.get(li.id)?.state.contact?.phase, "talking");
  agents.replace(tenantId, [wang]);
  // The number may be another's from now on, and nothing new is theirs.
  assert.equal(agents.byExtension(tenantId, "1001"), undefined);
  assert.equal(agents.staff(li.id), undefined);
  assert.equal(agents.ofUser(tenantId, li.userId), undefined);
  assert.equal(agents.get(li.id)?.state.contact?.phase, "talking");
  assert.deepEqual([...agents.onCall(callId)], [li.id]);
  // What else changes meanwhile does not end it.
  agents.replace(tenantId, [wang, record("1001")]);
  tell(facts, li, { type: "LegEnded", cause: "hung-up" });
  assert.equal(agents.get(li.id)?.state.contact?.phase, "wrap-up");
  assert.ok(agents.fileDisposition(li.id, { callId, disposition: "other", note: "" }).ok);
  assert.equal(agents.get(li.id), undefined);
  assert.deepEqual([...agents.onCall(callId)], []);
});

test("somebody who is enabled again in the middle of the call stays", () => {
  const { agents, li, wang, facts } = floor();
  agents.offer(li.id, contact, 0);
  agents.legDialed(li.id, legId);
  agents.replace(tenantId, [wang]);
  agents.replace(tenantId, [li, wang]);
  tell(facts, li, { type: "LegEnded", cause: "declined" });
  const { presence, leaving } = agents.staff(li.id)?.state ?? {};
  assert.deepEqual([presence, leaving], ["available", undefined]);
});
