// Owns one leg's ICE-lite side (RFC 8445 §2.5): it answers connectivity checks and follows the peer's nomination.
//
// | selected  | input                             | selected after   | effects                      |
// |-----------|-----------------------------------|------------------|------------------------------|
// | any       | check without USE-CANDIDATE       | same             | answer                       |
// | any       | check with USE-CANDIDATE          | its source       | answer, selected (if moved)  |
// | a remote  | any check from where sound comes  | its source       | answer, selected (if moved)  |
// | any       | check refused (400, 401, 420, 487)| same             | error answer                 |
// | a remote  | 30 s without a check from it      | none             | consent-lost                 |
import { randomBytes } from "node:crypto";
import {
  hasFingerprint,
  hasMessageIntegrity,
  parseStunMessage,
  STUN_ATTRIBUTE,
  STUN_TYPE,
  stunAttribute,
  writeStunMessage,
} from "./stun-message.ts";
import type { StunAttribute, StunMessage } from "./stun-message.ts";
import { errorCode, unknownAttributes, xorMappedAddress } from "./stun-values.ts";
import type { TransportAddress } from "./stun-values.ts";

export type IceEffect =
  | { readonly kind: "send"; readonly datagram: Uint8Array; readonly to: TransportAddress }
  | { readonly kind: "selected"; readonly remote: TransportAddress }
  | { readonly kind: "consent-lost" };

export type RemoteIceCredentials = { readonly ufrag: string; readonly pwd: string };

/** Bytes from a secure source; a test gives a fixed one. */
export type RandomSource = (length: number) => Uint8Array;

/** RFC 7675 §5.1: consent expires after 30 seconds. */
const CONSENT_TIMEOUT_MS = 30_000;
/** Base64 of whole triples has no padding and only ice-chars (RFC 8839 §5.4): at least 4 and 22 characters. */
const UFRAG_BYTES = 6;
const PASSWORD_BYTES = 18;

type LocalCredentials = { readonly ufrag: string; readonly pwd: string; remoteUfrag: string | undefined };
type Refusal = { readonly code: number; readonly reason: string; readonly unknown?: readonly number[] };

/** Attributes below 0x8000 that a check may carry; any other there must be refused (RFC 8489 §6.3.1). */
const UNDERSTOOD = new Set<number>([
  STUN_ATTRIBUTE.username,
  STUN_ATTRIBUTE.messageIntegrity,
  STUN_ATTRIBUTE.priority,
  STUN_ATTRIBUTE.useCandidate,
]);

export class IceLiteAgent {
  readonly #random: RandomSource;
  #current: LocalCredentials;
  // After a restart speech goes on over the old pair until a new one is nominated (RFC 8445 §9).
  #previous: LocalCredentials | undefined;
  #selected: TransportAddress | undefined;
  #lastConsentMs = 0;

  constructor({ random = randomBytes }: { random?: RandomSource } = {}) {
    this.#random = random;
    this.#current = newCredentials(random);
  }

  get localUfrag(): string {
    return this.#current.ufrag;
  }

  get localPwd(): string {
    return this.#current.pwd;
  }

  /** Where to send: the peer's latest nomination, or undefined before the first and after consent was lost. */
  get selected(): TransportAddress | undefined {
    return this.#selected;
  }

  /** The peer's credentials from its description. Until then any remote ufrag passes: our password proves the peer. */
  setRemote({ ufrag }: RemoteIceCredentials): void {
    this.#current.remoteUfrag = ufrag;
  }

  /** New local credentials for an ICE restart; the selected pair stays until the peer nominates under the new ones. */
  restart(): void {
    // A second restart before any nomination: the credentials that speech runs under are still the first ones.
    this.#previous ??= this.#current;
    this.#current = newCredentials(this.#random);
  }

  /**
   * Takes a datagram that `classifyDatagram` called "stun". Answers checks; everything that is not a well-formed
   * binding request with a right FINGERPRINT gives no effect. `isHeardFrom` says that `from` is where the latest
   * authentic sound came from: the peer's router has given it another port, and a peer that has nominated once (as
   * Firefox does) says so by its checks alone.
   */
  receive(datagram: Uint8Array, from: TransportAddress, nowMs: number, isHeardFrom = false): IceEffect[] {
    const message = parseStunMessage(datagram);
    if (message?.type !== STUN_TYPE.bindingRequest || !hasFingerprint(message)) return [];
    const credentials = this.#authenticate(message);
    if ("code" in credentials) return [refuse(message, from, credentials)];
    const refusal = refusalAfterAuthentication(message);
    if (refusal !== undefined) return [refuse(message, from, refusal, credentials.pwd)];
    const effects: IceEffect[] = [accept(message, from, credentials.pwd)];
    const nominates =
      stunAttribute(message, STUN_ATTRIBUTE.useCandidate) !== undefined ||
      (isHeardFrom && this.#selected !== undefined && this.#previous === undefined);
    if (nominates && credentials === this.#current) effects.push(...this.#nominate(from));
    if (isSameAddress(this.#selected, from)) this.#lastConsentMs = nowMs;
    return effects;
  }

  /** To be called about once a second: ends the selected pair when the peer stopped checking it (RFC 7675). */
  tick(nowMs: number): IceEffect[] {
    if (this.#selected === undefined || nowMs - this.#lastConsentMs < CONSENT_TIMEOUT_MS) return [];
    this.#selected = undefined;
    return [{ kind: "consent-lost" }];
  }

  #nominate(from: TransportAddress): IceEffect[] {
    this.#previous = undefined;
    if (isSameAddress(this.#selected, from)) return [];
    const remote = { address: from.address, port: from.port };
    this.#selected = remote;
    return [{ kind: "selected", remote }];
  }

  /** The credentials a check was made with, or why it is refused (RFC 8489 §9.1.3). */
  #authenticate(message: StunMessage): LocalCredentials | Refusal {
    const username = stunAttribute(message, STUN_ATTRIBUTE.username);
    if (username === undefined || message.integrityOffset === undefined)
      return { code: 400, reason: "Bad Request" };
    const [local, remote] = new TextDecoder().decode(username).split(":", 2);
    const credentials = [this.#current, this.#previous].find((candidate) => candidate?.ufrag === local);
    const isKnown =
      credentials !== undefined &&
      (credentials.remoteUfrag === undefined || credentials.remoteUfrag === remote) &&
      hasMessageIntegrity(message, credentials.pwd);
    return isKnown ? credentials : { code: 401, reason: "Unauthenticated" };
  }
}

function newCredentials(random: RandomSource): LocalCredentials {
  const text = (length: number): string => Buffer.from(random(length)).toString("base64");
  return { ufrag: text(UFRAG_BYTES), pwd: text(PASSWORD_BYTES), remoteUfrag: undefined };
}

function refusalAfterAuthentication(message: StunMessage): Refusal | undefined {
  const unknown = message.attributes
    .map(({ type }) => type)
    .filter((type) => type < 0x8000 && !UNDERSTOOD.has(type));
  if (unknown.length > 0) return { code: 420, reason: "Unknown Attribute", unknown };
  // A lite side can never be the controlling one: the peer has to switch (RFC 8445 §7.3.1.1).
  const claimsControlled = stunAttribute(message, STUN_ATTRIBUTE.iceControlled) !== undefined;
  return claimsControlled ? { code: 487, reason: "Role Conflict" } : undefined;
}

function accept(message: StunMessage, to: TransportAddress, pwd: string): IceEffect {
  const value = xorMappedAddress(to, message.transactionId);
  const attributes = [{ type: STUN_ATTRIBUTE.xorMappedAddress, value }];
  return {
    kind: "send",
    datagram: writeStunMessage(STUN_TYPE.bindingSuccess, message.transactionId, attributes, pwd),
    to,
  };
}

/** An error answer; without `pwd` it carries no MESSAGE-INTEGRITY, as for 400 and 401 (RFC 8489 §9.1.3). */
function refuse(message: StunMessage, to: TransportAddress, refusal: Refusal, pwd?: string): IceEffect {
  const attributes: StunAttribute[] = [
    { type: STUN_ATTRIBUTE.errorCode, value: errorCode(refusal.code, refusal.reason) },
  ];
  if (refusal.unknown !== undefined)
    attributes.push({ type: STUN_ATTRIBUTE.unknownAttributes, value: unknownAttributes(refusal.unknown) });
  return {
    kind: "send",
    datagram: writeStunMessage(STUN_TYPE.bindingError, message.transactionId, attributes, pwd),
    to,
  };
}

function isSameAddress(one: TransportAddress | undefined, other: TransportAddress): boolean {
  return one !== undefined && one.address === other.address && one.port === other.port;
}
