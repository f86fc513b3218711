// How strong one frequency is in a piece of sound (Goertzel's algorithm), for tests.

/** 0 … 1: the share of the sound's power that lies at `frequencyHz`; 0 for silence. */
export function toneShare(samples: ArrayLike<number>, frequencyHz: number, sampleRateHz = 8000): number {
  const coefficient = 2 * Math.cos((2 * Math.PI * frequencyHz) / sampleRateHz);
  let former = 0;
  let last = 0;
  let power = 0;
  for (let i = 0; i < samples.length; i++) {
    const sample = samples[i] as number;
    [former, last] = [last, sample + coefficient * last - former];
    power += sample * sample;
  }
  const quietest = samples.length * 100 * 100;
  if (power < quietest) return 0;
  const tone = former * former + last * last - coefficient * former * last;
  return (2 * tone) / (samples.length * power);
}
