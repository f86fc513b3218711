// Reads SDP text into a SessionDescription; what it does not know it leaves out.
import { err, ok } from "@tandem/kernel";
import type { Result } from "@tandem/kernel";
import { parse } from "sdp-transform";
import { staticPayloadTypes } from "./description.ts";
import type { AudioMedia, Codec, SessionDescription, WebRtcTransport } from "./description.ts";
import { readCrypto } from "./srtp-keys.ts";

type Parsed = ReturnType<typeof parse>;
type ParsedMedia = Parsed["media"][number];

export type SdpError = { kind: "malformed-sdp"; message: string };

/** Longer bodies are refused unread: no phone sends one, and parsing cost grows with length. */
const maxLength = 32_768;

/** Reads a body of type application/sdp. Never throws. */
export function parseSdp(text: string): Result<SessionDescription, SdpError> {
  if (text.length > maxLength) return malformed("longer than 32 KiB");
  if (!text.startsWith("v=0")) return malformed("does not begin with v=0");
  let parsed: Parsed;
  try {
    parsed = parse(text);
  } catch (error) {
    return malformed(String(error));
  }
  if (!parsed.origin) return malformed("has no o= line");
  const media = parsed.media;
  const index = media.findIndex((line) => line.type === "audio" && line.port !== 0);
  const line = media[index];
  const audio = line && readAudio(parsed, line);
  return ok({
    originId: textOf(parsed.origin.sessionId),
    originVersion: parsed.origin.sessionVersion,
    audio,
    lines: media.map((each, i) => ({
      kind: textOf(each.type),
      protocol: textOf(each.protocol),
      formats: textOf(each.payloads ?? ""),
      isAudio: audio !== undefined && i === index,
      mid: each.mid === undefined ? undefined : textOf(each.mid),
    })),
  });
}

/** The library turns texts that look like numbers into numbers, whatever its types say. */
function textOf(value: unknown): string {
  return String(value);
}

function malformed(message: string) {
  return err({ kind: "malformed-sdp", message } as const);
}

function readAudio(session: Parsed, line: ParsedMedia): AudioMedia | undefined {
  const transport = transportOf(textOf(line.protocol));
  if (!transport) return undefined;
  const webrtc = transport === "webrtc" ? readWebRtc(session, line) : undefined;
  if (transport === "webrtc" && !webrtc) return undefined;
  const crypto = transport === "rtp" ? (line.crypto ?? []).flatMap((each) => readCrypto(each) ?? []) : [];
  return {
    protocol: textOf(line.protocol),
    address: textOf(line.connection?.ip ?? session.connection?.ip ?? ""),
    port: line.port,
    codecs: readCodecs(line),
    telephoneEvent: payloadTypeOf(line, "telephone-event"),
    direction: line.direction ?? session.direction ?? "sendrecv",
    transport,
    webrtc,
    crypto,
    mid: line.mid === undefined ? undefined : textOf(line.mid),
  };
}

function transportOf(protocol: string): "rtp" | "webrtc" | undefined {
  if (/^RTP\/S?AVPF?$/.test(protocol)) return "rtp";
  if (protocol === "UDP/TLS/RTP/SAVPF" || protocol === "UDP/TLS/RTP/SAVP") return "webrtc";
  return undefined;
}

function readWebRtc(session: Parsed, line: ParsedMedia): WebRtcTransport | undefined {
  const fingerprint = line.fingerprint ?? session.fingerprint;
  const ufrag = line.iceUfrag ?? session.iceUfrag;
  const pwd = line.icePwd ?? session.icePwd;
  if (!fingerprint || !ufrag || !pwd) return undefined;
  const setup = line.setup ?? session.setup ?? "active";
  return {
    ufrag: textOf(ufrag),
    pwd: textOf(pwd),
    fingerprint: { algorithm: textOf(fingerprint.type).toLowerCase(), value: textOf(fingerprint.hash) },
    setup: setup === "passive" || setup === "actpass" ? setup : "active",
  };
}

function readCodecs(line: ParsedMedia): { codec: Codec; payloadType: number }[] {
  const codecs: { codec: Codec; payloadType: number }[] = [];
  for (const text of textOf(line.payloads ?? "").split(" ")) {
    const payloadType = Number(text);
    const map = line.rtp.find((each) => each.payload === payloadType);
    const codec = map ? codecNamed(textOf(map.codec), map.rate) : codecOfStaticType(payloadType);
    if (codec) codecs.push({ codec, payloadType });
  }
  return codecs;
}

function codecNamed(name: string, rate: number | undefined): Codec | undefined {
  const upper = name.toUpperCase();
  return (upper === "PCMA" || upper === "PCMU") && (rate ?? 8000) === 8000 ? upper : undefined;
}

/** Static payload types need no rtpmap line (RFC 3551 §6). */
function codecOfStaticType(payloadType: number): Codec | undefined {
  if (payloadType === staticPayloadTypes.PCMA) return "PCMA";
  if (payloadType === staticPayloadTypes.PCMU) return "PCMU";
  return undefined;
}

function payloadTypeOf(line: ParsedMedia, name: string): number | undefined {
  return line.rtp.find((each) => textOf(each.codec).toLowerCase() === name && (each.rate ?? 8000) === 8000)
    ?.payload;
}
