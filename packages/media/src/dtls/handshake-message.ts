// Owns the handshake header of DTLS (RFC 6347 §4.2.2): whole messages and fragments of them.
import { ByteReader } from "./byte-reader.ts";
import { concat, uint } from "./byte-writer.ts";
import type { Epoch } from "./record-layer.ts";

export const HANDSHAKE_TYPE = {
  clientHello: 1,
  serverHello: 2,
  certificate: 11,
  serverKeyExchange: 12,
  certificateRequest: 13,
  serverHelloDone: 14,
  certificateVerify: 15,
  clientKeyExchange: 16,
  finished: 20,
} as const;

/** A whole message; `epoch` is that of the records it came in or goes out in. */
export type HandshakeMessage = {
  readonly type: number;
  readonly messageSequence: number;
  readonly body: Uint8Array;
  readonly epoch: Epoch;
};

export type HandshakeFragment = {
  readonly type: number;
  readonly messageLength: number;
  readonly messageSequence: number;
  readonly offset: number;
  readonly content: Uint8Array;
};

export const HANDSHAKE_HEADER_LENGTH = 12;

/** The fragments in a handshake record (there may be several); undefined when one is malformed. */
export function parseFragments(record: Uint8Array): readonly HandshakeFragment[] | undefined {
  const reader = new ByteReader(record);
  const fragments: HandshakeFragment[] = [];
  while (reader.remaining > 0) {
    const type = reader.number(1);
    const messageLength = reader.number(3);
    const messageSequence = reader.number(2);
    const offset = reader.number(3);
    const content = reader.vector(3);
    if (reader.isBroken || offset + content.length > messageLength) return undefined;
    fragments.push({ type, messageLength, messageSequence, offset, content });
  }
  return fragments;
}

/** One fragment as it goes into a record: the `length` bytes of the message's body from `offset`. */
export function writeFragment(message: HandshakeMessage, offset: number, length: number): Uint8Array {
  const content = message.body.subarray(offset, offset + length);
  return concat(
    uint(1, message.type),
    uint(3, message.body.length),
    uint(2, message.messageSequence),
    uint(3, offset),
    uint(3, content.length),
    content,
  );
}

/** How a message enters the transcript: as if it had been sent in one fragment (RFC 6347 §4.2.6). */
export function transcriptEntry(message: HandshakeMessage): Uint8Array {
  return writeFragment(message, 0, message.body.length);
}
