// Messages that callers left, in the mailbox of a queue or of a person.
import type { Kysely } from "kysely";
import { tenantTable } from "./tenant-table.ts";

export async function up(database: Kysely<unknown>): Promise<void> {
  // state: "unseen" until its sound was looked at, "empty" when nothing is said in it; then what people did with it.
  // speech_from_ms, speech_until_ms: the part of the recording in which something is said. No foreign keys: the facts
  // of a call come in any order, and a message outlives its queue.
  await tenantTable(database, {
    name: "messages",
    columns: `
      call_id uuid not null,
      recording_id uuid not null,
      queue_id uuid,
      agent_id uuid,
      ani text not null,
      left_at timestamptz not null,
      state text not null default 'unseen' check (state in ('unseen', 'empty', 'new', 'heard', 'done')),
      speech_from_ms integer,
      speech_until_ms integer,
      changed_by uuid,
      changed_at timestamptz,
      check ((queue_id is null) <> (agent_id is null)),
      unique (tenant_id, recording_id)`,
    indexes: ["(tenant_id, state, left_at desc)"],
  });
}
