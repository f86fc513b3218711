// The RTP header (RFC 3550 §5.1): read into a reused record, written in place.

export const rtpHeaderLength = 12;

/** Filled by `readRtpHeader`, so that no packet allocates. Offsets count from the start of the packet. */
export type RtpHeader = {
  marker: boolean;
  payloadType: number;
  sequence: number;
  timestamp: number;
  ssrc: number;
  payloadStart: number;
  payloadEnd: number;
};

export function emptyRtpHeader(): RtpHeader {
  return {
    marker: false,
    payloadType: 0,
    sequence: 0,
    timestamp: 0,
    ssrc: 0,
    payloadStart: 0,
    payloadEnd: 0,
  };
}

function readUint16(bytes: Uint8Array, at: number): number {
  return ((bytes[at] as number) << 8) | (bytes[at + 1] as number);
}

export function readUint32(bytes: Uint8Array, at: number): number {
  return ((readUint16(bytes, at) << 16) | readUint16(bytes, at + 2)) >>> 0;
}

function writeUint16(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >>> 8;
  bytes[at + 1] = value;
}

export function writeUint32(bytes: Uint8Array, at: number, value: number): void {
  writeUint16(bytes, at, value >>> 16);
  writeUint16(bytes, at + 2, value);
}

/**
 * Reads the header of `bytes[0, length)` into `header`, skipping CSRCs, extension and padding.
 * False when the bytes are no RTP packet (RFC 3550 appendix A.1).
 */
export function readRtpHeader(bytes: Uint8Array, length: number, header: RtpHeader): boolean {
  if (length < rtpHeaderLength) return false;
  const flags = bytes[0] as number;
  if (flags >> 6 !== 2) return false;
  let start = rtpHeaderLength + 4 * (flags & 0x0f);
  if ((flags & 0x10) !== 0) {
    if (start + 4 > length) return false;
    start += 4 + 4 * readUint16(bytes, start + 2);
  }
  const padding = (flags & 0x20) === 0 ? 0 : (bytes[length - 1] as number);
  if (start + padding > length || ((flags & 0x20) !== 0 && padding === 0)) return false;
  const second = bytes[1] as number;
  header.marker = (second & 0x80) !== 0;
  header.payloadType = second & 0x7f;
  header.sequence = readUint16(bytes, 2);
  header.timestamp = readUint32(bytes, 4);
  header.ssrc = readUint32(bytes, 8);
  header.payloadStart = start;
  header.payloadEnd = length - padding;
  return true;
}

/** Writes a plain header of `rtpHeaderLength` bytes from the same record; the payload offsets are ignored. */
export function writeRtpHeader(bytes: Uint8Array, header: Readonly<RtpHeader>): void {
  bytes[0] = 0x80;
  bytes[1] = (header.marker ? 0x80 : 0) | header.payloadType;
  writeUint16(bytes, 2, header.sequence);
  writeUint32(bytes, 4, header.timestamp);
  writeUint32(bytes, 8, header.ssrc);
}

/** RTP and RTCP on one port: RTCP packet types are 192–223 in the second byte (RFC 5761 §4). */
export function isRtcp(bytes: Uint8Array, length: number): boolean {
  return length >= 8 && (bytes[1] as number) >= 192 && (bytes[1] as number) <= 223;
}
