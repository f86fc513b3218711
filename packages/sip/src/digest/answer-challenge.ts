// The client side of digest authentication: the answer to a 401 or 407.
import { randomBytes } from "node:crypto";
import type { SipResponse } from "../message/index.ts";
import { parseDigestHeader, writeDigestHeader } from "./auth-header.ts";
import type { DigestFields } from "./auth-header.ts";
import { digestAlgorithm, digestHa1, digestResponse } from "./digest-response.ts";
import type { DigestAlgorithm } from "./digest-response.ts";

export type ChallengedRequest = { method: string; uri: string; username: string; password: string };

/** The header to add to the repeated request. `wasStale`: only the nonce was at fault, not the password. */
export type ChallengeAnswer = { header: readonly [name: string, value: string]; wasStale: boolean };

/** Answers the strongest challenge we can; undefined when there is none (another scheme, auth-int only). */
export function answerChallenge(
  response: SipResponse,
  request: ChallengedRequest,
  clientNonce: string = randomBytes(8).toString("hex"),
): ChallengeAnswer | undefined {
  const isProxy = response.status === 407;
  const challenges = response
    .headers(isProxy ? "proxy-authenticate" : "www-authenticate")
    .map(parseDigestHeader)
    .filter((fields) => fields !== undefined);
  const usable = challenges.filter(isUsable);
  const chosen = usable.find((fields) => digestAlgorithm(fields.get("algorithm")) === "SHA-256") ?? usable[0];
  if (chosen === undefined) return undefined;
  const value = writeAnswer(chosen, request, clientNonce);
  const wasStale = chosen.get("stale")?.toLowerCase() === "true";
  return { header: [isProxy ? "Proxy-Authorization" : "Authorization", value], wasStale };
}

function isUsable(fields: DigestFields): boolean {
  const offersAuth = fields.get("qop") === undefined || qopOptions(fields).includes("auth");
  return (
    offersAuth &&
    digestAlgorithm(fields.get("algorithm")) !== undefined &&
    fields.has("nonce") &&
    fields.has("realm")
  );
}

function qopOptions(fields: DigestFields): string[] {
  return (fields.get("qop") ?? "").split(",").map((option) => option.trim().toLowerCase());
}

function writeAnswer(challenge: DigestFields, request: ChallengedRequest, clientNonce: string): string {
  const { method, uri, username, password } = request;
  const realm = challenge.get("realm") as string;
  const nonce = challenge.get("nonce") as string;
  const algorithm = digestAlgorithm(challenge.get("algorithm")) as DigestAlgorithm;
  const protection = challenge.has("qop")
    ? ({ qop: "auth", nonceCount: "00000001", clientNonce } as const)
    : undefined;
  const ha1 = digestHa1(username, realm, password, algorithm);
  const response = digestResponse({ algorithm, ha1, nonce, method, uri, protection });
  const fields: [string, string][] = [
    ["username", username],
    ["realm", realm],
    ["nonce", nonce],
    ["uri", uri],
    ["response", response],
    ["algorithm", algorithm],
  ];
  const opaque = challenge.get("opaque");
  if (opaque !== undefined) fields.push(["opaque", opaque]);
  if (protection !== undefined)
    fields.push(["cnonce", clientNonce], ["qop", "auth"], ["nc", protection.nonceCount]);
  return writeDigestHeader(fields, true);
}
