// Joins phones and people: whom a digest user name belongs to, and which phone of an agent to ring.
import type { AgentId, Clock, TenantId } from "@tandem/kernel";
import { digestHa1 } from "@tandem/sip";
import type { Agent, Agents } from "#contact-center/agents";
import { resolvePhoneCredential } from "#platform/identity";
import type { PhoneCredentialKey } from "#platform/identity";
import type { TenantDirectory } from "#platform/tenancy";
import type { DialTarget } from "#telephony/calls";
import { digestRealm } from "#telephony/endpoints";
import type { CredentialSource, EndpointIdentity, Endpoints } from "#telephony/endpoints";

export type CredentialSourceOptions = {
  readonly tenants: TenantDirectory;
  readonly agents: Agents;
  readonly phoneKey: PhoneCredentialKey;
  readonly clock: Clock;
};

/** Browsers come with a short-lived credential, desk phones with their extension and its secret. */
export function credentialSource(options: CredentialSourceOptions): CredentialSource {
  const { tenants, agents, phoneKey, clock } = options;
  return async (username, domain) => {
    const resolved = resolvePhoneCredential(phoneKey, username, clock.now());
    if (resolved.ok) {
      const { purpose, tenantId, subject, password } = resolved.value;
      const identity =
        purpose === "visitor"
          ? ({ kind: "visitor", tenantId, number: subject } as const)
          : agentIdentity(agents.get(subject as AgentId));
      if (identity?.tenantId !== tenantId) return undefined;
      return {
        identity,
        ha1Md5: digestHa1(username, digestRealm, password, "MD5"),
        ha1Sha256: digestHa1(username, digestRealm, password, "SHA-256"),
      };
    }
    const tenant = tenants.byDomain(domain);
    const agent = tenant && agents.byExtension(tenant.id, username);
    const identity = agentIdentity(agent);
    if (!agent || !identity) return undefined;
    return { identity, ha1Md5: agent.record.sipHa1Md5, ha1Sha256: agent.record.sipHa1Sha256 };
  };
}

function agentIdentity(agent: Agent | undefined): EndpointIdentity | undefined {
  if (!agent) return undefined;
  const { tenantId, id: agentId, extension, displayName } = agent.record;
  return { kind: "agent", tenantId, agentId, extension, displayName };
}

/** A browser is rung before a desk phone, since its page shows who calls; else the latest registered. */
export function phoneTarget(
  endpoints: Endpoints,
): (tenantId: TenantId, extension: string) => DialTarget | undefined {
  return (tenantId, extension) => {
    const phones = endpoints.phonesOf({ tenantId, extension });
    const phone = phones.find((each) => each.source.transport === "ws") ?? phones[0];
    if (!phone) return undefined;
    return {
      uri: phone.contactUri,
      to: { flow: phone.flow },
      transport: phone.source.transport === "ws" ? "webrtc" : "rtp",
    };
  };
}
