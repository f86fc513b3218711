// Shell of one server transaction, INVITE or not: keeps the latest response, runs timers.
import { assertNever } from "@tandem/kernel";
import type { Clock } from "@tandem/kernel";
import { buildResponse } from "../message/index.ts";
import type { ResponseOptions, SipRequest, SipResponse } from "../message/index.ts";
import type { Destination, FlowKey, SipSource } from "../transport/index.ts";
import { startInviteServer, stepInviteServer } from "./invite-server.ts";
import { run } from "./machine.ts";
import type { Running, ServerEffect, ServerInput, ServerTimer } from "./machine.ts";
import { startNonInviteServer, stepNonInviteServer } from "./non-invite-server.ts";
import { NamedTimers } from "./named-timers.ts";

/** A request with where it came from. */
export type Arrival = { request: SipRequest; source: SipSource; flow: FlowKey };

export type ServerPorts = {
  clock: Clock;
  send(destination: Destination, message: SipResponse, onFailure: () => void): void;
  onTerminated(transaction: ServerTransaction): void;
};

export class ServerTransaction {
  readonly key: string;
  readonly request: SipRequest;
  readonly source: SipSource;
  readonly flow: FlowKey;
  /** Our tag in the To header of every response but 100, when the request had none. */
  readonly localTag: string;
  /** CANCEL came for this INVITE, which has no final response yet. */
  onCancel: ((cancel: SipRequest) => void) | undefined;
  /** The ACK of our 2xx, or a copy of it. */
  onAck: ((ack: SipRequest) => void) | undefined;
  /** The response could not be sent, or its ACK never came. */
  onFailure: ((reason: "timeout" | "transport") => void) | undefined;
  readonly #ports: ServerPorts;
  readonly #timers: NamedTimers<ServerTimer>;
  readonly #machine: Running<ServerInput, ServerEffect>;
  #latest: SipResponse | undefined;
  #ack: SipRequest | undefined;

  constructor(key: string, arrival: Arrival, localTag: string, ports: ServerPorts) {
    this.key = key;
    this.request = arrival.request;
    this.source = arrival.source;
    this.flow = arrival.flow;
    this.localTag = localTag;
    this.#ports = ports;
    this.#timers = new NamedTimers(ports.clock, (timer) => this.#advance({ kind: "timer", timer }));
    const reliable = arrival.source.transport !== "udp";
    this.#machine =
      arrival.request.method === "INVITE"
        ? run(startInviteServer(reliable), stepInviteServer)
        : run(startNonInviteServer(reliable), stepNonInviteServer);
  }

  /** True while no final response was sent. */
  get isPending(): boolean {
    const state = this.#machine.stateName();
    return state === "trying" || state === "proceeding";
  }

  start(): void {
    this.#carryOut(this.#machine.firstEffects);
  }

  /** Sends a response. After a final response this does nothing; see `repeat` for 2xx to INVITE. */
  respond(status: number, options: ResponseOptions = {}): void {
    if (!this.isPending) return;
    this.#latest = buildResponse(this.request, status, { toTag: this.localTag, ...options });
    this.#advance({ kind: "respond", status });
  }

  /** Sends the 2xx to an INVITE once more (RFC 3261 §13.3.1.4). */
  repeat(): void {
    if (this.#latest !== undefined) this.#advance({ kind: "respond", status: this.#latest.status });
  }

  receiveCopy(): void {
    this.#advance({ kind: "request" });
  }

  receiveAck(ack: SipRequest): void {
    this.#ack = ack;
    this.#advance({ kind: "ack" });
  }

  /** Ends at once and silently. */
  abort(): void {
    this.#timers.stopAll();
  }

  #advance(input: ServerInput): void {
    this.#carryOut(this.#machine.advance(input));
  }

  #carryOut(effects: readonly ServerEffect[]): void {
    for (const effect of effects) this.#carryOutOne(effect);
    if (this.#machine.stateName() !== "terminated") return;
    this.#timers.stopAll();
    this.#ports.onTerminated(this);
  }

  #carryOutOne(effect: ServerEffect): void {
    switch (effect.kind) {
      case "send-response":
        return this.#send(this.#latest as SipResponse);
      case "send-trying":
        this.#latest = buildResponse(this.request, 100);
        return this.#send(this.#latest);
      case "deliver-ack":
        return this.onAck?.(this.#ack as SipRequest);
      case "fail":
        return this.onFailure?.(effect.reason);
      case "start-timer":
        return this.#timers.start(effect.timer, effect.delayMs);
      case "stop-timer":
        return this.#timers.stop(effect.timer);
      default:
        return assertNever(effect);
    }
  }

  #send(response: SipResponse): void {
    const destination = responseDestination(this.request, this.source, this.flow);
    this.#ports.send(destination, response, () => this.#advance({ kind: "transport-error" }));
  }
}

const defaultPort = 5060;

/**
 * Where a response goes: back over the connection; over UDP to the packet's port when the client asked
 * for it (RFC 3581 §4), else to the packet's address at the port of sent-by (RFC 3261 §18.2.2).
 */
export function responseDestination(request: SipRequest, source: SipSource, flow: FlowKey): Destination {
  const via = request.topViaOrUndefined;
  if (source.transport !== "udp" || via === undefined || via.params.has("rport")) return { flow };
  return { ...source, port: via.port ?? defaultPort };
}
