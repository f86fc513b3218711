// An answered call of a phone without a person: says its sound files again and again, presses keys, and
// agrees to whatever the other side offers.
import { err, newId, ok } from "@tandem/kernel";
import type { CallId, LegId } from "@tandem/kernel";
import type { Dialog } from "@tandem/sip";
import { LegMedia } from "#telephony/calls";
import type { MediaPort } from "#telephony/calls";

export type SoftPhoneMedia = MediaPort;

export type PhoneCall = {
  /** The phone's leg in the media process. */
  readonly legId: LegId;
  /** Resolves when either side has hung up. */
  readonly ended: Promise<{ by: "us" | "them" }>;
  /** Presses keys, one after the other. */
  press(keys: string): void;
  hangUp(): Promise<void>;
};

/** The leg of a phone, before it has a media port. */
export type PhoneLeg = { readonly legId: LegId; readonly media: LegMedia };

/** `address` is written into SDP. */
export function createPhoneLeg(media: SoftPhoneMedia, address: string): PhoneLeg {
  const legId = newId<LegId>();
  const callId = newId<CallId>();
  return {
    legId,
    media: new LegMedia({
      media,
      callId,
      legId,
      transport: "rtp",
      encryption: "none",
      advertisedAddress: address,
    }),
  };
}

/** Begins to speak on a leg whose media is connected. */
export function startPhoneCall(
  dialog: Dialog,
  leg: PhoneLeg,
  media: SoftPhoneMedia,
  files: readonly string[],
): PhoneCall {
  const { legId } = leg;
  const { promise: ended, resolve } = Promise.withResolvers<{ by: "us" | "them" }>();
  const finish = (by: "us" | "them") => {
    leg.media.close();
    resolve({ by });
  };
  dialog.onEnded = () => finish("them");
  dialog.onOffer = async (offer) => {
    if (offer === undefined) return ok(leg.media.offer());
    const answer = await leg.media.answer(offer);
    return answer.ok ? answer : err({ kind: "not-acceptable" });
  };
  void media.send({
    kind: "play",
    legId,
    playbackId: newId(),
    files: [...files],
    loop: true,
    stopOnDigit: false,
  });
  return {
    legId,
    ended,
    press: (keys) => void media.send({ kind: "send-digits", legId, digits: keys }),
    async hangUp() {
      finish("us");
      await dialog.bye();
    },
  };
}
