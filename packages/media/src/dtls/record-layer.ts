// Owns DTLS 1.2 records (RFC 6347 §4.1): parsing, numbering, AES-GCM protection and replay memory.
import { createCipheriv, createDecipheriv } from "node:crypto";
import { ReplayWindow } from "../srtp/index.ts";
import { ByteReader } from "./byte-reader.ts";
import { concat, uint } from "./byte-writer.ts";

export const CONTENT_TYPE = { changeCipherSpec: 20, alert: 21, handshake: 22, applicationData: 23 } as const;

/** Epoch 0 is in the clear, epoch 1 under the keys of the handshake; there is no renegotiation. */
export type Epoch = 0 | 1;

/** `body` is as it was on the wire; `header` is its 13 bytes. Both are views into the datagram. */
export type DtlsRecord = {
  readonly type: number;
  readonly epoch: number;
  readonly sequence: number;
  readonly header: Uint8Array;
  readonly body: Uint8Array;
};

/** One direction of AES_128_GCM: key of 16 bytes, implicit nonce of 4 (RFC 5288 §3). */
export type RecordKey = { readonly key: Uint8Array; readonly implicitNonce: Uint8Array };

export const RECORD_HEADER_LENGTH = 13;
const VERSION_DTLS_1_2 = 0xfefd;
const VERSION_DTLS_1_0 = 0xfeff;
const EXPLICIT_NONCE_LENGTH = 8;
const TAG_LENGTH = 16;
/** What protection adds to a record of epoch 1. */
export const RECORD_EXPANSION = EXPLICIT_NONCE_LENGTH + TAG_LENGTH;

/**
 * The records of a datagram, up to the first that is cut short or of another version: the rest is dropped silently
 * (RFC 6347 §4.1.2.7). A first ClientHello may say 1.0 in its header (RFC 6347 §4.2.1 and RFC 5246 appendix E.1).
 */
export function parseRecords(datagram: Uint8Array): readonly DtlsRecord[] {
  const records: DtlsRecord[] = [];
  const reader = new ByteReader(datagram);
  while (reader.remaining >= RECORD_HEADER_LENGTH) {
    const header = reader.bytes(RECORD_HEADER_LENGTH);
    const fields = new ByteReader(header);
    const type = fields.number(1);
    const version = fields.number(2);
    const epoch = fields.number(2);
    const sequence = fields.number(6);
    const body = reader.bytes(fields.number(2));
    const isKnown = version === VERSION_DTLS_1_2 || (version === VERSION_DTLS_1_0 && epoch === 0);
    if (reader.isBroken || !isKnown) break;
    records.push({ type, epoch, sequence, header, body });
  }
  return records;
}

/** Both directions of one association: what was written and read so far, and under which keys. */
export class RecordLayer {
  readonly #nextSequence: [number, number] = [0, 0];
  readonly #received = new ReplayWindow();
  #keys: { readonly read: RecordKey; readonly write: RecordKey } | undefined;

  get hasKeys(): boolean {
    return this.#keys !== undefined;
  }

  /** From here on records of epoch 1 can be read and written. */
  useKeys(read: RecordKey, write: RecordKey): void {
    this.#keys = { read, write };
  }

  /** Wipes the keys: records of epoch 1 can be neither read nor written any more. */
  close(): void {
    for (const { key, implicitNonce } of this.#keys === undefined
      ? []
      : [this.#keys.read, this.#keys.write]) {
      key.fill(0);
      implicitNonce.fill(0);
    }
    this.#keys = undefined;
  }

  /** One record under the next sequence number of its epoch. Throws for epoch 1 before `useKeys`, which is a bug. */
  write(type: number, epoch: Epoch, content: Uint8Array): Uint8Array {
    const numbers = concat(uint(2, epoch), uint(6, this.#nextSequence[epoch]++));
    const body = epoch === 0 ? content : this.#seal(type, numbers, content);
    return concat(uint(1, type), uint(2, VERSION_DTLS_1_2), numbers, uint(2, body.length), body);
  }

  /** The content of a record of epoch 1; undefined when it is forged, damaged or seen before: dropped silently. */
  open(record: DtlsRecord): Uint8Array | undefined {
    if (record.epoch !== 1 || this.#keys === undefined || record.body.length < RECORD_EXPANSION)
      return undefined;
    if (!this.#received.isFresh(record.sequence)) return undefined;
    const { key, implicitNonce } = this.#keys.read;
    const nonce = concat(implicitNonce, record.body.subarray(0, EXPLICIT_NONCE_LENGTH));
    const tagStart = record.body.length - TAG_LENGTH;
    const decipher = createDecipheriv("aes-128-gcm", key, nonce, { authTagLength: TAG_LENGTH });
    const numbers = record.header.subarray(3, 11);
    decipher.setAAD(associatedData(record.type, numbers, record.body.length - RECORD_EXPANSION));
    decipher.setAuthTag(record.body.subarray(tagStart));
    const content = decipher.update(record.body.subarray(EXPLICIT_NONCE_LENGTH, tagStart));
    try {
      decipher.final();
    } catch {
      return undefined;
    }
    this.#received.record(record.sequence);
    return content;
  }

  /** Epoch and sequence number are the explicit nonce: they never repeat under one key (RFC 5288 §3). */
  #seal(type: number, numbers: Uint8Array, content: Uint8Array): Uint8Array {
    if (this.#keys === undefined) throw new Error("no keys for epoch 1 yet");
    const { key, implicitNonce } = this.#keys.write;
    const cipher = createCipheriv("aes-128-gcm", key, concat(implicitNonce, numbers), {
      authTagLength: TAG_LENGTH,
    });
    cipher.setAAD(associatedData(type, numbers, content.length));
    const sealed = cipher.update(content);
    cipher.final();
    return concat(numbers, sealed, cipher.getAuthTag());
  }
}

/** RFC 5246 §6.2.3.3, with DTLS's epoch and sequence number in place of TLS's sequence number. */
function associatedData(type: number, numbers: Uint8Array, contentLength: number): Uint8Array {
  return concat(numbers, uint(1, type), uint(2, VERSION_DTLS_1_2), uint(2, contentLength));
}
