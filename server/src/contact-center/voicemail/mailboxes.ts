// How many messages wait in each mailbox, in memory; and looking into messages that were stored.
import type { AgentId, CallId, QueueId, TenantId } from "@tandem/kernel";
import type { Database, TableRow } from "#platform/database";
import type { Logger } from "#platform/logging";
import { countMessages, storeSpeech, unseenCalls, unseenMessages } from "./message-store.ts";
import type { MessageCount } from "./message-store.ts";
import { SpeechFinder } from "./speech-in-message.ts";

export type MailboxesOptions = {
  readonly database: Database;
  readonly log: Logger;
  /** The caller's A-law sound of a stored recording; throws where it cannot be read. */
  readonly soundOf: (recording: TableRow<"recordings">) => AsyncIterable<Uint8Array>;
  /** A count of this tenant is another than before. */
  readonly onChanged: (tenantId: TenantId) => void;
};

export class Mailboxes {
  readonly #options: MailboxesOptions;
  readonly #counts = new Map<TenantId, readonly MessageCount[]>();
  /** Calls with a message whose sound is not stored yet. */
  readonly #awaited = new Set<CallId>();

  constructor(options: MailboxesOptions) {
    this.#options = options;
  }

  /** Messages of a person's own mailbox. */
  ofAgent(tenantId: TenantId, agentId: AgentId): { readonly fresh: number; readonly heard: number } {
    return sumOf(this.#of(tenantId).filter((count) => count.agentId === agentId));
  }

  /** What nobody has heard, in a person's own mailbox and in those of the queues they serve. */
  waitingFor(tenantId: TenantId, agentId: AgentId, queueIds: ReadonlySet<QueueId>): number {
    const own = this.#of(tenantId).filter(
      (count) => count.agentId === agentId || (count.queueId !== null && queueIds.has(count.queueId)),
    );
    return sumOf(own).fresh;
  }

  /** Counts anew, after a change. */
  async reload(tenantId: TenantId): Promise<void> {
    this.#counts.set(tenantId, await countMessages(tenantId, this.#options.database));
    this.#options.onChanged(tenantId);
  }

  /** A message is left in this call. */
  expect(callId: CallId): void {
    this.#awaited.add(callId);
  }

  /** A call is written down, maybe with the sound of a message. */
  async callStored(tenantId: TenantId, callId: CallId): Promise<void> {
    if (this.#awaited.has(callId)) await this.#look(tenantId, callId);
  }

  /** Takes over a tenant's mailboxes, and looks into what an earlier run left. */
  async load(tenantId: TenantId): Promise<void> {
    for (const callId of await unseenCalls(tenantId, this.#options.database)) this.expect(callId);
    await this.#look(tenantId);
    await this.reload(tenantId);
  }

  /** Looks into the messages whose sound is stored: of one call, or of all. */
  async #look(tenantId: TenantId, callId?: CallId): Promise<void> {
    const { database, log, soundOf } = this.#options;
    const unseen = await unseenMessages(tenantId, database, callId);
    for (const { messageId, recording } of unseen) {
      const finder = new SpeechFinder();
      try {
        for await (const samples of soundOf(recording)) finder.take(samples);
      } catch (error) {
        log.error({ err: error, tenantId, recordingId: recording.id }, "a message cannot be looked into");
        continue;
      }
      await storeSpeech(tenantId, database, messageId, finder.found());
      this.#awaited.delete(recording.call_id);
    }
    if (unseen.length > 0) await this.reload(tenantId);
  }

  #of(tenantId: TenantId): readonly MessageCount[] {
    return this.#counts.get(tenantId) ?? [];
  }
}

function sumOf(counts: readonly MessageCount[]): { readonly fresh: number; readonly heard: number } {
  return {
    fresh: counts.reduce((sum, { fresh }) => sum + fresh, 0),
    heard: counts.reduce((sum, { heard }) => sum + heard, 0),
  };
}
