// Offer and answer (RFC 3264) for one audio line, as pure decisions: what we offer, how we answer,
// and what media has to do afterwards.
import { err, ok } from "@tandem/kernel";
import type { Result } from "@tandem/kernel";
import { reverseDirection, staticPayloadTypes } from "./description.ts";
import type { Codec, Direction, SessionDescription, WebRtcTransport } from "./description.ts";
import { offeredCrypto, ownKey } from "./srtp-keys.ts";
import type { AgreedSdes, CryptoAttribute } from "./srtp-keys.ts";
import { writeAnswer, writeOffer } from "./write.ts";
import type { LocalAudio, LocalOrigin } from "./write.ts";

/** Our end of the media: where it listens, and for a browser how it proves itself. */
export type LocalEndpoint = {
  readonly address: string;
  readonly port: number;
  readonly webrtc:
    | { readonly ufrag: string; readonly pwd: string; readonly fingerprint: WebRtcTransport["fingerprint"] }
    | undefined;
  /** How plain RTP is protected by keys in the text (RFC 4568); undefined where DTLS does that. */
  readonly srtp: LocalSrtp | undefined;
};

export type LocalSrtp = {
  /** "optional": offered in a line of plain RTP, as phones with best-effort SRTP do; "required": nothing else will do. */
  readonly policy: "none" | "optional" | "required";
  /** 30 random bytes of this leg alone; keys of all suites are cut from them. */
  readonly material: Uint8Array;
};

/** What both sides agreed to; enough to connect the media leg. */
export type AgreedMedia = {
  readonly codec: Codec;
  readonly payloadType: number;
  readonly telephoneEvent: number | undefined;
  readonly remote: { readonly address: string; readonly port: number } | undefined;
  readonly webrtc: WebRtcTransport | undefined;
  readonly sdes: AgreedSdes | undefined;
  /** The direction as seen from our side. */
  readonly direction: Direction;
};

export type NegotiationError = {
  kind: "no-audio" | "no-common-codec" | "no-common-encryption" | "malformed-sdp";
  message: string;
};

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
  const { srtp } = local;
  const encrypts = srtp !== undefined && srtp.policy !== "none";
  return writeOffer(origin, {
    ...place(local),
    protocol: local.webrtc ? "UDP/TLS/RTP/SAVPF" : srtp?.policy === "required" ? "RTP/SAVP" : "RTP/AVP",
    crypto: encrypts ? offeredCrypto(srtp.material) : [],
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
  const agreed = agree(offer, local);
  if (!agreed.ok) return agreed;
  const { codec, payloadType, telephoneEvent, direction, sdes } = agreed.value;
  const tag = sdes && offer.audio?.crypto[0]?.tag;
  const audio: LocalAudio = {
    ...place(local),
    protocol: offer.audio?.protocol ?? "RTP/AVP",
    crypto: sdes && tag !== undefined ? [{ tag, suite: sdes.suite, key: sdes.localKey }] : [],
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
export function agree(
  theirs: SessionDescription,
  local: LocalEndpoint,
): Result<AgreedMedia, NegotiationError> {
  const { audio } = theirs;
  if (!audio) return err({ kind: "no-audio", message: "no audio line that can be used" });
  const chosen = audio.codecs[0];
  if (!chosen) return err({ kind: "no-common-codec", message: "neither PCMA nor PCMU is offered" });
  const encryption = agreeEncryption(audio.protocol, audio.crypto[0], local.srtp);
  if (!encryption.ok) return encryption;
  // RFC 3264 §8.4: an address of all zeros is the old way to say hold.
  const onHold = audio.transport === "rtp" && (audio.address === "0.0.0.0" || audio.address === "::");
  return ok({
    codec: chosen.codec,
    payloadType: chosen.payloadType,
    telephoneEvent: audio.telephoneEvent,
    remote: audio.transport === "rtp" && !onHold ? { address: audio.address, port: audio.port } : undefined,
    webrtc: audio.webrtc,
    sdes: encryption.value,
    direction: onHold ? "recvonly" : reverseDirection(audio.direction),
  });
}

/** The other side's first line that we speak decides; without one the line must be plain RTP, and we content with it. */
function agreeEncryption(
  protocol: string,
  crypto: CryptoAttribute | undefined,
  srtp: LocalSrtp | undefined,
): Result<AgreedSdes | undefined, NegotiationError> {
  if (srtp === undefined) return ok(undefined);
  if (crypto !== undefined) {
    const localKey = ownKey(crypto.suite, srtp.material);
    return ok({ suite: crypto.suite, localKey, remoteKey: crypto.key });
  }
  if (protocol.startsWith("RTP/SAVP"))
    return err({ kind: "no-common-encryption", message: "no SRTP suite that is offered is known here" });
  if (srtp.policy === "required")
    return err({
      kind: "no-common-encryption",
      message: "sound must be encrypted here, and is not offered so",
    });
  return ok(undefined);
}

function place(local: LocalEndpoint): { address: string; port: number } {
  return { address: local.address, port: local.port };
}
