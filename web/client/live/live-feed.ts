// Owns the WebSocket of the live feed and its timer; what to do is decided by `stepLiveLink`.
import { liveMessageSchema } from "@tandem/contract";
import type { Clock } from "#client/time";
import { stepLiveLink, stoppedLink } from "./live-link.ts";
import type { LiveLink, LiveLinkEffect, LiveLinkInput } from "./live-link.ts";

/** What a socket tells the feed. */
export type LiveSocketEvents = {
  readonly opened: () => void;
  readonly closed: () => void;
  readonly message: (data: unknown) => void;
};

export type LiveFeedPorts = {
  readonly clock: Clock;
  /** Opens a socket on `/api/v1/live` with this query. */
  readonly openSocket: (query: string, events: LiveSocketEvents) => { close(): void };
  readonly onRecordsChanged: (ids: readonly string[]) => void;
  readonly onRefused: () => void;
};

export class LiveFeed {
  readonly #ports: LiveFeedPorts;
  readonly #listeners = new Set<() => void>();
  #link: LiveLink = stoppedLink;
  #socket: { close(): void } | undefined;
  #cancelTimer: (() => void) | undefined;

  constructor(ports: LiveFeedPorts) {
    this.#ports = ports;
  }

  /** The same object until something changes, as `useSyncExternalStore` wants. */
  readonly snapshot = (): LiveLink => this.#link;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  start(): void {
    this.#take({ kind: "start" });
  }

  /** Closes the socket and forgets the state: the next who signs in may be somebody else. */
  stop(): void {
    this.#take({ kind: "stop" });
  }

  /** Tries at once when waiting: the network is back or the tab is shown again. */
  nudge(): void {
    this.#take({ kind: "nudge" });
  }

  #take(input: LiveLinkInput): void {
    const before = this.#link;
    const { state, effects } = stepLiveLink(before, input, this.#ports.clock.now());
    this.#link = state;
    for (const effect of effects) this.#carryOut(effect);
    if (state !== before) for (const listener of this.#listeners) listener();
  }

  #carryOut(effect: LiveLinkEffect): void {
    switch (effect.kind) {
      case "open":
        return this.#open(effect.after);
      case "close":
        return this.#close();
      case "timer":
        this.#cancelTimer?.();
        this.#cancelTimer = this.#ports.clock.after(effect.delayMs, () => this.#take({ kind: "time" }));
        return;
      case "no-timer":
        this.#cancelTimer?.();
        return;
      case "check-sign-in":
        return this.#ports.onRefused();
      case "records-changed":
        return this.#ports.onRecordsChanged(effect.ids);
      default:
        effect satisfies never;
    }
  }

  #open(after: number | undefined): void {
    // A socket that was given up must not speak any more.
    const whileCurrent = (input: () => LiveLinkInput) => {
      if (this.#socket === socket) this.#take(input());
    };
    const socket = this.#ports.openSocket(after === undefined ? "" : `?after=${after}`, {
      opened: () => whileCurrent(() => ({ kind: "opened" })),
      closed: () => whileCurrent(() => ({ kind: "closed" })),
      message: (data) => whileCurrent(() => readMessage(data)),
    });
    this.#socket = socket;
  }

  #close(): void {
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.close();
  }
}

function readMessage(data: unknown): LiveLinkInput {
  try {
    const parsed = liveMessageSchema.safeParse(JSON.parse(String(data)));
    return parsed.success ? { kind: "message", message: parsed.data } : { kind: "bad-message" };
  } catch {
    return { kind: "bad-message" };
  }
}
