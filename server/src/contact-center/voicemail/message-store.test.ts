import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { newId } from "@tandem/kernel";
import type { AgentId, CallId, FactId, QueueId, RecordingId, TenantId, UserId } from "@tandem/kernel";
import { openTestDatabase } from "#platform/database/testing";
import type { TestDatabase } from "#platform/database/testing";
import { createTenant } from "#platform/tenancy";
import { Mailboxes } from "./mailboxes.ts";
import { getMessage, keepMessages, listMessages, setMessageState } from "./message-store.ts";
import type { Mailbox, VoicemailFact } from "./voicemail-facts.ts";

let opened: TestDatabase;
before(async () => void (opened = await openTestDatabase()));
after(async () => opened.close());

const tenant = async (name: string) =>
  opened.database.withPlatform((trx) => createTenant(trx, { name, sipDomain: `${name}.example` }));

/** A-law of a second at about −9 dBFS, and of silence. */
const [said, silence] = [new Uint8Array(8000).fill(0xa5), new Uint8Array(8000).fill(0xd5)];

const [queueId, otherQueueId] = [newId<QueueId>(), newId<QueueId>()];
const [agentId, otherAgentId] = [newId<AgentId>(), newId<AgentId>()];
const ofQueue = (id: QueueId): Mailbox => ({ queueId: id, agentId: null });
const ofAgent = (id: AgentId): Mailbox => ({ queueId: null, agentId: id });

async function leave(tenantId: TenantId, mailbox: Mailbox, ani: string): Promise<CallId> {
  const [callId, recordingId] = [newId<CallId>(), newId<RecordingId>()];
  const about = { id: newId<FactId>(), version: 1, tenantId, at: Date.now(), callId, recordingId } as const;
  const fact: VoicemailFact = { ...about, type: "MessageStarted", ani, mailboxName: "", ...mailbox };
  await keepMessages([fact], opened.database);
  // The journal may tell it again.
  await keepMessages([fact], opened.database);
  return callId;
}

/** The call is over, and its sound is there; `path` says what is in it. */
async function store(tenantId: TenantId, callId: CallId, path: "said" | "silence"): Promise<void> {
  await opened.database.withTenant(tenantId, async (trx) => {
    const { recording_id } = await trx
      .selectFrom("messages")
      .where("call_id", "=", callId)
      .select("recording_id")
      .executeTakeFirstOrThrow();
    const row = { tenant_id: tenantId, id: recording_id, call_id: callId, path, started_at: new Date(0) };
    await trx
      .insertInto("recordings")
      .values({ ...row, duration_ms: 1000, bytes: 1, state: "stored" })
      .execute();
  });
}

function mailboxesOf() {
  const changed: TenantId[] = [];
  const mailboxes = new Mailboxes({
    database: opened.database,
    log: opened.log,
    soundOf: async function* ({ path }) {
      yield path === "said" ? said : silence;
    },
    onChanged: (tenantId) => changed.push(tenantId),
  });
  return { mailboxes, changed };
}

test("a message is there when its sound was looked at, for whom it is for, and counted until it is heard", async () => {
  const [tenantId, otherTenantId] = [await tenant("one"), await tenant("other")];
  const { mailboxes, changed } = mailboxesOf();
  const spoken = await leave(tenantId, ofQueue(queueId), "1");
  const mine = await leave(tenantId, ofAgent(agentId), "2");
  const empty = await leave(tenantId, ofQueue(queueId), "3");
  const list = (queueIds: readonly QueueId[] | "all", agent: AgentId | null, of = tenantId) =>
    listMessages(of, opened.database, { queueIds, agentId: agent, states: ["new", "heard"], limit: 10 });
  await store(tenantId, spoken, "said");
  await mailboxes.callStored(tenantId, spoken);
  assert.deepEqual(await list("all", agentId), [], "nobody told that a message is in this call");

  for (const callId of [spoken, mine, empty]) mailboxes.expect(callId);
  await mailboxes.callStored(tenantId, mine);
  assert.deepEqual(changed, [], "its sound is not there yet");
  await store(tenantId, mine, "said");
  await store(tenantId, empty, "silence");
  for (const callId of [spoken, mine, empty]) await mailboxes.callStored(tenantId, callId);
  const anis = (messages: Awaited<ReturnType<typeof list>>) => messages.map(({ ani }) => ani).toSorted();
  assert.deepEqual(anis(await list("all", agentId)), ["1", "2"], "the empty one is no message");
  assert.deepEqual(anis(await list([queueId], null)), ["1"]);
  assert.deepEqual(anis(await list([otherQueueId], agentId)), ["2"]);
  assert.deepEqual(anis(await list([], otherAgentId)), []);
  assert.deepEqual(anis(await list("all", agentId, otherTenantId)), [], "another tenant has none of them");
  assert.deepEqual(
    [
      mailboxes.waitingFor(tenantId, agentId, new Set([queueId])),
      mailboxes.waitingFor(tenantId, otherAgentId, new Set([queueId])),
      mailboxes.waitingFor(tenantId, otherAgentId, new Set()),
      mailboxes.ofAgent(tenantId, agentId),
    ],
    [2, 1, 0, { fresh: 1, heard: 0 }],
  );

  const [own] = await list([], agentId);
  assert.ok(own);
  assert.deepEqual([own.speech_from_ms, own.speech_until_ms], [0, 1000]);
  assert.equal(
    await getMessage(tenantId, opened.database, own.id, { agentId: otherAgentId, queueIds: "all" }),
    undefined,
  );
  const change = { id: own.id, state: "heard", by: newId<UserId>(), at: 5 } as const;
  await setMessageState(otherTenantId, opened.database, change);
  await setMessageState(tenantId, opened.database, change);
  await mailboxes.reload(tenantId);
  assert.deepEqual(mailboxes.ofAgent(tenantId, agentId), { fresh: 0, heard: 1 });
});

test("what an earlier run did not look at is looked at, now or when its sound is stored", async () => {
  const tenantId = await tenant("again");
  const stored = await leave(tenantId, ofAgent(agentId), "1");
  const going = await leave(tenantId, ofAgent(agentId), "2");
  await store(tenantId, stored, "said");
  const { mailboxes } = mailboxesOf();
  await mailboxes.load(tenantId);
  assert.equal(mailboxes.ofAgent(tenantId, agentId).fresh, 1);
  await store(tenantId, going, "said");
  await mailboxes.callStored(tenantId, going);
  assert.equal(mailboxes.ofAgent(tenantId, agentId).fresh, 2);
});
