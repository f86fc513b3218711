// Arithmetic of wrapping RTP counters (RFC 3550 §5.1): 16-bit sequence numbers, 32-bit timestamps.

/** How far `sequence` is after `reference`: −32768 … 32767. */
export function sequenceDelta(sequence: number, reference: number): number {
  return ((sequence - reference) << 16) >> 16;
}

/** How far `timestamp` is after `reference`: −2³¹ … 2³¹ − 1. */
export function timestampDelta(timestamp: number, reference: number): number {
  return (timestamp - reference) | 0;
}
