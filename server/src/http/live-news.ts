// What pages are told of things that changed: made once for everybody who may see it, however many watch.
import type { LiveChange, LiveState } from "@tandem/contract";
import type { CallId, TenantId, TrunkId } from "@tandem/kernel";
import type { Agents } from "#contact-center/agents";
import type { Floor, FloorChange } from "#contact-center/supervision";
import type { Alarm } from "#platform/alarms";
import type { Trunks } from "#telephony/trunks";
import {
  agentLive,
  alarmLive,
  callLive,
  deskLive,
  parkedLive,
  queueLive,
  trunkLive,
  watchesQueue,
} from "./live-views.ts";
import type { LiveSources, View } from "./live-views.ts";

/** One thing that changed, by kind and id; its value is read when it is sent. */
export type Mark =
  | FloorChange
  | { readonly kind: "call-record"; readonly tenantId: TenantId; readonly id: CallId }
  | { readonly kind: "trunk"; readonly tenantId: TenantId; readonly id: TrunkId }
  | { readonly kind: "system"; readonly tenantId: TenantId; readonly id: "system" }
  | { readonly kind: "parked"; readonly tenantId: TenantId; readonly id: "parked" }
  | { readonly kind: "alarms"; readonly tenantId: TenantId; readonly id: "alarms" };

export type NewsSources = LiveSources & {
  readonly floor: Floor;
  readonly agents: Agents;
  readonly trunks: Trunks;
  readonly system: LiveState["system"];
  readonly alarms: readonly Alarm[];
};

/** JSON of a change, and who may see it. */
type Item = { readonly text: string; readonly isFor: (view: View) => boolean };

const everybody = () => true;
const whoWatchesTheFloor = (view: View) => view.wholeFloor;

export class News {
  readonly #items: readonly Item[];
  readonly #seq: number;
  /** By which of the items are in it. */
  readonly #messages = new Map<string, Buffer>();

  constructor(marks: readonly Mark[], seq: number, sources: NewsSources) {
    this.#items = marks.flatMap((mark) => itemsOf(mark, sources));
    this.#seq = seq;
  }

  /** The message for somebody, the same for all who see the same; undefined when nothing is for them. */
  messageFor(view: View): Buffer | undefined {
    const own: number[] = [];
    for (const [index, { isFor }] of this.#items.entries()) if (isFor(view)) own.push(index);
    return own.length > 0 ? this.#message(own) : undefined;
  }

  /** As above, and without changes when there are none: the page learns that it is up to date. */
  messageInAnyCase(view: View): Buffer {
    return this.messageFor(view) ?? this.#message([]);
  }

  #message(own: readonly number[]): Buffer {
    const key = own.join();
    let message = this.#messages.get(key);
    if (!message) {
      const changes = own.map((index) => this.#items[index]?.text).join(",");
      message = Buffer.from(`{"type":"changes","seq":${this.#seq},"changes":[${changes}]}`);
      this.#messages.set(key, message);
    }
    return message;
  }
}

function item(change: LiveChange, isFor: Item["isFor"]): Item {
  return { text: JSON.stringify(change), isFor };
}

function itemsOf(mark: Mark, sources: NewsSources): Item[] {
  const { floor, trunks } = sources;
  switch (mark.kind) {
    case "queue": {
      const queue = floor.queue(mark.tenantId, mark.id);
      if (!queue) return [item({ kind: "queue", id: mark.id, value: null }, everybody)];
      const change = { kind: "queue", id: mark.id, value: queueLive(queue, sources.queueAlarms) } as const;
      return [item(change, (view) => watchesQueue(view, queue))];
    }
    case "agent":
      return agentItems(mark.id, sources);
    case "call": {
      const call = floor.call(mark.id);
      return [item({ kind: "call", id: mark.id, value: call ? callLive(call) : null }, whoWatchesTheFloor)];
    }
    case "call-record":
      return [item({ kind: "call-record", id: mark.id }, everybody)];
    case "trunk": {
      const trunk = trunks.byId(mark.id);
      const value = trunk ? trunkLive(trunks, trunk) : null;
      return [item({ kind: "trunk", id: mark.id, value }, whoWatchesTheFloor)];
    }
    case "system":
      return [item({ kind: "system", value: sources.system }, everybody)];
    case "parked": {
      const value = sources.parkedCalls.ofTenant(mark.tenantId).map(parkedLive);
      return [item({ kind: "parked", value }, everybody)];
    }
    case "alarms":
      return [item({ kind: "alarms", value: sources.alarms.map(alarmLive) }, (view) => view.seesAlarms)];
    default:
      return mark satisfies never;
  }
}

/** The own desk, and the agent as supervisors see them. */
function agentItems(
  agentId: Extract<Mark, { kind: "agent" }>["id"],
  { agents, ...desk }: NewsSources,
): Item[] {
  const agent = agents.staff(agentId);
  const value = agent ? agentLive(agent, desk.deskRules) : null;
  return [
    item(
      { kind: "desk", value: agent ? deskLive(agent, desk) : null },
      (view) => view.agent?.record.id === agentId,
    ),
    item({ kind: "agent", id: agentId, value }, whoWatchesTheFloor),
  ];
}
