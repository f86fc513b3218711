// The RTP ports of a node, and the part of each relay worker.
export type PortRange = { first: number; last: number };

/** Cuts a range into `count` parts of nearly equal size that start at even ports. */
export function splitPortRange(range: PortRange, count: number): PortRange[] {
  const firstPair = Math.ceil(range.first / 2);
  const pairs = Math.floor(range.last / 2) - firstPair + 1;
  return Array.from({ length: count }, (_, index) => {
    const start = firstPair + Math.floor((pairs * index) / count);
    const end = firstPair + Math.floor((pairs * (index + 1)) / count);
    return { first: 2 * start, last: 2 * end - 2 };
  });
}
