// Where a fresh media process begins with its ports, when phones send still to those of one that died. Pure.
import { splitPortRange } from "@tandem/media/control";
import type { PortRange } from "@tandem/media";

/**
 * How many ports of each worker are to come last, so that the longest run of ports in which nobody's `used` one lies
 * comes first.
 */
export function portsToSkip(range: PortRange, workers: number, used: readonly number[]): number {
  const shares = splitPortRange(range, workers);
  const places = new Set<number>();
  for (const port of used) {
    const share = shares.find(({ first, last }) => port >= first && port <= last);
    if (share) places.add((port - share.first) >> 1);
  }
  const size = Math.min(...shares.map(({ first, last }) => (last - first) / 2 + 1));
  const taken = [...places].filter((place) => place < size).toSorted((a, b) => a - b);
  let [start, longest] = [0, 0];
  for (const [index, place] of taken.entries()) {
    const next = taken[index + 1] ?? (taken[0] as number) + size;
    if (next - place <= longest) continue;
    [start, longest] = [(place + 1) % size, next - place];
  }
  return start;
}
