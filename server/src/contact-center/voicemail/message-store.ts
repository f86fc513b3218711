// Messages in the database: one row a recording that is one.
import { sql } from "kysely";
import { newId } from "@tandem/kernel";
import type { AgentId, CallId, Fact, QueueId, TenantId, UserId } from "@tandem/kernel";
import type { Database, TableRow } from "#platform/database";
import type { Speech } from "./speech-in-message.ts";
import type { VoicemailFact } from "./voicemail-facts.ts";

/** Adds messages of any tenants, to be looked at when their sound is stored. */
export async function keepMessages(facts: readonly Fact[], database: Database): Promise<void> {
  const started = (facts as readonly VoicemailFact[]).filter((fact) => fact.type === "MessageStarted");
  for (const [tenantId, own] of Map.groupBy(started, (fact) => fact.tenantId)) {
    const rows = own.map(({ callId, recordingId, ani, queueId, agentId, at }) => ({
      tenant_id: tenantId,
      id: newId(at),
      call_id: callId,
      recording_id: recordingId,
      queue_id: queueId,
      agent_id: agentId,
      ani,
      left_at: new Date(at),
    }));
    await database.withTenant(tenantId, (trx) =>
      trx
        .insertInto("messages")
        .values(rows)
        .onConflict((on) => on.doNothing())
        .execute(),
    );
  }
}

/** A message whose sound is stored and was not looked at. */
export type UnseenMessage = { readonly messageId: string; readonly recording: TableRow<"recordings"> };

/** Of one call, or of all. */
export async function unseenMessages(
  tenantId: TenantId,
  database: Database,
  callId?: CallId,
): Promise<UnseenMessage[]> {
  const rows = await database.withTenant(tenantId, (trx) => {
    const query = trx
      .selectFrom("messages")
      .innerJoin("recordings", (join) =>
        join
          .onRef("recordings.tenant_id", "=", "messages.tenant_id")
          .onRef("recordings.id", "=", "messages.recording_id"),
      )
      .where("messages.tenant_id", "=", tenantId)
      .where("messages.state", "=", "unseen")
      .where("recordings.state", "=", "stored")
      .selectAll("recordings")
      .select("messages.id as message_id");
    return (callId ? query.where("messages.call_id", "=", callId) : query).execute();
  });
  return rows.map(({ message_id: messageId, ...recording }) => ({ messageId, recording }));
}

/** Calls with a message that was not looked at. */
export async function unseenCalls(tenantId: TenantId, database: Database): Promise<CallId[]> {
  const rows = await database.withTenant(tenantId, (trx) =>
    trx
      .selectFrom("messages")
      .where("tenant_id", "=", tenantId)
      .where("state", "=", "unseen")
      .select("call_id")
      .distinct()
      .execute(),
  );
  return rows.map(({ call_id }) => call_id);
}

/** What was found in a message; undefined: nothing is said in it. */
export async function storeSpeech(
  tenantId: TenantId,
  database: Database,
  messageId: string,
  speech: Speech | undefined,
): Promise<void> {
  const found = speech && { speech_from_ms: speech.fromMs, speech_until_ms: speech.untilMs };
  await database.withTenant(tenantId, (trx) =>
    trx
      .updateTable("messages")
      .set({ state: speech ? "new" : "empty", ...found })
      .where("tenant_id", "=", tenantId)
      .where("id", "=", messageId)
      .where("state", "=", "unseen")
      .execute(),
  );
}

/** Whose messages a person may hear. */
export type MailboxScope = {
  /** Their own mailbox. */
  readonly agentId: AgentId | null;
  /** "all": those of every queue. */
  readonly queueIds: readonly QueueId[] | "all";
};

export type MessageFilter = MailboxScope & {
  readonly states: readonly ("new" | "heard" | "done")[];
  readonly limit: number;
};

export type ListedMessage = TableRow<"messages"> & {
  readonly duration_ms: number;
  readonly recording_state: TableRow<"recordings">["state"];
};

/** The newest first. */
export async function listMessages(
  tenantId: TenantId,
  database: Database,
  { states, limit, ...scope }: MessageFilter,
): Promise<ListedMessage[]> {
  return database.withTenant(tenantId, (trx) =>
    withRecording(trx, tenantId, scope)
      .where("messages.state", "in", states)
      .orderBy("messages.left_at", "desc")
      .limit(limit)
      .execute(),
  );
}

/** One that this person may hear. */
export async function getMessage(
  tenantId: TenantId,
  database: Database,
  id: string,
  scope: MailboxScope,
): Promise<ListedMessage | undefined> {
  return database.withTenant(tenantId, (trx) =>
    withRecording(trx, tenantId, scope).where("messages.id", "=", id).executeTakeFirst(),
  );
}

type Trx = Parameters<Parameters<Database["withTenant"]>[1]>[0];

function withRecording(trx: Trx, tenantId: TenantId, { agentId, queueIds }: MailboxScope) {
  return trx
    .selectFrom("messages")
    .innerJoin("recordings", (join) =>
      join
        .onRef("recordings.tenant_id", "=", "messages.tenant_id")
        .onRef("recordings.id", "=", "messages.recording_id"),
    )
    .where("messages.tenant_id", "=", tenantId)
    .where("messages.state", "in", ["new", "heard", "done"])
    .where(({ or, eb }) =>
      or([
        ...(agentId ? [eb("messages.agent_id", "=", agentId)] : []),
        ...(queueIds === "all" ? [eb("messages.queue_id", "is not", null)] : []),
        ...(queueIds !== "all" && queueIds.length > 0 ? [eb("messages.queue_id", "in", queueIds)] : []),
      ]),
    )
    .selectAll("messages")
    .select(["recordings.duration_ms", "recordings.state as recording_state"]);
}

/** Says what became of a message, and by whom. */
export async function setMessageState(
  tenantId: TenantId,
  database: Database,
  change: { readonly id: string; readonly state: "new" | "heard" | "done"; readonly by: UserId; at: number },
): Promise<void> {
  await database.withTenant(tenantId, (trx) =>
    trx
      .updateTable("messages")
      .set({ state: change.state, changed_by: change.by, changed_at: new Date(change.at) })
      .where("tenant_id", "=", tenantId)
      .where("id", "=", change.id)
      .execute(),
  );
}

/** Of one mailbox: what nobody has heard, and what was heard but is not done. */
export type MessageCount = {
  readonly queueId: QueueId | null;
  readonly agentId: AgentId | null;
  readonly fresh: number;
  readonly heard: number;
};

export async function countMessages(tenantId: TenantId, database: Database): Promise<MessageCount[]> {
  const { rows } = await database.withTenant(tenantId, (trx) =>
    sql<MessageCount>`
      select queue_id as "queueId", agent_id as "agentId",
        count(*) filter (where state = 'new')::int as fresh,
        count(*) filter (where state = 'heard')::int as heard
      from messages where tenant_id = ${tenantId} and state in ('new', 'heard')
      group by queue_id, agent_id`.execute(trx),
  );
  return rows;
}
