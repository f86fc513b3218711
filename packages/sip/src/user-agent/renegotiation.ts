// Shell of invite-usage: carries out re-INVITEs and UPDATEs of one dialog, and repeats our 2xx until its ACK.
import { assertNever, err, ok } from "@tandem/kernel";
import type { Clock, Result } from "@tandem/kernel";
import { glareDelayMs, startInviteUsage, stepInviteUsage } from "../dialog/index.ts";
import type {
  InviteUsageEffect,
  InviteUsageInput,
  InviteUsageState,
  InviteUsageTimer,
} from "../dialog/index.ts";
import type { HeaderList, SipRequest, SipResponse } from "../message/index.ts";
import { NamedTimers } from "../transaction/index.ts";
import type { ServerTransaction } from "../transaction/index.ts";
import type { DialogPeer } from "./dialog-peer.ts";
import { acceptedBody } from "./local-identity.ts";
import type { ReinviteError } from "./types.ts";

type ReinviteResult = Result<{ answer: string | undefined }, ReinviteError>;

export type RenegotiationPorts = {
  clock: Clock;
  random: () => number;
  peer: DialogPeer;
  /** Asks the dialog's owner about the peer's offer; undefined when nobody is there to ask. */
  askOffer(offer: string | undefined): Promise<Result<string, { kind: "not-acceptable" }>> | undefined;
  /** The ACK of our 2xx to `invite` came. */
  onAcknowledged(invite: SipRequest, ack: SipRequest): void;
  onUnacknowledged(): void;
};

/** Upper bound of the Retry-After of §14.2, in seconds. */
const maxRetryAfterSeconds = 10;

export class Renegotiation {
  readonly #ports: RenegotiationPorts;
  readonly #timers: NamedTimers<InviteUsageTimer>;
  #state: InviteUsageState;
  /** Their INVITE or UPDATE: being answered, or answered with a 2xx that waits for its ACK. */
  #theirs: ServerTransaction | undefined;
  #arriving: ServerTransaction | undefined;
  #ours: { offer: string; settle(result: ReinviteResult): void } | undefined;
  #final: SipResponse | undefined;
  #ack: SipRequest | undefined;
  #lastTurn: Promise<unknown> = Promise.resolve();

  /** `firstInvite`: the INVITE that makes the dialog, when the peer sent it. */
  constructor(ports: RenegotiationPorts, firstInvite: ServerTransaction | undefined) {
    this.#ports = ports;
    this.#theirs = firstInvite;
    this.#state = startInviteUsage(firstInvite === undefined ? "uac" : "uas");
    this.#timers = new NamedTimers(ports.clock, (timer) => this.#advance({ kind: "timer", timer }));
  }

  /** Sends a re-INVITE when the one before is settled and none of theirs is open. */
  offer(offer: string): Promise<ReinviteResult> {
    const turn = this.#lastTurn.then(
      () =>
        new Promise<ReinviteResult>((settle) => {
          this.#ours = { offer, settle };
          this.#advance({ kind: "offer" });
        }),
    );
    this.#lastTurn = turn;
    return turn;
  }

  /** A re-INVITE, or an UPDATE with an offer. */
  receive(transaction: ServerTransaction): void {
    this.#arriving = transaction;
    this.#advance({ kind: "remote", method: transaction.request.method === "UPDATE" ? "UPDATE" : "INVITE" });
  }

  /** Sends the final response to what is being answered. */
  respond(
    status: number,
    options: { body?: string; headers?: HeaderList; reason?: string | undefined } = {},
  ): void {
    const transaction = this.#theirs;
    if (transaction === undefined || !transaction.isPending) return;
    const body = options.body === undefined ? undefined : { contentType: acceptedBody, text: options.body };
    const headers = [...(status < 300 ? this.#ports.peer.contactHeaders() : []), ...(options.headers ?? [])];
    transaction.onAck = (ack) => this.receiveAck(ack);
    transaction.respond(status, { reason: options.reason, headers, body });
    this.#advance({ kind: "respond", status });
  }

  receiveAck(ack: SipRequest): void {
    if (ack.cseq.sequence !== this.#theirs?.request.cseq.sequence) return;
    this.#ack = ack;
    this.#advance({ kind: "ack" });
  }

  end(): void {
    this.#advance({ kind: "end" });
  }

  #advance(input: InviteUsageInput): void {
    const { state, effects } = stepInviteUsage(this.#state, input);
    this.#state = state;
    for (const effect of effects) this.#carryOut(effect);
  }

  #carryOut(effect: InviteUsageEffect): void {
    const theirs = this.#theirs as ServerTransaction;
    switch (effect.kind) {
      case "send-invite":
        return this.#sendInvite();
      case "settle":
        return this.#settle(effect.outcome);
      case "refuse":
        return this.#refuse(effect.status);
      case "ask":
        return void this.#ask();
      case "abandon-answer":
        return theirs.respond(487);
      case "repeat-success":
        return theirs.repeat();
      case "acknowledged":
        return this.#ports.onAcknowledged(theirs.request, this.#ack as SipRequest);
      case "unacknowledged":
        return this.#ports.onUnacknowledged();
      case "start-glare-timer":
        return this.#timers.start("glare", glareDelayMs(this.#ports.peer.state.role, this.#ports.random()));
      case "start-timer":
        return this.#timers.start(effect.timer, effect.delayMs);
      case "stop-timer":
        return this.#timers.stop(effect.timer);
      default:
        return assertNever(effect);
    }
  }

  #sendInvite(): void {
    const { peer } = this.#ports;
    let repeatAck: (() => void) | undefined;
    const body = { contentType: acceptedBody, text: this.#ours?.offer ?? "" };
    peer.send(
      "INVITE",
      { body },
      {
        onResponse: (response, request) => {
          if (response.status < 200) return;
          if (repeatAck !== undefined) return repeatAck(); // a copy of the 2xx: our ACK was lost
          if (response.status < 300) repeatAck = peer.acknowledge(request, response);
          this.#final = response;
          this.#advance({ kind: "response", status: response.status });
        },
        onFailure: (reason) => this.#advance({ kind: "failure", reason }),
      },
    );
  }

  #settle(outcome: "accepted" | "rejected" | "timeout" | "ended"): void {
    const ours = this.#ours;
    const final = this.#final;
    this.#ours = undefined;
    this.#final = undefined;
    if (outcome === "accepted") ours?.settle(ok({ answer: final?.sdp }));
    else if (outcome === "rejected") ours?.settle(err({ kind: "rejected", status: final?.status ?? 500 }));
    else ours?.settle(err({ kind: outcome }));
  }

  #refuse(status: 491 | 500): void {
    const seconds = Math.floor(this.#ports.random() * (maxRetryAfterSeconds + 1));
    this.#arriving?.respond(status, status === 500 ? { headers: [["Retry-After", String(seconds)]] } : {});
  }

  async #ask(): Promise<void> {
    const transaction = this.#arriving as ServerTransaction;
    this.#theirs = transaction;
    transaction.onCancel = () => this.respond(487);
    const asked = this.#ports.askOffer(transaction.request.sdp);
    if (asked === undefined) return this.respond(488);
    try {
      const result = await asked;
      if (this.#theirs === transaction)
        this.respond(result.ok ? 200 : 488, result.ok ? { body: result.value } : {});
    } catch (error) {
      this.respond(500); // a bug of the owner: the peer is not left waiting
      throw error;
    }
  }
}
