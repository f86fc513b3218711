// An arriving INVITE, step by step: has it come round in a circle, who sends it, whom does it want, may it come
// in. Each step either goes on or refuses with the words of RFC 3261.
import { err, ok } from "@tandem/kernel";
import type { CallId, NumberId, Result } from "@tandem/kernel";
import type { Dialog, IncomingInvite } from "@tandem/sip";
import type { Agent, Agents } from "#contact-center/agents";
import type { EntryPoint, EntryPoints } from "#contact-center/entry-points";
import { isParkPlace } from "#contact-center/parking";
import type { ParkedCalls } from "#contact-center/parking";
import type { Flows, TrialFlows } from "#contact-center/flows";
import type { Admission } from "#telephony/admission";
import type { ArrivingCall, Calls, RingTarget } from "#telephony/calls";
import type { DirectCalls } from "#telephony/direct-calls";
import type { Endpoints } from "#telephony/endpoints";
import { asksForEmergency } from "#telephony/trunks";
import type { TrunkDialer, Trunks } from "#telephony/trunks";
import { identifyCaller } from "./caller-identity.ts";
import type { Caller, Refusal } from "./caller-identity.ts";

export type InboundPipelineOptions = {
  readonly trunks: Trunks;
  readonly trunkDialer: TrunkDialer;
  readonly endpoints: Endpoints;
  readonly entryPoints: EntryPoints;
  /** Drawings that somebody calls to hear them. */
  readonly trialFlows: Pick<TrialFlows, "dialled">;
  readonly agents: Agents;
  readonly calls: Calls;
  readonly flows: Flows;
  readonly directCalls: DirectCalls;
  readonly parkedCalls: Pick<ParkedCalls, "receive">;
  /** Which phones of a colleague to ring; undefined when none can be reached. */
  readonly phoneOf: (tenantId: Caller["tenantId"], extension: string) => RingTarget | undefined;
  /** Whether this agent may call this number now; emergency calls are not asked about. */
  readonly outboundGuard: OutboundGuard;
  /** Told who an INVITE turned out to be of, or why it is refused. */
  readonly onIdentified?: (invite: IncomingInvite, caller: Result<Caller, Refusal>) => void;
  /** New calls that the processor has no time for are refused, so that those inside are served. */
  readonly admission: Admission;
  /** More calls at once than this are refused, so that those inside keep their sound. */
  readonly maxCalls: number;
};

/** Asked before an agent's call goes out; the refusal is what the agent's phone is told. */
export type OutboundGuard = (call: {
  readonly tenantId: Caller["tenantId"];
  readonly number: string;
  /** The extension that calls, where it is known. */
  readonly by?: string;
}) => Result<undefined, Refusal>;

/** Whom an INVITE wants. */
type Destination =
  | { readonly kind: "entry-point"; readonly entryPoint: EntryPoint; readonly isEmergency: boolean }
  | { readonly kind: "extension"; readonly colleague: Agent; readonly isEmergency: false }
  | { readonly kind: "park-place"; readonly place: string; readonly isEmergency: false }
  | { readonly kind: "number"; readonly number: string; readonly isEmergency: boolean };

type AgentCaller = Extract<Caller, { kind: "agent" }>;

/** Takes an INVITE in, or refuses it. */
export async function receiveCall(invite: IncomingInvite, options: InboundPipelineOptions): Promise<void> {
  const straight = refuseLoop(invite, options);
  if (!straight.ok) return refuse(invite, straight.error);
  const caller = await identifyCaller(invite, options);
  options.onIdentified?.(invite, caller);
  if (!caller.ok) return refuse(invite, caller.error);
  if (invite.replaces) return takeOver(invite, invite.replaces.dialog, caller.value, options);
  const destination = findDestination(invite, caller.value, options);
  if (!destination.ok) return refuse(invite, destination.error);
  const admitted = admit(caller.value, destination.value, options);
  if (!admitted.ok) return refuse(invite, admitted.error);
  begin(invite, caller.value, destination.value, options);
}

function refuse(invite: IncomingInvite, { status, headers }: Refusal): void {
  invite.reject(status, headers ? { headers } : {});
}

/** An agent's other phone, or reloaded page, goes on with a call of theirs: being them is the right (RFC 3891 §3). */
function takeOver(
  invite: IncomingInvite,
  { callId, localTag: toTag, remoteTag: fromTag }: Dialog,
  caller: Caller,
  { calls }: InboundPipelineOptions,
): void {
  const leg = calls.legNamed({ callId, toTag, fromTag });
  const isTheirs =
    caller.kind === "agent" && leg?.tenantId === caller.tenantId && leg.agentId === caller.agentId;
  if (leg && !isTheirs) return refuse(invite, { kind: "forbidden", status: 403 });
  // RFC 3891 §3: 481 when what is to be replaced is not there.
  if (!leg || !calls.takeOver(invite, leg)) refuse(invite, { kind: "no-such-call", status: 481 });
}

/** RFC 5393: what we sent to a carrier and get back would run in circles. */
function refuseLoop(
  { request }: IncomingInvite,
  { trunkDialer }: InboundPipelineOptions,
): Result<undefined, Refusal> {
  return trunkDialer.isOwnCall(request.callId) ? err({ kind: "loop", status: 482 }) : ok(undefined);
}

/** A carrier and a visitor reach entry points; an agent also colleagues and, over a trunk, anybody else. */
function findDestination(
  invite: IncomingInvite,
  caller: Caller,
  options: InboundPipelineOptions,
): Result<Destination, Refusal> {
  const { entryPoints, trunks, agents, trialFlows } = options;
  const { tenantId } = caller;
  const dialled = invite.request.parsedUriOrUndefined?.user ?? "";
  if (caller.kind === "visitor" && dialled !== caller.number) return err({ kind: "forbidden", status: 403 });
  const trial = caller.kind === "visitor" ? trialFlows.dialled(tenantId, dialled) : undefined;
  if (trial) {
    const { id: flowId, name: queueName } = trial;
    const entryPoint = {
      id: flowId as string as NumberId,
      tenantId,
      number: dialled,
      trunkId: null,
      flowId,
      queueName,
    };
    return ok({ kind: "entry-point", entryPoint, isEmergency: false });
  }
  if (caller.kind === "agent" && trunks.isEmergency(tenantId, dialled))
    return ok({ kind: "number", number: dialled, isEmergency: true });
  const isEmergency = caller.kind === "trunk" && asksForEmergency(invite.request);
  const entryPoint = matchEntryPoint(dialled, caller, entryPoints);
  if (entryPoint) return ok({ kind: "entry-point", entryPoint, isEmergency });
  if (caller.kind !== "agent") return err({ kind: "unknown-number", status: 404 });
  const colleague = agents.byExtension(tenantId, dialled);
  // From another device of one's own there is nobody to speak with.
  if (colleague?.record.id === caller.agentId) return err({ kind: "own-extension", status: 486 });
  if (colleague) return ok({ kind: "extension", colleague, isEmergency: false });
  if (isParkPlace(dialled)) return ok({ kind: "park-place", place: dialled, isEmergency: false });
  // A name is nobody we know; a number may be somebody a carrier knows.
  if (!/^\+?[\d*#().\- ]+$/.test(dialled)) return err({ kind: "unknown-number", status: 404 });
  return ok({ kind: "number", number: dialled, isEmergency: false });
}

/** As the carrier wrote it, or in E.164, with or without +. */
function matchEntryPoint(dialled: string, caller: Caller, entryPoints: EntryPoints): EntryPoint | undefined {
  if (caller.kind !== "trunk") return entryPoints.match(caller.tenantId, dialled, undefined);
  const { dnis, original } = caller.identity;
  for (const number of [original.dnis, dnis, dnis.replace(/^\+/, "")]) {
    const found = entryPoints.match(caller.tenantId, number, caller.trunk.id);
    if (found) return found;
  }
  return undefined;
}

/** Limits of the node, the trunk and its tenant. None holds back an emergency call. */
function admit(
  caller: Caller,
  destination: Destination,
  { calls, trunks, admission, maxCalls, outboundGuard }: InboundPipelineOptions,
): Result<undefined, Refusal> {
  if (destination.isEmergency) return ok(undefined);
  if (calls.size >= maxCalls) return err(tooMany(5));
  if (caller.kind === "trunk") {
    const room = trunks.admit(caller.trunk);
    if (room.verdict !== "free") return err(tooMany(room.retryAfterSeconds));
  }
  const verdict = admission.ask();
  if (!verdict.admitted) return err(tooMany(verdict.retryAfterSeconds));
  if (destination.kind !== "number") return ok(undefined);
  const by = caller.kind === "agent" ? caller.extension : "";
  return outboundGuard({ tenantId: caller.tenantId, number: destination.number, by });
}

function tooMany(retryAfterSeconds: number): Refusal {
  return { kind: "full", status: 503, headers: [["Retry-After", String(retryAfterSeconds)]] };
}

function begin(
  invite: IncomingInvite,
  caller: Caller,
  destination: Destination,
  options: InboundPipelineOptions,
): void {
  if (destination.kind === "entry-point") return startFlow(invite, caller, destination.entryPoint, options);
  if (caller.kind !== "agent") throw new Error("only agents call past entry points");
  if (destination.kind === "park-place") {
    if (!options.parkedCalls.receive(invite, caller, destination.place)) invite.reject(404);
    return;
  }
  const agent = { ...caller, besideCallId: callOf(caller, options) };
  if (destination.kind === "number") return callOut(invite, agent, destination, options);
  const { extension, id: agentId } = destination.colleague.record;
  const target = options.phoneOf(caller.tenantId, extension);
  options.directCalls.toExtension(invite, agent, { extension, agentId, target });
}

/** The call in which the agent speaks already. */
function callOf({ agentId }: AgentCaller, { agents, calls }: InboundPipelineOptions): CallId | undefined {
  const callId = agents.get(agentId)?.state.contact?.callId;
  return callId && calls.exists(callId) ? callId : undefined;
}

function callOut(
  invite: IncomingInvite,
  agent: AgentCaller & { readonly besideCallId: CallId | undefined },
  { number, isEmergency }: Extract<Destination, { kind: "number" }>,
  { directCalls, trunkDialer }: InboundPipelineOptions,
): void {
  const { tenantId, extension: ani, displayName } = agent;
  const withheld = /(?:^|[;,\s])(?:id|user|header)(?:$|[;,\s])/i.test(invite.request.header("Privacy") ?? "");
  const hops = Number(invite.request.header("Max-Forwards") ?? 70);
  directCalls.toNumber(invite, agent, {
    number,
    ani,
    dial: (callId, legId, { offer, onProgress, onDtmfKnown, ringTimeoutMs }) =>
      trunkDialer.dial({
        tenantId,
        callId,
        legId,
        number,
        caller: { number: ani, displayName, withheld: withheld && !isEmergency },
        offer: offer ?? "",
        ringTimeoutMs: ringTimeoutMs ?? 120_000,
        maxForwards: hops - 1,
        ...(onProgress && { onProgress }),
        onDtmfKnown,
      }),
  });
}

function startFlow(
  invite: IncomingInvite,
  caller: Caller,
  { number, queueName: dnis = number, flowId }: EntryPoint,
  options: InboundPipelineOptions,
): void {
  const { calls, flows, trunks } = options;
  const { tenantId } = caller;
  // An agent may put whom they speak with through to who answers here: then sound has to meet in one place.
  const besideCallId = caller.kind === "agent" ? callOf(caller, options) : undefined;
  const arriving = { ...arrivingCall(caller, dnis), ...(besideCallId && { besideCallId }) };
  const callId = calls.arrive(invite, arriving);
  const legId = calls.callerLegOf(callId);
  if (caller.kind === "trunk" && legId) trunks.occupy(caller.trunk, legId);
  const started = flows.start({ tenantId, callId, flowId, ani: arriving.ani, dnis });
  if (!started) calls.hangUp(callId, { cause: "failed", by: "system", wire: "not-found" });
}

function arrivingCall(caller: Caller, dnis: string): ArrivingCall {
  const { tenantId } = caller;
  switch (caller.kind) {
    case "trunk": {
      const { ani, original } = caller.identity;
      const { name, mediaEncryption, dtmf } = caller.trunk;
      const asWritten = original.ani === ani && original.dnis === dnis;
      return {
        tenantId,
        direction: "inbound",
        ani,
        dnis,
        source: { kind: "trunk", name },
        ...(asWritten ? {} : { original }),
        ...encryptionOf(mediaEncryption),
        dtmf,
      };
    }
    case "agent": {
      const source = { kind: "endpoint", name: caller.displayName } as const;
      const { agentId, extension: ani, dtmf } = caller;
      return { tenantId, direction: "internal", ani, dnis, source, agentId, dtmf };
    }
    case "visitor":
      return { tenantId, direction: "inbound", ani: "web", dnis, source: { kind: "visitor", name: "web" } };
    default:
      return caller satisfies never;
  }
}

function encryptionOf(setting: "none" | "sdes-srtp-optional" | "sdes-srtp-required") {
  if (setting === "none") return {};
  return { encryption: setting === "sdes-srtp-required" ? ("required" as const) : ("optional" as const) };
}
