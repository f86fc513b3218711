// Starts a composed node in order and stops it in the opposite one.
import { mkdirSync } from "node:fs";
import { networkInterfaces, tmpdir } from "node:os";
import { join } from "node:path";
import { createHash } from "node:crypto";
import { err, ok } from "@tandem/kernel";
import type { Result } from "@tandem/kernel";
import type { Callback } from "#contact-center/callbacks";
import { returnMemory } from "#platform/memory";
import { checkStore } from "#platform/storage";
import { portsToSkip } from "#telephony/media-client";
import { createOperatorToken, localAddress, postNodeNotice } from "#platform/node-notice";
import type { Node } from "./compose.ts";
import type { Setting } from "./config.ts";
import type { WebServer } from "./http/web-server.ts";
import { goOnWithDay, loadAllTenants, recoverCalls } from "./tenant-configuration.ts";
import { buildWebServer } from "./web-api.ts";

export type StartFailure = { kind: string; message: string };

export type RunningNode = {
  readonly httpPort: number;
  readonly sipPort: number;
  /** Undefined when another program has the port and nobody asked for it by name. */
  readonly httpsPort: number | undefined;
  readonly sipsPort: number | undefined;
  /** Ends all calls politely, and everything else after them. */
  stop(): Promise<void>;
  /** Resolves when the next process has all it needs to go on with the calls; this one is to end at once then. */
  leave(): Promise<void>;
};

/** How often agents' beliefs are held against the legs that exist. */
const reconcileEveryMs = 10_000;
/** Calls get this long to say goodbye on the wire when the node stops. */
const goodbyeMs = 1500;

export async function startNode(node: Node): Promise<Result<RunningNode, StartFailure>> {
  const { config, media, sip } = node;
  const store = await checkRecordingStore(node);
  if (!store.ok) return store;
  const addresses = (config.mediaAddresses ?? [config.publicAddress]).map(bindable);
  const { first, last } = config.rtpPorts;
  const { isHeir } = node.survival;
  const mediaStarting = media.start(
    {
      socketPath: mediaSocketPath(config.dataDir),
      ports: `${first}-${last}`,
      addresses,
      workers: config.mediaWorkers,
      skipPorts: portsToSkip(config.rtpPorts, config.mediaWorkers, node.survival.leftPorts()),
      rtpTimeoutMs: config.rtpTimeoutSeconds * 1000,
    },
    () => isHeir,
  );
  await loadAllTenants(node);
  const found = isHeir ? await mediaStarting : undefined;
  const running = found?.ok ? found.value : null;
  // Before records are closed: calls that go on are not.
  if (isHeir) node.survival.adopt(running);
  // What the last run still had to write comes first, else its calls would seem open.
  await node.journal.delivered();
  for (const tenant of node.tenants.all()) await recoverCalls(node, tenant.id);
  // Media reads its own program still: nobody waits for this.
  returnMemory();
  const started = await mediaStarting;
  if (!started.ok)
    return err({ kind: "media", message: `the media process does not start: ${started.error.message}` });
  await recoverLastRun(node);
  for (const tenant of node.tenants.all()) await goOnWithDay(node, tenant);
  const openCallbacks: Callback[] = [];
  for (const { id } of node.tenants.all()) openCallbacks.push(...(await node.readCallbacks(id)));

  const listening = await sip.listen({ address: config.sipAddress, port: config.sipPort });
  if (!listening.ok) {
    await media.stop();
    return err({ kind: listening.error.kind, message: sipFailure(listening.error.kind, config.sipPort) });
  }
  const sipPort = listening.value.port;
  const operatorToken = createOperatorToken();
  let isStarted = false;
  const web = buildWebServer(node, { sipPort, operatorToken, isStarted: () => isStarted });
  const served = await web.listen(config.httpAddress, config.httpPort);
  if (!served.ok) {
    await sip.close();
    await media.stop();
    return served;
  }
  const secure = await listenSecurely(node, web);
  if (!secure.ok) {
    node.certificates.close();
    await web.close();
    await sip.close();
    await media.stop();
    return secure;
  }
  node.survival.goOn(running);
  media.releaseEvents();
  node.calls.reopenRestored();
  const cancelReconcile = reconcileForEver(node);
  node.agentRecorder.start();
  node.aliveMark.start();
  node.queueAlarms.start();
  node.alarmDeliveries.start();
  node.outbox.start();
  node.trunks.start({ sip: sipPort, sips: secure.value.sipsPort });
  node.signallingTrace.start();
  node.businessHours.start();
  void node.flowPublisher.start();
  // A call may go out at once.
  node.callbacks.load(openCallbacks);
  void node.diskWatch.start();
  node.recordingQueue.start();
  node.recordingUploads.start();
  node.recordingRetention.start();
  node.countedDays.start();
  const httpPort = served.value.port;
  const takeNoticeDown = postNodeNotice(config.dataDir, {
    pid: process.pid,
    http: { address: localAddress(config.httpAddress), port: httpPort },
    sip: { address: localAddress(config.sipAddress), port: sipPort },
    mediaAddress: localAddress(addresses[0] as string),
    operatorToken,
  });
  const stop = () => {
    takeNoticeDown();
    return stopNode(node, web, cancelReconcile);
  };
  const leave = async () => {
    takeNoticeDown();
    node.agentRecorder.close();
    node.aliveMark.close();
    node.countedDays.close();
    node.queueAlarms.close();
    node.alarmDeliveries.close();
    await node.flowPublisher.close();
    node.whatIfRuns.close();
    await node.callbacksWritten();
    await node.outbox.close();
    await node.journal.close();
    await node.survival.close();
  };
  isStarted = true;
  return ok({ httpPort, sipPort, ...secure.value, stop, leave });
}

/** A store that refuses us is a wrong setting; one that does not answer may be back soon, and recordings wait. */
async function checkRecordingStore({ store, log }: Node): Promise<Result<undefined, StartFailure>> {
  const checked = store ? await checkStore(store) : ok(undefined);
  if (checked.ok) return ok(undefined);
  const { kind, message } = checked.error;
  if (kind === "refused")
    return err({ kind: "recording-store", message: `the store of recordings: ${message}` });
  log.warn({ reason: message }, "the store of recordings does not answer; recordings wait on this disk");
  return ok(undefined);
}

type SecurePorts = Pick<RunningNode, "httpsPort" | "sipsPort">;

/**
 * HTTPS and SIP over TLS, with the certificates of the folder. A default port that another program has is no
 * reason not to start; one that was asked for is.
 */
async function listenSecurely(node: Node, web: WebServer): Promise<Result<SecurePorts, StartFailure>> {
  const { config, certificates, sip, log } = node;
  try {
    certificates.start();
  } catch (error) {
    const message = `certificates cannot be kept: ${(error as Error).message}; set TANDEM_TLS_DIR to a folder of this user`;
    return err({ kind: "certificates", message });
  }
  const sips = await sip.listenTls({ address: config.sipAddress, port: config.sipsPort }, certificates);
  const https = await web.listenSecurely(config.httpAddress, config.httpsPort, certificates);
  const failures: [Setting, StartFailure][] = [];
  if (!sips.ok) {
    const { kind } = sips.error;
    const message = sipFailure(kind, config.sipsPort).replaceAll("SIP_PORT", "SIPS_PORT");
    failures.push(["sipsPort", { kind, message }]);
  }
  if (!https.ok) failures.push(["httpsPort", https.error]);
  for (const [setting, failure] of failures) {
    if (config.origins[setting] !== "default") return err(failure);
    log.warn({ setting }, `${failure.message}; going on without`);
  }
  return ok({
    sipsPort: sips.ok ? sips.value.port : undefined,
    httpsPort: https.ok ? https.value.port : undefined,
  });
}

/**
 * Closes what a killed process left open: after the journal has told all that it knew, and after the media
 * process that outlived it was ended, which finishes its recordings.
 */
async function recoverLastRun(node: Node): Promise<void> {
  await node.journal.delivered();
  for (const tenant of node.tenants.all()) await recoverCalls(node, tenant.id);
}

async function stopNode(node: Node, web: WebServer, cancelReconcile: () => void): Promise<void> {
  const { admission, calls, media, sip, journal, recordings } = node;
  cancelReconcile();
  node.agentRecorder.close();
  node.aliveMark.close();
  node.queueAlarms.close();
  node.alarmDeliveries.close();
  node.diskWatch.close();
  node.businessHours.close();
  await node.flowPublisher.close();
  node.recordingQueue.close();
  node.recordingRetention.close();
  node.countedDays.close();
  const uploaded = node.recordingUploads.close();
  admission.close();
  calls.endAll({ cause: "failed", wire: "system-stop" });
  await web.close();
  await settled(() => calls.size === 0 && recordings.unfinished === 0, goodbyeMs);
  await node.trunks.close();
  node.speechModels.stop();
  await media.stop();
  await sip.close();
  node.sourceGuard.close();
  await node.tenantFacts.flush();
  node.certificates.close();
  await settledWithin(uploaded, goodbyeMs);
  // Calls are over: no flow hands over any more.
  await node.outbox.close();
  // What the database does not take in time stays in the journal for the next start.
  await settled(() => journal.depth() === 0, goodbyeMs);
  await node.callbacksWritten();
  await journal.close();
  await node.survival.close();
  // The rest of what the wire said; while the database is away it is lost.
  await node.signallingTrace.close();
}

/** Resolves when the condition holds, or when the time is over. */
async function settled(condition: () => boolean, withinMs: number): Promise<void> {
  for (const until = Date.now() + withinMs; Date.now() < until && !condition();) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Resolves with it, or when the time is over: an upload that is cut off begins anew at the next start. */
async function settledWithin(work: Promise<void>, withinMs: number): Promise<void> {
  await Promise.race([work, new Promise((resolve) => setTimeout(resolve, withinMs).unref())]);
}

function reconcileForEver(node: Node): () => void {
  const { agents, clock, log } = node;
  let cancel = () => {};
  const again = () => {
    cancel = clock.after(reconcileEveryMs, () => {
      for (const agentId of agents.reconcile())
        log.error({ agentId }, "an agent had a call that is not there");
      again();
    });
  };
  again();
  return () => cancel();
}

/** Unix socket paths are short (108 bytes), data directories are not: the name is a hash of the directory. */
function mediaSocketPath(dataDir: string): string {
  const folder = join(tmpdir(), `tandem-${process.getuid?.() ?? 0}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return join(folder, `media-${createHash("sha256").update(dataDir).digest("hex").slice(0, 16)}.sock`);
}

/** Behind address translation the public address is not one of ours, and cannot be bound to. */
function bindable(address: string): string {
  if (isOwnAddress(address)) return address;
  return address.includes(":") ? "::" : "0.0.0.0";
}

function isOwnAddress(address: string): boolean {
  return Object.values(networkInterfaces()).some((list) => list?.some((each) => each.address === address));
}

function sipFailure(kind: string, port: number): string {
  if (kind === "address-in-use") {
    return `SIP port ${port} is taken by another program; end it or set TANDEM_SIP_PORT to a free port`;
  }
  if (kind === "permission-denied") {
    return `SIP port ${port} needs more rights than this user has; set TANDEM_SIP_PORT above 1023`;
  }
  return `SIP cannot listen on port ${port}: set TANDEM_SIP_ADDRESS to an address of this machine`;
}
