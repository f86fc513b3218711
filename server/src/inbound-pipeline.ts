// An arriving call, step by step: who sends it, for which tenant, may it come in, which number was
// dialed, which flow answers. Each step either goes on or refuses with the words of RFC 3261.
import { err, ok } from "@tandem/kernel";
import type { Result, TrunkId } from "@tandem/kernel";
import type { HeaderList, IncomingInvite } from "@tandem/sip";
import type { EntryPoint, EntryPoints } from "#contact-center/entry-points";
import type { Flows } from "#contact-center/flows";
import type { ArrivingCall, Calls } from "#telephony/calls";
import type { EndpointIdentity, Endpoints } from "#telephony/endpoints";
import type { TrunkDirectory } from "#telephony/trunks";

export type InboundPipelineOptions = {
  readonly trunks: TrunkDirectory;
  readonly endpoints: Endpoints;
  readonly entryPoints: EntryPoints;
  readonly calls: Calls;
  readonly flows: Flows;
  /** More calls at once than this are refused, so that those inside keep their sound. */
  readonly maxCalls: number;
};

type Caller = Omit<ArrivingCall, "dnis"> & {
  readonly trunkId: TrunkId | undefined;
  /** A visitor may call this number only. */
  readonly onlyNumber: string | undefined;
};

type Refusal = { readonly kind: string; readonly status: number; readonly headers?: HeaderList };

/** Takes an INVITE in, or refuses it. */
export async function receiveCall(invite: IncomingInvite, options: InboundPipelineOptions): Promise<void> {
  const caller = await identifyCaller(invite, options);
  if (!caller.ok) return refuse(invite, caller.error);
  const admitted = admit(options);
  if (!admitted.ok) return refuse(invite, admitted.error);
  const entryPoint = matchEntryPoint(invite, caller.value, options);
  if (!entryPoint.ok) return refuse(invite, entryPoint.error);
  startFlow(invite, caller.value, entryPoint.value, options);
}

function refuse(invite: IncomingInvite, { status, headers }: Refusal): void {
  invite.reject(status, headers ? { headers } : {});
}

/** A trunk by its address; everybody else by digest. */
async function identifyCaller(
  invite: IncomingInvite,
  { trunks, endpoints }: InboundPipelineOptions,
): Promise<Result<Caller, Refusal>> {
  const { source, flow, request } = invite;
  const isPhone = source.transport === "ws" || endpoints.isRegisteredFlow(flow);
  const trunk = isPhone ? undefined : trunks.identify(source.address);
  if (trunk) {
    return ok({
      tenantId: trunk.tenantId,
      direction: "inbound",
      ani: numberOfCaller(invite),
      source: { kind: "trunk", name: trunk.name },
      trunkId: trunk.id,
      onlyNumber: undefined,
    });
  }
  const authenticated = await endpoints.authenticate(request);
  if (!authenticated.ok) {
    const { error } = authenticated;
    return error.kind === "challenge"
      ? err({ kind: "challenge", status: 401, headers: error.headers })
      : err({ kind: "forbidden", status: 403 });
  }
  return ok(callerOf(authenticated.value));
}

function callerOf(identity: EndpointIdentity): Caller {
  if (identity.kind === "visitor") {
    return {
      tenantId: identity.tenantId,
      direction: "inbound",
      ani: "web",
      source: { kind: "visitor", name: "web" },
      trunkId: undefined,
      onlyNumber: identity.number,
    };
  }
  return {
    tenantId: identity.tenantId,
    direction: "internal",
    ani: identity.extension,
    source: { kind: "endpoint", name: identity.displayName },
    trunkId: undefined,
    onlyNumber: undefined,
  };
}

/** A carrier vouches for P-Asserted-Identity (RFC 3325); From is what the caller says of themselves. */
function numberOfCaller({ request }: IncomingInvite): string {
  const asserted = /sips?:([^@;>]+)@|tel:([^;>]+)/.exec(request.header("P-Asserted-Identity") ?? "");
  const user = asserted?.[1] ?? asserted?.[2] ?? request.from?.user ?? "";
  return user.toLowerCase() === "anonymous" ? "" : user.slice(0, 64);
}

function admit({ calls, maxCalls }: InboundPipelineOptions): Result<undefined, Refusal> {
  if (calls.size < maxCalls) return ok(undefined);
  return err({ kind: "full", status: 503, headers: [["Retry-After", "5"]] });
}

function matchEntryPoint(
  invite: IncomingInvite,
  caller: Caller,
  { entryPoints }: InboundPipelineOptions,
): Result<EntryPoint, Refusal> {
  const dialed = dialedNumber(invite);
  if (caller.onlyNumber !== undefined && dialed !== caller.onlyNumber)
    return err({ kind: "forbidden", status: 403 });
  const entryPoint = entryPoints.match(caller.tenantId, dialed, caller.trunkId);
  return entryPoint ? ok(entryPoint) : err({ kind: "unknown-number", status: 404 });
}

function dialedNumber({ request }: IncomingInvite): string {
  return request.parsedUriOrUndefined?.user ?? "";
}

function startFlow(
  invite: IncomingInvite,
  caller: Caller,
  entryPoint: EntryPoint,
  { calls, flows }: InboundPipelineOptions,
): void {
  const { tenantId, direction, ani, source } = caller;
  const callId = calls.arrive(invite, { tenantId, direction, ani, dnis: entryPoint.number, source });
  const started = flows.start({ tenantId, callId, flowId: entryPoint.flowId, ani, dnis: entryPoint.number });
  if (!started) calls.hangUp(callId, { cause: "failed", by: "system", wire: "not-found" });
}
