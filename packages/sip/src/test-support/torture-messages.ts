// Every message of RFC 4475 and RFC 5118 with the verdict it has to get.
import { readFileSync } from "node:fs";

/** Verdict of parser and checks: "valid", the status of the refusal, or "drop" for what nobody is told of. */
export type TortureVerdict = "valid" | "drop" | 400 | 416 | 505;
/** First response of a user agent that rings for INVITE and accepts REGISTER; "none" when there is none. */
export type TortureAnswer = number | "none";

export type TortureCase = readonly [
  file: string,
  section: string,
  verdict: TortureVerdict,
  answer: TortureAnswer,
];

export const rfc4475Cases: readonly TortureCase[] = [
  ["wsinv", "3.1.1.1", "valid", 481],
  ["intmeth", "3.1.1.2", "valid", 405],
  ["esc01", "3.1.1.3", "valid", 180],
  ["escnull", "3.1.1.4", "valid", 200],
  ["esc02", "3.1.1.5", "valid", 405],
  ["lwsdisp", "3.1.1.6", "valid", 200],
  ["longreq", "3.1.1.7", "valid", 180],
  ["dblreq", "3.1.1.8", "valid", 200],
  ["semiuri", "3.1.1.9", "valid", 200],
  ["transports", "3.1.1.10", "valid", 200],
  ["mpart01", "3.1.1.11", "valid", 405],
  ["unreason", "3.1.1.12", "valid", "none"],
  ["noreason", "3.1.1.13", "valid", "none"],
  ["badinv01", "3.1.2.1", 400, 400],
  ["clerr", "3.1.2.2", 400, 400],
  ["ncl", "3.1.2.3", 400, 400],
  ["scalar02", "3.1.2.4", 400, 400],
  ["scalarlg", "3.1.2.5", "drop", "none"],
  ["quotbal", "3.1.2.6", 400, 400],
  ["ltgtruri", "3.1.2.7", 400, 400],
  ["lwsruri", "3.1.2.8", 400, 400],
  ["lwsstart", "3.1.2.9", 400, 400],
  ["trws", "3.1.2.10", 400, 400],
  ["escruri", "3.1.2.11", 400, 400],
  ["baddate", "3.1.2.12", 400, 400],
  ["regbadct", "3.1.2.13", 400, 400],
  ["badaspec", "3.1.2.14", 400, 400],
  ["baddn", "3.1.2.15", 400, 400],
  ["badvers", "3.1.2.16", 505, 505],
  ["mismatch01", "3.1.2.17", 400, 400],
  ["mismatch02", "3.1.2.18", 400, 400],
  ["bigcode", "3.1.2.19", "drop", "none"],
  ["badbranch", "3.2.1", "valid", 200],
  ["insuf", "3.3.1", 400, 400],
  ["unkscm", "3.3.2", 416, 416],
  ["novelsc", "3.3.3", 416, 416],
  ["unksm2", "3.3.4", "valid", 200],
  ["bext01", "3.3.5", "valid", 420],
  ["invut", "3.3.6", "valid", 415],
  ["regaut01", "3.3.7", "valid", 200],
  ["multi01", "3.3.8", 400, 400],
  ["mcl01", "3.3.9", 400, 400],
  ["bcast", "3.3.10", "drop", "none"],
  ["zeromf", "3.3.11", "valid", 483],
  ["cparam01", "3.3.12", "valid", 200],
  ["cparam02", "3.3.13", "valid", 200],
  ["regescrt", "3.3.14", "valid", 200],
  ["sdp01", "3.3.15", "valid", 406],
  ["inv2543", "3.4.1", "valid", 180],
];

export const rfc5118Cases: readonly TortureCase[] = [
  ["ipv6-good", "4.1", "valid", 200],
  ["ipv6-bad", "4.2", 400, 400],
  ["port-ambiguous", "4.3", "valid", 200],
  ["port-unambiguous", "4.4", "valid", 200],
  ["via-received-param-with-delim", "4.5", "valid", 481],
  ["via-received-param-no-delim", "4.5", "valid", 200],
  ["ipv6-in-sdp", "4.6", "valid", 180],
  ["mult-ip-in-header", "4.7", "valid", 481],
  ["mult-ip-in-sdp", "4.8", "valid", 180],
  ["ipv4-mapped-ipv6", "4.9", "valid", 180],
  ["ipv6-bug-abnf-3-colons", "4.10", "valid", 200],
  ["ipv6-correct-abnf-2-colons", "4.10", "valid", 200],
];

export function readTortureMessage(collection: "rfc4475" | "rfc5118", file: string): Buffer {
  return readFileSync(new URL(`../../testdata/${collection}/${file}.dat`, import.meta.url));
}
