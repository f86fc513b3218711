// An INVITE of ours until its outcome: progress, forks, challenge, cancel, ring time-out.
import { err, ok } from "@tandem/kernel";
import { randomBytes } from "node:crypto";
import { dialogFromResponse } from "../dialog/index.ts";
import { buildRequest, writeNameAddress } from "../message/index.ts";
import type { HeaderList, SipRequest, SipResponse } from "../message/index.ts";
import { newTag } from "../transaction/index.ts";
import { transportOf } from "../transport/index.ts";
import { pathOfCall } from "./dialog-peer.ts";
import { Exchange } from "./exchange.ts";
import { InviteDialog } from "./invite-dialog.ts";
import type { CallPorts } from "./invite-dialog.ts";
import { acceptedBody } from "./local-identity.ts";
import type { OutgoingInvite, OutgoingInviteError, OutgoingInviteOptions } from "./types.ts";

type Outcome = Awaited<OutgoingInvite["outcome"]>;
/** One place the INVITE was forked to: early until its 2xx, then `repeatAck` answers copies of it. */
type Fork = { dialog: InviteDialog; repeatAck?: () => void };

/** Three minutes of ringing, as proxies allow at most (RFC 3261 §16.6, timer C). */
const defaultRingTimeoutMs = 180_000;

export class OutgoingInviteCall implements OutgoingInvite {
  readonly callId: string = randomBytes(16).toString("hex");
  readonly outcome: Promise<Outcome>;
  readonly #ports: CallPorts;
  readonly #options: OutgoingInviteOptions;
  readonly #fromTag = newTag();
  /** By remote tag. */
  readonly #forks = new Map<string, Fork>();
  readonly #exchange: Exchange;
  readonly #stopRinging: () => void;
  readonly #resolve: (outcome: Outcome) => void;
  #settled = false;
  #sequence = 0;

  constructor(ports: CallPorts, options: OutgoingInviteOptions) {
    this.#ports = ports;
    this.#options = options;
    const { promise, resolve } = Promise.withResolvers<Outcome>();
    this.outcome = promise;
    this.#resolve = resolve;
    this.#stopRinging = ports.clock.after(options.ringTimeoutMs ?? defaultRingTimeoutMs, () =>
      this.#giveUp({ kind: "timeout" }, []),
    );
    const plan = {
      build: (authorization: HeaderList) => this.#build(authorization),
      destinations: [options.to],
      credentials: options.credentials,
    };
    this.#exchange = new Exchange(ports.transactions, plan, {
      onResponse: (response, request) => this.#receive(response, request),
      onFailure: (reason) => this.#fail({ kind: reason === "timeout" ? "timeout" : "unreachable" }),
    });
    this.#exchange.start();
  }

  cancel(reason?: string): void {
    this.#giveUp({ kind: "cancelled" }, reason === undefined ? [] : [["Reason", reason]]);
  }

  #giveUp(error: OutgoingInviteError, headers: HeaderList): void {
    if (this.#settled) return;
    this.#settle(err(error));
    this.#exchange.cancel(headers);
  }

  #build(authorization: HeaderList): SipRequest {
    const { uri, toUri, from, offer, to, contactUser, headers } = this.#options;
    const { identity } = this.#ports;
    const fromAddress = {
      displayName: from.displayName,
      uri: from.uri,
      params: new Map([["tag", this.#fromTag]]),
    };
    const own: HeaderList = [
      ["Max-Forwards", "70"],
      ["From", writeNameAddress(fromAddress)],
      ["To", writeNameAddress({ uri: toUri ?? uri })],
      ["Call-ID", this.callId],
      ["CSeq", `${++this.#sequence} INVITE`],
      ["Contact", identity.contact(transportOf(to), contactUser)],
      ["User-Agent", identity.userAgent],
      ...identity.capabilities(),
    ];
    const body = { contentType: acceptedBody, text: offer };
    return buildRequest({
      method: "INVITE",
      uri,
      headers: [...own, ...(headers ?? []), ...authorization],
      body,
    });
  }

  #receive(response: SipResponse, request: SipRequest): void {
    if (response.status < 200) this.#receiveProvisional(response, request);
    else if (response.status < 300) this.#receiveSuccess(response, request);
    else {
      const { status, reason } = response;
      const headers = response.fields.map(({ name, value }) => [name, value] as const);
      this.#fail({ kind: "rejected", status, reason, headers });
    }
  }

  #receiveProvisional(response: SipResponse, request: SipRequest): void {
    if (response.status === 100 || this.#settled) return;
    if (response.toTag !== undefined) this.#fork(response, request);
    this.#options.onProgress?.({ status: response.status, answer: response.sdp });
  }

  /** Every fork's 2xx is ACKed; the first one wins, the others end with BYE (RFC 3261 §13.2.2.4). */
  #receiveSuccess(response: SipResponse, request: SipRequest): void {
    const fork = this.#fork(response, request);
    if (fork.repeatAck !== undefined) return fork.repeatAck();
    fork.repeatAck = fork.dialog.confirm(request, response);
    if (this.#settled) return void fork.dialog.bye();
    this.#settle(ok({ dialog: fork.dialog, answer: response.sdp }));
    this.#discardEarly();
  }

  #fork(response: SipResponse, request: SipRequest): Fork {
    const tag = response.toTag ?? "";
    const known = this.#forks.get(tag);
    if (known !== undefined && !(known.dialog.isEnded && known.repeatAck === undefined)) return known;
    const { to, contactUser, credentials } = this.#options;
    const state = dialogFromResponse(request, response);
    const dialog = new InviteDialog(this.#ports, { state, path: pathOfCall(to), contactUser, credentials });
    const fork = { dialog };
    this.#forks.set(tag, fork);
    return fork;
  }

  #fail(error: OutgoingInviteError): void {
    this.#discardEarly();
    if (!this.#settled) this.#settle(err(error));
  }

  #discardEarly(): void {
    for (const { dialog, repeatAck } of this.#forks.values()) if (repeatAck === undefined) dialog.discard();
  }

  #settle(outcome: Outcome): void {
    this.#settled = true;
    this.#stopRinging();
    this.#resolve(outcome);
  }
}
