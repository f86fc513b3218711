// One live leg: carries out what stepLeg decides, on a SIP dialog and a media leg. Inputs that
// arrive while another is being worked off wait in the inbox, so that a leg has one writer.
import { assertNever, err, ok } from "@tandem/kernel";
import type { Result } from "@tandem/kernel";
import type { Dialog, FlowKey, LeftArrival, LeftInvite, MessageBody } from "@tandem/sip";
import { newLeg, stepLeg } from "./call-leg.ts";
import type { LegEffect, LegInput, LegState, LegWord } from "./call-leg.ts";
import { readInfoKey, writeInfoKey } from "./info-keys.ts";
import type { InfoKey } from "./info-keys.ts";
import { LegArrival } from "./leg-arrival.ts";
import { LegDialing } from "./leg-dialing.ts";
import { endingOfDialog, ourEnding, reasonHeaderOf } from "./leg-ending.ts";
import { takeAnswer } from "./leg-handshake.ts";
import type { HandshakingLeg } from "./leg-handshake.ts";
import { LegMedia } from "./leg-media.ts";
import { LegReanchoring } from "./leg-reanchoring.ts";
import {
  contactUriOf,
  firstCodecs,
  firstDtmf,
  firstFlow,
  firstPolicy,
  mediaFamily,
  mediaTransport,
} from "./leg-signalling.ts";
import type { LegOptions } from "./leg-options.ts";
import type { LegSnapshot } from "./leg-snapshot.ts";

export class LegActor {
  readonly options: LegOptions;
  readonly #media: LegMedia;
  readonly #reanchoring: LegReanchoring;
  readonly #inbox: LegInput[] = [];
  #working = false;
  #state: LegState;
  /** How it came, or how it goes out; neither of a leg that an earlier process left. */
  readonly #arrival: LegArrival | undefined;
  readonly #dialing: LegDialing | undefined;
  #dialog: Dialog | undefined;
  /** The INFO on the way; another one waits for its answer, so that keys keep their order. */
  #info: Promise<unknown> = Promise.resolve();

  constructor(options: LegOptions) {
    this.options = options;
    const { signalling } = options;
    const direction = signalling.kind === "restored" ? signalling.direction : signalling.kind;
    this.#state = newLeg(direction, signalling.kind !== "arriving" || signalling.ringsAtOnce !== false);
    const transport = mediaTransport(signalling);
    this.#media = new LegMedia({
      ...options,
      callId: options.mediaCallId,
      legId: options.mediaLegId ?? options.legId,
      transport,
      family: mediaFamily(signalling),
      codecs: firstCodecs(signalling, options.codecs?.[transport === "rtp" ? "phones" : "browsers"]),
      encryption: firstPolicy(signalling),
      dtmf: firstDtmf(signalling),
    });
    const self = this.#asHandshaking();
    if (signalling.kind === "arriving") this.#arrival = new LegArrival(self, signalling.invite);
    if (signalling.kind === "dialing") this.#dialing = new LegDialing(self, signalling, options.dial);
    this.#reanchoring = new LegReanchoring({
      clock: options.clock,
      media: this.#media,
      phase: () => this.#state.phase,
      dialog: () => this.#dialog ?? this.#earlyDialog,
      apply: (input) => this.apply(input),
      onRestored: (afterMs) => {
        options.tell({ kind: "sound-restored", afterMs });
        this.#noticeHold();
      },
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
    return this.#dialog ? this.#dialog.flow : firstFlow(this.options.signalling);
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

  /** What a later process goes on with; undefined unless the leg is up. */
  snapshot(): LegSnapshot | undefined {
    const { legId, mediaLegId, agentId, signalling } = this.options;
    const media = this.#media.snapshot();
    const dialog = this.#dialog?.snapshot();
    if (this.#state.phase !== "up" || !media || !dialog) return undefined;
    const { contactUri } = this;
    const transport = mediaTransport(signalling);
    const isLost = this.isWithoutSound && { isLost: true };
    const about = { legId, mediaLegId, agentId, contactUri, transport };
    return { ...about, state: this.#state, ...isLost, media, dialog };
  }

  /** Its INVITE, while that has no final response: what a later process is to end, or to begin anew with. */
  leftInvite(): { readonly ours: LeftInvite | undefined; readonly theirs: LeftArrival | undefined } {
    const isOpen = this.#state.phase === "opening" || this.#state.phase === "waiting";
    const arriving = isOpen ? this.#arrival?.invite : undefined;
    return { ours: this.rings ? this.#dialing?.outgoing?.left?.() : undefined, theirs: arriving?.left?.() };
  }

  /** In place of `start`: the leg is up and its dialog stands. `isThere`: media carries it still. */
  restore(snapshot: LegSnapshot, dialog: Dialog, isThere: boolean): void {
    const { state, media, isLost } = snapshot;
    this.#state = state;
    this.#media.restore(media, snapshot.dialog.descriptions.remote);
    this.#take(dialog);
    if (!isThere) this.#reanchoring.lose();
    else if (isLost) this.#reanchoring.restoreOpened();
  }

  /** Its sound was lost with media, and its peer does not know yet where it is now. */
  get isWithoutSound(): boolean {
    return this.#reanchoring.isPending;
  }

  get contactUri(): string | undefined {
    return contactUriOf(this.options.signalling);
  }

  /** The phone registered again over another connection. */
  moveTo(flow: FlowKey): void {
    this.#dialog?.moveTo(flow);
  }

  /** The media process died. The leg stands, unheard, until `reopen` and `offerIfDue`. */
  loseSound(): void {
    this.#reanchoring.lose();
    this.options.onChanged?.();
  }

  /** Resolves when a fresh media process carries it, though the other side may not know yet. */
  reopen(): Promise<void> {
    const isWaiting = this.#state.phase === "waiting";
    return this.#reanchoring.reopen(!isWaiting || this.#arrival?.isDescribed === true);
  }

  /** Tells the other side where it is heard now, if it does not know. */
  offerIfDue(): void {
    void this.#reanchoring.offerIfDue();
  }

  /** Asks media for a port; everything else follows from the answer. */
  start(): void {
    this.#arrival?.watchCancel();
    void this.#media.open().then((opened) => {
      if (!opened.ok && opened.error.kind === "no-free-port") this.options.onNoPort?.();
      if (opened.ok && this.#state.phase === "ended") this.#media.close();
      else this.apply({ kind: opened.ok ? "media-opened" : "media-refused" });
    });
  }

  /** Tells the phone a key by INFO. */
  sendKey(key: InfoKey): void {
    this.#info = this.#info.then(() => this.#dialog?.request("INFO", { body: writeInfoKey(key) }));
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
      this.options.onChanged?.();
    }
  }

  #carryOut(effect: LegEffect): void {
    switch (effect.kind) {
      case "send-ringing":
        return this.#arrival?.invite.ring();
      case "send-early-answer":
        return void this.#arrival?.answerEarly();
      case "send-answer":
        return void this.#arrival?.answer(this.#state.earlyAnswerWanted);
      case "send-invite":
        return void this.#dialing?.invite();
      case "send-refusal":
        return this.#arrival?.refuse(effect.cause, effect.ending);
      case "send-cancel":
        return this.#dialing?.outgoing?.cancel(reasonHeaderOf(effect.ending));
      case "send-bye":
        return void this.#dialog?.bye({ reason: reasonHeaderOf(effect.ending) });
      case "close-media":
        return this.#media.close();
      case "tell":
        return this.#tell(effect.what);
      case "tell-ended":
        return this.options.tell({ ...effect, kind: "ended" });
      default:
        return assertNever(effect);
    }
  }

  #tell(what: LegWord): void {
    const { codec } = this.#media;
    const isAnswer = what === "answered" || what === "early-answered";
    this.options.tell(isAnswer ? { kind: what, codec } : { kind: what });
  }

  /** As its handshake knows it. */
  #asHandshaking(): HandshakingLeg {
    return {
      media: this.#media,
      phase: () => this.#state.phase,
      apply: (input) => this.apply(input),
      adopt: (dialog, input) => this.#adopt(dialog, input),
      hearInfo: (body) => this.#hearInfo(body),
      renegotiate: (offer) => this.#renegotiate(offer),
    };
  }

  /** The dialog is ours from here; when the leg ended meanwhile, it is ended at once. */
  #adopt(dialog: Dialog, input: LegInput): void {
    if (this.#state.phase === "ended") {
      const { ending = ourEnding("hung-up-locally", "bye") } = this.#state;
      void dialog.bye({ reason: reasonHeaderOf(ending) });
      return;
    }
    this.#take(dialog);
    this.apply(input);
    this.#noticeHold();
    this.offerIfDue();
  }

  get #earlyDialog(): Dialog | undefined {
    return this.#state.phase === "waiting" ? this.#arrival?.earlyDialog : undefined;
  }

  #take(dialog: Dialog): void {
    this.#dialog = dialog;
    dialog.onChanged = this.options.onChanged;
    dialog.onEnded = (end) => {
      const cause = end.by === "remote" ? "hung-up-remotely" : "phone-lost";
      this.apply({ kind: "remote-end", cause, ending: endingOfDialog(end, "bye") });
    };
    dialog.onOffer = (offer) => this.#renegotiate(offer);
    dialog.onInfo = (body) => this.#hearInfo(body);
    dialog.onRefer = this.options.onRefer;
    dialog.onAnswer = (answer) => void takeAnswer(this.#media, answer).then(() => this.#noticeHold());
  }

  #hearInfo(body: MessageBody): void {
    const key = readInfoKey(body);
    if (key) this.#media.hearKey(key);
  }

  async #renegotiate(offer: string | undefined): Promise<Result<string, { kind: "not-acceptable" }>> {
    if (this.#state.phase === "ended") return err({ kind: "not-acceptable" });
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
