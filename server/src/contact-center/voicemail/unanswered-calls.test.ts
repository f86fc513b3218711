import assert from "node:assert/strict";
import { test } from "node:test";
import { FactBus, makeFact, newId, systemClock } from "@tandem/kernel";
import type { AgentId, CallId, FactContent, LegId, TenantId, UserId } from "@tandem/kernel";
import type { CallFact } from "#telephony/calls";
import { MessageReturns } from "./message-returns.ts";
import type { VoicemailFact } from "./voicemail-facts.ts";
import { UnansweredCalls } from "./unanswered-calls.ts";

const [tenantId, callId, legId] = [newId<TenantId>(), newId<CallId>(), newId<LegId>()];
const agentId = newId<AgentId>();

function world() {
  const facts = new FactBus<CallFact | VoicemailFact>((error) => assert.fail(error as Error));
  const publish = (content: FactContent<CallFact | VoicemailFact>) =>
    facts.publish(makeFact<CallFact | VoicemailFact>(systemClock, content));
  return { facts, publish };
}

test("a colleague's call is answered for the mailbox, and hung up behind the message; other calls are left alone", () => {
  const { facts, publish } = world();
  const done: string[] = [];
  const unanswered = new UnansweredCalls({
    calls: {
      answer: () => done.push("answer"),
      hangUp: (_, { by }) => done.push(`hang up by ${by}`),
      numbersOf: () => ({ ani: "1002", dnis: "1001" }),
    },
    voicemails: { take: ({ ani, mailbox }) => done.push(`${ani} for ${mailbox.agentId}`) },
    below: facts,
    languageOf: () => "en",
  });
  const answered = { type: "CallAnswered", tenantId, callId, legId, codec: "PCMA" } as const;
  publish(answered);
  publish({ type: "MessageEnded", tenantId, callId });
  assert.deepEqual(done, []);
  unanswered.take(callId, { tenantId, agentId });
  publish(answered);
  publish({ type: "MessageEnded", tenantId, callId });
  assert.deepEqual(done, ["answer", `1002 for ${agentId}`, "hang up by system"]);
  publish({ type: "CallEnded", tenantId, callId, cause: "completed", by: "system" });
  publish({ type: "MessageEnded", tenantId, callId });
  assert.equal(done.length, 3, "nothing is known of a call that is over");
});

test("a message is done when whoever left it answers; the agent's own phone is not them", () => {
  const { facts, publish } = world();
  const done: string[] = [];
  const returns = new MessageReturns(facts, ({ messageId }) => done.push(messageId));
  const answered = { type: "LegAnswered", tenantId, callId, legId, codec: "PCMA" } as const;
  returns.begin(callId, { tenantId, messageId: "m", by: newId<UserId>() });
  publish({ ...answered, agentId });
  assert.deepEqual(done, []);
  publish({ ...answered, agentId: null });
  publish({ ...answered, agentId: null });
  assert.deepEqual(done, ["m"]);
  returns.begin(callId, { tenantId, messageId: "n", by: newId<UserId>() });
  publish({ type: "CallEnded", tenantId, callId, cause: "no-answer", by: "system" });
  publish({ ...answered, agentId: null });
  assert.deepEqual(done, ["m"], "nobody answered that call");
});
