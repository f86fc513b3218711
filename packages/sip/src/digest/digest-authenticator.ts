// The server side of digest authentication: challenges, and the verdict on an Authorization header.
import { err, ok } from "@tandem/kernel";
import type { Clock, Result } from "@tandem/kernel";
import { createHmac, timingSafeEqual } from "node:crypto";
import { parseUri, sameUri } from "../message/index.ts";
import type { HeaderList, SipRequest } from "../message/index.ts";
import { parseDigestHeader, writeDigestHeader } from "./auth-header.ts";
import type { DigestFields } from "./auth-header.ts";
import { digestAlgorithm, digestResponse } from "./digest-response.ts";
import type { DigestAlgorithm } from "./digest-response.ts";
import { noNonceCounts, useNonce } from "./nonce-counts.ts";
import type { NonceCounts } from "./nonce-counts.ts";
import { issueNonce, judgeNonce, nonceLifetimeMs } from "./nonce.ts";

/** H(username:realm:password) for both algorithms, lower-case hex. */
export type StoredCredentials = { ha1Md5: string; ha1Sha256: string };

/** `headers` are the WWW-Authenticate lines of the 401, strongest algorithm first (RFC 8760 §2.3). */
export type DigestChallenge = { kind: "challenge"; headers: HeaderList; stale: boolean };

type Answer = {
  username: string;
  algorithm: DigestAlgorithm;
  nonce: string;
  uri: string;
  response: string;
  protection: { qop: "auth"; nonceCount: string; clientNonce: string };
};

export class DigestAuthenticator {
  readonly #clock: Clock;
  readonly #realm: string;
  readonly #secret: string;
  readonly #algorithms: readonly DigestAlgorithm[];
  #counts: NonceCounts = noNonceCounts;

  /**
   * `secret` keys the nonces: nodes that share it accept each other's. `algorithms` are offered in this order;
   * some phones refuse a 401 that names one they do not know.
   */
  constructor(options: {
    clock: Clock;
    realm: string;
    secret: string;
    algorithms?: readonly DigestAlgorithm[];
  }) {
    this.#clock = options.clock;
    this.#realm = options.realm;
    this.#secret = options.secret;
    this.#algorithms = options.algorithms ?? ["SHA-256", "MD5"];
  }

  /**
   * Verifies the request's Authorization. `lookup` gives the stored hashes of a user, undefined for an
   * unknown one: both take the same path and get the same answer.
   */
  async check(
    request: SipRequest,
    lookup: (username: string) => Promise<StoredCredentials | undefined>,
  ): Promise<Result<{ username: string }, DigestChallenge>> {
    const answer = this.#findAnswer(request);
    if (answer === undefined) return this.#challenge(false);
    const judgement = judgeNonce(this.#secret, answer.nonce, this.#clock.now());
    if (judgement === "foreign") return this.#challenge(false);
    // Made for known users too: who asks cannot tell from our time which ones there are.
    const decoy = this.#decoy(answer.username);
    const stored = (await lookup(answer.username)) ?? decoy;
    const ha1 = answer.algorithm === "MD5" ? stored.ha1Md5 : stored.ha1Sha256;
    const expected = digestResponse({ ...answer, ha1, method: request.method });
    if (!equalInConstantTime(expected, answer.response) || !matchesTarget(answer.uri, request))
      return this.#challenge(false);
    // The password is right: an old nonce, or a replayed count, is worth a new nonce without asking the user.
    if (judgement === "stale" || !this.#isFirstUse(answer)) return this.#challenge(true);
    return ok({ username: answer.username });
  }

  #findAnswer(request: SipRequest): Answer | undefined {
    for (const value of request.headers("authorization")) {
      const fields = parseDigestHeader(value);
      const answer = fields?.get("realm") === this.#realm ? readAnswer(fields) : undefined;
      if (answer !== undefined) return answer;
    }
    return undefined;
  }

  #isFirstUse({ nonce, protection }: Answer): boolean {
    const count = Number.parseInt(protection.nonceCount, 16);
    const counts = useNonce(this.#counts, nonce, count, this.#clock.now(), nonceLifetimeMs);
    if (counts === undefined) return false;
    this.#counts = counts;
    return true;
  }

  /** Hashes that no password has, so that an unknown user costs and fails like a wrong password. */
  #decoy(username: string): StoredCredentials {
    const decoy = createHmac("sha256", this.#secret).update("decoy").update(username).digest("hex");
    return { ha1Md5: decoy.slice(0, 32), ha1Sha256: decoy };
  }

  #challenge(stale: boolean): Result<never, DigestChallenge> {
    const nonce = issueNonce(this.#secret, this.#clock.now());
    const headers = this.#algorithms.map((algorithm) => {
      const fields: (readonly [string, string])[] = [
        ["realm", this.#realm],
        ["nonce", nonce],
        ["algorithm", algorithm],
        ["qop", "auth"],
      ];
      if (stale) fields.push(["stale", "true"]);
      return ["WWW-Authenticate", writeDigestHeader(fields, false)] as const;
    });
    return err({ kind: "challenge", headers, stale });
  }
}

function readAnswer(fields: DigestFields): Answer | undefined {
  const algorithm = digestAlgorithm(fields.get("algorithm"));
  const [username, nonce, uri, response] = ["username", "nonce", "uri", "response"].map((name) =>
    fields.get(name),
  );
  const [nonceCount, clientNonce] = [fields.get("nc"), fields.get("cnonce")];
  if (algorithm === undefined || username === undefined || nonce === undefined || uri === undefined)
    return undefined;
  if (response === undefined || fields.get("qop")?.toLowerCase() !== "auth" || clientNonce === undefined)
    return undefined;
  if (nonceCount === undefined || !/^[0-9a-f]{8}$/i.test(nonceCount)) return undefined;
  return { username, algorithm, nonce, uri, response, protection: { qop: "auth", nonceCount, clientNonce } };
}

/** The `uri` field must name what the request is for (RFC 7616 §3.4.6), else an answer could be moved to another target. */
function matchesTarget(uri: string, request: SipRequest): boolean {
  const parsed = parseUri(uri);
  return uri === request.uri || (parsed !== undefined && sameUri(parsed, request.parsedUri));
}

function equalInConstantTime(expected: string, given: string): boolean {
  const a = Buffer.from(expected);
  const b = Buffer.from(given.toLowerCase());
  return a.length === b.length && timingSafeEqual(a, b);
}
