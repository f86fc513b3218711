// The order in which SRV records are tried (RFC 2782) and NAPTR records are read (RFC 3403 §4.1). Pure.
import type { NaptrRecord, SrvRecord } from "./dns.ts";

/** Lowest priority first; among equals a draw by weight. `random` is uniform in [0, 1). */
export function orderServices(records: readonly SrvRecord[], random: () => number): SrvRecord[] {
  const priorities = [...new Set(records.map(({ priority }) => priority))].toSorted((a, b) => a - b);
  return priorities.flatMap((priority) =>
    drawByWeight(
      records.filter((record) => record.priority === priority),
      random,
    ),
  );
}

function drawByWeight(records: readonly SrvRecord[], random: () => number): SrvRecord[] {
  // Weight 0 stands first, which gives it the small chance that RFC 2782 wants for it.
  const left = records.toSorted((a, b) => Number(a.weight > 0) - Number(b.weight > 0));
  const drawn: SrvRecord[] = [];
  while (left.length > 0) {
    const total = left.reduce((sum, { weight }) => sum + weight, 0);
    const mark = Math.floor(random() * (total + 1));
    let sum = 0;
    const index = left.findIndex(({ weight }) => (sum += weight) >= mark);
    drawn.push(...left.splice(index, 1));
  }
  return drawn;
}

export function orderNaptr(records: readonly NaptrRecord[]): NaptrRecord[] {
  return records.toSorted((a, b) => a.order - b.order || a.preference - b.preference);
}
