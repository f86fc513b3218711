// Wires the modules of one node together. The only place that knows them all: read it from the top to see
// who gets what, lower layers first.
import { lookup } from "node:dns/promises";
import { join } from "node:path";
import type { LiveState } from "@tandem/contract";
import { FactBus, systemClock } from "@tandem/kernel";
import type { CallId, FlowId, Result, TenantId } from "@tandem/kernel";
import { SipUserAgent } from "@tandem/sip";
import type { IncomingInvite } from "@tandem/sip";
import { Agents, DeskRules, DispositionList } from "#contact-center/agents";
import { BusinessHours } from "#contact-center/business-hours";
import { EntryPoints } from "#contact-center/entry-points";
import { Dialogues } from "#contact-center/dialogues";
import { DataTables } from "#contact-center/data-tables";
import { MessageConnectors, messageSender, Outbox } from "#contact-center/flow-messages";
import { FlowRequests } from "#contact-center/flow-requests";
import { FlowPublisher, Flows, TrialFlows } from "#contact-center/flows";
import { AgentRecorder, AliveMark } from "#contact-center/metrics";
import { Overflows } from "#contact-center/overflow";
import { Queues } from "#contact-center/queues";
import { Floor, FloorControl, Supervision } from "#contact-center/supervision";
import { Surveys } from "#contact-center/surveys";
import { CertificateStore } from "#platform/certificates";
import { Transfers } from "#contact-center/transfers";
import type { Database } from "#platform/database";
import { createSignInService, loadPhoneCredentialKey, openSecretBox } from "#platform/identity";
import type { Logger } from "#platform/logging";
import { TenantDirectory } from "#platform/tenancy";
import { loadOperatorKey, TenantKeys } from "#platform/tenant-keys";
import { Vault } from "#platform/vault";
import { addressGuard, webRequester } from "#platform/web-requests";
import { AudioTaps } from "#telephony/audio-taps";
import { Admission } from "#telephony/admission";
import { Bridges } from "#telephony/bridges";
import { Calls, MediaLegNames } from "#telephony/calls";
import { MediaClient, StandingOrders } from "#telephony/media-client";
import { DirectCalls } from "#telephony/direct-calls";
import { eventPackages } from "#telephony/presence";
import { OwnPrompts, PromptLibrary, SoundPreparer } from "#telephony/prompts";
import { Recordings } from "#telephony/recordings";
import { HepForwarder, SignallingTrace } from "#telephony/signalling-trace";
import { TestCaller } from "#telephony/soft-phone";
import {
  localRecognizer,
  Recognition,
  transcriptionRecognizer,
  webSocketRecognizer,
} from "#telephony/recognition";
import { embeddedEngine, httpEngine, localEngine, Speech } from "#telephony/speech";
import { ModelHost } from "#telephony/speech-models";
import { TrunkDialer, Trunks } from "#telephony/trunks";
import { VoiceQuality } from "#telephony/voice-quality";
import { composeAbuse } from "./compose-abuse.ts";
import { composeAlarms } from "./compose-alarms.ts";
import { composeCallbacks } from "./compose-callbacks.ts";
import { composeOutbound } from "./compose-outbound.ts";
import { callbacksByAgents } from "./callbacks-by-agents.ts";
import { composeParking } from "./compose-parking.ts";
import { composePhones } from "./compose-phones.ts";
import { composeRecords } from "./compose-records.ts";
import { composeStorage, watchRecordingQueue } from "./compose-storage.ts";
import { WhatIfRuns } from "#contact-center/what-if";
import { composeVoicemail } from "./compose-voicemail.ts";
import type { Config } from "./config.ts";
import type { AnyFact } from "./every-fact.ts";
import { LiveFeed } from "./http/live-feed.ts";
import type { Caller, Refusal } from "./caller-identity.ts";
import { receiveCall } from "./inbound-pipeline.ts";
import { listenToMedia } from "./media-news.ts";
import { outsideCalls } from "./outside-calls.ts";
import { promptsDirectory, version } from "./product.ts";
import { Survival } from "./survival.ts";
import { issueSelfSigned, ownNames, tellCertificateNotice } from "./tls-identity.ts";

/** What one relay worker carries, recorded, on 60 % of a core (docs/adr/0003-media-process.md). */
const maxCallsPerWorker = 600;
export type Node = ReturnType<typeof compose>;

/** Whether a host name has an address. */
const hostExists = (host: string) => lookup(host).then(Boolean, () => false);

export function compose(config: Config, database: Database, log: Logger) {
  const clock = systemClock;
  const facts = new FactBus<AnyFact>((error, fact) =>
    log.error({ err: error, fact }, "a fact was not heard"),
  );
  const ownPrompts = new OwnPrompts({ clock, database, directory: join(config.dataDir, "prompts") });
  const prompts = new PromptLibrary({
    directory: promptsDirectory,
    own: ownPrompts,
    countryOf: (tenantId) => trunks.countryOf(tenantId),
  });
  const phoneKey = loadPhoneCredentialKey(config.dataDir);
  const secretBox = openSecretBox(config.dataDir);
  const vault = new Vault({ clock, database, secretBox });
  const secretOf = (tenantId: TenantId, name: string) => vault.open(tenantId, name);
  const mayReach = addressGuard(config.webhookAllowed ?? []);
  const sendRequest = webRequester(mayReach);
  const speechModels = new ModelHost({
    clock,
    directory: config.speechModels ?? join(config.dataDir, "speech-models"),
  });
  const speech = new Speech({
    clock,
    database,
    directory: join(config.dataDir, "speech"),
    // Not in one line with what people bring: a caller waits for it.
    preparer: new SoundPreparer(clock),
    engines: {
      embedded: embeddedEngine,
      local: localEngine(speechModels),
      http: httpEngine({ send: sendRequest, secretOf }),
    },
  });
  const tenantKeys = new TenantKeys(database, loadOperatorKey(config.dataDir, config.recordingKeyFile));
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
  const tenantIds = () => tenants.all().map(({ id }) => id);
  const storage = composeStorage({ config, clock, log, database, facts, tenantIds, keys: tenantKeys });
  const { hepAddress, hepCaptureId: captureId } = config;
  const signallingTrace = new SignallingTrace({
    clock,
    database,
    log,
    keepDays: config.signallingTraceDays,
    totalMebibytes: config.signallingTraceMib,
    own: { address: config.publicAddress, port: config.sipPort },
    tenantIds,
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
  const orders = new StandingOrders(media);
  const legMedia = new MediaLegNames(orders);
  const [mediaAddress = config.publicAddress, otherMediaAddress] = config.mediaAddresses ?? [];
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
    advertisedAddress: mediaAddress,
    otherAddress: otherMediaAddress,
    codecs: { phones: config.codecs, browsers: config.browserCodecs },
    onLegCallId: (leg) => signallingTrace.onLegCallId(leg),
    onTransfer: (request) => transfers.receive(request),
    onChanged: (callId) => survival.callChanged(callId),
  });
  facts.on("CallEnded", ({ callId }) => signallingTrace.onCallEnded(callId));
  const bridges = new Bridges({ calls, media: legMedia, clock, facts, callFacts: facts });
  const recordings = new Recordings({
    media: legMedia,
    dataDirectory: config.dataDir,
    keys: tenantKeys,
    clock,
    facts,
    below: facts,
  });
  const recordingQueue = watchRecordingQueue(media, recordings, clock);
  const audioTaps = new AudioTaps({
    isAllowed: config.audioTap === "on",
    calls,
    bridges,
    media: legMedia,
    openStream: (tapId) => media.openTap(tapId),
    clock,
    facts,
    below: facts,
  });
  const recognition = new Recognition({
    clock,
    database,
    media: legMedia,
    openStream: (tapId) => media.openTap(tapId),
    recognizers: {
      local: localRecognizer(speechModels),
      http: transcriptionRecognizer({ send: sendRequest, secretOf }),
      websocket: webSocketRecognizer({ mayReach, secretOf }),
    },
  });
  const voiceQuality = new VoiceQuality({
    clock,
    facts,
    below: facts,
    agentOf: (callId, legId) => calls.agentOf(callId, legId),
  });
  listenToMedia({ media, orders, legMedia, calls, recordings, voiceQuality, log }, () => tellSystemState());

  // Contact center
  const deskRules = new DeskRules();
  const agents = new Agents({ clock, calls, facts, callFacts: facts, rules: deskRules });
  const dialogues = new Dialogues({ clock, calls, prompts, below: facts });
  const languageOf = (tenantId: TenantId) => tenants.byId(tenantId)?.locale ?? "zh-CN";
  const voicemail = composeVoicemail({
    clock,
    database,
    log,
    facts,
    calls,
    recordings,
    dialogues,
    recordingPlaces: storage.recordingPlaces,
    tenantKeys,
    agents,
    queueOf: (tenantId, queueId) => queues.get(tenantId, queueId),
    queuesOf: (tenantId, agentId) => queues.ofAgent(tenantId, agentId),
    languageOf,
    onChanged: (tenantId, agentId) => {
      lamps.messagesChanged(agentId);
      liveFeed.agentChanged(tenantId, agentId);
    },
  });
  const { mailboxes, voicemails, mailboxSettings, messageReturns } = voicemail;
  const agentRecorder = new AgentRecorder({ clock, agents, facts, below: facts });
  const aliveMark = new AliveMark(join(config.dataDir, "alive"), clock);
  const agentPhones = composePhones({
    mailboxes,
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
  });
  const { credentials, endpoints, lamps, phones } = agentPhones;
  const phoneOf = phones.ringPlanOf;
  const onChanged = (callId: CallId) => survival.callChanged(callId);
  const businessHours = new BusinessHours(clock);
  const isOpen = businessHours.isOpen.bind(businessHours);
  const queues = new Queues({
    clock,
    calls,
    bridges,
    agents,
    prompts,
    facts,
    below: facts,
    autoAnswers: (tenantId, queueId, agentId) => deskRules.autoAnswers(tenantId, queueId, agentId),
    phoneOf,
    isOpen,
    onChanged,
  });
  const surveys = new Surveys({ clock, dialogues, facts });
  businessHours.onChange((tenantId) => queues.lookAtHours(tenantId));
  const dialOut = outsideCalls({ trunkDialer, agents, outboundGuard });
  const entryPoints = new EntryPoints();
  const callback = composeCallbacks({
    clock,
    database,
    log,
    facts,
    calls,
    dialogues,
    queues,
    agents,
    entryPoints,
    businessHours,
    outboundGuard,
    diallingGuard: abuse.diallingGuard,
    dialOut,
    bridges,
    ringAgent: (...asked) =>
      callbacksByAgents({ clock, agents, deskRules, queues, directCalls, outboundCalls, phoneOf, dialOut })(
        ...asked,
      ),
    countryOf: (tenantId) => trunks.countryOf(tenantId),
    enterQueue: (caller, queueId) => flows.handOver({ ...caller, flowId: queueId as string as FlowId }),
    onChanged: (tenantId, queueId) => floor.queueChanged(tenantId, queueId),
  });
  const trialFlows = new TrialFlows(clock);
  const dataTables = new DataTables({ clock, database });
  const connectors = new MessageConnectors({ clock, database });
  const sendMessage = messageSender({ clock, send: sendRequest, secretOf, connectors });
  const outbox = new Outbox({
    clock,
    database,
    log,
    journalDirectory: join(config.dataDir, "outbox"),
    connectors,
    send: sendMessage,
    facts,
    tenantIds,
  });
  const flows: Flows = new Flows({
    clock,
    trials: trialFlows,
    calls,
    queues,
    surveys,
    voicemails,
    callbackAsking: callback.callbackAsking,
    isOpen,
    tables: dataTables,
    outbox,
    requests: new FlowRequests({ clock, send: sendRequest, secretOf }),
    speech,
    recognition,
    putThrough: (wish) => overflows.putThrough(wish),
    prompts,
    facts,
    below: facts,
    onChanged,
  });
  const overflows: Overflows = new Overflows({
    clock,
    calls,
    bridges,
    flows,
    prompts,
    languageOf,
    dialOut,
    phoneOf: (tenantId, agentId) => {
      const { extension, tenantId: own } = agents.get(agentId)?.record ?? {};
      return extension === undefined || own !== tenantId
        ? undefined
        : { extension, target: phoneOf(tenantId, extension) };
    },
    facts,
    below: facts,
  });
  const dispositions = new DispositionList();
  const floor = new Floor({ clock, agents, queues, callbacks: callback.callbacks, facts });
  const queueWatch = composeAlarms({
    config,
    clock,
    database,
    log,
    secretBox,
    tenants,
    floor,
    sendRequest,
    onChanged: (tenantId, queueId) => liveFeed.queueChanged(tenantId, queueId),
  });
  const maxCalls = maxCallsPerWorker * config.mediaWorkers;
  const directCalls = new DirectCalls({
    mailboxAfterMs: voicemail.mailboxAfterMs,
    onUnanswered: voicemail.onUnanswered,
    calls,
    bridges,
    below: facts,
    holdMusic: (tenantId) => prompts.files(["music-on-hold"], languageOf(tenantId), tenantId),
    ringback: (tenantId) => prompts.files(["tone-ringback"], "zh-CN", tenantId),
  });
  const shared = { clock, facts, agents, calls, phoneOf };
  const parkedCalls = composeParking({
    ...shared,
    bridges,
    queues,
    entryPoints,
    deskRules,
    onChanged: (tenantId) => liveFeed.parkedChanged(tenantId),
  });
  const { outboundCalls, callFromDesk } = composeOutbound({
    ...shared,
    directCalls,
    trunkDialer,
    trunks,
    outboundGuard,
    onChanged: (tenantId, agentId) => liveFeed.agentChanged(tenantId, agentId),
  });
  const supervision = new Supervision({ clock, calls, bridges, agents, facts, below: facts, phoneOf });
  const floorControl = new FloorControl({ agents, queues });
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
    dialOut,
  });
  const admission = new Admission({ clock });
  const pipeline = {
    admission,
    trunks,
    trunkDialer,
    endpoints,
    entryPoints,
    trialFlows,
    agents,
    calls,
    flows,
    directCalls,
    parkedCalls,
    phoneOf,
    outboundGuard,
    onIdentified: (invite: IncomingInvite, caller: Result<Caller, Refusal>) => {
      if (caller.ok && caller.value.kind === "trunk") return;
      authenticationWatch.judge(invite, caller.ok ? { status: 200 } : caller.error);
    },
    maxCalls,
  };

  const parts = {
    calls,
    bridges,
    recordings,
    directCalls,
    queues,
    flows,
    overflows,
    agents,
    trunks,
    floor,
    parkedCalls,
  };
  const { dataDir } = config;
  const survival: Survival = new Survival({
    dataDir,
    clock,
    log,
    facts,
    sip,
    media: legMedia,
    orders,
    ...parts,
  });

  // Records
  const liveFeed: LiveFeed = new LiveFeed({
    floor,
    queueAlarms: queueWatch.queueAlarms,
    agents,
    deskRules,
    trunks,
    calls,
    recordings,
    bridges,
    supervision,
    newMessages: voicemail.newMessages,
    outboundCalls,
    parkedCalls,
    clock,
  });
  const contactChanges = [
    "RecordingStarted",
    "RecordingPaused",
    "RecordingResumed",
    "RecordingFailed",
    "RecordingContinued",
    "RecordingIncomplete",
    "BridgePartiesChanged",
    "SupervisionStarted",
    "SupervisionChanged",
    "SupervisionEnded",
  ] as const;
  for (const type of contactChanges)
    facts.on(type, ({ tenantId, callId }) => liveFeed.contactChanged(tenantId, callId));
  const { callRecords, journal, countedDays } = composeRecords({
    dataDir: config.dataDir,
    clock,
    log,
    database,
    facts,
    isLive: (callId) => calls.exists(callId),
    onStored: (tenantId, callId) => {
      liveFeed.callRecordStored(tenantId, callId);
      storage.recordingUploads.noticeStored();
      voicemail.callStored(tenantId, callId);
    },
    tenants: () => tenants.all(),
  });
  let isDatabaseUp = true;
  const tellSystemState = () => liveFeed.setSystem(systemState(isDatabaseUp, media.status().ready));
  database.onStateChange((state) => {
    isDatabaseUp = state === "up";
    tellSystemState();
  });

  storage.alarms.onChange(() => liveFeed.setAlarms(storage.alarms.list()));

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
    vault,
    tenantKeys,
    ...storage,
    trunks,
    trunkDialer,
    ...agentPhones,
    calls,
    recordings,
    recordingQueue,
    audioTaps,
    voiceQuality,
    ...abuse,
    callRecords,
    journal,
    countedDays,
    agents,
    deskRules,
    agentRecorder,
    aliveMark,
    businessHours,
    queues,
    flows,
    trialFlows,
    dataTables,
    connectors,
    sendMessage,
    outbox,
    ...callback,
    overflows,
    transfers,
    mailboxes,
    mailboxSettings,
    messageReturns,
    callFromDesk,
    parkedCalls,
    supervision,
    floorControl,
    entryPoints,
    dispositions,
    floor,
    ...queueWatch,
    flowPublisher: new FlowPublisher({
      clock,
      database,
      flows,
      log,
      tenantIds: () => tenants.all().map(({ id }) => id),
    }),
    whatIfRuns: new WhatIfRuns(clock),
    liveFeed,
    signIns,
    phoneKey,
    prompts,
    ownPrompts,
    soundPreparer: new SoundPreparer(clock),
    speech,
    recognition,
    speechModels,
    testCaller,
    survival,
  };
}

/** What people at pages should know of the parts of this node; of two that are away the one that calls need. */
function systemState(isDatabaseUp: boolean, isMediaUp: boolean): LiveState["system"] {
  if (!isMediaUp) return { state: "degraded", reason: "media-unavailable" };
  return isDatabaseUp ? { state: "ok", reason: null } : { state: "degraded", reason: "database-unavailable" };
}
