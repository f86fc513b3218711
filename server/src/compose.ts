// Wires the modules of one node together. The only place that knows them all: read it from the top to see
// who gets what, lower layers first.
import { join } from "node:path";
import { FactBus, systemClock } from "@tandem/kernel";
import type { Fact } from "@tandem/kernel";
import { SipUserAgent } from "@tandem/sip";
import { agentContribution, Agents, DispositionList, keptAgentFacts } from "#contact-center/agents";
import type { AgentFact, AgentSignal } from "#contact-center/agents";
import { EntryPoints } from "#contact-center/entry-points";
import { Flows, keptFlowFacts } from "#contact-center/flows";
import type { FlowFact } from "#contact-center/flows";
import { keptQueueFacts, leaveQueue, queueContribution, Queues } from "#contact-center/queues";
import type { QueueFact } from "#contact-center/queues";
import { Floor } from "#contact-center/supervision";
import type { Database } from "#platform/database";
import { createSignInService, loadPhoneCredentialKey } from "#platform/identity";
import { FactJournal } from "#platform/journal";
import type { Logger } from "#platform/logging";
import { TenantDirectory } from "#platform/tenancy";
import { Bridges, keptBridgeFacts } from "#telephony/bridges";
import type { BridgeFact } from "#telephony/bridges";
import { CallRecords } from "#telephony/call-records";
import { Calls, keptCallFacts } from "#telephony/calls";
import type { CallFact, CallSignal } from "#telephony/calls";
import { Endpoints } from "#telephony/endpoints";
import { MediaClient } from "#telephony/media-client";
import { PromptLibrary } from "#telephony/prompts";
import { keptRecordingFacts, Recordings } from "#telephony/recordings";
import type { RecordingFact } from "#telephony/recordings";
import { TestCaller } from "#telephony/soft-phone";
import { TrunkDirectory } from "#telephony/trunks";
import type { Config } from "./config.ts";
import { LiveFeed } from "./http/live-feed.ts";
import { receiveCall } from "./inbound-pipeline.ts";
import { credentialSource, phoneTarget } from "./phone-directory.ts";
import { promptsDirectory, version } from "./product.ts";

export type AnyFact =
  | CallFact
  | CallSignal
  | BridgeFact
  | RecordingFact
  | FlowFact
  | QueueFact
  | AgentFact
  | AgentSignal;

const keptFacts: ReadonlySet<string> = new Set([
  ...keptCallFacts,
  ...keptBridgeFacts,
  ...keptRecordingFacts,
  ...keptFlowFacts,
  ...keptQueueFacts,
  ...keptAgentFacts,
]);

/** What one relay worker carries, recorded, on 60 % of a core (docs/adr/0003-media-process.md). */
const maxCallsPerWorker = 600;
/** A browser that lost its connection comes back within seconds or not at all. */
const flowGraceMs = 10_000;
/** While it only rings, a caller waits for that: shorter, but enough for a page to connect again. */
const ringingFlowGraceMs = 3000;

export type Node = ReturnType<typeof compose>;

export function compose(config: Config, database: Database, log: Logger) {
  const clock = systemClock;
  const facts = new FactBus<AnyFact>((error, fact) =>
    log.error({ err: error, fact }, "a fact was not heard"),
  );
  const prompts = new PromptLibrary(promptsDirectory);
  const phoneKey = loadPhoneCredentialKey(config.dataDir);

  // Telephony
  const media = new MediaClient({ log: (line) => log.info({ from: "media" }, line) });
  const tenants = new TenantDirectory();
  const trunks = new TrunkDirectory();
  const sip: SipUserAgent = new SipUserAgent({
    clock,
    userAgent: `Tandem/${version}`,
    advertised: { address: config.publicAddress },
    onInvite: (invite) => {
      receiveCall(invite, pipeline).catch((error: unknown) => {
        log.error({ err: error }, "an arriving call failed");
        invite.reject(500);
      });
    },
    onRegister: (request) => {
      endpoints.register(request).catch((error: unknown) => {
        log.error({ err: error }, "a registration failed");
        request.respond(500);
      });
    },
    onFlowClosed: (flow) => {
      endpoints.dropFlow(flow);
      clock.after(ringingFlowGraceMs, () => calls.stopRinging(flow));
      clock.after(flowGraceMs, () => calls.onFlowLost(flow));
    },
    onBadMessage: ({ source, reason }) => log.debug({ source, reason }, "a message was dropped"),
  });
  const calls = new Calls({
    dial: (options) => sip.invite(options),
    media,
    clock,
    facts,
    advertisedAddress: config.publicAddress,
  });
  const bridges = new Bridges({ calls, media, clock, facts, callFacts: facts });
  const recordings = new Recordings({ media, dataDirectory: config.dataDir, clock, facts, below: facts });
  media.onEvent((event) => {
    calls.onMediaEvent(event);
    recordings.onMediaEvent(event);
  });
  media.onLost(() => {
    log.error("the media process died; its calls are ended and it is started again");
    calls.onMediaLost();
    recordings.onMediaLost();
  });

  // Contact center
  const agents = new Agents({ clock, calls, facts, callFacts: facts });
  const endpoints = new Endpoints({
    clock,
    credentials: credentialSource({ tenants, agents, phoneKey, clock }),
    onReachability: (_tenantId, agentId, reachable) => agents.setReachable(agentId, reachable),
  });
  const phoneOf = phoneTarget(endpoints);
  const queues = new Queues({ clock, calls, bridges, agents, prompts, facts, below: facts, phoneOf });
  const flows = new Flows({ clock, calls, queues, prompts, facts, below: facts });
  const entryPoints = new EntryPoints();
  const dispositions = new DispositionList();
  const floor = new Floor({ clock, agents, queues, facts });
  const maxCalls = maxCallsPerWorker * config.mediaWorkers;
  const pipeline = { trunks, endpoints, entryPoints, calls, flows, maxCalls };

  // Records
  const liveFeed = new LiveFeed({ floor, agents, clock });
  const callRecords = new CallRecords({
    database,
    clock,
    contributors: [queueContribution, agentContribution],
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
    gatherMs: 50,
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
    database,
    log,
    clock,
    facts,
    media,
    sip,
    tenants,
    trunks,
    endpoints,
    calls,
    recordings,
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
