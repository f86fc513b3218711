// An INVITE that arrived, from its 180 to the ACK: early answer, answer, refusal and CANCEL.
import { ok } from "@tandem/kernel";
import type { Result } from "@tandem/kernel";
import type { Dialog, IncomingInvite } from "@tandem/sip";
import { statusOf } from "./leg-causes.ts";
import type { LegEndCause } from "./leg-causes.ts";
import { endingOfDialog, isTakenElsewhere, ourEnding, reasonHeaderOf } from "./leg-ending.ts";
import type { LegEnding } from "./leg-ending.ts";
import { dropDialog, takeAnswer } from "./leg-handshake.ts";
import type { HandshakingLeg } from "./leg-handshake.ts";

type Description = Result<string, { kind: string; message: string }>;

export class LegArrival {
  readonly #leg: HandshakingLeg;
  readonly invite: IncomingInvite;
  #described: Promise<Description> | undefined;

  constructor(leg: HandshakingLeg, invite: IncomingInvite) {
    this.#leg = leg;
    this.invite = invite;
  }

  /** Whether the caller was told, or will be, what our side is. */
  get isDescribed(): boolean {
    return this.#described !== undefined;
  }

  /** Where a caller who hears us before the answer takes another offer (RFC 3311 §5.1). */
  get earlyDialog(): Dialog | undefined {
    const { isReliable, dialog } = this.invite;
    return isReliable && dialog.allowsUpdate ? dialog : undefined;
  }

  /** Hears of the caller's giving up from now on. */
  watchCancel(): void {
    this.invite.onCancelled = (end) => {
      const ending = endingOfDialog(end, "cancel");
      const cause = isTakenElsewhere(ending) ? "answered-elsewhere" : "cancelled";
      this.#leg.apply({ kind: "remote-end", cause, ending });
    };
  }

  /** `heardBefore`: the caller heard us by an early answer. */
  async answer(heardBefore: boolean): Promise<void> {
    const { invite } = this;
    const leg = this.#leg;
    const sdp = await this.#describe();
    if (leg.phase() !== "answering") return;
    if (!sdp.ok) return this.#refuseOffer();
    // An offer may come right behind the ACK, in one packet of a stream: a page taken back on hold sends one.
    invite.dialog.onOffer = (offer) => leg.renegotiate(offer);
    const accepted = await invite.accept(sdp.value);
    if (!accepted.ok) {
      const cause = accepted.error.kind === "cancelled" ? "cancelled" : "unacknowledged";
      const ending = endingOfDialog({ by: "timeout", reason: undefined }, "bye");
      return leg.apply({ kind: "remote-end", cause, ending });
    }
    const { dialog, answer } = accepted.value;
    if (invite.offer === undefined && !(await takeAnswer(leg.media, answer))) return dropDialog(leg, dialog);
    // Silence of a caller who only listens counts from the answer on.
    if (heardBefore) void leg.media.reconnect();
    leg.adopt(dialog, { kind: "acknowledged" });
  }

  async answerEarly(): Promise<void> {
    const { invite } = this;
    const leg = this.#leg;
    // An offer of ours must not get lost; where it could, it goes out with the answer.
    if (invite.offer === undefined && !invite.isReliable) return leg.apply({ kind: "early-unheard" });
    const sdp = await this.#describe();
    if (leg.phase() !== "waiting") return;
    if (!sdp.ok) return this.#refuseOffer();
    invite.onEarlyAnswer = (answer) => void this.#agreeEarly(answer);
    invite.dialog.onOffer = (offer) => leg.renegotiate(offer);
    invite.dialog.onInfo = (body) => leg.hearInfo(body);
    invite.progress(sdp.value);
    if (invite.offer !== undefined) leg.apply({ kind: "early-answered" });
  }

  refuse(cause: LegEndCause, ending: LegEnding): void {
    const status = statusOf(cause);
    const reason = ["Reason", reasonHeaderOf(ending)] as const;
    // RFC 3261 §20.33: tells the caller's proxy when a retry makes sense.
    const headers = status === 503 ? [reason, ["Retry-After", "2"] as const] : [reason];
    this.invite.reject(status, { headers });
  }

  /** Our side, once: what 183 and 200 say is the same (RFC 3261 §13.3.1.4). */
  #describe(): Promise<Description> {
    const { offer } = this.invite;
    const { media } = this.#leg;
    this.#described ??= offer === undefined ? Promise.resolve(ok(media.offer())) : media.answer(offer);
    return this.#described;
  }

  /** The caller's answer to an offer that went out with 183. */
  async #agreeEarly(answer: string | undefined): Promise<void> {
    const isHeard = await takeAnswer(this.#leg.media, answer);
    this.#leg.apply({ kind: isHeard ? "early-answered" : "early-unheard" });
  }

  #refuseOffer(): void {
    const ending = ourEnding("not-acceptable", "response");
    this.refuse("not-acceptable", ending);
    this.#leg.apply({ kind: "refused", cause: "not-acceptable", ending });
  }
}
