// Offer and answer (RFC 3264) for one audio line, as pure decisions: what we offer, how we answer,
// and what media has to do afterwards.
import { err, ok } from "@tandem/kernel";
import type { Result } from "@tandem/kernel";
import { reverseDirection, staticPayloadTypes } from "./description.ts";
import type { Codec, Direction, SessionDescription, WebRtcTransport } from "./description.ts";
import { writeAnswer, writeOffer } from "./write.ts";
import type { LocalAudio, LocalOrigin } from "./write.ts";

/** Our end of the media: where it listens, and for a browser how it proves itself. */
export type LocalEndpoint = {
  readonly address: string;
  readonly port: number;
  readonly webrtc:
    | { readonly ufrag: string; readonly pwd: string; readonly fingerprint: WebRtcTransport["fingerprint"] }
    | undefined;
};

/** What both sides agreed to; enough to connect the media leg. */
export type AgreedMedia = {
  readonly codec: Codec;
  readonly payloadType: number;
  readonly telephoneEvent: number | undefined;
  readonly remote: { readonly address: string; readonly port: number } | undefined;
  readonly webrtc: WebRtcTransport | undefined;
  /** The direction as seen from our side. */
  readonly direction: Direction;
};

export type NegotiationError = { kind: "no-audio" | "no-common-codec" | "malformed-sdp"; message: string };

/** Dynamic payload type we use for telephone-event when we make the offer. */
const ownTelephoneEvent = 101;

/** The order we prefer: A-law is what Chinese and European carriers speak. */
const preferredCodecs: readonly Codec[] = ["PCMA", "PCMU"];

/** An offer of our codecs. For a browser, DTLS roles are left open (`actpass`, RFC 5763 §5). */
export function makeOffer(
  origin: LocalOrigin,
  local: LocalEndpoint,
  direction: Direction = "sendrecv",
): string {
  return writeOffer(origin, {
    ...place(local),
    codecs: preferredCodecs.map((codec) => ({ codec, payloadType: staticPayloadTypes[codec] })),
    telephoneEvent: ownTelephoneEvent,
    direction,
    webrtc: local.webrtc && { ...local.webrtc, setup: "actpass" },
    mid: local.webrtc && "0",
  });
}

/** Answers an offer: the first codec the other side named that we know (RFC 3264 §6.1). */
export function answerOffer(
  origin: LocalOrigin,
  local: LocalEndpoint,
  offer: SessionDescription,
): Result<{ text: string; agreed: AgreedMedia }, NegotiationError> {
  const agreed = agree(offer);
  if (!agreed.ok) return agreed;
  const { codec, payloadType, telephoneEvent, direction } = agreed.value;
  const audio: LocalAudio = {
    ...place(local),
    codecs: [{ codec, payloadType }],
    telephoneEvent,
    direction,
    // We are always the DTLS server, which is the passive side (RFC 5763 §5).
    webrtc: local.webrtc && { ...local.webrtc, setup: "passive" },
    mid: offer.audio?.mid,
  };
  return ok({ text: writeAnswer(origin, audio, offer), agreed: agreed.value });
}

/** What an answer to our offer, or an offer we accept, means for media. */
export function agree(theirs: SessionDescription): Result<AgreedMedia, NegotiationError> {
  const { audio } = theirs;
  if (!audio) return err({ kind: "no-audio", message: "no audio line that can be used" });
  const chosen = audio.codecs[0];
  if (!chosen) return err({ kind: "no-common-codec", message: "neither PCMA nor PCMU is offered" });
  // RFC 3264 §8.4: an address of all zeros is the old way to say hold.
  const onHold = audio.transport === "rtp" && (audio.address === "0.0.0.0" || audio.address === "::");
  return ok({
    codec: chosen.codec,
    payloadType: chosen.payloadType,
    telephoneEvent: audio.telephoneEvent,
    remote: audio.transport === "rtp" && !onHold ? { address: audio.address, port: audio.port } : undefined,
    webrtc: audio.webrtc,
    direction: onHold ? "recvonly" : reverseDirection(audio.direction),
  });
}

function place(local: LocalEndpoint): { address: string; port: number } {
  return { address: local.address, port: local.port };
}
