// An INVITE of ours until its outcome: progress, forks, challenge, cancel, ring time-out.
import { err, ok, randomHex } from "@tandem/kernel";
import { dialogFromResponse } from "../dialog/index.ts";
import {
  buildRequest,
  contactsByPreference,
  minimumExpiresOf,
  reasonOf,
  writeNameAddress,
  writeReplaces,
} from "../message/index.ts";
import type { HeaderList, SipRequest, SipResponse } from "../message/index.ts";
import { newTag } from "../transaction/index.ts";
import { transportOf } from "../transport/index.ts";
import type { Destination } from "../transport/index.ts";
import { pathOfCall } from "./dialog-peer.ts";
import { Exchange } from "./exchange.ts";
import { InviteDialog } from "./invite-dialog.ts";
import type { CallPorts } from "./call-ports.ts";
import { acceptedBody, isSecureUri } from "./local-identity.ts";
import { leaveInvite } from "./left-invites.ts";
import type { LeftInvite } from "./left-invite-types.ts";
import { OutgoingFork } from "./outgoing-fork.ts";
import { reasons } from "./reasons.ts";
import { offerHeaders } from "./session-timer.ts";
import type { OutgoingInvite, OutgoingInviteError, OutgoingInviteOptions } from "./types.ts";

type Outcome = Awaited<OutgoingInvite["outcome"]>;

/** Three minutes of ringing, as proxies allow at most (RFC 3261 §16.6, timer C). */
const defaultRingTimeoutMs = 180_000;

/** The owner refused the offer of the peer: for the owner it is as if the peer had refused ours. */
const unwanted: OutgoingInviteError = {
  kind: "rejected",
  status: 488,
  reason: "Not Acceptable Here",
  headers: [],
};

function rejectionOf(response: SipResponse): OutgoingInviteError {
  const { status, reason } = response;
  const headers = response.fields.map(({ name, value }) => [name, value] as const);
  const contacts = status < 400 ? contactsByPreference(response) : [];
  return { kind: "rejected", status, reason, headers, cause: reasonOf(response), contacts };
}

export class OutgoingInviteCall implements OutgoingInvite {
  readonly callId: string = randomHex(16);
  readonly outcome: Promise<Outcome>;
  readonly #ports: CallPorts;
  readonly #options: OutgoingInviteOptions;
  readonly #fromTag = newTag();
  /** By remote tag. */
  readonly #forks = new Map<string, OutgoingFork>();
  #exchange: Exchange;
  readonly #stopRinging: () => void;
  readonly #resolve: (outcome: Outcome) => void;
  #settled = false;
  #sequence = 0;
  /** What a 422 asked for (RFC 4028 §7.3). */
  #minSeconds: number | undefined;

  constructor(ports: CallPorts, options: OutgoingInviteOptions) {
    this.#ports = ports;
    this.#options = options;
    const { promise, resolve } = Promise.withResolvers<Outcome>();
    this.outcome = promise;
    this.#resolve = resolve;
    this.#stopRinging = ports.clock.after(options.ringTimeoutMs ?? defaultRingTimeoutMs, () =>
      this.#giveUp({ kind: "timeout" }, [["Reason", reasons.noAnswer]]),
    );
    this.#exchange = this.#startExchange();
  }

  #startExchange(): Exchange {
    const { to, credentials } = this.#options;
    const plan = {
      build: (authorization: HeaderList, destination: Destination) => this.#build(authorization, destination),
      destinations: [to].flat(),
      credentials,
    };
    const exchange = new Exchange(this.#ports.transactions, plan, {
      onResponse: (response, request, destination) => this.#receive(response, request, destination),
      onFailure: (reason) => this.#fail({ kind: reason === "timeout" ? "timeout" : "unreachable" }),
    });
    exchange.start();
    return exchange;
  }

  left(): LeftInvite | undefined {
    const pending = this.#settled ? undefined : this.#exchange.pending;
    return pending && leaveInvite(pending.request, pending.destination);
  }

  cancel(reason?: string): void {
    this.#giveUp({ kind: "cancelled" }, reason === undefined ? [] : [["Reason", reason]]);
  }

  #giveUp(error: OutgoingInviteError, headers: HeaderList): void {
    if (this.#settled) return;
    this.#settle(err(error));
    this.#exchange.cancel(headers);
  }

  #build(authorization: HeaderList, destination: Destination): SipRequest {
    const { uri, toUri, from, offer, contactUser, headers, replaces } = this.#options;
    const { identity, sessionTimer } = this.#ports;
    const fromAddress = {
      displayName: from.displayName,
      uri: from.uri,
      params: new Map([["tag", this.#fromTag]]),
    };
    const own: (readonly [string, string])[] = [
      ["Max-Forwards", String(this.#options.maxForwards ?? 70)],
      ["From", writeNameAddress(fromAddress)],
      ["To", writeNameAddress({ uri: toUri ?? uri })],
      ["Call-ID", this.callId],
      ["CSeq", `${++this.#sequence} INVITE`],
      ["Contact", identity.contact(transportOf(destination), contactUser, isSecureUri(uri))],
      ["User-Agent", identity.userAgent],
      ...identity.capabilities(),
      ...offerHeaders(sessionTimer, this.#minSeconds),
    ];
    if (replaces !== undefined) own.push(["Require", "replaces"], ["Replaces", writeReplaces(replaces)]);
    const body = offer === undefined ? undefined : { contentType: acceptedBody, text: offer };
    return buildRequest({
      method: "INVITE",
      uri,
      headers: [...own, ...(headers ?? []), ...authorization],
      body,
    });
  }

  #receive(response: SipResponse, request: SipRequest, destination: Destination): void {
    if (response.status < 200) this.#receiveProvisional(response, request, destination);
    else if (response.status < 300) this.#receiveSuccess(response, request, destination);
    else if (!this.#raiseInterval(response)) this.#fail(rejectionOf(response));
  }

  /** A 422 wants a longer interval: the INVITE goes out again with it. False when that leads nowhere. */
  #raiseInterval(response: SipResponse): boolean {
    const minSeconds = response.status === 422 ? minimumExpiresOf(response) : undefined;
    if (minSeconds === undefined || minSeconds <= (this.#minSeconds ?? 0) || this.#settled) return false;
    this.#minSeconds = minSeconds;
    this.#discardEarly();
    this.#exchange = this.#startExchange();
    return true;
  }

  #receiveProvisional(response: SipResponse, request: SipRequest, destination: Destination): void {
    if (this.#settled) return;
    if (response.status === 100) return this.#options.onTrying?.();
    const { status, sdp } = response;
    const tell = (dialog: InviteDialog | undefined) =>
      this.#options.onProgress?.({
        status,
        answer: this.#options.offer === undefined ? undefined : sdp,
        dialog,
      });
    if (response.toTag === undefined) return tell(undefined);
    const fork = this.#fork(response, request, destination);
    fork.receiveProvisional(response, request, ({ kind }) => {
      if (kind === "refused") this.#giveUp(unwanted, [["Reason", reasons.notAcceptable]]);
      else if (!this.#settled) tell(fork.dialog);
    });
  }

  /** Every fork's 2xx is ACKed; the first one wins, the others end with BYE (RFC 3261 §13.2.2.4). */
  #receiveSuccess(response: SipResponse, request: SipRequest, destination: Destination): void {
    const fork = this.#fork(response, request, destination);
    fork.receiveSuccess(response, request, !this.#settled, ({ kind }) => {
      if (!this.#settled) this.#discardEarly();
      if (this.#settled) void fork.dialog.bye({ reason: reasons.completedElsewhere });
      else if (kind === "refused") void fork.dialog.bye({ reason: reasons.notAcceptable });
      if (this.#settled) return;
      const answer = this.#options.offer === undefined ? undefined : fork.dialog.remoteDescription;
      this.#settle(kind === "refused" ? err(unwanted) : ok({ dialog: fork.dialog, answer }));
    });
  }

  #fork(response: SipResponse, request: SipRequest, destination: Destination): OutgoingFork {
    const tag = response.toTag ?? "";
    const known = this.#forks.get(tag);
    if (known !== undefined && (known.isAnswered || !known.dialog.isEnded)) return known;
    const { contactUser, credentials } = this.#options;
    const state = dialogFromResponse(request, response);
    const path = pathOfCall(destination);
    const opening = response;
    const dialog = new InviteDialog(this.#ports, { state, path, contactUser, credentials, opening });
    const fork = new OutgoingFork(dialog, (offer) => this.#options.answerOffer?.(offer));
    this.#forks.set(tag, fork);
    return fork;
  }

  #fail(error: OutgoingInviteError): void {
    this.#discardEarly();
    if (!this.#settled) this.#settle(err(error));
  }

  #discardEarly(): void {
    for (const { dialog, isAnswered } of this.#forks.values()) if (!isAnswered) dialog.discard();
  }

  #settle(outcome: Outcome): void {
    this.#settled = true;
    this.#stopRinging();
    this.#resolve(outcome);
  }
}
