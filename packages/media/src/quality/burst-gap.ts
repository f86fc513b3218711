// How losses lie in a stream: bursts, in which they crowd, and the gaps between them, by the four states of
// RFC 3611 §4.7.2 and appendix A.2. Mutable on purpose: the packet path counts in it.

/** RFC 3611 §4.7.2: so many packets in time between two losses end a burst. */
const gmin = 16;

/** Transitions by their names in RFC 3611 appendix A.2: 1 in time in a gap, 2 in time in a burst, 3 lost in a burst, 4 lost alone. */
export type BurstGap = {
  /** Packets in time since the last loss. */
  sinceLoss: number;
  /** How many of them were figures before. */
  taken: number;
  /** Losses that no gap followed yet. */
  inBurst: number;
  c11: number;
  c13: number;
  c14: number;
  c22: number;
  c23: number;
  c33: number;
};

/** Densities are shares of 1, times are milliseconds. */
export type BurstGapFigures = {
  burstDensity: number;
  burstMs: number;
  gapDensity: number;
  gapMs: number;
  /** Mean length of a row of losses against that of random loss: 1 is random, more is bursty (ITU-T G.107 §7.3). */
  burstRatio: number;
};

export function createBurstGap(): BurstGap {
  return { sinceLoss: 0, taken: 0, inBurst: 0, c11: 0, c13: 0, c14: 0, c22: 0, c23: 0, c33: 0 };
}

/** Packets that were lost, or came too late to be played, in a row. One in time only counts up `sinceLoss`. */
export function countLosses(state: BurstGap, count: number): void {
  if (count <= 0) return;
  const { sinceLoss } = state;
  if (sinceLoss >= gmin) closeBurst(state);
  else if (sinceLoss > 0 && state.inBurst > 0) {
    state.c23++;
    state.c22 += sinceLoss - 1;
  } else if (sinceLoss > 0) state.c11 += sinceLoss - state.taken;
  else if (state.inBurst > 0) state.c33++;
  state.sinceLoss = 0;
  state.taken = 0;
  state.inBurst += count;
  state.c33 += count - 1;
}

/** A gap has followed: was it a burst, or one loss alone? */
function closeBurst(state: BurstGap): void {
  if (state.inBurst === 1) state.c14++;
  else if (state.inBurst > 1) state.c13++;
  state.inBurst = 0;
  state.c11 += state.sinceLoss - state.taken;
  state.taken = state.sinceLoss;
}

/** The figures since they were last taken; a burst that is not over goes on. */
export function takeBurstGap(state: BurstGap, packetMs: number): BurstGapFigures {
  if (state.sinceLoss >= gmin || state.inBurst === 0) closeBurst(state);
  const { c11, c13, c14, c22, c23, c33, inBurst } = state;
  const rows = c13 + c14 + c23 + (inBurst > 0 ? 1 : 0);
  const [c31, c32] = [c13, c23];
  const ofBursts = c31 + c32 + c33;
  const total = c11 + c14 + c13 + c22 + c23 + ofBursts;
  const p32 = ofBursts === 0 ? 0 : c32 / ofBursts;
  const p23 = c22 + c23 < 1 ? 1 : 1 - c22 / (c22 + c23);
  const bursts = Math.max(1, c13);
  const gapMs = ((c11 + c14 + c13) * packetMs) / bursts;
  const lost = rows + c33;
  Object.assign(state, { c11: 0, c13: 0, c14: 0, c22: 0, c23: 0, c33: 0 });
  return {
    burstDensity: ofBursts === 0 ? 0 : p23 / (p23 + p32),
    burstMs: ofBursts === 0 ? 0 : (total * packetMs) / bursts - gapMs,
    gapDensity: c11 + c14 === 0 ? 0 : c14 / (c11 + c14),
    gapMs,
    // Rows of random loss are 1 / (1 − loss) long.
    burstRatio: rows === 0 ? 1 : Math.max(1, (lost / rows) * (1 - lost / (lost + c11 + c22 + c23))),
  };
}
