// Calls that an agent asks for at the desk: their own phone rings, and then the number is called over a trunk.
import { err, ok } from "@tandem/kernel";
import type { AgentId, CallId, Result } from "@tandem/kernel";
import { workStateOf } from "#contact-center/agents";
import type { Agent, Agents } from "#contact-center/agents";
import type { OutboundCalls } from "#contact-center/outbound";
import type { QueueRecord } from "#contact-center/queues";
import type { RingTarget } from "#telephony/calls";
import type { DirectCalls, NumberTarget } from "#telephony/direct-calls";
import { bareNumber } from "#telephony/trunks";
import type { TrunkDialer, Trunks } from "#telephony/trunks";
import type { InboundPipelineOptions, OutboundGuard } from "./inbound-pipeline.ts";

/** Carriers let it ring no longer than this. */
const longestRingMs = 120_000;

export type CallFromDeskError = { kind: "busy" | "no-phone" | "not-callable" };

export type CallFromDesk = (
  agentId: AgentId,
  number: string,
  /** How the dial form was filled in; left out for a press of another kind. */
  chosen?: { readonly shownNumber: string | null; readonly queue: QueueRecord | undefined },
) => Result<CallId, CallFromDeskError>;

type Ports = {
  readonly agents: Pick<Agents, "get" | "byExtension">;
  readonly directCalls: Pick<DirectCalls, "ringThenCall">;
  readonly trunkDialer: Pick<TrunkDialer, "dial">;
  readonly trunks: Pick<Trunks, "isEmergency">;
  readonly outboundGuard: OutboundGuard;
  readonly outboundCalls: Pick<OutboundCalls, "begin">;
  readonly phoneOf: InboundPipelineOptions["phoneOf"];
};

export function callsFromDesk(ports: Ports): CallFromDesk {
  const { agents, directCalls, outboundCalls, phoneOf } = ports;
  return (agentId, written, chosen) => {
    const agent = agents.get(agentId);
    const rung: RingTarget | undefined = agent && phoneOf(agent.record.tenantId, agent.record.extension);
    if (!agent || !rung) return err({ kind: "no-phone" });
    if (workStateOf(agent.state) !== "idle") return err({ kind: "busy" });
    // Input methods of Chinese write digits twice as wide.
    const number = bareNumber(written.normalize("NFKC"));
    if (!isCallable(agent, number, ports)) return err({ kind: "not-callable" });
    const { tenantId, extension, displayName, wrapUpSeconds } = agent.record;
    const shownNumber = chosen?.shownNumber ?? null;
    const to = targetOf(agent, number, shownNumber, ports);
    const calling = { tenantId, agentId, extension, displayName };
    // A page that asked for it answers by itself.
    const byPage = chosen !== undefined && ({ autoAnswer: "browser" } as const);
    const callId = directCalls.ringThenCall(calling, rung, { ...to, ...byPage });
    const wrapUpMs = (chosen?.queue?.wrapUpSeconds ?? wrapUpSeconds) * 1000;
    const queue = chosen?.queue && { id: chosen.queue.id, name: chosen.queue.name, wrapUpMs };
    outboundCalls.begin(callId, { tenantId, agentId, number, shownNumber, queue });
    return ok(callId);
  };
}

/** A colleague's extension is nobody outside. Whoever needs help is put through whatever the limits are. */
function isCallable(
  { record: { tenantId, extension } }: Agent,
  number: string,
  { agents, trunks, outboundGuard }: Ports,
): boolean {
  if (trunks.isEmergency(tenantId, number)) return true;
  const isNumber = /^\+?[0-9]{3,20}$/.test(number);
  const isColleague = agents.byExtension(tenantId, number) !== undefined;
  return isNumber && !isColleague && outboundGuard({ tenantId, number, by: extension }).ok;
}

function targetOf(
  { record: { tenantId, extension, displayName } }: Agent,
  number: string,
  shownNumber: string | null,
  { trunkDialer }: Ports,
): NumberTarget {
  // Whose number it is that is shown need not be told beside it.
  const own = shownNumber === null ? { number: extension, displayName } : { number: shownNumber };
  const caller = { ...own, withheld: false };
  return {
    number,
    ani: extension,
    dial: (callId, legId, { offer, onProgress, onDtmfKnown, ringTimeoutMs }) =>
      trunkDialer.dial({
        tenantId,
        callId,
        legId,
        number,
        caller,
        offer: offer ?? "",
        ringTimeoutMs: ringTimeoutMs ?? longestRingMs,
        ...(onProgress && { onProgress }),
        onDtmfKnown,
      }),
  };
}
