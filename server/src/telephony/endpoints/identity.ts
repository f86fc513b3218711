// Who stands behind a SIP request that proved a password.
import type { AgentId, DeviceId, TenantId, TrunkId } from "@tandem/kernel";
import type { DtmfSetting } from "#telephony/calls";

export type EndpointIdentity =
  | {
      readonly kind: "agent";
      readonly tenantId: TenantId;
      readonly agentId: AgentId;
      /** Which of the agent's devices it is. */
      readonly deviceId: DeviceId;
      readonly extension: string;
      /** By which it registers; another than the extension when the agent has several phones. */
      readonly username: string;
      readonly displayName: string;
      /** How the keys of this device come and go. */
      readonly dtmf: DtmfSetting;
    }
  /** A visitor of the public call page, who may call one number. */
  | { readonly kind: "visitor"; readonly tenantId: TenantId; readonly number: string }
  /** A carrier whose calls prove a name. */
  | { readonly kind: "trunk"; readonly tenantId: TenantId; readonly trunkId: TrunkId };

/** Asked of the layers above: whom does this digest user name belong to, and what is the hash of the password? */
export type CredentialSource = (
  username: string,
  domain: string,
) => Promise<{ identity: EndpointIdentity; ha1Md5: string; ha1Sha256: string } | undefined>;

/** Digest realm of this system; part of every stored HA1, so it never changes (RFC 7616 §3.4.2). */
export const digestRealm = "tandem";
