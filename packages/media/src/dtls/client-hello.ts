// Owns ClientHello: reading it, and choosing from what it offers or saying why nothing fits.
import { err, ok } from "@tandem/kernel";
import type { Result } from "@tandem/kernel";
import type { SrtpProfile } from "../srtp/index.ts";
import { ALERT } from "./alerts.ts";
import type { Alert } from "./alerts.ts";
import { ByteReader } from "./byte-reader.ts";
import { GROUP } from "./key-exchange.ts";
import type { Group } from "./key-exchange.ts";

/** TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256 (RFC 5289): mandatory for WebRTC (RFC 8827 §6.5), and the only one here. */
export const CIPHER_SUITE = 0xc02b;
/** ecdsa_secp256r1_sha256 and rsa_pkcs1_sha256 (RFC 8446 §4.2.3): the certificates browsers make. */
export const SIGNATURE = { ecdsaSha256: 0x0403, rsaPkcs1Sha256: 0x0401 } as const;
export const EXTENSION = {
  supportedGroups: 10,
  pointFormats: 11,
  signatureAlgorithms: 13,
  useSrtp: 14,
  extendedMasterSecret: 23,
  supportedVersions: 43,
  renegotiationInfo: 0xff01,
} as const;
/**
 * Numbers of use_srtp, ours in order of preference (RFC 5764 §4.1.2, RFC 7714 §14.2): the strongest first, of which the
 * first two are also the cheapest.
 */
export const SRTP_PROFILE_NUMBERS: readonly (readonly [number, SrtpProfile])[] = [
  [0x0008, "AEAD_AES_256_GCM"],
  [0x0007, "AEAD_AES_128_GCM"],
  [0x0001, "AES_CM_128_HMAC_SHA1_80"],
  [0x0002, "AES_CM_128_HMAC_SHA1_32"],
];

const VERSION_DTLS_1_2 = 0xfefd;
/** TLS_EMPTY_RENEGOTIATION_INFO_SCSV (RFC 5746 §3.3). */
const SECURE_RENEGOTIATION_SIGNAL = 0x00ff;
const RANDOM_LENGTH = 32;

export type ClientHello = {
  readonly version: number;
  readonly random: Uint8Array;
  readonly cipherSuites: readonly number[];
  readonly extensions: ReadonlyMap<number, Uint8Array>;
};

/** What both sides will use. The flags say which extensions the answer may carry: only those that were offered. */
export type Negotiation = {
  readonly clientRandom: Uint8Array;
  readonly group: Group;
  readonly profile: SrtpProfile;
  readonly hasPointFormats: boolean;
  readonly hasRenegotiationInfo: boolean;
};

export type HandshakeRefusal = { readonly kind: "refused"; readonly alert: Alert; readonly reason: string };

/** The fields of a ClientHello body (RFC 6347 §4.2.1), or undefined when it is malformed. */
export function parseClientHello(body: Uint8Array): ClientHello | undefined {
  const reader = new ByteReader(body);
  const version = reader.number(2);
  const random = reader.bytes(RANDOM_LENGTH);
  reader.vector(1); // An identifier to resume: nothing is ever resumed.
  reader.vector(1); // A cookie: none was given.
  const cipherSuites = reader.numberVector(2);
  reader.vector(1); // Compression methods: only null is used.
  const extensions = new Map<number, Uint8Array>();
  const list = new ByteReader(reader.remaining > 0 ? reader.vector(2) : new Uint8Array(0));
  while (list.remaining > 0) {
    const type = list.number(2);
    if (extensions.has(type)) return undefined;
    extensions.set(type, list.vector(2));
  }
  if (reader.isBroken || reader.remaining > 0 || list.isBroken) return undefined;
  return { version, random, cipherSuites, extensions };
}

/** Chooses group and SRTP profile; refuses a client that lacks something this server insists on. */
export function negotiate(hello: ClientHello): Result<Negotiation, HandshakeRefusal> {
  const { extensions, cipherSuites } = hello;
  const offers = (type: number, lengthSize: number): readonly number[] =>
    new ByteReader(extensions.get(type) ?? new Uint8Array(0)).numberVector(lengthSize);
  if (!speaksDtls12(hello, offers(EXTENSION.supportedVersions, 1)))
    return refused(ALERT.protocolVersion, "the client does not speak DTLS 1.2");
  if (!cipherSuites.includes(CIPHER_SUITE))
    return refused(ALERT.handshakeFailure, "no cipher suite in common");
  if (!extensions.has(EXTENSION.extendedMasterSecret))
    return refused(ALERT.handshakeFailure, "the client offers no extended master secret");
  if (!offers(EXTENSION.signatureAlgorithms, 2).includes(SIGNATURE.ecdsaSha256))
    return refused(ALERT.handshakeFailure, "the client cannot check our signature");
  const groups = offers(EXTENSION.supportedGroups, 2);
  const group = [GROUP.x25519, GROUP.secp256r1].find((candidate) => groups.includes(candidate));
  if (group === undefined) return refused(ALERT.handshakeFailure, "no key exchange group in common");
  const offeredProfiles = offers(EXTENSION.useSrtp, 2);
  const profile = SRTP_PROFILE_NUMBERS.find(([number]) => offeredProfiles.includes(number))?.[1];
  if (profile === undefined) return refused(ALERT.handshakeFailure, "no SRTP profile in common");
  return ok({
    clientRandom: hello.random,
    group,
    profile,
    hasPointFormats: extensions.has(EXTENSION.pointFormats),
    hasRenegotiationInfo:
      extensions.has(EXTENSION.renegotiationInfo) || cipherSuites.includes(SECURE_RENEGOTIATION_SIGNAL),
  });
}

/** DTLS counts versions downwards. A client that knows 1.3 lists what it takes (RFC 9147 §5.3). */
function speaksDtls12(hello: ClientHello, supportedVersions: readonly number[]): boolean {
  if (hello.extensions.has(EXTENSION.supportedVersions)) return supportedVersions.includes(VERSION_DTLS_1_2);
  return hello.version >>> 8 === 0xfe && hello.version <= VERSION_DTLS_1_2;
}

function refused(alert: Alert, reason: string): { ok: false; error: HandshakeRefusal } {
  return err({ kind: "refused", alert, reason });
}
