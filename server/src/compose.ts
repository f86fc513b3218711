// Wires the modules of one node together. The only place that knows them all: read it from the top to see
// who gets what, lower layers first.
import { lookup } from "node:dns/promises";
import { join } from "node:path";
import { err, FactBus, ok, systemClock } from "@tandem/kernel";
import type { Fact, Result, TenantId } from "@tandem/kernel";
import { SipUserAgent } from "@tandem/sip";
import type { IncomingInvite } from "@tandem/sip";
import { agentContribution, Agents, DispositionList } from "#contact-center/agents";
import { EntryPoints } from "#contact-center/entry-points";
import { Flows } from "#contact-center/flows";
import { leaveQueue, queueContribution, Queues } from "#contact-center/queues";
import { Floor } from "#contact-center/supervision";
import { CertificateStore } from "#platform/certificates";
import { Transfers } from "#contact-center/transfers";
import type { Database } from "#platform/database";
import { createSignInService, loadPhoneCredentialKey, openSecretBox } from "#platform/identity";
import { FactJournal } from "#platform/journal";
import type { Logger } from "#platform/logging";
import { TenantDirectory } from "#platform/tenancy";
import { Admission } from "#telephony/admission";
import { Bridges } from "#telephony/bridges";
import { CallRecords } from "#telephony/call-records";
import { Calls, MediaLegNames } from "#telephony/calls";
import { DeviceDirectory, DeviceService, Endpoints } from "#telephony/endpoints";
import { MediaClient } from "#telephony/media-client";
import { directCallContribution, DirectCalls } from "#telephony/direct-calls";
import { eventPackages, Lamps } from "#telephony/presence";
import { PromptLibrary } from "#telephony/prompts";
import { Recordings } from "#telephony/recordings";
import { HepForwarder, SignallingTrace } from "#telephony/signalling-trace";
import { TestCaller } from "#telephony/soft-phone";
import { TrunkDialer, Trunks } from "#telephony/trunks";
import { presenceOfAgent } from "./agent-presence.ts";
import { composeAbuse } from "./compose-abuse.ts";
import type { Config } from "./config.ts";
import { keptFacts } from "./every-fact.ts";
import type { AnyFact } from "./every-fact.ts";
import { LiveFeed } from "./http/live-feed.ts";
import type { Caller, Refusal } from "./caller-identity.ts";
import { receiveCall } from "./inbound-pipeline.ts";
import { outsideCalls } from "./outside-calls.ts";
import { credentialSource, PhoneDirectory } from "./phone-directory.ts";
import { promptsDirectory, version } from "./product.ts";
import { issueSelfSigned, ownNames, tellCertificateNotice } from "./tls-identity.ts";

/** What one relay worker carries, recorded, on 60 % of a core (docs/adr/0003-media-process.md). */
const maxCallsPerWorker = 600;
/** Long enough to hear twice which key takes the call. */
const confirmationMs = 15_000;

export type Node = ReturnType<typeof compose>;

/** As long as a mobile network lets a phone ring; a ring plan gives up before. */
const mobileRingMs = 60_000;

/** Whether a host name has an address. */
const hostExists = (host: string) => lookup(host).then(Boolean, () => false);

export function compose(config: Config, database: Database, log: Logger) {
  const clock = systemClock;
  const facts = new FactBus<AnyFact>((error, fact) =>
    log.error({ err: error, fact }, "a fact was not heard"),
  );
  const prompts = new PromptLibrary(promptsDirectory);
  const phoneKey = loadPhoneCredentialKey(config.dataDir);
  const secretBox = openSecretBox(config.dataDir);
  const certificates = new CertificateStore({
    folder: config.tlsDir ?? join(config.dataDir, "tls"),
    clock,
    ownNames: ownNames(config.publicAddress),
    issueSelfSigned,
    onNotice: (notice) => tellCertificateNotice(log, notice),
  });

  // Telephony
  const media = new MediaClient({ log: (line) => log.info({ from: "media" }, line) });
  const tenants = new TenantDirectory();
  const { hepAddress, hepCaptureId: captureId } = config;
  const signallingTrace = new SignallingTrace({
    clock,
    database,
    log,
    keepDays: config.signallingTraceDays,
    totalMebibytes: config.signallingTraceMib,
    own: { address: config.publicAddress, port: config.sipPort },
    tenantIds: () => tenants.all().map(({ id }) => id),
    forwarder: hepAddress && new HepForwarder({ ...hepAddress, captureId, clock }),
  });
  const abuse = composeAbuse({
    config,
    clock,
    log,
    database,
    facts,
    isCarrier: (address) => trunks.identify(address, undefined) !== undefined,
    countryOf: (tenantId) => trunks.countryOf(tenantId),
    tenantOf: async (username, domain) => (await credentials(username, domain))?.identity.tenantId,
  });
  const { sourceGuard, authenticationWatch, outboundGuard } = abuse;
  const sip: SipUserAgent = new SipUserAgent({
    clock,
    screen: (source, bytes) => sourceGuard.screen(source, bytes),
    refusesConnection: (address) => sourceGuard.refusesConnection(address),
    userAgent: `Tandem/${version}`,
    advertised: { address: config.publicAddress },
    onInvite: (invite) => {
      receiveCall(invite, pipeline).catch((error: unknown) => {
        log.error({ err: error }, "an arriving call failed");
        invite.reject(500);
      });
    },
    onRegister: (incoming) => {
      const request = authenticationWatch.watched(incoming);
      const early = authenticationWatch.refuseEarly(incoming);
      if (early) return incoming.respond(early.status, { headers: early.headers });
      endpoints.register(request).catch((error: unknown) => {
        log.error({ err: error }, "a registration failed");
        request.respond(500);
      });
    },
    eventPackages,
    onSubscribe: (subscription) => {
      lamps.subscribe(subscription).catch((error: unknown) => {
        log.error({ err: error }, "a subscription failed");
        subscription.reject(500);
      });
    },
    onFlowClosed: (flow) => {
      endpoints.dropFlow(flow);
      calls.onFlowClosed(flow);
    },
    onBadMessage: ({ source, reason }) => {
      log.debug({ source, reason }, "a message was dropped");
      sourceGuard.report(source.address, "malformed");
    },
    ...(signallingTrace.isOn ? { onTrace: (entry) => signallingTrace.onMessage(entry) } : {}),
  });
  const legMedia = new MediaLegNames(media);
  const network = { sip, clock, random: Math.random, hostExists, ownAddress: config.publicAddress };
  const trunks = new Trunks({ ...network, facts, canEncrypt: true });
  const trunkDialer = new TrunkDialer({
    ...network,
    trunks,
    facts,
    onSent: ({ tenantId, callId, legId, number }, sipCallId) =>
      signallingTrace.onLegCallId({
        tenantId,
        callId,
        legId,
        kind: "dialed",
        agentId: undefined,
        party: number,
        sipCallId,
      }),
  });
  facts.on("LegEnded", ({ legId }) => trunks.release(legId));
  facts.on("TrunkStateChanged", ({ trunkName, to, cause }) =>
    log[to === "up" || to === "unknown" ? "info" : "warn"](
      { trunk: trunkName, state: to, cause },
      "a trunk's state changed",
    ),
  );
  const calls = new Calls({
    dial: (options) => sip.invite(options),
    media: legMedia,
    renameMediaLeg: (mediaLegId, legId) => legMedia.rename(mediaLegId, legId),
    clock,
    facts,
    advertisedAddress: config.publicAddress,
    onLegCallId: (leg) => signallingTrace.onLegCallId(leg),
    onTransfer: (request) => transfers.receive(request),
  });
  facts.on("CallEnded", ({ callId }) => signallingTrace.onCallEnded(callId));
  const bridges = new Bridges({ calls, media: legMedia, clock, facts, callFacts: facts });
  const recordings = new Recordings({
    media: legMedia,
    dataDirectory: config.dataDir,
    clock,
    facts,
    below: facts,
  });
  media.onEvent((mediaEvent) => {
    const event = legMedia.named(mediaEvent);
    calls.onMediaEvent(event);
    recordings.onMediaEvent(event);
  });
  media.onLost(() => {
    log.error("the media process died; its calls are ended and it is started again");
    calls.onMediaLost();
    legMedia.forget();
    recordings.onMediaLost();
  });

  // Contact center
  const devices = new DeviceDirectory();
  const agents = new Agents({ clock, calls, facts, callFacts: facts });
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
    dialMobile: ({ tenantId, number, leg }, { offer, onProgress, ringTimeoutMs, from }) =>
      trunkDialer.dial({
        tenantId,
        ...leg,
        number,
        caller: { number: "", displayName: from.displayName, withheld: false },
        offer: offer ?? "",
        ringTimeoutMs: ringTimeoutMs ?? mobileRingMs,
        ...(onProgress && { onProgress }),
      }),
    confirmation: {
      files: prompts.files(["confirm-call"], "zh-CN"),
      key: "1",
      waitMs: confirmationMs,
    },
  });
  const phoneOf = phones.ringPlanOf;
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
    // There is no mailbox, so nothing waits in it.
    messagesOf: () => ({ newMessages: 0, oldMessages: 0 }),
  });
  facts.on("AgentChanged", ({ agentId }) => lamps.agentChanged(agentId));
  const queues = new Queues({ clock, calls, bridges, agents, prompts, facts, below: facts, phoneOf });
  const flows = new Flows({ clock, calls, queues, prompts, facts, below: facts });
  const entryPoints = new EntryPoints();
  const dispositions = new DispositionList();
  const floor = new Floor({ clock, agents, queues, facts });
  const maxCalls = maxCallsPerWorker * config.mediaWorkers;
  const directCalls = new DirectCalls({
    calls,
    bridges,
    below: facts,
    holdMusic: (tenantId) => prompts.files(["music-on-hold"], tenants.byId(tenantId)?.locale ?? "zh-CN"),
  });
  const transfers: Transfers = new Transfers({
    clock,
    calls,
    bridges,
    agents,
    queues,
    flows,
    entryPoints,
    facts,
    below: facts,
    phoneOf,
    dialOut: outsideCalls({ trunkDialer, agents, outboundGuard }),
  });
  const admission = new Admission({ clock });
  const pipeline = {
    admission,
    trunks,
    trunkDialer,
    endpoints,
    entryPoints,
    agents,
    calls,
    flows,
    directCalls,
    phoneOf,
    outboundGuard,
    onIdentified: (invite: IncomingInvite, caller: Result<Caller, Refusal>) => {
      if (caller.ok && caller.value.kind === "trunk") return;
      authenticationWatch.judge(invite, caller.ok ? { status: 200 } : caller.error);
    },
    maxCalls,
  };

  // Records
  const liveFeed = new LiveFeed({ floor, agents, trunks, calls, clock });
  const callRecords = new CallRecords({
    database,
    clock,
    contributors: [directCallContribution, queueContribution, agentContribution],
    closings: [leaveQueue],
    isLive: (callId) => calls.exists(callId),
    onStored: (tenantId, callId) => liveFeed.callRecordStored(tenantId, callId),
  });
  const journal = new FactJournal<Fact>({
    directory: join(config.dataDir, "journal"),
    write: (batch) => callRecords.write(batch),
    clock,
    log,
    batchSize: 200,
    gatherMs: 200,
  });
  facts.onAny((fact) => {
    if (keptFacts.has(fact.type)) journal.append(fact);
  });
  database.onStateChange((state) =>
    liveFeed.setSystem(
      state === "up" ? { state: "ok", reason: null } : { state: "degraded", reason: "database-unavailable" },
    ),
  );

  const signIns = createSignInService({ database, clock });
  const testCaller = new TestCaller({ sip, media, clock });

  return {
    config,
    certificates,
    database,
    log,
    clock,
    facts,
    media,
    admission,
    sip,
    signallingTrace,
    tenants,
    secretBox,
    trunks,
    trunkDialer,
    endpoints,
    devices,
    deviceService,
    lookForPhones,
    phones,
    lamps,
    calls,
    recordings,
    ...abuse,
    callRecords,
    journal,
    agents,
    queues,
    flows,
    entryPoints,
    dispositions,
    floor,
    liveFeed,
    signIns,
    phoneKey,
    prompts,
    testCaller,
  };
}
