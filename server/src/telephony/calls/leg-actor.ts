// One live leg: carries out what stepLeg decides, on a SIP dialog and a media leg. Inputs that
// arrive while another is being worked off wait in the inbox, so that a leg has one writer.
import { assertNever, err, ok } from "@tandem/kernel";
import type { AgentId, CallId, Clock, LegId, Result } from "@tandem/kernel";
import { parseSdp } from "@tandem/sdp";
import { isWebSocket } from "@tandem/sip";
import type { LocalSrtp } from "@tandem/sdp";
import type {
  Dialog,
  FlowKey,
  IncomingInvite,
  IncomingRefer,
  OutgoingInvite,
  OutgoingInviteOptions,
} from "@tandem/sip";
import { newLeg, stepLeg } from "./call-leg.ts";
import type { LegEffect, LegInput, LegState } from "./call-leg.ts";
import { causeOfStatus, reasonHeader, statusOf } from "./leg-causes.ts";
import type { LegEndCause } from "./leg-causes.ts";
import { LegMedia } from "./leg-media.ts";
import type { MediaPort } from "./leg-media.ts";

/** What a leg tells its call. */
export type LegNews =
  | { readonly kind: "ringing" }
  | { readonly kind: "early-media" }
  /** `address` when it was one of several phones: the one that was answered. */
  | { readonly kind: "answered"; readonly codec: string; readonly address?: string }
  | { readonly kind: "held" }
  | { readonly kind: "resumed" }
  | { readonly kind: "ended"; readonly cause: LegEndCause; readonly answered: boolean };

/** Where and how to ring a phone. */
export type DialTarget = {
  readonly uri: string;
  readonly to: OutgoingInviteOptions["to"];
  readonly transport: "rtp" | "webrtc";
  /** SRTP by keys in the SDP of plain RTP; "none" when left out. Of use only where the SDP itself is encrypted. */
  readonly encryption?: LocalSrtp["policy"];
  /** Route header values, when the phone is reached through proxies (RFC 3327). */
  readonly route?: readonly string[];
};

/** The arriving INVITE, or the one to send. */
export type LegSignalling =
  | {
      readonly kind: "arriving";
      readonly invite: IncomingInvite;
      /** Says by itself that it rings; when left out it does. */
      readonly ringsAtOnce?: boolean;
      /** "required": an offer of plain RTP is refused. */
      readonly encryption?: LocalSrtp["policy"];
    }
  | {
      readonly kind: "dialing";
      readonly target: DialTarget;
      readonly from: { readonly uri: string; readonly displayName?: string };
      readonly headers: readonly (readonly [string, string])[];
      readonly ringTimeoutMs: number;
    };

export type LegActorOptions = {
  /** Legs of one media call can be bridged. */
  readonly mediaCallId: CallId;
  readonly legId: LegId;
  /** Media's id of it, when that is another: one of several phones that ring for the leg. */
  readonly mediaLegId?: LegId;
  readonly agentId: AgentId | undefined;
  readonly signalling: LegSignalling;
  readonly media: MediaPort;
  readonly dial: (options: OutgoingInviteOptions) => OutgoingInvite;
  readonly clock: Clock;
  readonly advertisedAddress: string;
  readonly tell: (news: LegNews) => void;
  /** The phone asks for a transfer; refused when nobody is there to ask. */
  readonly onRefer?: (refer: IncomingRefer) => void;
};

export class LegActor {
  readonly options: LegActorOptions;
  readonly #media: LegMedia;
  readonly #inbox: LegInput[] = [];
  #working = false;
  #state: LegState;
  #outgoing: OutgoingInvite | undefined;
  #dialog: Dialog | undefined;
  #described: Promise<Result<string, { kind: string; message: string }>> | undefined;
  /** Whether the other side answered before it was picked up. */
  #early = false;

  constructor(options: LegActorOptions) {
    this.options = options;
    const { signalling } = options;
    this.#state = newLeg(signalling.kind, signalling.kind === "dialing" || signalling.ringsAtOnce !== false);
    this.#media = new LegMedia({
      ...options,
      callId: options.mediaCallId,
      legId: options.mediaLegId ?? options.legId,
      transport: mediaTransport(signalling),
      encryption: (signalling.kind === "arriving" ? signalling : signalling.target).encryption ?? "none",
    });
  }

  get state(): LegState {
    return this.#state;
  }

  /** Whether this is a dialed phone that nobody has answered yet. */
  get rings(): boolean {
    return this.#state.phase === "dialing" || this.#state.phase === "ringing";
  }

  /** The connection over which the phone is reached now; undefined when it is reached by address. */
  get flow(): string | undefined {
    if (this.#dialog) return this.#dialog.flow;
    const { signalling } = this.options;
    if (signalling.kind === "arriving") return signalling.invite.flow;
    const { to } = signalling.target;
    // Of several flows the INVITE goes over the first that is there.
    const first = "length" in to ? to[0] : to;
    return first && "flow" in first ? first.flow : undefined;
  }

  /** Its SIP dialog once it is answered. */
  get dialog(): Dialog | undefined {
    return this.#dialog;
  }

  /** Whether the phone holds now. */
  get holds(): boolean {
    return this.#media.held;
  }

  get codec(): string {
    return this.#media.codec;
  }

  /** The URI by which the phone wants to be reached: the same as in its registration. */
  get contactUri(): string | undefined {
    const { signalling } = this.options;
    return signalling.kind === "arriving" ? signalling.invite.request.contact?.uri : signalling.target.uri;
  }

  /** The phone registered again over another connection. */
  moveTo(flow: FlowKey): void {
    this.#dialog?.moveTo(flow);
  }

  /** Asks media for a port; everything else follows from the answer. */
  start(): void {
    const { signalling } = this.options;
    if (signalling.kind === "arriving") {
      signalling.invite.onCancelled = () => this.apply({ kind: "remote-end", cause: "cancelled" });
    }
    void this.#media.open().then((opened) => {
      if (opened.ok && this.#state.phase === "ended") this.#media.close();
      else this.apply({ kind: opened.ok ? "media-opened" : "media-refused" });
    });
  }

  apply(input: LegInput): void {
    this.#inbox.push(input);
    if (this.#working) return;
    this.#working = true;
    try {
      for (let next = this.#inbox.shift(); next; next = this.#inbox.shift()) {
        const { state, effects } = stepLeg(this.#state, next, this.options.clock.now());
        this.#state = state;
        for (const effect of effects) this.#carryOut(effect);
      }
    } finally {
      this.#working = false;
    }
  }

  #carryOut(effect: LegEffect): void {
    switch (effect.kind) {
      case "send-ringing":
        return this.#arriving().ring();
      case "send-early-answer":
        return void this.#answerEarly();
      case "send-answer":
        return void this.#answer();
      case "send-invite":
        return void this.#invite();
      case "send-refusal":
        return this.#arriving().reject(statusOf(effect.cause), {
          headers: [
            ["Reason", reasonHeader(effect.cause)],
            // RFC 3261 §20.33: tells the caller's proxy when a retry makes sense.
            ...(statusOf(effect.cause) === 503 ? [["Retry-After", "2"] as const] : []),
          ],
        });
      case "send-cancel":
        return this.#outgoing?.cancel(reasonHeader(effect.cause));
      case "send-bye":
        return void this.#dialog?.bye({ reason: reasonHeader(effect.cause) });
      case "close-media":
        return this.#media.close();
      case "tell":
        return this.#tell(effect.what);
      case "tell-ended":
        return this.options.tell({ kind: "ended", cause: effect.cause, answered: effect.answered });
      default:
        return assertNever(effect);
    }
  }

  #tell(what: "ringing" | "early-media" | "answered" | "held" | "resumed"): void {
    this.options.tell(what === "answered" ? { kind: what, codec: this.#media.codec } : { kind: what });
  }

  #arriving(): IncomingInvite {
    const { signalling } = this.options;
    if (signalling.kind !== "arriving") throw new Error("a dialed leg has no INVITE to answer");
    return signalling.invite;
  }

  async #answer(): Promise<void> {
    const invite = this.#arriving();
    const sdp = await this.#describe(invite);
    if (this.#state.phase !== "answering") return;
    if (!sdp.ok) {
      invite.reject(statusOf("not-acceptable"), { headers: [["Reason", reasonHeader("not-acceptable")]] });
      return this.apply({ kind: "refused", cause: "not-acceptable" });
    }
    const accepted = await invite.accept(sdp.value);
    if (!accepted.ok) {
      const cause = accepted.error.kind === "cancelled" ? "cancelled" : "unacknowledged";
      return this.apply({ kind: "remote-end", cause });
    }
    const { dialog, answer } = accepted.value;
    if (invite.offer === undefined && !(await this.#takeAnswer(answer))) return this.#dropDialog(dialog);
    this.#adopt(dialog, { kind: "acknowledged" });
  }

  /** Our side of an arriving INVITE, once: what 183 and 200 say is the same (RFC 3261 §13.3.1.4). */
  #describe({ offer }: IncomingInvite): Promise<Result<string, { kind: string; message: string }>> {
    this.#described ??=
      offer === undefined ? Promise.resolve(ok(this.#media.offer())) : this.#media.answer(offer);
    return this.#described;
  }

  async #answerEarly(): Promise<void> {
    const invite = this.#arriving();
    // Without an offer there is nobody to hear yet: ours goes out with the answer.
    if (invite.offer === undefined) return;
    const sdp = await this.#describe(invite);
    if (sdp.ok && this.#state.phase === "waiting") invite.progress(sdp.value);
  }

  async #hearEarly(answer: string): Promise<void> {
    this.#early = (await this.#takeAnswer(answer)) || this.#early;
    if (this.#early) this.apply({ kind: "early-media" });
  }

  async #invite(): Promise<void> {
    const { signalling, dial } = this.options;
    if (signalling.kind !== "dialing") return;
    const { target, from, headers, ringTimeoutMs } = signalling;
    this.#outgoing = dial({
      uri: target.uri,
      to: target.to,
      from,
      headers,
      ringTimeoutMs,
      offer: this.#media.offer(),
      onProgress: ({ status, answer }) => {
        // 183 with sound says nothing of ringing; what is heard does.
        if (status >= 180 && answer === undefined) this.apply({ kind: "ringing" });
        if (answer !== undefined) void this.#hearEarly(answer);
      },
    });
    const outcome = await this.#outgoing.outcome;
    if (!outcome.ok) return this.apply({ kind: "refused", cause: causeOf(outcome.error) });
    const { dialog, answer } = outcome.value;
    // An answer that came reliably with 183 is not repeated (RFC 3262 §5).
    const understood = answer === undefined ? this.#early : await this.#takeAnswer(answer);
    if (!understood) return this.#dropDialog(dialog);
    this.#adopt(dialog, { kind: "answered" });
  }

  async #takeAnswer(answer: string | undefined): Promise<boolean> {
    return answer !== undefined && (await this.#media.takeAnswer(answer)).ok;
  }

  #dropDialog(dialog: Dialog): void {
    void dialog.bye({ reason: reasonHeader("not-acceptable") });
    this.apply({ kind: "refused", cause: "not-acceptable" });
  }

  /** The dialog is ours from here; when the leg ended meanwhile, it is ended at once. */
  #adopt(dialog: Dialog, input: LegInput): void {
    if (this.#state.phase === "ended") {
      void dialog.bye({ reason: reasonHeader(this.#state.endCause ?? "hung-up-locally") });
      return;
    }
    this.#dialog = dialog;
    dialog.onEnded = ({ by }) => {
      this.apply({ kind: "remote-end", cause: by === "remote" ? "hung-up-remotely" : "phone-lost" });
    };
    dialog.onOffer = (offer) => this.#renegotiate(offer);
    dialog.onRefer = this.options.onRefer;
    dialog.onAnswer = (answer) => void this.#takeAnswer(answer).then(() => this.#noticeHold());
    this.apply(input);
    this.#noticeHold();
  }

  async #renegotiate(offer: string | undefined): Promise<Result<string, { kind: "not-acceptable" }>> {
    if (this.#state.phase !== "up") return err({ kind: "not-acceptable" });
    if (offer === undefined) return ok(this.#media.offer());
    const answer = await this.#media.answer(offer);
    if (!answer.ok) return err({ kind: "not-acceptable" });
    this.#noticeHold();
    return answer;
  }

  #noticeHold(): void {
    this.apply({ kind: "held", held: this.#media.held });
  }
}

/** A browser says so in its offer; a phone we dial is told by its registration. */
function mediaTransport(signalling: LegSignalling): "rtp" | "webrtc" {
  if (signalling.kind === "dialing") return signalling.target.transport;
  const { offer, source } = signalling.invite;
  if (offer === undefined) return isWebSocket(source) ? "webrtc" : "rtp";
  const description = parseSdp(offer);
  return description.ok && description.value.audio?.transport === "webrtc" ? "webrtc" : "rtp";
}

function causeOf(
  error:
    | { kind: "rejected"; status: number }
    | { kind: "timeout" }
    | { kind: "unreachable" }
    | { kind: "cancelled" },
): LegEndCause {
  switch (error.kind) {
    case "rejected":
      return causeOfStatus(error.status);
    case "timeout":
      return "no-answer";
    case "unreachable":
      return "unreachable";
    case "cancelled":
      return "cancelled";
    default:
      return assertNever(error);
  }
}
