// Shell of dialog/reliable-provisional: the 18x of one arriving INVITE that are repeated until PRACK (RFC 3262).
import { assertNever } from "@tandem/kernel";
import type { Clock } from "@tandem/kernel";
import { startReliableProvisional, stepReliableProvisional } from "../dialog/index.ts";
import type {
  ReliableProvisionalEffect,
  ReliableProvisionalInput,
  ReliableProvisionalState,
  ReliableProvisionalTimer,
} from "../dialog/index.ts";
import { reliableAckOf } from "../message/index.ts";
import type { HeaderList, MessageBody } from "../message/index.ts";
import { NamedTimers } from "../transaction/index.ts";
import type { ServerTransaction } from "../transaction/index.ts";

type Provisional = { status: number; headers: HeaderList; body: MessageBody | undefined };

export type ReliableResponsesPorts = {
  clock: Clock;
  random: () => number;
  invite: ServerTransaction;
  /**
   * The PRACK of a response with SDP came; answer it. `wasDescribed` is false for one that only acknowledges
   * a response without SDP.
   */
  onAcknowledged(prack: ServerTransaction, wasDescribed: boolean): void;
  /** No PRACK came within 64*T1. */
  onGiveUp(): void;
};

export class ReliableResponses {
  readonly #ports: ReliableResponsesPorts;
  readonly #timers: NamedTimers<ReliableProvisionalTimer>;
  readonly #waiting: Provisional[] = [];
  #state: ReliableProvisionalState;
  #sent: Provisional | undefined;
  #prack: ServerTransaction | undefined;
  #onFree: (() => void) | undefined;

  constructor(ports: ReliableResponsesPorts) {
    this.#ports = ports;
    this.#state = startReliableProvisional(ports.random());
    this.#timers = new NamedTimers(ports.clock, (timer) => this.#advance({ kind: "timer", timer }));
  }

  /** Sends 101 to 199, once those before it are acknowledged. */
  send(provisional: Provisional): void {
    this.#waiting.push(provisional);
    this.#advance({ kind: "send" });
  }

  /** A PRACK in this call's dialog. */
  receive(prack: ServerTransaction): void {
    const ack = reliableAckOf(prack.request);
    if (ack === undefined) return prack.respond(400, { reason: "Malformed RAck" });
    const { sequence } = this.#ports.invite.request.cseq;
    if (ack.method !== "INVITE" || ack.sequence !== sequence) return prack.respond(481);
    this.#prack = prack;
    this.#advance({ kind: "prack", number: ack.responseNumber });
  }

  /** Calls back when a 2xx may go out: no SDP waits for its PRACK (RFC 3262 §3). At once when that is so. */
  whenFree(callback: () => void): void {
    if (this.#isHeldUp()) this.#onFree = callback;
    else callback();
  }

  /** The final response goes out: nothing is repeated any more. */
  end(): void {
    this.#advance({ kind: "end" });
  }

  #isHeldUp(): boolean {
    const isUnacknowledged = this.#state.name === "sending" && this.#sent?.body !== undefined;
    return isUnacknowledged || this.#waiting.some(({ body }) => body !== undefined);
  }

  #advance(input: ReliableProvisionalInput): void {
    const { state, effects } = stepReliableProvisional(this.#state, input);
    this.#state = state;
    for (const effect of effects) this.#carryOut(effect);
    if (state.name === "ended") this.#waiting.length = 0;
    if (this.#onFree === undefined || this.#isHeldUp()) return;
    const callback = this.#onFree;
    this.#onFree = undefined;
    callback();
  }

  #carryOut(effect: ReliableProvisionalEffect): void {
    const prack = this.#prack as ServerTransaction;
    switch (effect.kind) {
      case "transmit":
        return this.#transmit(effect.number);
      case "repeat":
        return this.#ports.invite.repeat();
      case "acknowledge":
        if (effect.isNews) return this.#ports.onAcknowledged(prack, this.#sent?.body !== undefined);
        return prack.respond(200);
      case "refuse":
        return prack.respond(481);
      case "give-up":
        return this.#ports.onGiveUp();
      case "start-timer":
        return this.#timers.start(effect.timer, effect.delayMs);
      case "stop-timer":
        return this.#timers.stop(effect.timer);
      default:
        return assertNever(effect);
    }
  }

  #transmit(number: number): void {
    const sent = this.#waiting.shift() as Provisional;
    this.#sent = sent;
    const headers: HeaderList = [["Require", "100rel"], ["RSeq", String(number)], ...sent.headers];
    this.#ports.invite.respond(sent.status, { headers, body: sent.body });
  }
}
