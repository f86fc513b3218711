// Door of digest/: HTTP Digest authentication for SIP, both sides.
export { answerChallenge } from "./answer-challenge.ts";
export { DigestAuthenticator } from "./digest-authenticator.ts";
export type { DigestChallenge, StoredCredentials } from "./digest-authenticator.ts";
export { digestHa1 } from "./digest-response.ts";
export type { DigestAlgorithm } from "./digest-response.ts";
