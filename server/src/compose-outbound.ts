// Wires the calls that agents place from their desks.
import type { AgentId, Clock, FactBus, TenantId } from "@tandem/kernel";
import type { Agents } from "#contact-center/agents";
import { OutboundCalls } from "#contact-center/outbound";
import type { Calls } from "#telephony/calls";
import type { DirectCalls } from "#telephony/direct-calls";
import type { TrunkDialer, Trunks } from "#telephony/trunks";
import { callsFromDesk } from "./calls-from-desk.ts";
import type { AnyFact } from "./every-fact.ts";
import type { InboundPipelineOptions, OutboundGuard } from "./inbound-pipeline.ts";

export type OutboundOptions = {
  readonly clock: Clock;
  readonly facts: FactBus<AnyFact>;
  readonly agents: Agents;
  readonly calls: Calls;
  readonly directCalls: DirectCalls;
  readonly trunkDialer: TrunkDialer;
  readonly trunks: Trunks;
  readonly outboundGuard: OutboundGuard;
  readonly phoneOf: InboundPipelineOptions["phoneOf"];
  readonly onChanged: (tenantId: TenantId, agentId: AgentId) => void;
};

export function composeOutbound(options: OutboundOptions) {
  const { facts } = options;
  const outboundCalls = new OutboundCalls({ ...options, below: facts });
  return { outboundCalls, callFromDesk: callsFromDesk({ ...options, outboundCalls }) };
}
