// Reads SDP text into a SessionDescription; what it does not know it leaves out.
import { err, ok } from "@tandem/kernel";
import type { Result } from "@tandem/kernel";
import { codecOfEncoding, staticEncodings } from "./codecs.ts";
import type { Codec } from "./codecs.ts";
import type {
  AudioMedia,
  Direction,
  SessionDescription,
  TelephoneEvent,
  WebRtcTransport,
} from "./description.ts";
import { attribute, readSections } from "./sections.ts";
import type { MediaSection, Section } from "./sections.ts";
import { readCrypto } from "./srtp-keys.ts";
import type { CryptoAttribute } from "./srtp-keys.ts";

export type SdpError = { kind: "malformed-sdp"; message: string };

/** Longer bodies are refused unread: no phone sends one, and parsing cost grows with length. */
const maxLength = 32_768;

/** Reads a body of type application/sdp. Never throws. */
export function parseSdp(text: string): Result<SessionDescription, SdpError> {
  if (text.length > maxLength) return malformed("longer than 32 KiB");
  if (!text.startsWith("v=0")) return malformed("does not begin with v=0");
  const sections = readSections(text);
  if (sections === undefined) return malformed("a media line has no port, protocol or format");
  const { origin, session, media } = sections;
  if (origin === undefined || origin.length < 6) return malformed("has no o= line");
  const index = media.findIndex((each) => each.kind === "audio" && isPort(each.port));
  const line = media[index];
  const audio = line && readAudio(session, line);
  return ok({
    originId: origin[1] ?? "",
    originVersion: Number(origin[2]),
    audio,
    lines: media.map((each, i) => ({
      kind: each.kind,
      protocol: each.protocol,
      formats: each.formats,
      isAudio: audio !== undefined && i === index,
      mid: attribute("mid", each),
    })),
  });
}

/** Port 0 refuses a line (RFC 3264 §6); what is no port at all cannot be sent to either. */
function isPort(port: number): boolean {
  return port > 0 && port <= 65_535;
}

function malformed(message: string) {
  return err({ kind: "malformed-sdp", message } as const);
}

function readAudio(session: Section, line: MediaSection): AudioMedia | undefined {
  const transport = transportOf(line.protocol);
  if (!transport) return undefined;
  const webrtc = transport === "webrtc" ? readWebRtc(session, line) : undefined;
  if (transport === "webrtc" && !webrtc) return undefined;
  return {
    protocol: line.protocol,
    address: line.connectionAddress ?? session.connectionAddress ?? "",
    port: line.port,
    ...readFormats(line),
    direction: directionOf(line) ?? directionOf(session) ?? "sendrecv",
    transport,
    webrtc,
    ...(transport === "rtp" ? readAllCrypto(line) : { crypto: [], cryptoProblem: undefined }),
    rtcpMux: attribute("rtcp-mux", line) !== undefined,
    mid: attribute("mid", line),
  };
}

function transportOf(protocol: string): "rtp" | "webrtc" | undefined {
  if (/^RTP\/S?AVPF?$/.test(protocol)) return "rtp";
  if (protocol === "UDP/TLS/RTP/SAVPF" || protocol === "UDP/TLS/RTP/SAVP") return "webrtc";
  return undefined;
}

function directionOf(section: Section): Direction | undefined {
  for (const { name } of section.attributes) {
    if (name === "sendrecv" || name === "sendonly" || name === "recvonly" || name === "inactive") return name;
  }
  return undefined;
}

function readAllCrypto(line: MediaSection): Pick<AudioMedia, "crypto" | "cryptoProblem"> {
  const crypto: CryptoAttribute[] = [];
  let cryptoProblem: string | undefined;
  for (const { name, value } of line.attributes) {
    const read = name === "crypto" ? readCrypto(value) : undefined;
    if (read === undefined) continue;
    if ("problem" in read) cryptoProblem ??= read.problem;
    else crypto.push(read);
  }
  return { crypto, cryptoProblem };
}

function readWebRtc(session: Section, line: MediaSection): WebRtcTransport | undefined {
  const ufrag = attribute("ice-ufrag", line, session);
  const pwd = attribute("ice-pwd", line, session);
  const fingerprint = attribute("fingerprint", line, session);
  const [algorithm, value] = fingerprint?.split(" ") ?? [];
  if (!algorithm || !value || !ufrag || !pwd) return undefined;
  const setup = attribute("setup", line, session);
  return {
    ufrag,
    pwd,
    fingerprint: { algorithm: algorithm.toLowerCase(), value },
    setup: setup === "passive" || setup === "actpass" ? setup : "active",
  };
}

/** The formats of the line that are ours: codecs in their order, and telephone-event. */
function readFormats(line: MediaSection): Pick<AudioMedia, "codecs" | "telephoneEvents"> {
  const encodings = readEncodings(line);
  const codecs: { codec: Codec; payloadType: number }[] = [];
  const telephoneEvents: TelephoneEvent[] = [];
  for (const text of line.formats.split(" ")) {
    if (!/^\d{1,3}$/.test(text) || Number(text) > 127) continue;
    const payloadType = Number(text);
    const encoding = encodings.get(text) ?? staticEncodings.get(payloadType) ?? "";
    const codec = codecOfEncoding(encoding);
    const [, rate] = /^telephone-event\/(\d{4,6})(?:\/1)?$/i.exec(encoding) ?? [];
    if (codec !== undefined) codecs.push({ codec, payloadType });
    else if (rate !== undefined) telephoneEvents.push({ payloadType, clockRateHz: Number(rate) });
  }
  return { codecs, telephoneEvents };
}

/** `a=rtpmap:<payload type> <encoding>/<rate>[/<channels>]`: what follows the payload type, by it. */
function readEncodings(line: MediaSection): ReadonlyMap<string, string> {
  const encodings = new Map<string, string>();
  for (const { name, value } of line.attributes) {
    if (name !== "rtpmap") continue;
    const [payloadType = "", encoding = ""] = value.split(" ");
    encodings.set(payloadType, encoding);
  }
  return encodings;
}
