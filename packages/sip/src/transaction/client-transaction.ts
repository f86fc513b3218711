// Shell of one client transaction, INVITE or not: sends, runs timers, reports responses.
import { assertNever } from "@tandem/kernel";
import type { Clock } from "@tandem/kernel";
import { headerField, SipRequest } from "../message/index.ts";
import type { HeaderField, SipResponse } from "../message/index.ts";
import { transportOf } from "../transport/index.ts";
import type { Destination } from "../transport/index.ts";
import { startInviteClient, stepInviteClient } from "./invite-client.ts";
import { run } from "./machine.ts";
import type { ClientEffect, ClientInput, ClientTimer, Running } from "./machine.ts";
import { startNonInviteClient, stepNonInviteClient } from "./non-invite-client.ts";
import { giveUpMs } from "./timers.ts";
import { NamedTimers } from "./named-timers.ts";

export type ClientHandlers = {
  /** Every response that is news: provisional ones, the final one, and every 2xx to an INVITE. */
  onResponse(response: SipResponse): void;
  /** No final response will come. Called at most once, and not after a final response. */
  onFailure(reason: "timeout" | "transport"): void;
};

export type ClientPorts = {
  clock: Clock;
  send(destination: Destination, message: SipRequest, onFailure: () => void): void;
  onTerminated(transaction: ClientTransaction): void;
};

export class ClientTransaction {
  readonly key: string;
  /** With its Via. */
  readonly request: SipRequest;
  readonly destination: Destination;
  readonly #ports: ClientPorts;
  readonly #handlers: ClientHandlers;
  readonly #timers: NamedTimers<ClientTimer | "abandon">;
  readonly #machine: Running<ClientInput, ClientEffect>;
  #latest: SipResponse | undefined;
  #settled = false;

  constructor(
    key: string,
    request: SipRequest,
    destination: Destination,
    ports: ClientPorts,
    handlers: ClientHandlers,
  ) {
    this.key = key;
    this.request = request;
    this.destination = destination;
    this.#ports = ports;
    this.#handlers = handlers;
    this.#timers = new NamedTimers(ports.clock, (timer) =>
      this.#advance(timer === "abandon" ? { kind: "abandon" } : { kind: "timer", timer }),
    );
    const reliable = transportOf(destination) !== "udp";
    this.#machine =
      request.method === "INVITE"
        ? run(startInviteClient(reliable), stepInviteClient)
        : run(startNonInviteClient(reliable), stepNonInviteClient);
  }

  start(): void {
    this.#carryOut(this.#machine.firstEffects);
  }

  receive(response: SipResponse): void {
    this.#latest = response;
    this.#advance({ kind: "response", status: response.status });
  }

  /** After a CANCEL: fails as timed out when no final response comes within 64*T1 (RFC 3261 §9.1). */
  expectFinalSoon(): void {
    if (!this.#settled) this.#timers.start("abandon", giveUpMs);
  }

  /** Ends at once; an unanswered request fails as by a transport error. */
  abort(): void {
    this.#fail("transport");
    this.#timers.stopAll();
  }

  #advance(input: ClientInput): void {
    this.#carryOut(this.#machine.advance(input));
  }

  #carryOut(effects: readonly ClientEffect[]): void {
    for (const effect of effects) this.#carryOutOne(effect);
    if (this.#machine.stateName() !== "terminated") return;
    this.#timers.stopAll();
    this.#ports.onTerminated(this);
  }

  #carryOutOne(effect: ClientEffect): void {
    switch (effect.kind) {
      case "send-request":
        return this.#send(this.request);
      case "send-ack":
        return this.#send(acknowledge(this.request, this.#latest as SipResponse));
      case "deliver":
        return this.#deliver(this.#latest as SipResponse);
      case "fail":
        return this.#fail(effect.reason);
      case "start-timer":
        return this.#timers.start(effect.timer, effect.delayMs);
      case "stop-timer":
        return this.#timers.stop(effect.timer);
      default:
        return assertNever(effect);
    }
  }

  #send(request: SipRequest): void {
    this.#ports.send(this.destination, request, () => this.#advance({ kind: "transport-error" }));
  }

  #deliver(response: SipResponse): void {
    if (response.status >= 200) {
      this.#settled = true;
      this.#timers.stop("abandon");
    }
    this.#handlers.onResponse(response);
  }

  #fail(reason: "timeout" | "transport"): void {
    if (this.#settled) return;
    this.#settled = true;
    this.#handlers.onFailure(reason);
  }
}

/** ACK for a 3xx-6xx (RFC 3261 §17.1.1.3): the request's own Via, the response's To. */
function acknowledge(request: SipRequest, response: SipResponse): SipRequest {
  return companion(request, "ACK", response.header("to"));
}

/** CANCEL for a pending INVITE (RFC 3261 §9.1). `extra` is for a Reason header. */
export function cancelFor(request: SipRequest, extra: readonly HeaderField[]): SipRequest {
  const cancel = companion(request, "CANCEL", undefined);
  return cancel.withFields([...cancel.fields, ...extra]);
}

function companion(request: SipRequest, method: "ACK" | "CANCEL", to: string | undefined): SipRequest {
  const fields: HeaderField[] = [];
  for (const field of request.fields) {
    if (field.key === "cseq") fields.push(headerField("CSeq", `${request.cseq.sequence} ${method}`));
    else if (field.key === "to" && to !== undefined) fields.push(headerField("To", to));
    else if (copiedByCompanions.has(field.key)) fields.push(field);
  }
  return new SipRequest({ method, uri: request.uri, fields, body: Buffer.alloc(0) });
}

const copiedByCompanions = new Set(["via", "from", "to", "call-id", "max-forwards", "route"]);
