// Wires the places at which calls are parked.
import type { Clock, FactBus, TenantId } from "@tandem/kernel";
import type { Agents, DeskRules } from "#contact-center/agents";
import type { EntryPoints } from "#contact-center/entry-points";
import { ParkedCalls } from "#contact-center/parking";
import type { Queues } from "#contact-center/queues";
import type { Bridges } from "#telephony/bridges";
import type { Calls } from "#telephony/calls";
import type { AnyFact } from "./every-fact.ts";
import type { InboundPipelineOptions } from "./inbound-pipeline.ts";

export type ParkingOptions = {
  readonly clock: Clock;
  readonly facts: FactBus<AnyFact>;
  readonly calls: Calls;
  readonly bridges: Bridges;
  readonly agents: Agents;
  readonly queues: Queues;
  readonly entryPoints: EntryPoints;
  readonly deskRules: DeskRules;
  readonly phoneOf: InboundPipelineOptions["phoneOf"];
  readonly onChanged: (tenantId: TenantId) => void;
};

export function composeParking(options: ParkingOptions): ParkedCalls {
  const { facts, agents, entryPoints, deskRules } = options;
  return new ParkedCalls({
    ...options,
    below: facts,
    isNumber: (tenantId, place) =>
      agents.byExtension(tenantId, place) !== undefined ||
      entryPoints.match(tenantId, place, undefined) !== undefined,
    ringBackAfterMs: (tenantId) => deskRules.ofTenant(tenantId).parkSeconds * 1000,
  });
}
