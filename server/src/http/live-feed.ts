// The live feed: one WebSocket a page. Changes are gathered for a moment, written once for everybody who
// may see them, and kept for a while, so that a page that lost its connection goes on where it was.
import type { LiveMessage, LiveState } from "@tandem/contract";
import type { AgentId, CallId, Clock, QueueId, TenantId, UserId } from "@tandem/kernel";
import type { WebSocket } from "ws";
import type { Agent, Agents, DeskRules } from "#contact-center/agents";
import type { OutboundCalls } from "#contact-center/outbound";
import type { ParkedCalls } from "#contact-center/parking";
import type { Floor, Supervision } from "#contact-center/supervision";
import type { QueueAlarms } from "#contact-center/thresholds";
import type { Bridges } from "#telephony/bridges";
import type { Alarm } from "#platform/alarms";
import type { Calls } from "#telephony/calls";
import type { Recordings } from "#telephony/recordings";
import type { Trunks } from "#telephony/trunks";
import { News } from "./live-news.ts";
import type { Mark } from "./live-news.ts";
import { liveState, viewOf } from "./live-views.ts";
import type { View } from "./live-views.ts";
import type { Person } from "./person.ts";

export type LiveFeedOptions = {
  readonly floor: Floor;
  readonly agents: Agents;
  readonly queueAlarms: Pick<QueueAlarms, "thresholdsOf" | "openOf">;
  readonly deskRules: DeskRules;
  readonly trunks: Trunks;
  readonly calls: Pick<Calls, "takeBack">;
  readonly recordings: Pick<Recordings, "stateOf">;
  readonly bridges: Pick<Bridges, "guestsOf">;
  readonly supervision: Pick<Supervision, "heardIn">;
  /** Messages that nobody has heard, in the mailboxes of this agent. */
  readonly newMessages: (agent: Agent) => number;
  readonly outboundCalls: Pick<OutboundCalls, "of">;
  readonly parkedCalls: Pick<ParkedCalls, "ofTenant">;
  readonly clock: Clock;
};

type Watcher = { readonly view: View; readonly socket: WebSocket };

type TenantFeed = {
  readonly watchers: Set<Watcher>;
  readonly dirty: Readonly<Record<Pace, Map<string, Mark>>>;
  /** The last marks sent, each with its number, the oldest first. */
  readonly history: { seq: number; mark: Mark }[];
  seq: number;
  readonly cancelFlush: Partial<Record<Pace, () => void>>;
};

/**
 * At once: long enough to gather what one event changes, short enough that nobody sees it. Figures: everybody is told of
 * them, and each call changes them several times.
 */
const gatherMs = { atOnce: 20, figures: 250 } as const;
type Pace = keyof typeof gatherMs;
const heartbeatMs = 15_000;
const keptMarks = 2000;
/** A page that does not read is disconnected rather than fed from memory without bound. */
const maxBufferedBytes = 4 * 1024 * 1024;

export class LiveFeed {
  readonly #options: LiveFeedOptions;
  readonly #tenants = new Map<TenantId, TenantFeed>();
  #system: LiveState["system"] = { state: "ok", reason: null };
  #alarms: readonly Alarm[] = [];
  #cancelHeartbeat: () => void;

  constructor(options: LiveFeedOptions) {
    this.#options = options;
    options.floor.onChange((change) => this.#mark(change));
    options.trunks.onChange((tenantId, id) => this.#mark({ kind: "trunk", tenantId, id }));
    this.#cancelHeartbeat = options.clock.after(heartbeatMs, () => this.#heartbeat());
  }

  /** Serves a page. `after` is the last number it saw, when it comes back. */
  connect(socket: WebSocket, person: Person, after: number | undefined): void {
    const feed = this.#feedOf(person.tenant.id);
    const agent = this.#options.agents.ofUser(person.tenant.id, person.user.id);
    const watcher: Watcher = { socket, view: viewOf(person, agent) };
    feed.watchers.add(watcher);
    socket.on("close", () => feed.watchers.delete(watcher));
    // An error is followed by close; without a handler it would end the process.
    socket.on("error", () => socket.terminate());
    const missed = after === undefined ? undefined : missedSince(feed, after);
    if (missed) send(watcher, this.#news(missed, feed.seq).messageInAnyCase(watcher.view));
    else this.#sendSnapshot(watcher, feed.seq);
  }

  callRecordStored(tenantId: TenantId, callId: CallId): void {
    this.#mark({ kind: "call-record", tenantId, id: callId });
  }

  /** Its recording began, ended, was paused or goes on; somebody came or left: who speaks in the call sees it. */
  contactChanged(tenantId: TenantId, callId: CallId): void {
    for (const id of this.#options.agents.onCall(callId)) this.#mark({ kind: "agent", tenantId, id });
  }

  /** Their sign-in is over: each page comes back, and is told so. */
  disconnect(tenantId: TenantId, userId: UserId): void {
    for (const { view, socket } of this.#feedOf(tenantId).watchers)
      // RFC 6455 §7.4.1: 1008, not allowed any more.
      if (view.person.user.id === userId) socket.close(1008);
  }

  /** What a desk shows of this agent besides their calls. */
  agentChanged(tenantId: TenantId, id: AgentId): void {
    this.#mark({ kind: "agent", tenantId, id });
  }

  /** A queue's alarms or thresholds. */
  queueChanged(tenantId: TenantId, id: QueueId): void {
    this.#mark({ kind: "queue", tenantId, id });
  }

  /** Who is parked where. */
  parkedChanged(tenantId: TenantId): void {
    this.#mark({ kind: "parked", tenantId, id: "parked" });
  }

  setSystem(system: LiveState["system"]): void {
    this.#system = system;
    for (const tenantId of this.#tenants.keys()) this.#mark({ kind: "system", tenantId, id: "system" });
  }

  /** What is wrong with the node, for those who look after it. */
  setAlarms(alarms: readonly Alarm[]): void {
    this.#alarms = alarms;
    for (const tenantId of this.#tenants.keys()) this.#mark({ kind: "alarms", tenantId, id: "alarms" });
  }

  close(): void {
    this.#cancelHeartbeat();
    for (const feed of this.#tenants.values()) {
      for (const cancel of Object.values(feed.cancelFlush)) cancel();
      // RFC 6455 §7.4.1: 1001, the server is going away; the page comes back by itself.
      for (const { socket } of feed.watchers) socket.close(1001);
    }
  }

  #feedOf(tenantId: TenantId): TenantFeed {
    let feed = this.#tenants.get(tenantId);
    if (!feed) {
      // Numbers begin at the time of the start, so that a page that outlived a restart is seen to be behind.
      const seq = this.#options.clock.now();
      const dirty = { atOnce: new Map<string, Mark>(), figures: new Map<string, Mark>() };
      feed = { watchers: new Set(), dirty, history: [], seq, cancelFlush: {} };
      this.#tenants.set(tenantId, feed);
    }
    return feed;
  }

  #mark(mark: Mark): void {
    const feed = this.#feedOf(mark.tenantId);
    const pace: Pace = mark.kind === "queue" || mark.kind === "call-record" ? "figures" : "atOnce";
    feed.dirty[pace].set(`${mark.kind}/${mark.id}`, mark);
    feed.cancelFlush[pace] ??= this.#options.clock.after(gatherMs[pace], () => this.#flush(feed, pace));
  }

  #flush(feed: TenantFeed, pace: Pace): void {
    delete feed.cancelFlush[pace];
    const marks = [...feed.dirty[pace].values()];
    feed.dirty[pace].clear();
    for (const mark of marks) feed.history.push({ seq: ++feed.seq, mark });
    feed.history.splice(0, Math.max(0, feed.history.length - keptMarks));
    const news = this.#news(marks, feed.seq);
    for (const watcher of feed.watchers) {
      const message = news.messageFor(watcher.view);
      if (message) send(watcher, message);
    }
  }

  #sendSnapshot(watcher: Watcher, seq: number): void {
    const node = { system: this.#system, alarms: this.#alarms };
    const state = liveState(watcher.view, this.#options, node);
    send(watcher, text({ type: "snapshot", seq, now: this.#nowText(), state }));
  }

  #heartbeat(): void {
    for (const feed of this.#tenants.values()) {
      const heartbeat = text({ type: "heartbeat", seq: feed.seq, now: this.#nowText() });
      for (const watcher of feed.watchers) send(watcher, heartbeat);
    }
    this.#cancelHeartbeat = this.#options.clock.after(heartbeatMs, () => this.#heartbeat());
  }

  #news(marks: readonly Mark[], seq: number): News {
    return new News(marks, seq, { ...this.#options, system: this.#system, alarms: this.#alarms });
  }

  #nowText(): string {
    return new Date(this.#options.clock.now()).toISOString();
  }
}

function text(message: LiveMessage): Buffer {
  return Buffer.from(JSON.stringify(message));
}

function send({ socket }: Watcher, message: Buffer): void {
  if (socket.bufferedAmount > maxBufferedBytes) socket.terminate();
  else if (socket.readyState === socket.OPEN) socket.send(message, { binary: false });
}

/** What came after a number; undefined when that cannot be told any more. */
function missedSince(feed: TenantFeed, after: number): Mark[] | undefined {
  if (after > feed.seq) return undefined;
  if (after === feed.seq) return [];
  const first = feed.history[0];
  if (!first || first.seq > after + 1) return undefined;
  return feed.history.filter((entry) => entry.seq > after).map((entry) => entry.mark);
}
