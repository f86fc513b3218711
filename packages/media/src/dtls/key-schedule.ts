// Owns every secret derived in a handshake: master secret, record keys, Finished values and SRTP keys.
import { createHash, createHmac } from "node:crypto";
import { SRTP_PROFILES } from "../srtp/index.ts";
import type { SrtpMasterKey, SrtpProfile } from "../srtp/index.ts";
import type { RecordKey } from "./record-layer.ts";

/** The random values of both hellos, 32 bytes each. */
export type HelloRandoms = { readonly client: Uint8Array; readonly server: Uint8Array };

/** What SRTP runs under. `local` protects what this server sends, `remote` what the client sends. */
export type DtlsSrtpKeys = {
  readonly profile: SrtpProfile;
  readonly local: SrtpMasterKey;
  readonly remote: SrtpMasterKey;
};

const MASTER_SECRET_LENGTH = 48;
const VERIFY_DATA_LENGTH = 12;
/** AES_128_GCM takes no MAC keys (RFC 5288 §3). */
const RECORD_KEY_LENGTH = 16;
const IMPLICIT_NONCE_LENGTH = 4;

/** The SHA-256 of all handshake messages so far. */
export function transcriptHash(transcript: readonly Uint8Array[]): Uint8Array {
  const hash = createHash("sha256");
  for (const message of transcript) hash.update(message);
  return hash.digest();
}

/** P_SHA256 (RFC 5246 §5). */
export function pseudoRandom(
  secret: Uint8Array,
  label: string,
  seed: Uint8Array,
  length: number,
): Uint8Array {
  const labelledSeed = Buffer.concat([Buffer.from(label), seed]);
  const hmac = (...parts: readonly Uint8Array[]): Uint8Array =>
    createHmac("sha256", secret).update(Buffer.concat(parts)).digest();
  const output: Uint8Array[] = [];
  let chained: Uint8Array = labelledSeed;
  for (let produced = 0; produced < length; produced += 32) {
    chained = hmac(chained);
    output.push(hmac(chained, labelledSeed));
  }
  const joined = Buffer.concat(output);
  for (const piece of output) piece.fill(0);
  return joined.subarray(0, length);
}

/** RFC 7627 §4: bound to the transcript up to and including ClientKeyExchange. */
export function extendedMasterSecret(premasterSecret: Uint8Array, hash: Uint8Array): Uint8Array {
  return pseudoRandom(premasterSecret, "extended master secret", hash, MASTER_SECRET_LENGTH);
}

/** The key of each direction (RFC 5246 §6.3). */
export function recordKeys(
  masterSecret: Uint8Array,
  randoms: HelloRandoms,
): { readonly client: RecordKey; readonly server: RecordKey } {
  const seed = Buffer.concat([randoms.server, randoms.client]);
  const length = 2 * (RECORD_KEY_LENGTH + IMPLICIT_NONCE_LENGTH);
  const block = pseudoRandom(masterSecret, "key expansion", seed, length);
  const take = slicer(block);
  const [clientKey, serverKey] = [take(RECORD_KEY_LENGTH), take(RECORD_KEY_LENGTH)];
  const [clientNonce, serverNonce] = [take(IMPLICIT_NONCE_LENGTH), take(IMPLICIT_NONCE_LENGTH)];
  block.fill(0);
  return {
    client: { key: clientKey, implicitNonce: clientNonce },
    server: { key: serverKey, implicitNonce: serverNonce },
  };
}

/** The content of a Finished message of that side (RFC 5246 §7.4.9). */
export function verifyData(
  masterSecret: Uint8Array,
  side: "client" | "server",
  hash: Uint8Array,
): Uint8Array {
  return pseudoRandom(masterSecret, `${side} finished`, hash, VERIFY_DATA_LENGTH);
}

/** The exported SRTP keys from the server's point of view (RFC 5764 §4.2). */
export function srtpKeys(
  masterSecret: Uint8Array,
  randoms: HelloRandoms,
  profile: SrtpProfile,
): DtlsSrtpKeys {
  const { keyLength, saltLength } = SRTP_PROFILES[profile];
  const seed = Buffer.concat([randoms.client, randoms.server]);
  const block = pseudoRandom(masterSecret, "EXTRACTOR-dtls_srtp", seed, 2 * (keyLength + saltLength));
  const take = slicer(block);
  const [clientKey, serverKey] = [take(keyLength), take(keyLength)];
  const [clientSalt, serverSalt] = [take(saltLength), take(saltLength)];
  block.fill(0);
  return {
    profile,
    local: { key: serverKey, salt: serverSalt },
    remote: { key: clientKey, salt: clientSalt },
  };
}

function slicer(bytes: Uint8Array): (length: number) => Uint8Array {
  let offset = 0;
  // Copies: keys travel to another thread, and a view would take its whole surrounding memory along.
  return (length) => Uint8Array.from(bytes.subarray(offset, (offset += length)));
}
