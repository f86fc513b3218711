// Owns the writing of self-signed X.509 certificates (RFC 5280): for DTLS, and for TLS until there is a better one.
import { generateKeyPairSync, randomBytes, sign } from "node:crypto";
import type { KeyObject } from "node:crypto";
import { isIP, isIPv4 } from "node:net";
import {
  der,
  derBitString,
  derInteger,
  derObjectIdentifier,
  derOctetString,
  derSequence,
  derSet,
  derTime,
  derUtf8,
} from "./der.ts";

export type SelfSignedCertificate = { readonly certificateDer: Uint8Array; readonly privateKey: KeyObject };

export type SelfSignedOptions = {
  readonly commonName: string;
  /** Host names and IP addresses it stands for (subjectAltName); none for a certificate that is known by fingerprint. */
  readonly names?: readonly string[];
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
};

/** ecdsa-with-SHA256 (RFC 5758 §3.2), and RFC 5280: commonName, subjectAltName, extKeyUsage, serverAuth, clientAuth. */
const OID = {
  ecdsaWithSha256: "06082a8648ce3d040302",
  commonName: "0603550403",
  subjectAltName: "0603551d11",
  extendedKeyUsage: "0603551d25",
  serverAuth: "06082b06010505070301",
  clientAuth: "06082b06010505070302",
} as const;
/** version [0] EXPLICIT, with 2 for X.509 v3, and extensions [3] EXPLICIT (RFC 5280 §4.1). */
const VERSION_TAG = 0xa0;
const VERSION_3 = 2;
const EXTENSIONS_TAG = 0xa3;
/** dNSName [2] and iPAddress [7] of GeneralName (RFC 5280 §4.2.1.6). */
const DNS_NAME_TAG = 0x82;
const IP_ADDRESS_TAG = 0x87;

/** A new P-256 key with a certificate that it signs itself. */
export function createSelfSignedCertificate(options: SelfSignedOptions): SelfSignedCertificate {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const algorithm = derSequence(derObjectIdentifier(OID.ecdsaWithSha256));
  const name = derSequence(
    derSet(derSequence(derObjectIdentifier(OID.commonName), derUtf8(options.commonName))),
  );
  // A positive number without a leading zero byte.
  const [head = 0, ...rest] = randomBytes(16);
  const toBeSigned = derSequence(
    der(VERSION_TAG, derInteger(VERSION_3)),
    derInteger((head & 0x3f) | 0x40, ...rest),
    algorithm,
    name,
    derSequence(derTime(options.notBeforeMs), derTime(options.notAfterMs)),
    name,
    publicKey.export({ type: "spki", format: "der" }),
    ...extensions(options.names ?? []),
  );
  const signature = sign("sha256", toBeSigned, privateKey);
  const certificateDer = Uint8Array.from(derSequence(toBeSigned, algorithm, derBitString(signature)));
  return { certificateDer, privateKey };
}

/** Browsers want the names here and nowhere else, and Apple's the usage as well. */
function extensions(names: readonly string[]): readonly Uint8Array[] {
  if (names.length === 0) return [];
  const extension = (identifier: string, value: Uint8Array) =>
    derSequence(derObjectIdentifier(identifier), derOctetString(value));
  const usages = [OID.serverAuth, OID.clientAuth].map((usage) => derObjectIdentifier(usage));
  return [
    der(
      EXTENSIONS_TAG,
      derSequence(
        extension(OID.subjectAltName, derSequence(...names.map(generalName))),
        extension(OID.extendedKeyUsage, derSequence(...usages)),
      ),
    ),
  ];
}

function generalName(name: string): Uint8Array {
  return isIP(name) === 0
    ? der(DNS_NAME_TAG, Buffer.from(name, "latin1"))
    : der(IP_ADDRESS_TAG, addressBytes(name));
}

/** An IPv6 address is written out by the URL parser first: then "::" is all that is left to fill. */
function addressBytes(address: string): Uint8Array {
  if (isIPv4(address)) return Uint8Array.from(address.split("."), Number);
  const [head = "", tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split("::");
  const groupsOf = (text: string | undefined) => (text ? text.split(":") : []);
  const [front, back] = [groupsOf(head), groupsOf(tail)];
  const zeros = Array.from({ length: 8 - front.length - back.length }, () => "0");
  const hex = [...front, ...zeros, ...back].map((group) => group.padStart(4, "0")).join("");
  return Buffer.from(hex, "hex");
}
