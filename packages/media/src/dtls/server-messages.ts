// Owns the bodies of the handshake messages this server writes (RFC 5246 §7.4, RFC 8422 §5).
import { sign } from "node:crypto";
import { concat, uint, vector } from "./byte-writer.ts";
import { CIPHER_SUITE, EXTENSION, SIGNATURE, SRTP_PROFILE_NUMBERS } from "./client-hello.ts";
import type { Negotiation } from "./client-hello.ts";
import type { DtlsIdentity } from "../certificates/index.ts";
import type { KeyExchange } from "./key-exchange.ts";
import type { HelloRandoms } from "./key-schedule.ts";

const VERSION_DTLS_1_2 = 0xfefd;
const COMPRESSION_NULL = 0;
const UNCOMPRESSED_POINTS = Uint8Array.of(0);
const NAMED_CURVE = 3;
/** ecdsa_sign and rsa_sign of ClientCertificateType (RFC 8422 §5.5, RFC 5246 §7.4.4). */
const CERTIFICATE_TYPES = Uint8Array.of(64, 1);
const EMPTY = new Uint8Array(0);

export function serverHello(negotiation: Negotiation, serverRandom: Uint8Array): Uint8Array {
  return concat(
    uint(2, VERSION_DTLS_1_2),
    serverRandom,
    vector(1), // No identifier: this association cannot be resumed.
    uint(2, CIPHER_SUITE),
    uint(1, COMPRESSION_NULL),
    vector(2, serverExtensions(negotiation)),
  );
}

function serverExtensions(negotiation: Negotiation): Uint8Array {
  const { hasPointFormats, hasRenegotiationInfo, profile } = negotiation;
  const [profileNumber] = SRTP_PROFILE_NUMBERS.find(([, name]) => name === profile) ?? [0];
  const withoutMasterKeyIdentifier = vector(1);
  return concat(
    extension(EXTENSION.extendedMasterSecret, EMPTY),
    hasRenegotiationInfo ? extension(EXTENSION.renegotiationInfo, vector(1)) : EMPTY,
    hasPointFormats ? extension(EXTENSION.pointFormats, vector(1, UNCOMPRESSED_POINTS)) : EMPTY,
    extension(EXTENSION.useSrtp, concat(vector(2, uint(2, profileNumber)), withoutMasterKeyIdentifier)),
  );
}

function extension(type: number, content: Uint8Array): Uint8Array {
  return concat(uint(2, type), vector(2, content));
}

/** A chain of one certificate. */
export function certificate(certificateDer: Uint8Array): Uint8Array {
  return vector(3, vector(3, certificateDer));
}

/** Our half of the key exchange, signed together with both randoms (RFC 8422 §5.4). */
export function serverKeyExchange(
  identity: Pick<DtlsIdentity, "privateKey">,
  randoms: HelloRandoms,
  keyExchange: KeyExchange,
): Uint8Array {
  const parameters = concat(
    uint(1, NAMED_CURVE),
    uint(2, keyExchange.group),
    vector(1, keyExchange.publicKey),
  );
  const signature = sign("sha256", concat(randoms.client, randoms.server, parameters), identity.privateKey);
  return concat(parameters, uint(2, SIGNATURE.ecdsaSha256), vector(2, signature));
}

/** Asks for the client's certificate without naming authorities: SDP says whom to trust. */
export function certificateRequest(): Uint8Array {
  const signatures = concat(uint(2, SIGNATURE.ecdsaSha256), uint(2, SIGNATURE.rsaPkcs1Sha256));
  const noAuthorities = vector(2);
  return concat(vector(1, CERTIFICATE_TYPES), vector(2, signatures), noAuthorities);
}
