// Callbacks of queues that ring the agent first: the agent's phone is offered the caller, who is called once it has answered.
import { err, newId, ok } from "@tandem/kernel";
import type { CallId, Clock } from "@tandem/kernel";
import type { Agents, DeskRules } from "#contact-center/agents";
import type { CallbacksOptions } from "#contact-center/callbacks";
import type { OutboundCalls } from "#contact-center/outbound";
import { defaultCallbackSettings } from "#contact-center/queues";
import type { Queues } from "#contact-center/queues";
import type { DirectCalls } from "#telephony/direct-calls";
import type { InboundPipelineOptions } from "./inbound-pipeline.ts";

export type CallbacksByAgentsPorts = {
  readonly clock: Clock;
  readonly agents: Pick<Agents, "get" | "offer">;
  readonly deskRules: Pick<DeskRules, "autoAnswers">;
  readonly queues: Pick<Queues, "get" | "settingsOf">;
  readonly directCalls: Pick<DirectCalls, "ringThenCall">;
  readonly outboundCalls: Pick<OutboundCalls, "beginCallback">;
  readonly phoneOf: InboundPipelineOptions["phoneOf"];
  readonly dialOut: CallbacksOptions["dialOut"];
};

export function callbacksByAgents(ports: CallbacksByAgentsPorts): CallbacksOptions["ringAgent"] {
  const { clock, agents, deskRules, queues, directCalls, outboundCalls, phoneOf, dialOut } = ports;
  return ({ tenantId, queueId, number, dnis, queuedAt }, agentId, onAnswered) => {
    const agent = agents.get(agentId);
    const rung = agent && phoneOf(tenantId, agent.record.extension);
    const queue = queues.get(tenantId, queueId);
    if (!agent || !rung || !queue) return err({ kind: "agent-not-free" });
    const now = clock.now();
    const callId = newId<CallId>(now);
    const dial = dialOut({ tenantId, callId, number, byAgentId: null });
    if (!dial.ok) return err({ kind: "no-line" });
    const { name: queueName, wrapUpSeconds, offerTimeoutSeconds } = queue;
    const about = { callId, queueId, queueName, waitMs: now - queuedAt, isCallback: true };
    if (!agents.offer(agentId, { ...about, ani: number, dnis }, wrapUpSeconds))
      return err({ kind: "agent-not-free" });
    outboundCalls.beginCallback(callId, { tenantId, agentId, number, queueId, queueName });
    const { extension, displayName } = agent.record;
    const { ringSeconds } = queues.settingsOf(tenantId, queueId)?.callback ?? defaultCallbackSettings;
    directCalls.ringThenCall({ tenantId, agentId, extension, displayName }, rung, {
      callId,
      target: "callback",
      number,
      ani: dnis,
      dial: (_, legId, options) => dial.value(legId, options),
      autoAnswer: deskRules.autoAnswers(tenantId, queueId, agentId),
      ownRingMs: offerTimeoutSeconds * 1000,
      numberRingMs: ringSeconds * 1000,
      onAnswered: (legId) => onAnswered(callId, legId),
    });
    return ok(callId);
  };
}
