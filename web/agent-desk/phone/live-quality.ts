// How good the caller sounds here now, worked out of what the browser counts (RTCStatsReport): the E-model of ITU-T
// G.107, reduced to what a browser can see, as a MOS from 1 to 4.5.

/** What is counted since the beginning of the call. */
export type SoundCounts = {
  readonly packetsReceived: number;
  readonly packetsLost: number;
  readonly jitterMs: number;
  /** Undefined while nothing was measured. */
  readonly roundTripMs: number | undefined;
};

type Report = { forEach(visit: (entry: Record<string, unknown>) => void): void };

/** Pure: the counts in a report; undefined while no sound has come. */
export function countsOf(report: Report): SoundCounts | undefined {
  let counts: Omit<SoundCounts, "roundTripMs"> | undefined;
  let roundTripMs: number | undefined;
  report.forEach((entry) => {
    if (entry["type"] === "inbound-rtp" && entry["kind"] === "audio")
      counts = {
        packetsReceived: numberOf(entry["packetsReceived"]),
        packetsLost: numberOf(entry["packetsLost"]),
        jitterMs: numberOf(entry["jitter"]) * 1000,
      };
    if (entry["type"] === "candidate-pair" && entry["nominated"] === true && "currentRoundTripTime" in entry)
      roundTripMs = numberOf(entry["currentRoundTripTime"]) * 1000;
  });
  return counts && { ...counts, roundTripMs };
}

const numberOf = (value: unknown): number => (typeof value === "number" ? value : 0);

/** Packing and playing out take about that long besides the network. */
const ownDelayMs = 40;
/** How well the codec hides lost packets (G.113, Bpl), between G.711 without concealment and Opus. */
const robustness = 10;

/** Pure: of what came between two counts; undefined when nothing did. */
export function ratingBetween(before: SoundCounts, after: SoundCounts): number | undefined {
  const received = after.packetsReceived - before.packetsReceived;
  const lost = Math.max(0, after.packetsLost - before.packetsLost);
  if (received <= 0) return undefined;
  const lossPercent = (100 * lost) / (received + lost);
  const delayMs = (after.roundTripMs ?? 0) / 2 + 2 * after.jitterMs + ownDelayMs;
  const delayImpairment = 0.024 * delayMs + (delayMs > 177.3 ? 0.11 * (delayMs - 177.3) : 0);
  const lossImpairment = (95 * lossPercent) / (lossPercent + robustness);
  const rating = Math.min(100, Math.max(0, 93.2 - delayImpairment - lossImpairment));
  // The formula of G.107 Annex B dips below its own lowest value for a rating under 6.5.
  return Math.max(1, 1 + 0.035 * rating + rating * (rating - 60) * (100 - rating) * 7e-6);
}
