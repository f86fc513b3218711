// Joins phones and people: whom a digest user name belongs to, and which phones of an agent to ring.
import type { AgentId, Clock, TenantId } from "@tandem/kernel";
import { allCodecs } from "@tandem/sdp";
import { digestHa1 } from "@tandem/sip";
import type { OutgoingInvite } from "@tandem/sip";
import type { Agent, Agents } from "#contact-center/agents";
import { resolvePhoneCredential } from "#platform/identity";
import type { PhoneCredentialKey } from "#platform/identity";
import type { TenantDirectory } from "#platform/tenancy";
import { planRing } from "#telephony/calls";
import type {
  Confirmation,
  DialTarget,
  DtmfSetting,
  LegInviteOptions,
  RingAttempt,
  RingPlan,
  RungLeg,
} from "#telephony/calls";
import { digestRealm } from "#telephony/endpoints";
import type {
  CredentialSource,
  Device,
  DeviceDirectory,
  EndpointIdentity,
  Endpoints,
  RegisteredPhone,
} from "#telephony/endpoints";
import type { Trunks } from "#telephony/trunks";

/** How to ring the agent who has an extension; undefined when no phone of theirs can be reached. */
export type PhonesOf = (tenantId: TenantId, extension: string) => RingPlan | undefined;

export type CredentialSourceOptions = {
  readonly tenants: TenantDirectory;
  readonly agents: Agents;
  readonly devices: DeviceDirectory;
  readonly trunks: Pick<Trunks, "byInboundUsername">;
  readonly phoneKey: PhoneCredentialKey;
  readonly clock: Clock;
};

/** Browsers come with a short-lived credential, desk phones and carriers with their user name and secret. */
export function credentialSource(options: CredentialSourceOptions): CredentialSource {
  const { tenants, agents, devices, trunks, phoneKey, clock } = options;
  return async (username, domain) => {
    const resolved = resolvePhoneCredential(phoneKey, username, clock.now());
    if (resolved.ok) {
      const { purpose, tenantId, subject, password } = resolved.value;
      const identity =
        purpose === "visitor"
          ? ({ kind: "visitor", tenantId, number: subject } as const)
          : identityOf(agents.staff(subject as AgentId), devices.browserOf(subject as AgentId), username);
      if (identity?.tenantId !== tenantId) return undefined;
      return {
        identity,
        ha1Md5: digestHa1(username, digestRealm, password, "MD5"),
        ha1Sha256: digestHa1(username, digestRealm, password, "SHA-256"),
      };
    }
    const tenant = tenants.byDomain(domain);
    const phone = tenant && devices.byUsername(tenant.id, username);
    if (!phone) return trunkCredential(trunks.byInboundUsername(username), username);
    const identity = identityOf(agents.staff(phone.agentId), phone, username);
    const { ha1Md5, ha1Sha256 } = phone.credential;
    return identity && { identity, ha1Md5, ha1Sha256 };
  };
}

function trunkCredential(trunk: ReturnType<Trunks["byInboundUsername"]>, username: string) {
  if (trunk?.inboundPassword.kind !== "known") return undefined;
  const { text } = trunk.inboundPassword;
  return {
    identity: { kind: "trunk", tenantId: trunk.tenantId, trunkId: trunk.id } as const,
    ha1Md5: digestHa1(username, digestRealm, text, "MD5"),
    ha1Sha256: digestHa1(username, digestRealm, text, "SHA-256"),
  };
}

/** A device that is switched off is nobody. */
function identityOf(
  agent: Agent | undefined,
  device: Device | undefined,
  username: string,
): EndpointIdentity | undefined {
  if (!agent || !device?.enabled) return undefined;
  const { tenantId, id: agentId, extension, displayName } = agent.record;
  const dtmf = dtmfOf(device);
  return { kind: "agent", tenantId, agentId, deviceId: device.id, extension, username, displayName, dtmf };
}

/** How a mobile of an agent is called: through a trunk. */
export type DialMobile = (
  mobile: { readonly tenantId: TenantId; readonly number: string; readonly leg: RungLeg },
  options: LegInviteOptions,
) => OutgoingInvite;

export type PhoneDirectoryOptions = {
  readonly agents: Agents;
  readonly devices: DeviceDirectory;
  readonly endpoints: Pick<Endpoints, "phonesOf">;
  readonly dialMobile: DialMobile;
  /** Whether a trunk of this tenant takes outgoing calls. */
  readonly canDialOut: (tenantId: TenantId) => boolean;
  /** Asked of whoever answers a mobile, so that a mailbox never takes a call. */
  readonly confirmationOf: (tenantId: TenantId) => Confirmation;
};

export class PhoneDirectory {
  readonly #options: PhoneDirectoryOptions;

  constructor(options: PhoneDirectoryOptions) {
    this.#options = options;
  }

  readonly ringPlanOf: PhonesOf = (tenantId, extension) => {
    const { agents, devices } = this.#options;
    const agent = agents.byExtension(tenantId, extension);
    if (!agent) return undefined;
    const { id } = agent.record;
    const ringable = devices.ofAgent(id).map((device) => ({
      ringMs: device.ringSeconds * 1000,
      attempts: this.#attemptsOf(device),
    }));
    return planRing(devices.strategyOf(id), ringable);
  };

  /** Whether any phone of this agent can be rung now. */
  isReachable(agentId: AgentId): boolean {
    return this.#options.devices.ofAgent(agentId).some((device) => this.#attemptsOf(device).length > 0);
  }

  #attemptsOf(device: Device): RingAttempt[] {
    if (!device.enabled) return [];
    if (device.kind === "mobile") return this.#attemptsOfMobile(device);
    const phones = this.#options.endpoints.phonesOf(device.tenantId, device.id);
    return phones.map((phone) => ({
      deviceId: device.id,
      target: { ...targetOf(phone), dtmf: dtmfOf(device) },
      confirmation: undefined,
    }));
  }

  #attemptsOfMobile({ id, tenantId, number }: Extract<Device, { kind: "mobile" }>): RingAttempt[] {
    const { dialMobile, canDialOut, confirmationOf } = this.#options;
    if (!canDialOut(tenantId)) return [];
    // Where it goes is for the trunk to find out.
    const nowhere = { transport: "udp", address: "invalid", port: 0 } as const;
    const target = {
      uri: `tel:${number}`,
      to: nowhere,
      transport: "rtp",
      encryption: "optional",
      codecs: allCodecs,
    } as const;
    const dial: RingAttempt["dial"] = (leg, options) => dialMobile({ tenantId, number, leg }, options);
    return [{ deviceId: id, target, confirmation: confirmationOf(tenantId), dial }];
  }
}

/** A browser knows events; how a mobile gets its keys is for its trunk. */
function dtmfOf(device: Device): DtmfSetting {
  return device.kind === "desk-phone" ? device.dtmf : "auto";
}

function targetOf({ contactUri, flows, path, source }: RegisteredPhone): DialTarget {
  const isBrowser = source.transport === "ws" || source.transport === "wss";
  return {
    uri: contactUri,
    // A phone with two connections is reached over the other when one is lost (RFC 5626 §5.3).
    to: flows.map((flow) => ({ flow })),
    transport: isBrowser ? "webrtc" : "rtp",
    family: /^(?!::ffff:\d).*:/i.test(source.address) ? "ipv6" : "ipv4",
    // Keys in SDP are only secret when the way of the SDP is.
    encryption: source.transport === "tls" ? "as-accepted" : "none",
    route: path,
  };
}
