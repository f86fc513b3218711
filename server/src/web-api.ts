// Gives the web server its routes: which module answers what.
import { err, ok } from "@tandem/kernel";
import type { Result, TenantId } from "@tandem/kernel";
import { TLSSocket } from "node:tls";
import type { HttpBindings } from "@hono/node-server";
import { getConnInfo } from "@hono/node-server/conninfo";
import type { SystemStatus } from "@tandem/contract";
import { isOperator } from "#platform/node-notice";
import { certificateStatuses } from "./certificate-statuses.ts";
import type { Node } from "./compose.ts";
import { addCallsRoutes } from "./http/calls-routes.ts";
import { addDeskRoutes } from "./http/desk-routes.ts";
import { addDevicesRoutes } from "./http/devices-routes.ts";
import { addLadderRoutes } from "./http/ladder-routes.ts";
import { Metrics } from "./http/metrics.ts";
import { addPhoneRoutes } from "./http/phone-routes.ts";
import { PhoneServer } from "./http/phone-server.ts";
import type { Failure } from "./http/problems.ts";
import { addProvisioningRoutes } from "./http/provisioning-routes.ts";
import { Router } from "./http/router.ts";
import { addSecurityRoutes } from "./http/security-routes.ts";
import { addSetupRoutes } from "./http/setup-routes.ts";
import { SignedInPeople } from "./http/sign-in-cookie.ts";
import { addSignInRoutes } from "./http/sign-in-routes.ts";
import { addSystemRoutes } from "./http/system-routes.ts";
import { addNumberRoutes } from "./http/number-routes.ts";
import { addTrunkRoutes } from "./http/trunk-routes.ts";
import { WebServer } from "./http/web-server.ts";
import { pagesDirectory, version } from "./product.ts";
import { reloadEntryPoints, reloadTrunks } from "./tenant-configuration.ts";

/** How long the desk's test call speaks when nobody ends it. */
const testCallSeconds = 60;

export type WebApiOptions = {
  readonly sipPort: number;
  /** Who presents it is the operator of this machine. */
  readonly operatorToken: string;
};

export function buildWebServer(node: Node, { sipPort, operatorToken }: WebApiOptions): WebServer {
  const { database, clock, log, tenants, agents, entryPoints, signIns, sip, media, liveFeed, facts } = node;
  const startedAt = clock.now();
  const people = new SignedInPeople(signIns, (id) => tenants.byId(id), clock);
  const whoIs = (headers: Headers) => people.whoIs(headers);
  const metrics = new Metrics(gaugesOf(node));
  facts.onAny((fact) => metrics.countFact(fact.type));
  const server = new WebServer({
    version,
    pages: pagesDirectory,
    metrics,
    liveFeed,
    whoIs,
    acceptSip: (socket, source) => sip.acceptWebSocket(socket, source),
    // Without the database calls go on from memory, so only sound decides.
    notReady: () => (media.status().ready ? undefined : "the media process is starting"),
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
    placeTestCall: (tenantId) => placeTestCall(node, tenantId, sipPort),
  });
  addLadderRoutes(router, node);
  addCallsRoutes(router, { database, agents, fileOf: (path) => node.recordings.fileOf(path) });
  addSetupRoutes(router, node);
  addTrunkRoutes(router, {
    ...node,
    ownAddress: node.config.publicAddress,
    reload: () => reloadTrunks(node),
  });
  addNumberRoutes(router, { ...node, reload: (tenantId) => reloadEntryPoints(node, tenantId) });
  const phoneServer = phoneServerOf(node, sipPort);
  addDevicesRoutes(router, {
    ...node,
    phoneServer,
    mobilesCanRing: (tenantId) =>
      node.trunks.ofTenant(tenantId).some(({ enabled, servers }) => enabled && servers.length > 0),
  });
  addProvisioningRoutes(router, { ...node, phoneServer });
  addSecurityRoutes(router, node);
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
    files: prompts.files(["ring-test"], "zh-CN"),
    keys: "1",
    seconds: testCallSeconds,
  });
  if (placed.ok) return ok(undefined);
  log.warn({ reason: placed.error.message }, "the test call failed");
  return err({ kind: "test-call-failed", message: placed.error.message });
}

function gaugesOf({
  admission,
  calls,
  sip,
  endpoints,
  lamps,
  media,
  journal,
  database,
  signallingTrace,
  sourceGuard,
}: Node) {
  return {
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
