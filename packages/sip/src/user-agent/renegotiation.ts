// Shell of invite-usage: carries out re-INVITEs and UPDATEs of one dialog, and repeats our 2xx until its ACK.
import { assertNever, err, ok } from "@tandem/kernel";
import type { Clock, Result } from "@tandem/kernel";
import { glareDelayMs, startInviteUsage, stepInviteUsage, withPhase } from "../dialog/index.ts";
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
import type { Descriptions } from "./dialog-snapshot-types.ts";
import { acceptedBody } from "./local-identity.ts";
import { sendRenegotiation } from "./renegotiation-request.ts";
import type { RenegotiationRequest } from "./renegotiation-request.ts";
import type { SessionTimer } from "./session-timer.ts";
import type { ReinviteError } from "./types.ts";

export type ReinviteResult = Result<{ answer: string | undefined }, ReinviteError>;

type Ours = RenegotiationRequest & { settle(result: ReinviteResult): void };

export type RenegotiationPorts = {
  clock: Clock;
  random: () => number;
  peer: DialogPeer;
  timer: SessionTimer;
  /** Asks the dialog's owner about the peer's offer; undefined when nobody is there to ask. */
  askOffer(offer: string | undefined): Promise<Result<string, { kind: "not-acceptable" }>> | undefined;
  /** The ACK of our 2xx to `invite` came. */
  onAcknowledged(invite: SipRequest, ack: SipRequest): void;
  onUnacknowledged(): void;
  /** Something that a checkpoint holds is another now. */
  onChanged(): void;
};

/** Upper bound of the Retry-After of §14.2, in seconds. */
const maxRetryAfterSeconds = 10;

export class Renegotiation {
  readonly #ports: RenegotiationPorts;
  readonly #timers: NamedTimers<InviteUsageTimer>;
  readonly #firstInvite: ServerTransaction | undefined;
  #state: InviteUsageState;
  /** Their INVITE or UPDATE: being answered, or answered with a 2xx that waits for its ACK. */
  #theirs: ServerTransaction | undefined;
  #arriving: ServerTransaction | undefined;
  #ours: Ours | undefined;
  #final: SipResponse | undefined;
  #ack: SipRequest | undefined;
  #lastTurn: Promise<unknown> = Promise.resolve();
  #onFree: (() => void) | undefined;
  #localDescription: string | undefined;
  #remoteDescription: string | undefined;

  /** `firstInvite`: the INVITE that makes the dialog, when the peer sent it. `inForce`: of a dialog that stands already. */
  constructor(
    ports: RenegotiationPorts,
    firstInvite: ServerTransaction | undefined,
    inForce: Descriptions | undefined,
  ) {
    this.#ports = ports;
    this.#firstInvite = firstInvite;
    this.#theirs = firstInvite;
    this.#state = startInviteUsage(firstInvite === undefined ? "uac" : "uas");
    this.#timers = new NamedTimers(ports.clock, (timer) => this.#advance({ kind: "timer", timer }));
    if (inForce === undefined) return;
    // Whatever was under way ended with its transactions; the peer asks again.
    this.#state = { name: "idle" };
    this.#localDescription = inForce.local;
    this.#remoteDescription = inForce.remote;
  }

  /** Whether the first offer has its answer. */
  get isSettled(): boolean {
    return this.#state.name !== "calling" && !this.#isFirstOpen();
  }

  get localDescription(): string | undefined {
    return this.#localDescription;
  }

  get remoteDescription(): string | undefined {
    return this.#remoteDescription;
  }

  /** The first INVITE's offer has its answer; what is undefined was said before. */
  settle(said: { local: string | undefined; remote: string | undefined }): void {
    this.#localDescription = said.local ?? this.#localDescription;
    this.#remoteDescription = said.remote ?? this.#remoteDescription;
    this.#advance({ kind: "settled" });
  }

  /** Sends a re-INVITE or UPDATE with an offer when the one before is settled and none of theirs is open. */
  offer(offer: string, method: "INVITE" | "UPDATE"): Promise<ReinviteResult> {
    const turn = this.#lastTurn.then(
      () =>
        new Promise<ReinviteResult>((settle) => {
          this.#ours = { method, offer, settle };
          this.#advance({ kind: "offer" });
        }),
    );
    this.#lastTurn = turn;
    return turn;
  }

  /** Sends an UPDATE without offer: it is in nobody's way. */
  refreshByUpdate(): Promise<ReinviteResult> {
    return new Promise((settle) => {
      sendRenegotiation(this.#ports, { method: "UPDATE", offer: undefined }, (outcome) => {
        if (outcome.kind === "failure") settle(err({ kind: "timeout" }));
        else if (outcome.response.status < 300) settle(ok({ answer: undefined }));
        else settle(err({ kind: "rejected", status: outcome.response.status }));
      });
    });
  }

  /** A re-INVITE or an UPDATE, or the PRACK that brings an offer. */
  receive(transaction: ServerTransaction): void {
    const { method, body, sdp } = transaction.request;
    this.#arriving = transaction;
    if (body.length > 0 && sdp === undefined)
      return transaction.respond(415, { headers: [["Accept", acceptedBody]] });
    const { peer, timer } = this.#ports;
    const isEarly = peer.state.phase === "early";
    const refusal = isEarly || method === "PRACK" ? undefined : timer.refusalOf(transaction.request);
    if (refusal !== undefined) return transaction.respond(422, { headers: refusal });
    // The first INVITE is still open: §14.2.
    if (isEarly && method === "INVITE") return this.#refuse(peer.state.role === "uac" ? 491 : 500);
    if (method === "UPDATE" && sdp === undefined) return this.#answerRefresh(transaction);
    this.#advance({ kind: "remote", method: method === "INVITE" ? "INVITE" : "UPDATE" });
  }

  /** Calls back when no UPDATE is under way: at once when that is so. */
  whenFree(callback: () => void): void {
    if (this.#state.name === "idle" || this.#isFirstOpen()) callback();
    else this.#onFree = callback;
  }

  /** Answers the first INVITE with 2xx; see `whenFree`. `answer` is left out when it was given before. */
  acceptFirst(answer: string | undefined): void {
    const { peer } = this.#ports;
    peer.setState(withPhase(peer.state, "confirmed"));
    this.#theirs = this.#firstInvite;
    this.#localDescription = answer ?? this.#localDescription;
    this.#remoteDescription ??= this.#firstInvite?.request.sdp;
    this.#respond(200, answer === undefined ? {} : { body: answer });
  }

  receiveAck(ack: SipRequest): void {
    if (ack.cseq.sequence !== this.#theirs?.request.cseq.sequence) return;
    this.#ack = ack;
    if (ack.sdp !== undefined) this.#remoteDescription = ack.sdp;
    this.#advance({ kind: "ack" });
  }

  end(): void {
    this.#onFree = undefined;
    this.#advance({ kind: "end" });
  }

  #isFirstOpen(): boolean {
    return this.#theirs === this.#firstInvite && this.#state.name === "answering";
  }

  /** An UPDATE without offer: a new Contact, a refreshed timer. */
  #answerRefresh(transaction: ServerTransaction): void {
    const isOtherOpen = this.#state.name === "answering" && this.#theirs?.request.method === "UPDATE";
    if (isOtherOpen) return this.#refuse(500); // RFC 3311 §5.2
    const { peer, timer } = this.#ports;
    const timerHeaders = peer.state.phase === "early" ? [] : timer.accept(transaction.request);
    transaction.respond(200, { headers: [...peer.contactHeaders(), ...timerHeaders] });
  }

  /** Sends the final response to what is being answered. */
  #respond(status: number, options: { body?: string } = {}): void {
    const transaction = this.#theirs;
    if (transaction === undefined || !transaction.isPending) return;
    const body = options.body === undefined ? undefined : { contentType: acceptedBody, text: options.body };
    transaction.onAck = (ack) => this.receiveAck(ack);
    transaction.respond(status, { headers: status < 300 ? this.#successHeaders(transaction) : [], body });
    this.#advance({ kind: "respond", status });
  }

  #successHeaders({ request }: ServerTransaction): HeaderList {
    const { peer, timer } = this.#ports;
    const isTimed = peer.state.phase === "confirmed" && request.method !== "PRACK";
    return [...peer.contactHeaders(), ...(isTimed ? timer.accept(request) : [])];
  }

  #advance(input: InviteUsageInput): void {
    const { state, effects } = stepInviteUsage(this.#state, input);
    this.#state = state;
    for (const effect of effects) this.#carryOut(effect);
    this.#ports.onChanged();
    if (this.#onFree === undefined || this.#state.name !== "idle") return;
    const callback = this.#onFree;
    this.#onFree = undefined;
    callback();
  }

  #carryOut(effect: InviteUsageEffect): void {
    const theirs = this.#theirs as ServerTransaction;
    switch (effect.kind) {
      case "send-offer":
        return this.#sendOffer();
      case "settle":
        return this.#settle(effect.outcome);
      case "refuse":
        return this.#refuse(effect.status);
      case "ask":
        return void this.#ask();
      case "abandon-answer":
        return theirs.respond(effect.status);
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

  #sendOffer(): void {
    const { offer, method } = this.#ours as Ours;
    // Before the answer of the call only an UPDATE can change it (RFC 3311 §5.1).
    const isEarly = this.#ports.peer.state.phase === "early";
    sendRenegotiation(this.#ports, { method: isEarly ? "UPDATE" : method, offer }, (outcome) => {
      if (outcome.kind === "failure") return this.#advance(outcome);
      this.#final = outcome.response;
      this.#advance({ kind: "response", status: outcome.response.status });
    });
  }

  #settle(outcome: "accepted" | "rejected" | "timeout" | "ended"): void {
    const ours = this.#ours;
    const final = this.#final;
    this.#ours = undefined;
    this.#final = undefined;
    if (outcome === "accepted") {
      this.#localDescription = ours?.offer;
      this.#remoteDescription = final?.sdp ?? this.#remoteDescription;
      ours?.settle(ok({ answer: final?.sdp }));
    } else if (outcome === "rejected") ours?.settle(err({ kind: "rejected", status: final?.status ?? 500 }));
    else ours?.settle(err({ kind: outcome }));
  }

  #refuse(status: 491 | 500): void {
    const seconds = Math.floor(this.#ports.random() * (maxRetryAfterSeconds + 1));
    this.#arriving?.respond(status, status === 500 ? { headers: [["Retry-After", String(seconds)]] } : {});
  }

  async #ask(): Promise<void> {
    const transaction = this.#arriving as ServerTransaction;
    this.#theirs = transaction;
    transaction.onCancel = () => this.#respond(487);
    const { sdp } = transaction.request;
    const asked = this.#ports.askOffer(sdp);
    if (asked === undefined) return this.#respond(488);
    try {
      const result = await asked;
      if (this.#theirs !== transaction || !transaction.isPending) return;
      if (!result.ok) return this.#respond(488);
      this.#localDescription = result.value;
      this.#remoteDescription = sdp ?? this.#remoteDescription;
      this.#respond(200, { body: result.value });
    } catch (error) {
      if (this.#theirs === transaction) this.#respond(500); // a bug of the owner: the peer is not left waiting
      throw error;
    }
  }
}
