// Gives the web server its routes: which module answers what.
import { err, ok } from "@tandem/kernel";
import type { Result, TenantId, UserId } from "@tandem/kernel";
import { TLSSocket } from "node:tls";
import type { HttpBindings } from "@hono/node-server";
import { getConnInfo } from "@hono/node-server/conninfo";
import type { SystemStatus } from "@tandem/contract";
import { isParkPlace } from "#contact-center/parking";
import { isOperator } from "#platform/node-notice";
import { certificateStatuses } from "./certificate-statuses.ts";
import type { Node } from "./compose.ts";
import { addAlarmRoutes } from "./http/alarm-routes.ts";
import { addBusinessHoursRoutes } from "./http/business-hours-routes.ts";
import { addCallsRoutes } from "./http/calls-routes.ts";
import { addDataTableRoutes } from "./http/data-table-routes.ts";
import { addMessageConnectorRoutes } from "./http/message-connector-routes.ts";
import { addDeskRoutes } from "./http/desk-routes.ts";
import { addDeskRuleRoutes } from "./http/desk-rule-routes.ts";
import { addDispositionRoutes } from "./http/disposition-routes.ts";
import { addDevicesRoutes } from "./http/devices-routes.ts";
import { addFlowInsightRoutes } from "./http/flow-insight-routes.ts";
import { addFlowTrialRoutes } from "./http/flow-trial-routes.ts";
import { addFlowRoutes } from "./http/flow-routes.ts";
import { addFlowVersionRoutes } from "./http/flow-version-routes.ts";
import { addFloorControlRoutes } from "./http/floor-control-routes.ts";
import { addLadderRoutes } from "./http/ladder-routes.ts";
import { estimateFigures } from "./http/estimate-figures.ts";
import { Metrics } from "./http/metrics.ts";
import { addOutboundRoutes } from "./http/outbound-routes.ts";
import { addParkingRoutes } from "./http/parking-routes.ts";
import { addPeopleRoutes } from "./http/people-routes.ts";
import { addPhoneRoutes } from "./http/phone-routes.ts";
import { PhoneServer } from "./http/phone-server.ts";
import type { Failure } from "./http/problems.ts";
import { addPromptRoutes } from "./http/prompt-routes.ts";
import { addRecognitionRoutes } from "./http/recognition-routes.ts";
import { addProvisioningRoutes } from "./http/provisioning-routes.ts";
import { QualityFigures } from "./http/quality-figures.ts";
import { addQueueRoutes } from "./http/queue-routes.ts";
import { addRecordingKeyRoutes } from "./http/recording-key-routes.ts";
import { addRecordingRoutes } from "./http/recording-routes.ts";
import { addCallbackRoutes } from "./http/callback-routes.ts";
import { addReminderRoutes } from "./http/reminder-routes.ts";
import { Router } from "./http/router.ts";
import { addRoutingRoutes } from "./http/routing-routes.ts";
import { addSecretRoutes } from "./http/secret-routes.ts";
import { addSecurityRoutes } from "./http/security-routes.ts";
import { addSetupRoutes } from "./http/setup-routes.ts";
import { SignedInPeople } from "./http/sign-in-cookie.ts";
import { addSignInRoutes } from "./http/sign-in-routes.ts";
import { addVoicemailRoutes } from "./http/voicemail-routes.ts";
import { addSurveyRoutes } from "./http/survey-routes.ts";
import { addSupervisionRoutes } from "./http/supervision-routes.ts";
import { addAudioTapRoutes } from "./http/audio-tap-routes.ts";
import { addSystemRoutes } from "./http/system-routes.ts";
import { addListedNumberRoutes } from "./http/listed-number-routes.ts";
import { addNumberRoutes } from "./http/number-routes.ts";
import { addReportsRoutes } from "./http/reports-routes.ts";
import { addTrunkRoutes } from "./http/trunk-routes.ts";
import { addWhatIfRoutes } from "./http/what-if-routes.ts";
import { WebServer } from "./http/web-server.ts";
import { pagesDirectory, version } from "./product.ts";
import {
  reloadCalendars,
  reloadEntryPoints,
  reloadListedNumbers,
  reloadPeople,
  reloadQueues,
  reloadThresholds,
  reloadTrunks,
} from "./tenant-configuration.ts";

/** How long the desk's test call speaks when nobody ends it. */
const testCallSeconds = 60;

export type WebApiOptions = {
  readonly sipPort: number;
  /** Who presents it is the operator of this machine. */
  readonly operatorToken: string;
  /** Calls of the process before go on, and everything runs. */
  readonly isStarted: () => boolean;
};

export function buildWebServer(node: Node, { sipPort, operatorToken, isStarted }: WebApiOptions): WebServer {
  const { database, clock, log, tenants, agents, entryPoints, signIns, sip, media, liveFeed, facts } = node;
  const startedAt = clock.now();
  const people = new SignedInPeople(signIns, (id) => tenants.byId(id), clock);
  const whoIs = (headers: Headers) => people.whoIs(headers);
  const forget = (tenantId: TenantId, userId: UserId) => {
    people.forgetUser(userId);
    liveFeed.disconnect(tenantId, userId);
  };
  facts.on("AgentSignedOut", ({ tenantId, userId }) => {
    const gone = () => forget(tenantId, userId);
    signIns.signOutEverywhere(tenantId, userId).then(gone, (error: unknown) => {
      log.error({ err: error, userId }, "the sign-ins of an agent who was signed out did not end");
    });
  });
  const quality = new QualityFigures();
  facts.on("LegQualityMeasured", (signal) => quality.observe(signal));
  const metrics = new Metrics(
    gaugesOf(node),
    () => quality.text() + estimateFigures(node.queues.estimateErrors),
  );
  facts.onAny((fact) => metrics.countFact(fact.type));
  const server = new WebServer({
    version,
    pages: pagesDirectory,
    metrics,
    liveFeed,
    whoIs,
    audioTaps: node.audioTaps,
    acceptSip: (socket, source) => sip.acceptWebSocket(socket, source),
    // Without the database calls go on from memory, so only sound decides.
    notReady: () => {
      if (!isStarted()) return "the system is starting";
      return media.status().ready ? undefined : "the media process is starting";
    },
  });
  const sourceOf = (context: Parameters<typeof getConnInfo>[0]) => getConnInfo(context).remote.address ?? "";
  const router = new Router({
    app: server.app,
    log,
    whoIs,
    isOperator: (headers) => isOperator(headers, operatorToken),
    sourceOf,
    isSecure: (context) => (context.env as HttpBindings).incoming.socket instanceof TLSSocket,
  });
  addSignInRoutes(router, { database, clock, signIns, people, agents, tenants });
  addPhoneRoutes(router, {
    clock,
    key: node.phoneKey,
    agents,
    entryPoints,
    tenantOfHost: (host) => tenants.byDomain(host),
  });
  addDeskRoutes(router, {
    agents,
    dispositions: node.dispositions,
    floor: node.floor,
    transfers: node.transfers,
    recordings: node.recordings,
    placeTestCall: (tenantId) => placeTestCall(node, tenantId, sipPort),
  });
  addOutboundRoutes(router, node);
  addParkingRoutes(router, node);
  addSupervisionRoutes(router, node);
  addLadderRoutes(router, node);
  addCallsRoutes(router, { database, agents, places: node.recordingPlaces, keys: node.tenantKeys });
  addRecordingRoutes(router, node);
  addSurveyRoutes(router, node);
  addCallbackRoutes(router, node);
  addVoicemailRoutes(router, { ...node, places: node.recordingPlaces, keys: node.tenantKeys });
  addSetupRoutes(router, node);
  addFlowRoutes(router, node);
  addFlowVersionRoutes(router, node);
  addFlowInsightRoutes(router, node);
  addFlowTrialRoutes(router, node);
  addTrunkRoutes(router, {
    ...node,
    ownAddress: node.config.publicAddress,
    reload: () => reloadTrunks(node),
  });
  addQueueRoutes(router, { ...node, reload: (tenantId) => reloadQueues(node, tenantId) });
  addRoutingRoutes(router, { ...node, reload: (tenantId) => reloadQueues(node, tenantId) });
  addDispositionRoutes(router, node);
  addReminderRoutes(router, node);
  addDeskRuleRoutes(router, { ...node, reload: (tenantId) => reloadQueues(node, tenantId) });
  addFloorControlRoutes(router, { ...node, reload: (tenantId) => reloadQueues(node, tenantId) });
  addBusinessHoursRoutes(router, { ...node, reload: (tenantId) => reloadCalendars(node, tenantId) });
  addListedNumberRoutes(router, { ...node, reload: (tenantId) => reloadListedNumbers(node, tenantId) });
  addNumberRoutes(router, { ...node, reload: (tenantId) => reloadEntryPoints(node, tenantId) });
  addPeopleRoutes(router, {
    ...node,
    isOtherNumber: (tenantId, extension) =>
      isParkPlace(extension) ||
      entryPoints.match(tenantId, extension, undefined) !== undefined ||
      node.trunks.isEmergency(tenantId, extension),
    isOwnNumber: (tenantId, wanted) => entryPoints.ofTenant(tenantId).some(({ number }) => number === wanted),
    reload: (tenantId) => reloadPeople(node, tenantId),
    forget,
  });
  const phoneServer = phoneServerOf(node, sipPort);
  addDevicesRoutes(router, {
    ...node,
    phoneServer,
    mobilesCanRing: (tenantId) =>
      node.trunks.ofTenant(tenantId).some(({ enabled, servers }) => enabled && servers.length > 0),
  });
  addProvisioningRoutes(router, { ...node, phoneServer });
  addSecretRoutes(router, node);
  addDataTableRoutes(router, node);
  addMessageConnectorRoutes(router, node);
  addSecurityRoutes(router, node);
  addPromptRoutes(router, node);
  addRecognitionRoutes(router, node);
  addRecordingKeyRoutes(router, node);
  addAudioTapRoutes(router, node);
  addAlarmRoutes(router, { ...node, reload: (tenantId) => reloadThresholds(node, tenantId) });
  addReportsRoutes(router, node);
  addWhatIfRoutes(router, node);
  addSystemRoutes(router, () => systemStatus(node, startedAt, sipPort));
  const missing = router.missing();
  if (missing.length > 0) throw new Error(`nobody serves ${missing.join(", ")}`);
  server.addPages();
  return server;
}

/** A port of 0 is another after every start: phones, which keep what they are told, are not told it. */
function phoneServerOf({ config, certificates }: Node, sipPort: number): PhoneServer {
  return new PhoneServer({
    sipPort,
    sipsPort: config.sipsPort,
    httpsPort: config.httpsPort,
    ownAddress: config.publicAddress,
    hasTrustedCertificate: () =>
      certificates
        .statuses()
        .some(({ isSelfSigned, state }) => !isSelfSigned && state !== "unreadable" && state !== "expired"),
  });
}

async function placeTestCall(
  node: Node,
  tenantId: TenantId,
  sipPort: number,
): Promise<Result<undefined, Failure>> {
  const { testCaller, entryPoints, prompts, config, log } = node;
  const number = entryPoints.ofTenant(tenantId)[0]?.number;
  if (number === undefined) return err({ kind: "no-number" });
  const placed = await testCaller.place({
    to: number,
    destination: { transport: "udp", address: "127.0.0.1", port: sipPort },
    from: "10086",
    address: config.publicAddress,
    files: prompts.files(["ring-test"], "zh-CN", tenantId),
    keys: "1",
    seconds: testCallSeconds,
  });
  if (placed.ok) return ok(undefined);
  log.warn({ reason: placed.error.message }, "the test call failed");
  return err({ kind: "test-call-failed", message: placed.error.message });
}

function secondsSince(time: Date | null): number {
  return time === null ? 0 : Math.max(0, Math.round((Date.now() - time.getTime()) / 1000));
}

function gaugesOf({
  admission,
  audioTaps,
  recognition,
  calls,
  sip,
  endpoints,
  lamps,
  media,
  journal,
  database,
  signallingTrace,
  sourceGuard,
  voiceQuality,
  recordingQueue,
  recordingUploads,
  diskWatch,
  alarms,
}: Node) {
  return {
    tandem_alarms: { help: "Alarms of the node now", read: () => alarms.list().length },
    tandem_disk_free_bytes: {
      help: "Room left on the disk of the data directory",
      read: () => diskWatch.room.freeBytes,
    },
    tandem_recording_chunks_waiting: {
      help: "Half seconds of recorded sound that wait for the disk",
      read: () => recordingQueue.waiting(),
    },
    tandem_recordings_waiting: {
      help: "Recordings on this disk that wait for their store",
      read: () => recordingUploads.status.waiting,
    },
    tandem_recordings_waiting_bytes: {
      help: "Bytes of the recordings that wait for their store",
      read: () => recordingUploads.status.waitingBytes,
    },
    tandem_recordings_oldest_wait_seconds: {
      help: "How long the oldest recording waits for its store",
      read: () => secondsSince(recordingUploads.status.oldest),
    },
    tandem_recording_upload_failures_total: {
      help: "Uploads of recordings that failed and are tried again",
      read: () => recordingUploads.status.failures,
    },
    tandem_legs_silent: {
      help: "Legs of which nothing is heard now although they may speak",
      read: () => voiceQuality.counts().silent,
    },
    tandem_legs_poor: { help: "Legs whose sound is poor now", read: () => voiceQuality.counts().poor },
    tandem_calls: { help: "Calls now", read: () => calls.size },
    tandem_calls_refused_busy_total: {
      help: "Calls refused because the processor was busy",
      read: () => admission.refused,
    },
    tandem_registrations: { help: "Phones registered now", read: () => endpoints.registrations },
    tandem_lamps: { help: "Extensions watched by phones now", read: () => lamps.size },
    tandem_sip_dialogs: { help: "SIP dialogs now", read: () => sip.stats().dialogs },
    tandem_sip_transactions: { help: "SIP transactions now", read: () => sip.stats().transactions },
    tandem_sip_messages_received_total: { help: "SIP messages received", read: () => sip.stats().received },
    tandem_sip_messages_sent_total: { help: "SIP messages sent", read: () => sip.stats().sent },
    tandem_sip_messages_bad_total: {
      help: "SIP messages that could not be used",
      read: () => sip.stats().bad,
    },
    tandem_banned_sources: { help: "Sources banned now", read: () => sourceGuard.counts().banned },
    tandem_watched_sources: { help: "Sources remembered now", read: () => sourceGuard.counts().sources },
    tandem_sip_messages_of_banned_total: {
      help: "SIP messages dropped because their source is banned",
      read: () => sourceGuard.counts().droppedOfBanned,
    },
    tandem_sip_messages_over_limit_total: {
      help: "SIP messages dropped because their source, or all strangers together, sent too many",
      read: () => sourceGuard.counts().droppedOverLimit,
    },
    tandem_sip_offences_total: {
      help: "What sources did wrong: scans, wrong passwords, malformed messages",
      read: () => Object.values(sourceGuard.counts().offences).reduce((sum, count) => sum + count, 0),
    },
    tandem_audio_taps: { help: "Live calls sent to speech engines now", read: () => audioTaps.size },
    tandem_listenings: { help: "Callers whom flows listen to now", read: () => recognition.size },
    tandem_media_up: { help: "1 while the media process runs", read: () => (media.status().ready ? 1 : 0) },
    tandem_media_legs: { help: "Media legs open now", read: () => media.status().legs },
    tandem_media_restarts_total: {
      help: "Restarts of the media process",
      read: () => media.status().restarts,
    },
    tandem_journal_depth: { help: "Facts not yet in the database", read: () => journal.depth() },
    tandem_signalling_traces_given_up_total: {
      help: "Calls whose SIP messages were not kept because the database did not take them",
      read: () => signallingTrace.stats().givenUp,
    },
    tandem_hep_sent_total: {
      help: "SIP messages forwarded to Homer",
      read: () => signallingTrace.stats().forwarded,
    },
    tandem_hep_failed_total: {
      help: "SIP messages that could not be forwarded to Homer",
      read: () => signallingTrace.stats().notForwarded,
    },
    tandem_database_up: {
      help: "1 while the database answers",
      read: () => (database.state() === "up" ? 1 : 0),
    },
  };
}

async function systemStatus(node: Node, startedAt: number, sipPort: number): Promise<SystemStatus> {
  const { config, database, journal, media, sip, endpoints, calls } = node;
  const { pid, ready, legs } = media.status();
  const { dialogs, transactions } = sip.stats();
  return {
    version,
    startedAt: new Date(startedAt).toISOString(),
    database: {
      state: database.state(),
      kind: config.databaseUrl === undefined ? "embedded" : "external",
      journalDepth: journal.depth(),
    },
    media: { state: ready ? "up" : "down", pid: pid ?? null, legs },
    sip: { port: sipPort, registrations: endpoints.registrations, dialogs, transactions },
    calls: calls.size,
    certificates: certificateStatuses(node.certificates),
  };
}
