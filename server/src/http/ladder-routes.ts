// A call's SIP messages: as a ladder, and as a capture file. They show addresses of callers and of our own
// machines, so they are for those who may read all calls.
import { endpoints } from "@tandem/contract";
import type { Ladder, LadderParty } from "@tandem/contract";
import { err, ok } from "@tandem/kernel";
import type { CallId, Result } from "@tandem/kernel";
import type { Agents } from "#contact-center/agents";
import { allows } from "#platform/identity";
import { firstLineOf, repeats, writePcap } from "#telephony/signalling-trace";
import type { SignallingTrace, TracedCall } from "#telephony/signalling-trace";
import type { Person } from "./person.ts";
import type { Failure } from "./problems.ts";
import type { Router } from "./router.ts";

export type LadderRoutesOptions = {
  readonly signallingTrace: SignallingTrace;
  readonly agents: Agents;
};

/** The id of our own column. */
const ownId = "tandem";

export function addLadderRoutes(router: Router, { signallingTrace, agents }: LadderRoutesOptions): void {
  const find = async (person: Person, callId: string): Promise<Result<TracedCall, Failure>> => {
    if (!allows(person.user.role, "calls.read.all")) return err({ kind: "forbidden" });
    const traced = await signallingTrace.find(person.tenant.id, callId as CallId);
    if (traced) return ok(traced);
    return err({ kind: "not-found", message: "no signalling is kept of this call, or no longer" });
  };

  router.add(endpoints.getSignalling, async ({ person, params }) => {
    const found = await find(person, params.callId);
    if (!found.ok) return found;
    return ok(ladderOf(found.value, (id) => agents.get(id)?.record.displayName));
  });

  router.add(endpoints.getSignallingCapture, async ({ person, params }) => {
    const found = await find(person, params.callId);
    if (!found.ok) return found;
    return new Response(new Uint8Array(writePcap(found.value)), {
      headers: {
        "Content-Type": "application/vnd.tcpdump.pcap",
        "Content-Disposition": `attachment; filename="call-${params.callId}.pcap"`,
        "Cache-Control": "private, no-store",
      },
    });
  });
}

type AgentName = (id: NonNullable<TracedCall["legs"][number]["agentId"]>) => string | undefined;

function ladderOf(traced: TracedCall, agentName: AgentName): Ladder {
  const { callId, legs, messages, cut } = traced;
  const repeated = repeats(messages);
  const startedAt = messages[0]?.at ?? 0;
  return {
    callId,
    parties: partiesOf(traced, agentName),
    messages: messages.map(({ at, direction, leg, transport, address, port, text }, index) => {
      const peerId = legs[leg]?.legId ?? "";
      return {
        at: new Date(at).toISOString(),
        afterMs: at - startedAt,
        direction,
        from: direction === "in" ? peerId : ownId,
        to: direction === "in" ? ownId : peerId,
        transport,
        peer: socketAddress(address, port),
        firstLine: firstLineOf(text),
        repeated: repeated[index] === true,
        text,
      };
    }),
    cut,
  };
}

/** The caller, we, then whom we dialed in order. */
function partiesOf({ legs, messages, own }: TracedCall, agentName: AgentName): LadderParty[] {
  const ours: LadderParty = {
    id: ownId,
    kind: "tandem",
    name: "Tandem",
    address: socketAddress(own.address, own.port),
  };
  const others = legs.map(({ legId, kind, agentId, party }, index): LadderParty => {
    const first = messages.find(({ leg }) => leg === index);
    const address = first ? socketAddress(first.address, first.port) : "";
    if (kind === "caller") return { id: legId, kind, name: party, address };
    const name = agentId && agentName(agentId);
    return { id: legId, kind: agentId ? "agent" : "other", name: name ?? party, address };
  });
  return [
    ...others.filter(({ kind }) => kind === "caller"),
    ours,
    ...others.filter(({ kind }) => kind !== "caller"),
  ];
}

/** IPv6 in brackets (RFC 3986 §3.2.2). */
function socketAddress(address: string, port: number): string {
  return address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`;
}
