// One place our INVITE was forked to: its provisional responses with their PRACKs, its 2xx with the ACK.
import type { Result } from "@tandem/kernel";
import { orderReliable } from "../dialog/index.ts";
import { reliableNumberOf } from "../message/index.ts";
import type { SipRequest, SipResponse } from "../message/index.ts";
import type { InviteDialog } from "./invite-dialog.ts";
import { refusingAnswer } from "./refusing-answer.ts";

/** Asks the caller for the answer to the peer's offer; undefined when nobody is there to ask. */
type AskAnswer = (offer: string) => Promise<Result<string, { kind: "not-acceptable" }>> | undefined;

type ProvisionalOutcome =
  | { readonly kind: "news" }
  /** The owner does not want the offer it brought. */
  | { readonly kind: "refused" };

type SuccessOutcome =
  | { readonly kind: "answered" }
  /** The peer's offer was refused; the ACK says so, and BYE is due. */
  | { readonly kind: "refused" };

export class OutgoingFork {
  readonly dialog: InviteDialog;
  readonly #askAnswer: AskAnswer;
  #lastReliable: number | undefined;
  #earlyDescription: string | undefined;
  /** Set by the first 2xx: repeats the ACK for a copy, once there is one. */
  #repeatAck: (() => void) | undefined;

  constructor(dialog: InviteDialog, askAnswer: AskAnswer) {
    this.dialog = dialog;
    this.#askAnswer = askAnswer;
  }

  /** Whether its 2xx came. */
  get isAnswered(): boolean {
    return this.#repeatAck !== undefined;
  }

  /**
   * Acknowledges a reliable response. Nothing is told of one that was seen before, or came out of turn and will
   * come again (RFC 3262 §4).
   */
  receiveProvisional(
    response: SipResponse,
    invite: SipRequest,
    onOutcome: (outcome: ProvisionalOutcome) => void,
  ): void {
    this.dialog.learn(response);
    const { sdp } = response;
    const number = reliableNumberOf(response);
    if (number === undefined) {
      this.#earlyDescription = sdp ?? this.#earlyDescription;
      return onOutcome({ kind: "news" });
    }
    if (orderReliable(this.#lastReliable, number) !== "next") return;
    this.#lastReliable = number;
    const rack = `${number} ${invite.cseq.sequence} INVITE`;
    if (sdp === undefined || this.dialog.isSettled) {
      this.dialog.acknowledgeProvisional(rack, undefined);
      return onOutcome({ kind: "news" });
    }
    if (invite.sdp !== undefined) {
      this.dialog.acknowledgeProvisional(rack, undefined);
      this.dialog.settle({ local: invite.sdp, remote: sdp });
      return onOutcome({ kind: "news" });
    }
    void Promise.resolve(this.#askAnswer(sdp)).then((result) => {
      const local = result?.ok ? result.value : refusingAnswer(sdp);
      this.dialog.acknowledgeProvisional(rack, local);
      this.dialog.settle({ local, remote: sdp });
      onOutcome({ kind: result?.ok ? "news" : "refused" });
    });
  }

  /** The first 2xx: ACKs it, after asking for an answer when it makes the offer. Copies get the ACK again. */
  receiveSuccess(
    response: SipResponse,
    invite: SipRequest,
    isWanted: boolean,
    onOutcome: (outcome: SuccessOutcome) => void,
  ): void {
    if (this.#repeatAck !== undefined) return this.#repeatAck();
    this.#repeatAck = () => {}; // no ACK yet: the next copy asks for it again
    const { sdp } = response;
    const isLateOffer = invite.sdp === undefined && sdp !== undefined && !this.dialog.isSettled;
    if (!isLateOffer) {
      const remote = sdp ?? this.#earlyDescription;
      this.#repeatAck = this.dialog.confirm(invite, response, { local: invite.sdp, remote });
      return onOutcome({ kind: "answered" });
    }
    const asked = isWanted ? this.#askAnswer(sdp) : undefined;
    void Promise.resolve(asked).then((result) => {
      const local = result?.ok ? result.value : refusingAnswer(sdp);
      const body = { contentType: "application/sdp", text: local };
      this.#repeatAck = this.dialog.confirm(invite, response, { local, remote: sdp }, body);
      onOutcome({ kind: result?.ok ? "answered" : "refused" });
    });
  }
}
