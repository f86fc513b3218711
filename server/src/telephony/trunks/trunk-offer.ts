// Our SDP offer as one trunk wants it: its codecs in its order, and sound encrypted or not (RFC 4568). Pure.
import type { MediaEncryption } from "./trunk.ts";

const payloadTypes: Readonly<Record<"PCMA" | "PCMU", string>> = { PCMA: "8", PCMU: "0" };

/**
 * `offer` is one of ours, that offers keys in a line of plain RTP: static payload types name its codecs; the
 * others of its line (telephone-event) stay, behind.
 */
export function offerForTrunk(
  offer: string,
  trunk: { readonly codecs: readonly ("PCMA" | "PCMU")[]; readonly mediaEncryption: MediaEncryption },
): string {
  const wanted = trunk.codecs.map((codec) => payloadTypes[codec]);
  const dropped = Object.values(payloadTypes).filter((type) => !wanted.includes(type));
  const isDropped = (line: string) =>
    dropped.some((type) => line.startsWith(`a=rtpmap:${type} `)) ||
    (trunk.mediaEncryption === "none" && line.startsWith("a=crypto:"));
  return offer
    .split("\r\n")
    .filter((line) => !isDropped(line))
    .map((line) => audioLine(line, wanted, trunk.mediaEncryption))
    .join("\r\n");
}

function audioLine(line: string, wanted: readonly string[], encryption: MediaEncryption): string {
  const [, head, formats] = /^(m=audio \d+) RTP\/S?AVP (.+)$/.exec(line) ?? [];
  if (head === undefined || formats === undefined) return line;
  const others = formats.split(" ").filter((type) => !Object.values(payloadTypes).includes(type));
  const profile = encryption === "sdes-srtp-required" ? "RTP/SAVP" : "RTP/AVP";
  return [head, profile, ...wanted, ...others].join(" ");
}

/** Whether an answer keeps to what the trunk requires: plain sound is not taken for encrypted. */
export function answerIsAcceptable(answer: string | undefined, encryption: MediaEncryption): boolean {
  return encryption !== "sdes-srtp-required" || answer === undefined || /^a=crypto:/m.test(answer);
}
