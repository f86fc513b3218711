// Turns facts into rows: every kept fact once, and a call's record as soon as the call has ended, again
// whenever something is added to it later (wrap-up, disposition, recording).
import { makeFact } from "@tandem/kernel";
import type { CallId, Clock, Fact, TenantId } from "@tandem/kernel";
import type { Database } from "#platform/database";
import type { CallFact } from "#telephony/calls";
import { foldCall } from "./call-record.ts";
import type { Contributor } from "./call-record.ts";
import type { TelephonyFact } from "./telephony-fact.ts";
import { factsOfCalls, factsOfUnfinishedCalls, insertFacts, upsertRecord } from "./call-record-store.ts";

export type CallRecordsOptions = {
  readonly database: Database;
  readonly clock: Clock;
  readonly contributors: readonly Contributor[];
  readonly closings: readonly Closing[];
  /** Whether the call still runs: then its record waits for the end. */
  readonly isLive: (callId: CallId) => boolean;
  /** Told after a call's record is stored. */
  readonly onStored: (tenantId: TenantId, callId: CallId) => void;
};

/** What a module of the layers above would still have told of an open call, had the process lived: its last facts. */
export type Closing = (facts: readonly Fact[], clock: Clock) => Fact[];

/** A recording that was begun and neither stored nor given up. */
export type OpenRecording = Extract<TelephonyFact, { type: "RecordingStarted" }>;

/** No call lasts longer: what began before and is not finished never will be. */
const longestCallMs = 7 * 86_400_000;

export class CallRecords {
  readonly #options: CallRecordsOptions;

  constructor(options: CallRecordsOptions) {
    this.#options = options;
  }

  /** Writes facts of any tenants in their order. Writing the same ones again changes nothing. */
  async write(facts: readonly Fact[]): Promise<void> {
    for (const [tenantId, own] of Map.groupBy(facts, (fact) => fact.tenantId)) {
      const stored = await this.#options.database.withTenant(tenantId, async (trx) => {
        await insertFacts(tenantId, own, trx);
        const touched = new Set(own.flatMap((fact) => callIdOf(fact) ?? []));
        const callIds = [...touched].filter((callId) => !this.#options.isLive(callId));
        if (callIds.length === 0) return [];
        const all = Map.groupBy(await factsOfCalls(tenantId, callIds, trx), callIdOf);
        const written: CallId[] = [];
        for (const callId of callIds) {
          const record = foldCall(all.get(callId) ?? [], this.#options.contributors);
          if (!record) continue;
          await upsertRecord(record, trx);
          written.push(callId);
        }
        return written;
      });
      for (const callId of stored) this.#options.onStored(tenantId, callId);
    }
  }

  /**
   * Ends the calls that a stopped process left open, at the time of their last fact, and names the
   * recordings it left unfinished. Call it before the first call arrives.
   */
  async closeLeftOpen(tenantId: TenantId): Promise<{ ended: CallId[]; recordings: OpenRecording[] }> {
    const since = new Date(this.#options.clock.now() - longestCallMs);
    const facts = await this.#options.database.withTenant(tenantId, (trx) =>
      factsOfUnfinishedCalls(tenantId, since, trx),
    );
    const ended: CallId[] = [];
    const recordings: OpenRecording[] = [];
    for (const [callId, own] of Map.groupBy(facts, callIdOf)) {
      if (!callId) continue;
      recordings.push(...openRecordings(own as TelephonyFact[]));
      if (own.some((fact) => fact.type === "CallEnded")) continue;
      const lastAt = Math.max(...own.map((fact) => fact.at));
      const clock: Clock = { ...this.#options.clock, now: () => lastAt };
      const end = { type: "CallEnded", tenantId, callId, cause: "system-restart", by: "system" } as const;
      const closing = this.#options.closings.flatMap((close) => close(own, clock));
      await this.write([...closing, makeFact<CallFact>(clock, end)]);
      ended.push(callId);
    }
    return { ended, recordings };
  }
}

function callIdOf(fact: Fact): CallId | undefined {
  return (fact as Fact & { callId?: CallId }).callId;
}

function openRecordings(facts: readonly TelephonyFact[]): OpenRecording[] {
  const closed = new Set(
    facts.flatMap((fact) =>
      fact.type === "RecordingStored" || fact.type === "RecordingFailed" ? [fact.recordingId] : [],
    ),
  );
  return facts
    .filter((fact) => fact.type === "RecordingStarted")
    .filter((fact) => !closed.has(fact.recordingId));
}
