// Callbacks over the real queues, agents and engine, whose calls only happen when a test says so.
import assert from "node:assert/strict";
import { err, FactBus, newId, ok } from "@tandem/kernel";
import type { AgentId, CallId, LegId } from "@tandem/kernel";
import type { CallbackSettings } from "#contact-center/queues";
import type { CallFact } from "#telephony/calls";
import { agent, floor, queueA, tenantId } from "../../queues/testing/queue-floor.ts";
import { Callbacks } from "../callback-service.ts";
import type { CallbacksOptions } from "../callback-ports.ts";
import type { Callback } from "../callback.ts";
import type { CallbackFact } from "../callback-facts.ts";

export { agent, queueA, tenantId };

/** An agent's phone that rings before the number is called. */
export type RungAgent = {
  readonly callId: CallId;
  readonly agentId: AgentId;
  readonly legId: LegId;
  readonly onAnswered: (callId: CallId, callerLegId: LegId) => void;
};

export type CallbackFloor = ReturnType<typeof callbackFloor>;

/** One queue with agents, who are all ready. */
export function callbackFloor(agentCount: number, first: CallbackSettings["first"] = "caller") {
  const calls: CallId[] = [];
  const live = new Set<CallId>();
  const rungFirst: RungAgent[] = [];
  const settings = { key: "2", attempts: 2, gapSeconds: 60, expiryHours: 1, ringSeconds: 30, first };
  const base = floor({ callback: settings, ringAtOnce: first === "agent" ? 2 : 1 }, agentCount);
  const facts = new FactBus<CallFact | CallbackFact>((error) => assert.fail(error as Error));
  const published: CallbackFact[] = [];
  facts.onAny((fact) => void published.push(fact as CallbackFact));
  const stored: Callback[] = [];
  const begin = (callId = newId<CallId>()) => {
    live.add(callId);
    return callId;
  };
  const options: CallbacksOptions = {
    clock: base.clock,
    calls: {
      callOut: () => {
        const callId = begin();
        calls.push(callId);
        return callId;
      },
      exists: (callId) => live.has(callId),
      hangUp: (callId) => end(callId),
      callerLegOf: (callId) => (live.has(callId) ? legOf(callId) : undefined),
      anchor: () => {},
    },
    queues: base.queues,
    enterQueue: (caller, queueId) => base.queues.enqueue({ ...caller, queueId }),
    dialOut: () => ok(() => assert.fail("nothing is sent here")),
    isReached: (callId) => live.has(callId),
    ringAgent: ({ queueId, number: ani, dnis }, agentId, onAnswered) => {
      const callId = newId<CallId>();
      const contact = { callId, queueId, queueName: "A", ani, dnis, waitMs: 0, isCallback: true };
      if (!base.agents.offer(agentId, contact, 10)) return err({ kind: "agent-not-free" });
      begin(callId);
      rungFirst.push({ callId, agentId, legId: legOf(callId), onAnswered });
      const source = { kind: "endpoint", name: "" } as const;
      const about = { tenantId, callId, legId: legOf(callId), agentId };
      base.publish({ type: "CallArrived", ...about, direction: "outbound", ani: dnis, dnis: ani, source });
      return ok(callId);
    },
    store: (callback) => void stored.push(callback),
    facts,
    below: facts,
    onChanged: () => {},
  };
  const publish = (type: "CallAnswered" | "CallEnded", callId: CallId) =>
    facts.publish({ type, tenantId, callId, id: newId(), at: base.clock.now() } as unknown as CallFact);
  const end = (callId: CallId, cause: "no-answer" | "hung-up-remotely" = "hung-up-remotely") => {
    if (!live.delete(callId)) return;
    const rung = rungFirst.find((each) => each.callId === callId);
    if (rung) {
      const { agentId, legId } = rung;
      base.publish({ type: "LegEnded", tenantId, callId, legId, agentId, cause, answered: false });
    }
    publish("CallEnded", callId);
  };
  const callbacks = new Callbacks(options);
  /** Somebody in line asks to be called back, and hangs up. */
  const ask = (callId: CallId, number: string, queuedAt = base.queues.waiting(callId)?.waitsSince ?? 0) => {
    base.queues.leaveForCallback(callId);
    const about = { tenantId, queueId: queueA, number, sameNumber: number, dnis: "4000" };
    const callback = callbacks.request({ ...about, language: "zh-CN", requestCallId: callId, queuedAt });
    publish("CallEnded", callId);
    return callback;
  };
  const answer = (callId: CallId) => publish("CallAnswered", callId);
  /** The agent whose phone was rung takes it. */
  const pickUp = ({ callId, legId }: RungAgent) => {
    base.publish({ type: "CallAnswered", tenantId, callId, legId, codec: "PCMA" });
    answer(callId);
  };
  return {
    ...base,
    settings,
    callbacks,
    calls,
    rungFirst,
    stored,
    told: published,
    ask,
    answer,
    pickUp,
    end,
    options,
  };
}

const legOf = (callId: CallId) => `${callId}-first` as LegId;

export const busy = (each: CallbackFloor) =>
  each.agentIds.forEach((id) => each.agents.choosePresence(id, "away", undefined));
export const ready = (each: CallbackFloor, n = 0) =>
  each.agents.choosePresence(agent(n), "available", undefined);
