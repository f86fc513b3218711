// Writes our own offers and answers (RFC 8866), one text line per fact.
import { codecDescriptions } from "./codecs.ts";
import type { Codec } from "./codecs.ts";
import type { Direction, SessionDescription, TelephoneEvent, WebRtcTransport } from "./description.ts";
import type { CryptoAttribute } from "./srtp-keys.ts";

/** What we say of our own audio. */
export type LocalAudio = {
  /** Transport protocol of the line, e.g. "RTP/AVP". */
  readonly protocol: string;
  readonly address: string;
  readonly port: number;
  readonly codecs: readonly { readonly codec: Codec; readonly payloadType: number }[];
  readonly telephoneEvents: readonly TelephoneEvent[];
  readonly direction: Direction;
  readonly webrtc: WebRtcTransport | undefined;
  readonly rtcpMux: boolean;
  readonly crypto: readonly CryptoAttribute[];
  readonly mid: string | undefined;
};

export type LocalOrigin = { readonly id: string; readonly version: number };

/** An SDP body with one audio line, for an offer. */
export function writeOffer(origin: LocalOrigin, audio: LocalAudio): string {
  return text([...sessionLines(origin, audio), ...audioLines(audio)]);
}

/**
 * An SDP body with as many media lines as the offer, or what they said last, had; all but the chosen audio refused. A refused line needs one
 * format, which nobody reads (RFC 3264 §6): all of them would make the answer as long as the offer and longer.
 */
export function writeAnswer(origin: LocalOrigin, audio: LocalAudio, offer: SessionDescription): string {
  const media = offer.lines.flatMap((line) =>
    line.isAudio
      ? audioLines(audio)
      : [
          `m=${line.kind} 0 ${line.protocol} ${line.formats.split(" ", 1)[0]}`,
          ...(line.mid ? [`a=mid:${line.mid}`] : []),
        ],
  );
  return text([...sessionLines(origin, audio), ...media]);
}

function text(lines: readonly string[]): string {
  return `${lines.join("\r\n")}\r\n`;
}

function sessionLines(origin: LocalOrigin, audio: LocalAudio): string[] {
  const network = `IN ${audio.address.includes(":") ? "IP6" : "IP4"} ${audio.address}`;
  const lines = ["v=0", `o=tandem ${origin.id} ${origin.version} ${network}`, "s=-", `c=${network}`, "t=0 0"];
  if (!audio.webrtc) return lines;
  // RFC 8445 §2.5: we have one known address, so the full side does all checks.
  return [
    ...lines,
    "a=ice-lite",
    ...(audio.mid ? [`a=group:BUNDLE ${audio.mid}`] : []),
    "a=msid-semantic: WMS tandem",
  ];
}

function audioLines(audio: LocalAudio): string[] {
  const { webrtc } = audio;
  const formats = [...audio.codecs, ...audio.telephoneEvents].map((each) => each.payloadType);
  const lines = [`m=audio ${audio.port} ${audio.protocol} ${formats.join(" ")}`];
  for (const { codec, payloadType } of audio.codecs) {
    const { encoding, parameters } = codecDescriptions[codec];
    lines.push(`a=rtpmap:${payloadType} ${encoding}`);
    if (parameters !== "") lines.push(`a=fmtp:${payloadType} ${parameters}`);
  }
  for (const { payloadType, clockRateHz } of audio.telephoneEvents) {
    lines.push(`a=rtpmap:${payloadType} telephone-event/${clockRateHz}`, `a=fmtp:${payloadType} 0-15`);
  }
  lines.push("a=ptime:20", `a=${audio.direction}`);
  for (const { tag, suite, key } of audio.crypto) lines.push(`a=crypto:${tag} ${suite} inline:${key}`);
  if (audio.rtcpMux || webrtc) lines.push("a=rtcp-mux");
  if (webrtc) lines.push(...webRtcLines(audio, webrtc));
  return lines;
}

function webRtcLines(audio: LocalAudio, webrtc: WebRtcTransport): string[] {
  const { address, port } = audio;
  return [
    ...(audio.mid ? [`a=mid:${audio.mid}`] : []),
    `a=ice-ufrag:${webrtc.ufrag}`,
    `a=ice-pwd:${webrtc.pwd}`,
    `a=fingerprint:${webrtc.fingerprint.algorithm} ${webrtc.fingerprint.value}`,
    `a=setup:${webrtc.setup}`,
    `a=candidate:1 1 udp 2130706431 ${address} ${port} typ host`,
    "a=end-of-candidates",
    "a=msid:tandem tandem-audio",
  ];
}
