// Owns the sorting of what arrives on a media socket by its first byte.

export type DatagramKind = "stun" | "dtls" | "rtp" | "unknown";

/**
 * Which protocol a datagram on a shared media socket belongs to (RFC 7983 §7). "rtp" covers RTCP too;
 * "unknown" (ZRTP, TURN channels, noise) is dropped by the caller.
 */
export function classifyDatagram(firstByte: number): DatagramKind {
  if (firstByte <= 3) return "stun";
  if (firstByte >= 20 && firstByte <= 63) return "dtls";
  if (firstByte >= 128 && firstByte <= 191) return "rtp";
  return "unknown";
}
