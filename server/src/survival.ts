// What outlives this process: each call and agent as it is now, kept on disk, and taken up by the next process while
// the media process goes on by itself (docs/adr/0018-survival.md).
import { join } from "node:path";
import { makeFact } from "@tandem/kernel";
import type { AgentId, CallId, Clock, FactBus, LegId, TrunkId } from "@tandem/kernel";
import type { MediaList } from "@tandem/media";
import type { SipUserAgent } from "@tandem/sip";
import type { Agents, AgentState } from "#contact-center/agents";
import type { Flows, FlowRunSnapshot } from "#contact-center/flows";
import type { Overflows, OverflowSnapshot } from "#contact-center/overflow";
import type { ParkedCalls, ParkedCallSnapshot } from "#contact-center/parking";
import type { QueuedCallSnapshot, Queues } from "#contact-center/queues";
import type { Floor, FloorCall } from "#contact-center/supervision";
import { CheckpointStore } from "#platform/journal";
import type { Logger } from "#platform/logging";
import type { Bridges, BridgeSnapshot } from "#telephony/bridges";
import type { CallFact, Calls, CallSnapshot, LeftInvites, LegSnapshot, MediaPort } from "#telephony/calls";
import type { DirectCalls, DirectCallSnapshot } from "#telephony/direct-calls";
import type { StandingOrders, StandingOrdersSnapshot } from "#telephony/media-client";
import type { Recordings, RecordingSnapshot } from "#telephony/recordings";
import type { Trunks } from "#telephony/trunks";
import type { AnyFact } from "./every-fact.ts";

/** What phones are told of a call that cannot be gone on with. */
const restarted = 'SIP;cause=503;text="System restart"';

/** Counts up whenever what is kept means something else: calls of another version are ended, not guessed at. */
const checkpointVersion = 2;
/** Of the version before, nothing means something else: it only lacks what was added. */
const readableVersions: ReadonlySet<number> = new Set([1, checkpointVersion]);

/** Without sound nobody waits longer. Each leg that is heard is written down anew every five seconds. */
const goOnWithinMs = 60_000;

type CallCheckpoint = {
  readonly version: number;
  /** What rings for it. */
  readonly left?: LeftInvites | undefined;
  readonly call: CallSnapshot;
  readonly bridge: BridgeSnapshot | undefined;
  readonly recording: RecordingSnapshot | undefined;
  readonly direct: DirectCallSnapshot | undefined;
  readonly queued: QueuedCallSnapshot | undefined;
  readonly flow: FlowRunSnapshot | undefined;
  readonly overflow?: OverflowSnapshot | undefined;
  readonly parked?: ParkedCallSnapshot | undefined;
  /** What media was told of its legs: another media process would be told again. */
  readonly orders?: StandingOrdersSnapshot;
  /** Which of its legs go over which trunk. */
  readonly trunks?: readonly (readonly [LegId, TrunkId])[];
  readonly floor?: FloorCall | undefined;
};

/** A call that was not answered: it cannot be gone on with. */
type LeftCheckpoint = { readonly version: number; readonly left: LeftInvites; readonly call?: undefined };

type AgentCheckpoint = { readonly version: number; readonly state: AgentState };

export type SurvivalOptions = {
  readonly dataDir: string;
  readonly clock: Clock;
  readonly log: Logger;
  readonly facts: FactBus<AnyFact>;
  readonly sip: Pick<SipUserAgent, "restoreDialog" | "endLeftInvite" | "receiveLeft">;
  readonly media: MediaPort;
  readonly orders: StandingOrders;
  readonly calls: Calls;
  readonly bridges: Bridges;
  readonly recordings: Recordings;
  readonly directCalls: DirectCalls;
  readonly queues: Queues;
  readonly flows: Flows;
  readonly overflows: Overflows;
  readonly parkedCalls: ParkedCalls;
  readonly agents: Agents;
  readonly trunks: Pick<Trunks, "trunkOf" | "restore">;
  readonly floor: Pick<Floor, "call" | "restore">;
};

export class Survival {
  readonly #options: SurvivalOptions;
  readonly #store: CheckpointStore;
  readonly #adopted: CallCheckpoint[] = [];
  /** Legs of calls that cannot be gone on with: their phones are told. */
  readonly #given: LegSnapshot[] = [];
  /** INVITEs without a final response. */
  readonly #left: LeftInvites[] = [];
  /** Whether calls whose sound is gone may be gone on with. */
  readonly #isRecent: boolean;

  constructor(options: SurvivalOptions) {
    this.#options = options;
    const { dataDir, clock, log, facts } = options;
    const directory = join(dataDir, "checkpoints");
    this.#store = new CheckpointStore({ directory, clock, log, read: (key) => this.#read(key) });
    this.#isRecent = clock.now() - (this.#store.leftAt ?? 0) < goOnWithinMs;
    facts.onAny((fact) => {
      if ("callId" in fact) this.callChanged(fact.callId);
      if ("agentId" in fact && fact.agentId) this.#store.mark(`agent:${fact.agentId}`);
    });
  }

  /** Whether the process before left anything to go on with. */
  get isHeir(): boolean {
    return this.#store.found.size > 0;
  }

  /** To these ports phones send, until they are told of others. */
  leftPorts(): number[] {
    return [...this.#store.found].flatMap(([key, value]) => {
      const kept = value as CallCheckpoint | LeftCheckpoint;
      if (!key.startsWith("call:") || !readableVersions.has(kept.version)) return [];
      try {
        return kept.call?.legs.map(({ media }) => media.local.port) ?? [];
      } catch {
        // It cannot be read, which is told when it is to be taken up.
        return [];
      }
    });
  }

  /** For what changes without a fact: a request in a dialog, a prompt that ended. */
  callChanged(callId: CallId): void {
    this.#store.mark(`call:${callId}`);
  }

  /**
   * Takes up what was left, in one turn: before the first message arrives, before records are closed, and after
   * the tenants are loaded. `running`: what the adopted media process carries; null: there is none.
   */
  adopt(running: MediaList | null): void {
    const legIds = new Set<string>(running?.legs.map(({ legId }) => legId));
    const recordings = new Set<string>(running?.recordings);
    for (const [key, value] of this.#store.found) {
      if (key.startsWith("call:")) this.#adoptCall(value, legIds, recordings);
    }
    // Agents come after the calls that they are in. Nobody is ready who may have gone home meanwhile.
    for (const [key, value] of running || this.#isRecent ? this.#store.found : []) {
      const { version, state } = value as AgentCheckpoint;
      if (!key.startsWith("agent:") || !readableVersions.has(version)) continue;
      if (this.#options.agents.restore(key.slice("agent:".length) as AgentId, state)) this.#store.mark(key);
    }
    if (running) this.#endStrangers(running);
    if (this.#adopted.length > 0) this.#options.log.warn({ calls: this.#adopted.length }, "calls go on");
  }

  /** SIP listens: says what has to be said, and makes up for what happened meanwhile. */
  goOn(running: MediaList | null): void {
    const { bridges, flows, overflows, queues, sip } = this.#options;
    for (const { dialog } of this.#given.splice(0)) void sip.restoreDialog(dialog).bye({ reason: restarted });
    for (const { ours, theirs } of this.#left.splice(0)) {
      for (const invite of ours) sip.endLeftInvite(invite, restarted);
      // To its caller nothing has happened yet: it is a call as any other, from its beginning.
      if (theirs) sip.receiveLeft(theirs);
    }
    const playing = new Map(running?.legs.map(({ legId, playbackId }) => [legId, playbackId]));
    for (const { call, bridge } of this.#adopted.splice(0)) {
      const caller = call.legs.find(({ legId }) => legId === call.callerLegId);
      const mediaLegId = caller?.mediaLegId ?? call.callerLegId;
      const playbackId = playing.get(mediaLegId) ?? this.#options.orders.owedPlayback(mediaLegId);
      flows.onPlaying(call.id, playbackId);
      queues.onPlaying(call.id, playbackId);
      overflows.goOnAfterRestart(call.id);
      this.#options.directCalls.goOnAfterRestart(call.id);
      // Whom a transfer rang is not rung any more: the caller is back, or goes to the head of the line.
      // A parked one waits on.
      const isLeft = bridge?.waiting !== undefined && !this.#options.parkedCalls.has(call.id);
      if (isLeft && !bridges.unpark(call.id)) bridges.endParked(call.id, "transfer-failed");
    }
    this.#store.settle();
  }

  /** A good end, after all calls: nothing is left for the next start, and nobody is ready at it. */
  async close(): Promise<void> {
    await this.#store.close();
  }

  #read(key: string): CallCheckpoint | LeftCheckpoint | AgentCheckpoint | undefined {
    const [kind, id] = key.split(":");
    if (kind === "call") return this.#checkpointOf(id as CallId);
    const state = this.#options.agents.snapshot(id as AgentId);
    return state && { version: checkpointVersion, state };
  }

  #checkpointOf(callId: CallId): CallCheckpoint | LeftCheckpoint | undefined {
    const { calls, bridges, recordings, directCalls, queues, flows, orders, trunks, floor } = this.#options;
    const call = calls.snapshot(callId);
    const left = calls.leftInvites(callId);
    if (!call) return left && { version: checkpointVersion, left };
    return {
      version: checkpointVersion,
      call,
      left,
      bridge: bridges.snapshot(callId),
      recording: recordings.snapshot(callId),
      direct: directCalls.snapshot(callId),
      queued: queues.snapshot(callId),
      flow: flows.snapshot(callId),
      overflow: this.#options.overflows.snapshot(callId),
      parked: this.#options.parkedCalls.snapshot(callId),
      trunks: call.legs.flatMap(({ legId }) => {
        const trunkId = trunks.trunkOf(legId);
        return trunkId ? [[legId, trunkId] as const] : [];
      }),
      floor: floor.call(callId),
      orders: orders.snapshot(call.legs.map(({ legId, mediaLegId }) => mediaLegId ?? legId)),
    };
  }

  #adoptCall(value: unknown, legIds: ReadonlySet<string>, recordings: ReadonlySet<string>): void {
    const { log } = this.#options;
    const kept = value as CallCheckpoint | LeftCheckpoint;
    if (readableVersions.has(kept.version) && kept.left) this.#left.push(kept.left);
    if (!kept.call) return;
    try {
      const problem = this.#restore(kept, legIds, recordings);
      if (problem === undefined) return;
      log.warn({ callId: kept.call?.id, problem }, "a call of the last run cannot go on");
    } catch (error) {
      log.error({ err: error }, "a checkpoint cannot be read");
    }
    this.#given.push(...(readableVersions.has(kept.version) ? kept.call.legs : []));
  }

  /** Answers why the call cannot go on; then nothing of it is there. */
  #restore(
    kept: CallCheckpoint,
    legIds: ReadonlySet<string>,
    recordings: ReadonlySet<string>,
  ): string | undefined {
    const { calls, bridges, directCalls, queues, flows, sip, facts, clock } = this.#options;
    if (!readableVersions.has(kept.version)) return "it was kept by another version";
    const { call, bridge, direct, queued, flow, recording } = kept;
    const lost = call.legs
      .map(({ legId, mediaLegId }) => mediaLegId ?? legId)
      .filter((id) => !legIds.has(id));
    if (lost.length > 0 && !this.#isRecent) return "its sound was lost too long ago";
    if (flow && !flows.restore(flow)) return "its flow is not there any more";
    const trunkOf = new Map(kept.trunks);
    calls.restore(call, {
      restoreDialog: (dialog, legId) => {
        const trunkId = trunkOf.get(legId);
        return sip.restoreDialog(dialog, trunkId && this.#options.trunks.restore(legId, trunkId));
      },
      isThere: (mediaLegId) => legIds.has(mediaLegId),
    });
    if (queued && !queues.restore(queued)) return this.#drop(call, "its queue is not there any more");
    if (direct) directCalls.restore(direct);
    if (kept.overflow) this.#options.overflows.restore(kept.overflow);
    if (bridge) bridges.restore(bridge);
    if (kept.parked) this.#options.parkedCalls.restore(kept.parked);
    this.#options.orders.restore(kept.orders ?? []);
    this.#options.orders.onLost(lost);
    if (kept.floor) this.#options.floor.restore(kept.floor);
    if (recording) {
      const isWaiting = lost.length > 0 || call.legs.some(({ isLost }) => isLost);
      const now = recordings.has(recording.id) ? "running" : isWaiting ? "waiting" : "over";
      this.#options.recordings.restore(recording, now);
    }
    this.#adopted.push(kept);
    const { tenantId, id: callId } = call;
    facts.publish(makeFact<CallFact>(clock, { type: "ControlRestarted", tenantId, callId }));
    return undefined;
  }

  /** Ends a call that is half taken up, in the way that every call ends. */
  #drop(call: CallSnapshot, problem: string): undefined {
    this.#options.log.warn({ callId: call.id, problem }, "a call of the last run is ended");
    this.#options.calls.hangUp(call.id, { cause: "system-restart", by: "system", wire: "system-stop" });
    return undefined;
  }

  /** What media carries and nobody goes on with. */
  #endStrangers({ legs, recordings }: MediaList): void {
    const known = new Set<string>(
      this.#adopted.flatMap(({ call }) => call.legs.map(({ legId, mediaLegId }) => mediaLegId ?? legId)),
    );
    const running = new Set<string>(this.#adopted.flatMap(({ recording }) => recording?.id ?? []));
    const { media } = this.#options;
    for (const recordingId of recordings)
      if (!running.has(recordingId)) void media.send({ kind: "stop-recording", recordingId });
    for (const { legId } of legs) if (!known.has(legId)) void media.send({ kind: "close-leg", legId });
  }
}
