// Our SDP offer as one trunk wants it: its codecs in its order, and sound encrypted or not (RFC 4568). Pure.
import { allCodecs, codecDescriptions, telephoneEventTypes } from "@tandem/sdp";
import type { Codec } from "@tandem/sdp";
import type { MediaEncryption, TrunkDtmf } from "./trunk.ts";

/**
 * `offer` is one of ours, that offers all codecs, with keys in a line of plain RTP: our own payload types name its
 * codecs and the telephone events that belong to them.
 */
export function offerForTrunk(
  offer: string,
  trunk: {
    readonly codecs: readonly Codec[];
    readonly mediaEncryption: MediaEncryption;
    readonly dtmf: TrunkDtmf;
  },
): string {
  const wanted = formatsOf(trunk.codecs, trunk.dtmf === "auto" || trunk.dtmf === "rfc4733");
  const dropped = formatsOf(allCodecs, true).filter((type) => !wanted.includes(type));
  const isDropped = (line: string) =>
    dropped.some((type) => line.startsWith(`a=rtpmap:${type} `) || line.startsWith(`a=fmtp:${type} `)) ||
    (trunk.mediaEncryption === "none" && line.startsWith("a=crypto:"));
  return offer
    .split("\r\n")
    .filter((line) => !isDropped(line))
    .map((line) => audioLine(line, wanted, trunk.mediaEncryption))
    .join("\r\n");
}

/** The payload types of codecs in their order, then those of their telephone events where keys are such. */
function formatsOf(codecs: readonly Codec[], withEvents: boolean): readonly number[] {
  const events = new Set(codecs.map((codec) => telephoneEventTypes[codecDescriptions[codec].clockRateHz]));
  const types = codecs.map((codec) => codecDescriptions[codec].payloadType);
  if (!withEvents) return types;
  return [...types, ...[...events].filter((type) => type !== undefined)];
}

function audioLine(line: string, wanted: readonly number[], encryption: MediaEncryption): string {
  const [, head] = /^(m=audio \d+) RTP\/S?AVP .+$/.exec(line) ?? [];
  if (head === undefined) return line;
  const profile = encryption === "sdes-srtp-required" ? "RTP/SAVP" : "RTP/AVP";
  return [head, profile, ...wanted].join(" ");
}

/** Whether an answer keeps to what the trunk requires: plain sound is not taken for encrypted. */
export function answerIsAcceptable(answer: string | undefined, encryption: MediaEncryption): boolean {
  return encryption !== "sdes-srtp-required" || answer === undefined || /^a=crypto:/m.test(answer);
}
