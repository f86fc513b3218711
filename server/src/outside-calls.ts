// Calls to somebody outside that a transfer makes: over a trunk, on behalf of the agent who transfers.
import { err, ok } from "@tandem/kernel";
import type { Agents } from "#contact-center/agents";
import type { TransfersOptions } from "#contact-center/transfers";
import type { TrunkDialer } from "#telephony/trunks";
import type { OutboundGuard } from "./inbound-pipeline.ts";

/** Carriers let it ring no longer than this. */
const longestRingMs = 120_000;

export function outsideCalls(ports: {
  readonly trunkDialer: Pick<TrunkDialer, "dial">;
  readonly agents: Pick<Agents, "get">;
  /** Whether the tenant may call this number now. */
  readonly outboundGuard: OutboundGuard;
}): TransfersOptions["dialOut"] {
  const { trunkDialer, agents, outboundGuard } = ports;
  return ({ tenantId, callId, number, byAgentId }) => {
    const agent = byAgentId ? agents.get(byAgentId)?.record : undefined;
    const allowed = outboundGuard({ tenantId, number, ...(agent && { by: agent.extension }) });
    if (!allowed.ok) return err({ kind: "forbidden" });
    const caller = {
      number: agent?.extension ?? "",
      displayName: agent?.displayName ?? "",
      withheld: false,
    };
    return ok((legId, { offer, onProgress, onDtmfKnown, ringTimeoutMs }) =>
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
    );
  };
}
