// Turns facts into rows: every kept fact once, and a call's record as soon as the call has ended, again
// whenever something is added to it later (wrap-up, disposition, recording).
import { makeFact } from "@tandem/kernel";
import type { CallId, Clock, Fact, TenantId } from "@tandem/kernel";
import type { Database, Schema } from "#platform/database";
import type { CallFact } from "#telephony/calls";
import type { Transaction } from "kysely";
import { foldCall } from "./call-record.ts";
import type { Contributor } from "./call-record.ts";
import { FactsInMemory } from "./facts-in-memory.ts";
import type { TelephonyFact } from "./telephony-fact.ts";
import { factsOfCalls, factsOfUnfinishedCalls, insertFacts, upsertRecords } from "./call-record-store.ts";

export type CallRecordsOptions = {
  readonly database: Database;
  readonly clock: Clock;
  readonly contributors: readonly Contributor[];
  readonly closings: readonly Closing[];
  readonly folds: readonly CallFold[];
  /** Whether the call still runs: then its record waits for the end. */
  readonly isLive: (callId: CallId) => boolean;
  /** Told after a call's record is stored. */
  readonly onStored: (tenantId: TenantId, callId: CallId) => void;
};

/** Rows that a module of the layers above makes of a call's facts, in the transaction that stores them. */
export type CallFold = {
  /** Types of facts after which it is made again, also while the call runs. */
  readonly after: ReadonlySet<string>;
  /** `calls`: all facts of each. Making the same rows again changes nothing. */
  readonly store: (calls: readonly (readonly Fact[])[], trx: Transaction<Schema>) => Promise<void>;
};

/** What a module of the layers above would still have told of an open call, had the process lived: its last facts. */
export type Closing = (facts: readonly Fact[], clock: Clock) => Fact[];

/** A recording that was begun and neither stored nor given up. */
export type OpenRecording = Extract<TelephonyFact, { type: "RecordingStarted" }>;

/** No call lasts longer: what began before and is not finished never will be. */
const longestCallMs = 7 * 86_400_000;

export class CallRecords {
  readonly #options: CallRecordsOptions;
  readonly #recent = new FactsInMemory();

  constructor(options: CallRecordsOptions) {
    this.#options = options;
  }

  /** Writes facts of any tenants in their order. Writing the same ones again changes nothing. */
  async write(facts: readonly Fact[]): Promise<void> {
    const { database, contributors, isLive, onStored } = this.#options;
    for (const [tenantId, own] of Map.groupBy(facts, (fact) => fact.tenantId)) {
      const touched = this.#remember(own);
      const ended = touched.filter((callId) => !isLive(callId));
      const folds = this.#foldsOf(own);
      const records = await database.withTenant(tenantId, async (trx) => {
        await insertFacts(tenantId, own, trx);
        const wanted = new Set([...ended, ...folds.flatMap(({ callIds }) => [...callIds])]);
        const calls = await this.#factsOf(tenantId, [...wanted], trx);
        const folded = ended.flatMap((callId) => foldCall(calls.get(callId) ?? [], contributors) ?? []);
        await upsertRecords(folded, trx);
        for (const { fold, callIds } of folds)
          await fold.store(
            [...callIds].map((callId) => calls.get(callId) ?? []),
            trx,
          );
        return folded;
      });
      for (const { id } of records) onStored(tenantId, id);
    }
  }

  /** The calls that facts are of, each once. */
  #remember(facts: readonly Fact[]): CallId[] {
    const callIds = new Set<CallId>();
    for (const fact of facts) {
      const callId = callIdOf(fact);
      if (callId === undefined) continue;
      callIds.add(callId);
      this.#recent.add(callId, fact);
    }
    return [...callIds];
  }

  /** Which calls each fold makes its rows of again. */
  #foldsOf(facts: readonly Fact[]): { fold: CallFold; callIds: ReadonlySet<CallId> }[] {
    return this.#options.folds.flatMap((fold) => {
      const concerned = facts.filter((fact) => fold.after.has(fact.type));
      const callIds = new Set(concerned.flatMap((fact) => callIdOf(fact) ?? []));
      return callIds.size > 0 ? [{ fold, callIds }] : [];
    });
  }

  /** All facts of each call, from memory or from the database. */
  async #factsOf(
    tenantId: TenantId,
    callIds: readonly CallId[],
    trx: Transaction<Schema>,
  ): Promise<Map<CallId, readonly Fact[]>> {
    const unknown = callIds.filter((callId) => this.#recent.of(callId) === undefined);
    const stored = Map.groupBy(
      unknown.length > 0 ? await factsOfCalls(tenantId, unknown, trx) : [],
      callIdOf,
    );
    return new Map(
      callIds.map((callId) => [callId, this.#recent.of(callId) ?? stored.get(callId) ?? []] as const),
    );
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
      // It goes on, in this process.
      if (!callId || this.#options.isLive(callId)) continue;
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
