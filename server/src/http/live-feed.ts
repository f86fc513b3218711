// The live feed: one WebSocket a page. Changes are gathered for a moment, written once for everybody who
// may see them, and kept for a while, so that a page that lost its connection goes on where it was.
import type { LiveChange, LiveMessage, LiveState } from "@tandem/contract";
import type { AgentId, CallId, Clock, TenantId, TrunkId } from "@tandem/kernel";
import type { WebSocket } from "ws";
import type { Agents } from "#contact-center/agents";
import type { Floor, FloorChange } from "#contact-center/supervision";
import type { Calls } from "#telephony/calls";
import type { Trunks } from "#telephony/trunks";
import {
  agentLive,
  callLive,
  deskLive,
  liveState,
  queueLive,
  trunkLive,
  viewOf,
  watchesQueue,
} from "./live-views.ts";
import type { View } from "./live-views.ts";
import type { Person } from "./person.ts";

export type LiveFeedOptions = {
  readonly floor: Floor;
  readonly agents: Agents;
  readonly trunks: Trunks;
  readonly calls: Pick<Calls, "takeBack">;
  readonly clock: Clock;
};

type Watcher = { readonly view: View; readonly socket: WebSocket };

/** One thing that changed, by kind and id; its value is read when it is sent. */
type Mark =
  | FloorChange
  | { readonly kind: "call-record"; readonly tenantId: TenantId; readonly id: CallId }
  | { readonly kind: "trunk"; readonly tenantId: TenantId; readonly id: TrunkId }
  | { readonly kind: "system"; readonly tenantId: TenantId; readonly id: "system" };

type TenantFeed = {
  readonly watchers: Set<Watcher>;
  readonly dirty: Map<string, Mark>;
  /** The last marks sent, each with its number, the oldest first. */
  readonly history: { seq: number; mark: Mark }[];
  seq: number;
  cancelFlush: (() => void) | undefined;
};

/** Long enough to gather what one event changes, short enough that nobody sees it. */
const gatherMs = 20;
const heartbeatMs = 15_000;
const keptMarks = 2000;
/** A page that does not read is disconnected rather than fed from memory without bound. */
const maxBufferedBytes = 4 * 1024 * 1024;

export class LiveFeed {
  readonly #options: LiveFeedOptions;
  readonly #tenants = new Map<TenantId, TenantFeed>();
  #system: LiveState["system"] = { state: "ok", reason: null };
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
    if (missed) this.#sendMissed(watcher, feed.seq, missed);
    else this.#sendSnapshot(watcher, feed.seq);
  }

  callRecordStored(tenantId: TenantId, callId: CallId): void {
    this.#mark({ kind: "call-record", tenantId, id: callId });
  }

  setSystem(system: LiveState["system"]): void {
    this.#system = system;
    for (const tenantId of this.#tenants.keys()) this.#mark({ kind: "system", tenantId, id: "system" });
  }

  close(): void {
    this.#cancelHeartbeat();
    for (const feed of this.#tenants.values()) {
      feed.cancelFlush?.();
      // RFC 6455 §7.4.1: 1001, the server is going away; the page comes back by itself.
      for (const { socket } of feed.watchers) socket.close(1001);
    }
  }

  #feedOf(tenantId: TenantId): TenantFeed {
    let feed = this.#tenants.get(tenantId);
    if (!feed) {
      // Numbers begin at the time of the start, so that a page that outlived a restart is seen to be behind.
      const seq = this.#options.clock.now();
      feed = { watchers: new Set(), dirty: new Map(), history: [], seq, cancelFlush: undefined };
      this.#tenants.set(tenantId, feed);
    }
    return feed;
  }

  #mark(mark: Mark): void {
    const feed = this.#feedOf(mark.tenantId);
    feed.dirty.set(`${mark.kind}/${mark.id}`, mark);
    feed.cancelFlush ??= this.#options.clock.after(gatherMs, () => this.#flush(feed));
  }

  #flush(feed: TenantFeed): void {
    feed.cancelFlush = undefined;
    const marks = [...feed.dirty.values()];
    feed.dirty.clear();
    for (const mark of marks) feed.history.push({ seq: ++feed.seq, mark });
    feed.history.splice(0, Math.max(0, feed.history.length - keptMarks));
    for (const watcher of feed.watchers) this.#sendChanges(watcher, feed.seq, marks);
  }

  #sendSnapshot(watcher: Watcher, seq: number): void {
    const state = liveState(watcher.view, this.#options, this.#system);
    this.#send(watcher, { type: "snapshot", seq, now: this.#nowText(), state });
  }

  #sendChanges(watcher: Watcher, seq: number, marks: readonly Mark[]): void {
    const changes = marks.flatMap((mark) => this.#changesFor(watcher.view, mark));
    if (changes.length > 0) this.#send(watcher, { type: "changes", seq, changes });
  }

  /** Also when nothing was missed: the page learns that it is up to date. */
  #sendMissed(watcher: Watcher, seq: number, marks: readonly Mark[]): void {
    const changes = marks.flatMap((mark) => this.#changesFor(watcher.view, mark));
    this.#send(watcher, { type: "changes", seq, changes });
  }

  #changesFor(view: View, mark: Mark): LiveChange[] {
    const { floor, agents, trunks } = this.#options;
    switch (mark.kind) {
      case "queue": {
        const queue = floor.queue(mark.tenantId, mark.id);
        if (!queue) return [{ kind: "queue", id: mark.id, value: null }];
        return watchesQueue(view, queue) ? [{ kind: "queue", id: mark.id, value: queueLive(queue) }] : [];
      }
      case "agent":
        return this.#agentChanges(view, mark.id);
      case "call": {
        if (!view.wholeFloor) return [];
        const call = floor.call(mark.id);
        return [{ kind: "call", id: mark.id, value: call ? callLive(call) : null }];
      }
      case "call-record":
        return [{ kind: "call-record", id: mark.id }];
      case "trunk": {
        if (!view.wholeFloor) return [];
        const trunk = trunks.byId(mark.id);
        return [{ kind: "trunk", id: mark.id, value: trunk ? trunkLive(trunks, trunk) : null }];
      }
      case "system":
        return [{ kind: "system", value: this.#system }];
      default:
        return (mark satisfies never) ?? [agents];
    }
  }

  #agentChanges(view: View, agentId: AgentId): LiveChange[] {
    const agent = this.#options.agents.get(agentId);
    const changes: LiveChange[] = [];
    if (view.agent?.record.id === agentId)
      changes.push({ kind: "desk", value: agent ? deskLive(agent, this.#options.calls) : null });
    if (view.wholeFloor) changes.push({ kind: "agent", id: agentId, value: agent ? agentLive(agent) : null });
    return changes;
  }

  #heartbeat(): void {
    for (const feed of this.#tenants.values()) {
      for (const watcher of feed.watchers) {
        this.#send(watcher, { type: "heartbeat", seq: feed.seq, now: this.#nowText() });
      }
    }
    this.#cancelHeartbeat = this.#options.clock.after(heartbeatMs, () => this.#heartbeat());
  }

  #send({ socket }: Watcher, message: LiveMessage): void {
    if (socket.bufferedAmount > maxBufferedBytes) socket.terminate();
    else if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(message));
  }

  #nowText(): string {
    return new Date(this.#options.clock.now()).toISOString();
  }
}

/** What came after a number; undefined when that cannot be told any more. */
function missedSince(feed: TenantFeed, after: number): Mark[] | undefined {
  if (after > feed.seq) return undefined;
  if (after === feed.seq) return [];
  const first = feed.history[0];
  if (!first || first.seq > after + 1) return undefined;
  return feed.history.filter((entry) => entry.seq > after).map((entry) => entry.mark);
}
