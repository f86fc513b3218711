// What an SDP body says about one audio call, in our own words (RFC 8866).

import type { Codec } from "./codecs.ts";
import type { CryptoAttribute } from "./srtp-keys.ts";

export type Direction = "sendrecv" | "sendonly" | "recvonly" | "inactive";

export type Fingerprint = { readonly algorithm: string; readonly value: string };

/** How a browser secures and finds its media: ICE (RFC 8839) and DTLS-SRTP (RFC 5763). */
export type WebRtcTransport = {
  readonly ufrag: string;
  readonly pwd: string;
  readonly fingerprint: Fingerprint;
  readonly setup: "actpass" | "active" | "passive";
};

export type TelephoneEvent = { readonly payloadType: number; readonly clockRateHz: number };

export type AudioMedia = {
  /** The transport protocol of the line, e.g. "RTP/SAVP"; an answer repeats it. */
  readonly protocol: string;
  readonly address: string;
  readonly port: number;
  /** Known codecs in the order of preference, with the payload type each has here. */
  readonly codecs: readonly { readonly codec: Codec; readonly payloadType: number }[];
  /** Telephone events (RFC 4733) as offered: one for each clock that codecs have. */
  readonly telephoneEvents: readonly TelephoneEvent[];
  readonly direction: Direction;
  readonly transport: "rtp" | "webrtc";
  readonly webrtc: WebRtcTransport | undefined;
  /** SRTP keys offered in the text (RFC 4568), in their order; empty for plain RTP. */
  readonly crypto: readonly CryptoAttribute[];
  /** What is wrong with the first of the keys that cannot be used, if any. */
  readonly cryptoProblem: string | undefined;
  /** RTCP may come on the port of the sound (RFC 5761). */
  readonly rtcpMux: boolean;
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
