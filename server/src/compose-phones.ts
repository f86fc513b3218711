// Wires the phones of agents: what is registered, how a person is rung, and the lamps that watch colleagues.
import { err, ok } from "@tandem/kernel";
import type { Clock, FactBus, TenantId } from "@tandem/kernel";
import type { Agents } from "#contact-center/agents";
import type { Mailboxes } from "#contact-center/voicemail";
import type { Database } from "#platform/database";
import type { PhoneCredentialKey } from "#platform/identity";
import type { TenantDirectory } from "#platform/tenancy";
import type { Calls } from "#telephony/calls";
import { DeviceDirectory, DeviceService, Endpoints } from "#telephony/endpoints";
import { Lamps } from "#telephony/presence";
import type { PromptLibrary } from "#telephony/prompts";
import type { TrunkDialer, Trunks } from "#telephony/trunks";
import { presenceOfAgent } from "./agent-presence.ts";
import type { AnyFact } from "./every-fact.ts";
import { credentialSource, PhoneDirectory } from "./phone-directory.ts";

/** Long enough to hear twice which key takes the call. */
const confirmationMs = 15_000;

/** As long as a mobile network lets a phone ring; a ring plan gives up before. */
const mobileRingMs = 60_000;

export type PhonesOptions = {
  readonly clock: Clock;
  readonly database: Database;
  readonly facts: FactBus<AnyFact>;
  readonly tenants: TenantDirectory;
  readonly agents: Agents;
  readonly trunks: Trunks;
  readonly trunkDialer: TrunkDialer;
  readonly calls: Calls;
  readonly prompts: PromptLibrary;
  readonly phoneKey: PhoneCredentialKey;
  readonly mailboxes: Pick<Mailboxes, "ofAgent">;
};

export function composePhones(options: PhonesOptions) {
  const {
    clock,
    database,
    facts,
    tenants,
    agents,
    trunks,
    trunkDialer,
    calls,
    prompts,
    phoneKey,
    mailboxes,
  } = options;
  const devices = new DeviceDirectory();
  const credentials = credentialSource({ tenants, agents, devices, trunks, phoneKey, clock });
  const endpoints = new Endpoints({
    clock,
    credentials,
    onRegistered: (phone) => calls.onPhoneRegistered(phone),
    onRegistrations: (_tenantId, agentId) => agents.setReachable(agentId, phones.isReachable(agentId)),
  });
  const phones = new PhoneDirectory({
    agents,
    devices,
    endpoints,
    canDialOut: (tenantId) =>
      trunks.ofTenant(tenantId).some(({ enabled, servers }) => enabled && servers.length > 0),
    dialMobile: ({ tenantId, number, leg }, { offer, onProgress, onDtmfKnown, ringTimeoutMs, from }) =>
      trunkDialer.dial({
        tenantId,
        ...leg,
        number,
        caller: { number: "", displayName: from.displayName, withheld: false },
        offer: offer ?? "",
        ringTimeoutMs: ringTimeoutMs ?? mobileRingMs,
        ...(onProgress && { onProgress }),
        onDtmfKnown,
      }),
    confirmationOf: (tenantId) => ({
      files: prompts.files(["confirm-call"], "zh-CN", tenantId),
      key: "1",
      waitMs: confirmationMs,
    }),
  });
  /** Finds out anew which agents can be rung: their devices, or the trunks that call mobiles, are others than before. */
  const lookForPhones = (tenantId: TenantId) => {
    for (const { record } of agents.ofTenant(tenantId))
      agents.setReachable(record.id, phones.isReachable(record.id));
  };
  const deviceService = new DeviceService({ clock, database, directory: devices, onChanged: lookForPhones });
  const lamps = new Lamps({
    clock,
    callFacts: facts,
    authenticate: async (request) => {
      const authenticated = await endpoints.authenticate(request);
      if (!authenticated.ok) return authenticated;
      return authenticated.value.kind === "agent" ? ok(authenticated.value) : err({ kind: "forbidden" });
    },
    agentOf: (tenantId, extension) => agents.byExtension(tenantId, extension)?.record.id,
    presenceOf: (agentId) => presenceOfAgent(agents.get(agentId)?.state),
    messagesOf: (agentId) => {
      const tenantId = agents.get(agentId)?.record.tenantId;
      const { fresh, heard } = tenantId ? mailboxes.ofAgent(tenantId, agentId) : { fresh: 0, heard: 0 };
      return { newMessages: fresh, oldMessages: heard };
    },
  });
  facts.on("AgentChanged", ({ agentId }) => lamps.agentChanged(agentId));
  return { credentials, devices, deviceService, endpoints, lamps, lookForPhones, phones };
}
