// Offer and answer (RFC 3264) for one audio line, as pure decisions: what we offer, how we answer,
// and what media has to do afterwards.
import { err, ok } from "@tandem/kernel";
import type { Result } from "@tandem/kernel";
import { reverseDirection } from "./description.ts";
import type {
  AudioMedia,
  Direction,
  SessionDescription,
  TelephoneEvent,
  WebRtcTransport,
} from "./description.ts";
import { codecDescriptions, telephoneEventTypes } from "./codecs.ts";
import type { Codec } from "./codecs.ts";
import { chooseCrypto, offeredCrypto, ownKey } from "./srtp-keys.ts";
import type { AgreedSdes } from "./srtp-keys.ts";
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
  /** False: no telephone events are offered or taken; they are when left out. */
  readonly telephoneEvents?: boolean | undefined;
  /** The codecs we take, best first: in offers in this order, in answers the first that is offered. */
  readonly codecs: readonly Codec[];
};

export type LocalSrtp = {
  /** "optional": offered in a line of plain RTP, as phones with best-effort SRTP do; "required": nothing else will do. */
  readonly policy: "none" | "optional" | "required";
  /** `srtpMaterialLength` random bytes of this leg alone; keys of all suites are cut from them. */
  readonly material: Uint8Array;
};

/** What both sides agreed to; enough to connect the media leg. */
export type AgreedMedia = {
  readonly codec: Codec;
  readonly payloadType: number;
  readonly telephoneEvent: TelephoneEvent | undefined;
  readonly remote: { readonly address: string; readonly port: number } | undefined;
  readonly webrtc: WebRtcTransport | undefined;
  readonly sdes: AgreedSdes | undefined;
  /** RTCP comes and goes on the port of the sound (RFC 5761). */
  readonly rtcpMux: boolean;
  /** The direction as seen from our side. */
  readonly direction: Direction;
};

export type NegotiationError = {
  kind: "no-audio" | "no-common-codec" | "no-common-encryption" | "malformed-sdp";
  message: string;
};

/**
 * The order for phones: A-law is what Chinese and European carriers speak, so that most calls pass through
 * untouched. L16 has eight times the bytes for nothing that G.722 lacks on a phone: it is offered where it is asked for.
 */
export const phoneCodecs: readonly Codec[] = ["PCMA", "PCMU", "G722", "opus"];
/**
 * The order for browsers: what phones and carriers speak passes through at a hundredth of what converting to Opus
 * costs. Opus first is for agents behind networks that lose packets.
 */
export const browserCodecs: readonly Codec[] = ["PCMA", "PCMU", "opus", "G722"];

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
    codecs: local.codecs.map((codec) => ({ codec, payloadType: codecDescriptions[codec].payloadType })),
    telephoneEvents: local.telephoneEvents === false ? [] : offeredTelephoneEvents(local.codecs),
    direction,
    rtcpMux: true,
    webrtc: local.webrtc && { ...local.webrtc, setup: "actpass" },
    mid: local.webrtc && "0",
  });
}

/**
 * An offer of what is agreed already, for a line that is elsewhere now: another port, other keys. `theirs` is what they
 * said last: a later offer has as many media lines (RFC 3264 §8). Who holds says so again (RFC 6337 §5.3).
 */
export function offerAgain(
  origin: LocalOrigin,
  local: LocalEndpoint,
  { codec, payloadType, telephoneEvent, sdes, rtcpMux }: AgreedMedia,
  theirs: SessionDescription,
): string {
  const { srtp } = local;
  const audio: LocalAudio = {
    ...place(local),
    protocol: theirs.audio?.protocol ?? "RTP/AVP",
    crypto: sdes && srtp ? [{ tag: 1, suite: sdes.suite, key: ownKey(sdes.suite, srtp.material) }] : [],
    codecs: [{ codec, payloadType }],
    telephoneEvents: telephoneEvent ? [telephoneEvent] : [],
    direction: "sendrecv",
    rtcpMux,
    webrtc: local.webrtc && { ...local.webrtc, setup: "actpass" },
    mid: theirs.audio?.mid,
  };
  return writeAnswer(origin, audio, theirs);
}

/** Answers an offer: the best codec of ours that the other side named. */
export function answerOffer(
  origin: LocalOrigin,
  local: LocalEndpoint,
  offer: SessionDescription,
): Result<{ text: string; agreed: AgreedMedia }, NegotiationError> {
  const agreed = agreeOn(offer, local, bestOf);
  if (!agreed.ok) return agreed;
  const { codec, payloadType, telephoneEvent, direction, sdes } = agreed.value;
  const tag = sdes && chooseCrypto(offer.audio?.crypto ?? [])?.tag;
  const audio: LocalAudio = {
    ...place(local),
    protocol: offer.audio?.protocol ?? "RTP/AVP",
    crypto: sdes && tag !== undefined ? [{ tag, suite: sdes.suite, key: sdes.localKey }] : [],
    codecs: [{ codec, payloadType }],
    telephoneEvents: telephoneEvent ? [telephoneEvent] : [],
    direction,
    rtcpMux: agreed.value.rtcpMux,
    // We are always the DTLS server, which is the passive side (RFC 5763 §5).
    webrtc: local.webrtc && { ...local.webrtc, setup: "passive" },
    mid: offer.audio?.mid,
  };
  return ok({ text: writeAnswer(origin, audio, offer), agreed: agreed.value });
}

/** What an answer to our offer means for media: its first codec is the one to be used (RFC 3264 §6.1). */
export function agree(
  theirs: SessionDescription,
  local: LocalEndpoint,
): Result<AgreedMedia, NegotiationError> {
  return agreeOn(theirs, local, firstOf);
}

type Named = { readonly codec: Codec; readonly payloadType: number };
type Choice = (named: readonly Named[], ours: readonly Codec[]) => Named | undefined;

const firstOf: Choice = (named, ours) => named.find(({ codec }) => ours.includes(codec));
const bestOf: Choice = (named, ours) =>
  ours.map((own) => named.find(({ codec }) => codec === own)).find((found) => found !== undefined);

function agreeOn(
  theirs: SessionDescription,
  local: LocalEndpoint,
  choose: Choice,
): Result<AgreedMedia, NegotiationError> {
  const { audio } = theirs;
  if (!audio) return err({ kind: "no-audio", message: "no audio line that can be used" });
  const chosen = choose(audio.codecs, local.codecs);
  if (!chosen) {
    return err({ kind: "no-common-codec", message: `none of ${local.codecs.join(", ")} is offered` });
  }
  const encryption = agreeEncryption(audio, local.srtp);
  if (!encryption.ok) return encryption;
  // RFC 3264 §8.4: an address of all zeros is the old way to say hold.
  const onHold = audio.transport === "rtp" && (audio.address === "0.0.0.0" || audio.address === "::");
  return ok({
    codec: chosen.codec,
    payloadType: chosen.payloadType,
    telephoneEvent:
      local.telephoneEvents === false ? undefined : telephoneEventFor(chosen.codec, audio.telephoneEvents),
    remote: audio.transport === "rtp" && !onHold ? { address: audio.address, port: audio.port } : undefined,
    webrtc: audio.webrtc,
    sdes: encryption.value,
    // What we offer ourselves always has it, so that the other side's word decides.
    rtcpMux: audio.rtcpMux,
    direction: onHold ? "recvonly" : reverseDirection(audio.direction),
  });
}

/** One for each clock of the codecs (RFC 4733 §2.1: events share the clock of the sound they are in). */
function offeredTelephoneEvents(codecs: readonly Codec[]): readonly TelephoneEvent[] {
  const clocks = new Set(codecs.map((codec) => codecDescriptions[codec].clockRateHz));
  return [...clocks].flatMap((clockRateHz) => {
    const payloadType = telephoneEventTypes[clockRateHz];
    return payloadType === undefined ? [] : [{ payloadType, clockRateHz }];
  });
}

/** The one with the codec's clock, or else, as some phones have one for all codecs, the first. */
function telephoneEventFor(codec: Codec, offered: readonly TelephoneEvent[]): TelephoneEvent | undefined {
  const { clockRateHz } = codecDescriptions[codec];
  return offered.find((each) => each.clockRateHz === clockRateHz) ?? offered[0];
}

/** The strongest suite of theirs that we speak; without one the line must be plain RTP, and we content with it. */
function agreeEncryption(
  { protocol, crypto, cryptoProblem }: AudioMedia,
  srtp: LocalSrtp | undefined,
): Result<AgreedSdes | undefined, NegotiationError> {
  if (srtp === undefined) return ok(undefined);
  const chosen = chooseCrypto(crypto);
  if (chosen !== undefined) {
    const localKey = ownKey(chosen.suite, srtp.material);
    return ok({ suite: chosen.suite, localKey, remoteKey: chosen.key });
  }
  const refuse = (message: string) => err({ kind: "no-common-encryption", message } as const);
  if (protocol.startsWith("RTP/SAVP"))
    return refuse(cryptoProblem ?? "no SRTP suite that is offered is known here");
  if (srtp.policy === "required")
    return refuse(cryptoProblem ?? "sound must be encrypted here, and is not offered so");
  return ok(undefined);
}

function place(local: LocalEndpoint): { address: string; port: number } {
  return { address: local.address, port: local.port };
}
