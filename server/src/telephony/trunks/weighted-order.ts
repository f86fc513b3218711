// The order of RFC 2782: lower priority first; among equals by chance, in proportion to their weight.

export type Weighted = { readonly priority: number; readonly weight: number };

/** `random` gives numbers in [0, 1). One of weight 0 comes after those that have weight. */
export function weightedOrder<Item extends Weighted>(items: readonly Item[], random: () => number): Item[] {
  const groups = Map.groupBy(items, (item) => item.priority);
  const priorities = [...groups.keys()].toSorted((a, b) => a - b);
  return priorities.flatMap((priority) => drawAll(groups.get(priority) ?? [], random));
}

function drawAll<Item extends Weighted>(items: readonly Item[], random: () => number): Item[] {
  const left = items.toSorted((a, b) => b.weight - a.weight);
  const drawn: Item[] = [];
  while (left.length > 0) {
    const total = left.reduce((sum, item) => sum + item.weight, 0);
    let mark = random() * total;
    const index = left.findIndex((item) => (mark -= item.weight) < 0);
    drawn.push(...left.splice(Math.max(0, index), 1));
  }
  return drawn;
}
