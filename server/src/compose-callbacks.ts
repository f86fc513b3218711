// Wires callbacks: who asks callers, who calls them back, and where requests are kept.
import type { CallId, Clock, FactBus, QueueId, TenantId } from "@tandem/kernel";
import type { Agents } from "#contact-center/agents";
import type { BusinessHours } from "#contact-center/business-hours";
import {
  CallbackAsking,
  Callbacks,
  callbacksOfCall,
  loadOpenCallbacks,
  storeCallback,
} from "#contact-center/callbacks";
import type { Callback, CallbacksOptions } from "#contact-center/callbacks";
import type { Dialogues } from "#contact-center/dialogues";
import type { EntryPoints } from "#contact-center/entry-points";
import type { Queues } from "#contact-center/queues";
import type { Database } from "#platform/database";
import type { Logger } from "#platform/logging";
import type { DiallingGuard } from "#telephony/abuse";
import type { Bridges } from "#telephony/bridges";
import type { Calls } from "#telephony/calls";
import { dialledToE164 } from "#telephony/trunks";
import type { AnyFact } from "./every-fact.ts";
import type { OutboundGuard } from "./inbound-pipeline.ts";

export type CallbackOptions = {
  readonly clock: Clock;
  readonly database: Database;
  readonly log: Logger;
  readonly facts: FactBus<AnyFact>;
  readonly calls: Calls;
  readonly dialogues: Dialogues;
  readonly queues: Queues;
  readonly enterQueue: CallbacksOptions["enterQueue"];
  readonly agents: Agents;
  readonly entryPoints: EntryPoints;
  readonly businessHours: BusinessHours;
  readonly outboundGuard: OutboundGuard;
  readonly diallingGuard: Pick<DiallingGuard, "begun">;
  readonly dialOut: CallbacksOptions["dialOut"];
  readonly ringAgent: CallbacksOptions["ringAgent"];
  readonly bridges: Pick<Bridges, "pairOf">;
  readonly countryOf: (tenantId: TenantId) => string;
  readonly onChanged: (tenantId: TenantId, queueId: QueueId) => void;
};

/** While the database is away, requests are kept in memory and written again so often. */
const writeAgainMs = 10_000;

export function composeCallbacks(options: CallbackOptions) {
  const { clock, database, log, facts, calls, dialogues, queues, agents, entryPoints } = options;
  const unwritten = new Map<CallId, Callback>();
  let writing = Promise.resolve();
  const write = async (id: CallId): Promise<void> => {
    const callback = unwritten.get(id);
    if (!callback) return;
    try {
      await storeCallback(callback, database);
      if (unwritten.get(id) === callback) unwritten.delete(id);
    } catch (error) {
      log.warn({ err: error, callbackId: id }, "a callback was not written; it is tried again");
      clock.after(writeAgainMs, () => enqueueWrite(id));
    }
  };
  const enqueueWrite = (id: CallId) => void (writing = writing.then(() => write(id)));
  const callbacks = new Callbacks({
    clock,
    calls,
    queues,
    dialOut: options.dialOut,
    ringAgent: options.ringAgent,
    isReached: (callId) => queues.has(callId) || options.bridges.pairOf(callId) !== undefined,
    enterQueue: options.enterQueue,
    store: (callback) => {
      unwritten.set(callback.id, callback);
      enqueueWrite(callback.id);
    },
    facts,
    below: facts,
    onChanged: options.onChanged,
  });
  options.businessHours.onChange((tenantId) => callbacks.lookAgain(tenantId));
  // What it costs to call them counts like every call outside.
  facts.on("CallArrived", ({ tenantId, legId, direction, agentId, target, dnis }) => {
    if (direction === "outbound" && !agentId && !target) options.diallingGuard.begun(tenantId, legId, dnis);
  });
  const callbackAsking = new CallbackAsking({
    clock,
    dialogues,
    callbacks,
    queues,
    calls,
    sameNumber: (tenantId, number) => dialledToE164(number, options.countryOf(tenantId)),
    isInternal: (tenantId, number) =>
      agents.byExtension(tenantId, number) !== undefined ||
      entryPoints.match(tenantId, number, undefined) !== undefined,
    mayDial: (tenantId, number) => options.outboundGuard({ tenantId, number }).ok,
    facts,
    below: facts,
  });
  /** What was reached by this call, as far as it was written or is to be. */
  const reachedBy = async (tenantId: TenantId, callId: CallId): Promise<Callback | undefined> => {
    const isBy = ({ attempts }: Callback) => attempts.at(-1)?.callId === callId;
    const found = [...unwritten.values()].find(isBy);
    return found ?? (await callbacksOfCall(tenantId, database, callId)).find(isBy);
  };
  return {
    callbacks,
    /** An answering machine took this call; undefined: it reached nobody who had asked for it. */
    machineTook: async (tenantId: TenantId, callId: CallId): Promise<Callback | undefined> => {
      const reached = await reachedBy(tenantId, callId);
      return reached?.tenantId === tenantId ? callbacks.reopen(reached, callId) : undefined;
    },
    callbackAsking,
    /** What an earlier process was asked for. */
    readCallbacks: (tenantId: TenantId): Promise<Callback[]> => loadOpenCallbacks(tenantId, database),
    /** All that was told so far is in the database, or cannot be written now. */
    callbacksWritten: (): Promise<void> => writing,
  };
}
