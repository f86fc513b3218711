// Owns reading an RTP or RTCP header as far as SRTP needs it, and guessing the 48-bit index behind 16 bits.

const SEQUENCE_RANGE = 0x1_0000;
const HALF_RANGE = 0x8000;
const RTP_FIXED_HEADER = 12;
const RTCP_CLEAR_HEADER = 8;

/** What stays readable of an RTP packet: fixed header, CSRCs and extension (RFC 3711 §3.1), or −1 if malformed. */
export function rtpHeaderLength(packet: Uint8Array, length: number): number {
  if (length < RTP_FIXED_HEADER) return -1;
  const first = packet[0]!;
  if (first >>> 6 !== 2) return -1;
  let headerLength = RTP_FIXED_HEADER + 4 * (first & 0x0f);
  if ((first & 0x10) !== 0) {
    if (length < headerLength + 4) return -1;
    headerLength += 4 + 4 * ((packet[headerLength + 2]! << 8) | packet[headerLength + 3]!);
  }
  return headerLength <= length ? headerLength : -1;
}

/** What stays readable of an RTCP packet: the first eight bytes (RFC 3711 §3.4), or −1 if malformed. */
export function rtcpHeaderLength(packet: Uint8Array, length: number): number {
  return length >= RTCP_CLEAR_HEADER && packet[0]! >>> 6 === 2 ? RTCP_CLEAR_HEADER : -1;
}

/**
 * The index (roll-over counter · 2^16 + sequence number) nearest to the highest one seen (RFC 3711 §3.3.1 and
 * appendix A); `highest` is −1 before the first packet. Below zero when it would lie before the first round.
 */
export function estimateIndex(highest: number, sequence: number): number {
  if (highest < 0) return sequence;
  const highestSequence = highest % SEQUENCE_RANGE;
  const round = highest - highestSequence;
  if (highestSequence < HALF_RANGE) {
    return sequence - highestSequence > HALF_RANGE ? round - SEQUENCE_RANGE + sequence : round + sequence;
  }
  return highestSequence - HALF_RANGE > sequence ? round + SEQUENCE_RANGE + sequence : round + sequence;
}
