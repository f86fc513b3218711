// Who stands behind a SIP request that proved a password.
import type { AgentId, TenantId } from "@tandem/kernel";

export type EndpointIdentity =
  | {
      readonly kind: "agent";
      readonly tenantId: TenantId;
      readonly agentId: AgentId;
      readonly extension: string;
      readonly displayName: string;
    }
  /** A visitor of the public call page, who may call one number. */
  | { readonly kind: "visitor"; readonly tenantId: TenantId; readonly number: string };

/** Asked of the layers above: whom does this digest user name belong to, and what is the hash of the password? */
export type CredentialSource = (
  username: string,
  domain: string,
) => Promise<{ identity: EndpointIdentity; ha1Md5: string; ha1Sha256: string } | undefined>;

/** Digest realm of this system; part of every stored HA1, so it never changes (RFC 7616 §3.4.2). */
export const digestRealm = "tandem";
