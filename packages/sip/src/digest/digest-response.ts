// The digest computation (RFC 7616 §3.4.1, RFC 8760 for SIP): HA1, HA2 and the response.
import { createHash } from "node:crypto";

export type DigestAlgorithm = "MD5" | "SHA-256";

const hashNames = { MD5: "md5", "SHA-256": "sha256" } as const;

/** The algorithm a field names; MD5 when it is absent (RFC 3261 §22.4), undefined when we have it not. */
export function digestAlgorithm(name: string | undefined): DigestAlgorithm | undefined {
  if (name === undefined) return "MD5";
  const upper = name.toUpperCase();
  return upper === "MD5" || upper === "SHA-256" ? upper : undefined;
}

/** H(username:realm:password) in lower-case hex: what is stored instead of the password. */
export function digestHa1(
  username: string,
  realm: string,
  password: string,
  algorithm: DigestAlgorithm,
): string {
  return hash(algorithm, `${username}:${realm}:${password}`);
}

export type DigestInput = {
  algorithm: DigestAlgorithm;
  ha1: string;
  nonce: string;
  method: string;
  uri: string;
  /** Absent for peers of RFC 2617 without qop. */
  protection?: { qop: "auth"; nonceCount: string; clientNonce: string } | undefined;
};

/** The `response` field in lower-case hex. */
export function digestResponse(input: DigestInput): string {
  const { algorithm, ha1, nonce, protection } = input;
  const ha2 = hash(algorithm, `${input.method}:${input.uri}`);
  if (protection === undefined) return hash(algorithm, `${ha1}:${nonce}:${ha2}`);
  const { nonceCount, clientNonce, qop } = protection;
  return hash(algorithm, `${ha1}:${nonce}:${nonceCount}:${clientNonce}:${qop}:${ha2}`);
}

function hash(algorithm: DigestAlgorithm, text: string): string {
  return createHash(hashNames[algorithm]).update(text).digest("hex");
}
