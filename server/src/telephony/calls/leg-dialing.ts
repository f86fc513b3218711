// An INVITE that we send, from its ringing to the dialog that stands, or to why there is none.
import type { OutgoingInvite } from "@tandem/sip";
import { causeOfInvite } from "./leg-causes.ts";
import { endingOfInvite } from "./leg-ending.ts";
import { dropDialog, takeAnswer } from "./leg-handshake.ts";
import type { HandshakingLeg } from "./leg-handshake.ts";
import type { LegOptions } from "./leg-options.ts";
import type { LegInviteOptions, LegSignalling } from "./leg-signalling.ts";
import { dialWithSecondOffer } from "./second-offer.ts";

export type DialingSignalling = Extract<LegSignalling, { kind: "dialing" }>;

export class LegDialing {
  readonly #leg: HandshakingLeg;
  readonly #signalling: DialingSignalling;
  readonly #dial: LegOptions["dial"];
  /** Whether the other side answered before it was picked up. */
  #isHeardEarly = false;
  #outgoing: OutgoingInvite | undefined;

  constructor(leg: HandshakingLeg, signalling: DialingSignalling, dial: LegOptions["dial"]) {
    this.#leg = leg;
    this.#signalling = signalling;
    this.#dial = dial;
  }

  /** Undefined before it is sent. */
  get outgoing(): OutgoingInvite | undefined {
    return this.#outgoing;
  }

  async invite(): Promise<void> {
    const leg = this.#leg;
    const encrypted = () => leg.media.encryptedOffer();
    const secondOffer = this.#signalling.target.encryption === "as-accepted" ? encrypted : undefined;
    this.#outgoing = dialWithSecondOffer(this.#dial, this.#options(), secondOffer);
    const outcome = await this.#outgoing.outcome;
    if (!outcome.ok) {
      const ending = endingOfInvite(outcome.error, leg.phase() === "ringing");
      return leg.apply({ kind: "refused", cause: causeOfInvite(outcome.error), ending });
    }
    const { dialog, answer } = outcome.value;
    dialog.onInfo = (body) => leg.hearInfo(body);
    // An answer that came reliably with 183 is not repeated (RFC 3262 §5).
    const isUnderstood = answer === undefined ? this.#isHeardEarly : await takeAnswer(leg.media, answer);
    if (!isUnderstood) return dropDialog(leg, dialog);
    leg.adopt(dialog, { kind: "answered" });
  }

  #options(): LegInviteOptions {
    const { media } = this.#leg;
    const { target, from, headers, ringTimeoutMs } = this.#signalling;
    return {
      onDtmfKnown: (setting) => media.useDtmf(setting),
      uri: target.uri,
      to: target.to,
      from,
      headers,
      ringTimeoutMs,
      offer: media.offer(),
      onProgress: ({ status, answer }) => {
        // 183 with sound says nothing of ringing; what is heard does.
        if (status >= 180 && answer === undefined) this.#leg.apply({ kind: "ringing" });
        if (answer !== undefined) void this.#hearEarly(answer);
      },
    };
  }

  async #hearEarly(answer: string): Promise<void> {
    this.#isHeardEarly = (await takeAnswer(this.#leg.media, answer)) || this.#isHeardEarly;
    if (this.#isHeardEarly) this.#leg.apply({ kind: "early-media" });
  }
}
