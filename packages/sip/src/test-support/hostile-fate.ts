// A network at its worst that still lets retransmission work: loss, duplicates, disorder, repeatable by seed.
import type { Fate } from "./memory-network.ts";

/** A repeatable source of numbers in [0, 1). */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** More losses in a row than this, and giving up would be right. */
const maxLossesInARow = 2;

/** Loses a fifth, doubles a fifth, delays each copy by up to 300 ms, so that order is lost as well. */
export function hostileFate(seed: number): Fate {
  const random = generator(seed);
  const losses = new Map<string, number>();
  return (_text, from) => {
    const roll = random();
    const lostBefore = losses.get(from) ?? 0;
    const isLost = roll < 0.2 && lostBefore < maxLossesInARow;
    losses.set(from, isLost ? lostBefore + 1 : 0);
    if (isLost) return [];
    return Array.from({ length: roll < 0.4 ? 2 : 1 }, () => 1 + Math.floor(random() * 300));
  };
}
