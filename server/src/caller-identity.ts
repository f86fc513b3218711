// Who sends an INVITE: a carrier by our registration, its address or a name it proves; a phone of an agent or a
// visitor of the call page by digest.
import { err, ok } from "@tandem/kernel";
import type { AgentId, Result, TenantId } from "@tandem/kernel";
import type { HeaderList, IncomingInvite } from "@tandem/sip";
import type { DtmfSetting } from "#telephony/calls";
import type { EndpointIdentity, Endpoints } from "#telephony/endpoints";
import { inboundIdentity } from "#telephony/trunks";
import type { InboundIdentity, Trunk, Trunks } from "#telephony/trunks";

export type Caller =
  | {
      readonly kind: "trunk";
      readonly tenantId: TenantId;
      readonly trunk: Trunk;
      readonly identity: InboundIdentity;
    }
  | {
      readonly kind: "agent";
      readonly tenantId: TenantId;
      readonly agentId: AgentId;
      readonly extension: string;
      readonly displayName: string;
      readonly dtmf: DtmfSetting;
    }
  /** A visitor may call this number only. */
  | { readonly kind: "visitor"; readonly tenantId: TenantId; readonly number: string };

/** An INVITE that is not taken, with the words of RFC 3261. */
export type Refusal = { readonly kind: string; readonly status: number; readonly headers?: HeaderList };

export type IdentifyOptions = {
  readonly trunks: Pick<Trunks, "identify" | "byId" | "isRegisteredContact">;
  readonly endpoints: Pick<Endpoints, "authenticate" | "isRegisteredFlow">;
};

export async function identifyCaller(
  invite: IncomingInvite,
  { trunks, endpoints }: IdentifyOptions,
): Promise<Result<Caller, Refusal>> {
  const { source, flow, request } = invite;
  const isPhone = source.transport === "ws" || source.transport === "wss" || endpoints.isRegisteredFlow(flow);
  const dialled = request.parsedUriOrUndefined?.user;
  const trunk = isPhone ? undefined : trunks.identify(source.address, dialled);
  if (trunk && trunk.inboundUsername === null) return ok(callerOverTrunk(invite, trunk, trunks));
  const authenticated = await endpoints.authenticate(request);
  if (!authenticated.ok) {
    const { error } = authenticated;
    return error.kind === "challenge"
      ? err({ kind: "challenge", status: 401, headers: error.headers })
      : err({ kind: "forbidden", status: 403 });
  }
  return callerOf(invite, authenticated.value, trunks);
}

function callerOf(
  invite: IncomingInvite,
  identity: EndpointIdentity,
  trunks: IdentifyOptions["trunks"],
): Result<Caller, Refusal> {
  switch (identity.kind) {
    case "visitor":
    case "agent":
      return ok(identity);
    case "trunk": {
      const trunk = trunks.byId(identity.trunkId);
      return trunk?.enabled
        ? ok(callerOverTrunk(invite, trunk, trunks))
        : err({ kind: "forbidden", status: 403 });
    }
    default:
      return identity satisfies never;
  }
}

/** A call to the contact that we registered says in its To which number was dialled. */
function callerOverTrunk(
  { request }: IncomingInvite,
  trunk: Trunk,
  trunks: IdentifyOptions["trunks"],
): Caller {
  const { tenantId } = trunk;
  const toContact = trunks.isRegisteredContact(request.parsedUriOrUndefined?.user ?? "");
  return { kind: "trunk", tenantId, trunk, identity: inboundIdentity(request, trunk, toContact) };
}
