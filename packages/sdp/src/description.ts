// What an SDP body says about one audio call, in our own words (RFC 8866).

import type { CryptoAttribute } from "./srtp-keys.ts";

/** The codecs this system relays. */
export type Codec = "PCMA" | "PCMU";

export type Direction = "sendrecv" | "sendonly" | "recvonly" | "inactive";

/** Static payload types of RFC 3551 §6. */
export const staticPayloadTypes: Readonly<Record<Codec, number>> = { PCMU: 0, PCMA: 8 };

export type Fingerprint = { readonly algorithm: string; readonly value: string };

/** How a browser secures and finds its media: ICE (RFC 8839) and DTLS-SRTP (RFC 5763). */
export type WebRtcTransport = {
  readonly ufrag: string;
  readonly pwd: string;
  readonly fingerprint: Fingerprint;
  readonly setup: "actpass" | "active" | "passive";
};

export type AudioMedia = {
  /** The transport protocol of the line, e.g. "RTP/SAVP"; an answer repeats it. */
  readonly protocol: string;
  readonly address: string;
  readonly port: number;
  /** Known codecs in the order of preference, with the payload type each has here. */
  readonly codecs: readonly { readonly codec: Codec; readonly payloadType: number }[];
  /** Payload type of telephone-event (RFC 4733), if offered. */
  readonly telephoneEvent: number | undefined;
  readonly direction: Direction;
  readonly transport: "rtp" | "webrtc";
  readonly webrtc: WebRtcTransport | undefined;
  /** SRTP keys offered in the text (RFC 4568), best first; empty for plain RTP. */
  readonly crypto: readonly CryptoAttribute[];
  /** The `a=mid` of this media line, echoed in answers. */
  readonly mid: string | undefined;
};

export type SessionDescription = {
  readonly originId: string;
  readonly originVersion: number;
  /** The first audio line that is not refused (port 0). */
  readonly audio: AudioMedia | undefined;
  /** Every media line in order, so that an answer has as many (RFC 3264 §6). */
  readonly lines: readonly {
    readonly kind: string;
    readonly protocol: string;
    readonly formats: string;
    readonly isAudio: boolean;
    readonly mid: string | undefined;
  }[];
};

/** The direction as the other side sees it (RFC 3264 §6.1). */
export function reverseDirection(direction: Direction): Direction {
  if (direction === "sendonly") return "recvonly";
  if (direction === "recvonly") return "sendonly";
  return direction;
}
