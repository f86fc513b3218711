// Owns the STUN wire format (RFC 8489): parsing, checking and writing of binding messages.
import { createHmac, timingSafeEqual } from "node:crypto";
import { crc32 } from "node:zlib";

/** RFC 8489 §5: tells STUN apart from everything else, and masks mapped addresses. */
export const MAGIC_COOKIE = 0x2112a442;
const HEADER_LENGTH = 20;
const TRANSACTION_ID_OFFSET = 8;
const INTEGRITY_LENGTH = 20;
const FINGERPRINT_LENGTH = 4;
/** RFC 8489 §14.7: "STUN" in ASCII, so that the checksum differs from an outer protocol's CRC-32. */
const FINGERPRINT_MASK = 0x5354554e;

export const STUN_TYPE = {
  bindingRequest: 0x0001,
  bindingIndication: 0x0011,
  bindingSuccess: 0x0101,
  bindingError: 0x0111,
} as const;

export const STUN_ATTRIBUTE = {
  username: 0x0006,
  messageIntegrity: 0x0008,
  errorCode: 0x0009,
  unknownAttributes: 0x000a,
  xorMappedAddress: 0x0020,
  priority: 0x0024,
  useCandidate: 0x0025,
  fingerprint: 0x8028,
  iceControlled: 0x8029,
  iceControlling: 0x802a,
} as const;

export type StunAttribute = { readonly type: number; readonly value: Uint8Array };

export type StunMessage = {
  readonly type: number;
  /** 12 bytes. */
  readonly transactionId: Uint8Array;
  /** In order; an attribute behind MESSAGE-INTEGRITY is left out, as nothing vouches for it (RFC 8489 §14.5). */
  readonly attributes: readonly StunAttribute[];
  readonly bytes: Uint8Array;
  readonly integrityOffset: number | undefined;
  readonly fingerprintOffset: number | undefined;
};

/** Reads one datagram as a STUN message, or undefined when it is none or is malformed. Views into the datagram. */
export function parseStunMessage(datagram: Uint8Array): StunMessage | undefined {
  if (datagram.length < HEADER_LENGTH) return undefined;
  const view = new DataView(datagram.buffer, datagram.byteOffset, datagram.length);
  const type = view.getUint16(0);
  const length = view.getUint16(2);
  if (type > 0x3fff || view.getUint32(4) !== MAGIC_COOKIE) return undefined;
  if (length % 4 !== 0 || length + HEADER_LENGTH !== datagram.length) return undefined;
  const attributes: StunAttribute[] = [];
  let integrityOffset: number | undefined;
  let fingerprintOffset: number | undefined;
  let offset = HEADER_LENGTH;
  while (offset < datagram.length) {
    // FINGERPRINT is the last attribute (RFC 8489 §14.7).
    if (fingerprintOffset !== undefined) return undefined;
    const attributeType = view.getUint16(offset);
    const attributeLength = view.getUint16(offset + 2);
    const end = offset + 4 + attributeLength;
    if (end > datagram.length) return undefined;
    if (attributeType === STUN_ATTRIBUTE.fingerprint) fingerprintOffset = offset;
    else if (integrityOffset === undefined) {
      if (attributeType === STUN_ATTRIBUTE.messageIntegrity) integrityOffset = offset;
      attributes.push({ type: attributeType, value: datagram.subarray(offset + 4, end) });
    }
    offset = end + paddingOf(attributeLength);
  }
  const transactionId = datagram.subarray(TRANSACTION_ID_OFFSET, HEADER_LENGTH);
  return { type, transactionId, attributes, bytes: datagram, integrityOffset, fingerprintOffset };
}

/** The first attribute of that type (RFC 8489 §14: later duplicates are ignored), or undefined. */
export function stunAttribute(message: StunMessage, type: number): Uint8Array | undefined {
  return message.attributes.find((attribute) => attribute.type === type)?.value;
}

/** Whether MESSAGE-INTEGRITY is there and made with this short-term password (RFC 8489 §9.1, §14.5). */
export function hasMessageIntegrity(message: StunMessage, password: string): boolean {
  const offset = message.integrityOffset;
  const given = stunAttribute(message, STUN_ATTRIBUTE.messageIntegrity);
  if (offset === undefined || given?.length !== INTEGRITY_LENGTH) return false;
  return timingSafeEqual(given, integrityOf(message.bytes, offset, password));
}

/** Whether FINGERPRINT is there and right (RFC 8489 §14.7). */
export function hasFingerprint(message: StunMessage): boolean {
  const { bytes, fingerprintOffset: offset } = message;
  if (offset === undefined || bytes.length !== offset + 4 + FINGERPRINT_LENGTH) return false;
  const given = new DataView(bytes.buffer, bytes.byteOffset + offset + 4, FINGERPRINT_LENGTH).getUint32(0);
  return given === fingerprintOf(bytes.subarray(0, offset));
}

/**
 * Writes a message with FINGERPRINT, and with MESSAGE-INTEGRITY when a password is given.
 * `transactionId` has 12 bytes.
 */
export function writeStunMessage(
  type: number,
  transactionId: Uint8Array,
  attributes: readonly StunAttribute[],
  password?: string,
): Uint8Array {
  const contentLength = attributes.reduce((sum, { value }) => sum + paddedLength(value.length), 0);
  const integrityLength = password === undefined ? 0 : paddedLength(INTEGRITY_LENGTH);
  const bytes = new Uint8Array(
    HEADER_LENGTH + contentLength + integrityLength + paddedLength(FINGERPRINT_LENGTH),
  );
  const view = new DataView(bytes.buffer);
  view.setUint16(0, type);
  view.setUint16(2, bytes.length - HEADER_LENGTH);
  view.setUint32(4, MAGIC_COOKIE);
  bytes.set(transactionId, TRANSACTION_ID_OFFSET);
  let offset = HEADER_LENGTH;
  const append = (attributeType: number, value: Uint8Array): void => {
    view.setUint16(offset, attributeType);
    view.setUint16(offset + 2, value.length);
    bytes.set(value, offset + 4);
    offset += paddedLength(value.length);
  };
  for (const { type: attributeType, value } of attributes) append(attributeType, value);
  if (password !== undefined) append(STUN_ATTRIBUTE.messageIntegrity, integrityOf(bytes, offset, password));
  const checksum = new Uint8Array(FINGERPRINT_LENGTH);
  new DataView(checksum.buffer).setUint32(0, fingerprintOf(bytes.subarray(0, offset)));
  append(STUN_ATTRIBUTE.fingerprint, checksum);
  return bytes;
}

/** The HMAC-SHA1 of what stands before `offset`, with the header's length ending at MESSAGE-INTEGRITY (§14.5). */
function integrityOf(bytes: Uint8Array, offset: number, password: string): Uint8Array {
  // Not `slice`, which gives a view of the same memory when the array happens to be a Buffer.
  const covered = Uint8Array.from(bytes.subarray(0, offset));
  const lengthToIntegrity = offset - HEADER_LENGTH + paddedLength(INTEGRITY_LENGTH);
  new DataView(covered.buffer).setUint16(2, lengthToIntegrity);
  return createHmac("sha1", password).update(covered).digest();
}

function fingerprintOf(covered: Uint8Array): number {
  return (crc32(covered) ^ FINGERPRINT_MASK) >>> 0;
}

function paddingOf(length: number): number {
  return (4 - (length % 4)) % 4;
}

/** What an attribute takes on the wire: type, length, value, padding to four bytes. */
function paddedLength(valueLength: number): number {
  return 4 + valueLength + paddingOf(valueLength);
}
