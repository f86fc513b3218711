// How much of one tone is in a sound.

/** dBFS of the sine at that frequency (Goertzel, with a Hann window over all of it). */
export function levelAt(samples: Float32Array, sampleRateHz: number, frequencyHz: number): number {
  const turn = (2 * Math.PI * frequencyHz) / sampleRateHz;
  let [re, im] = [0, 0];
  for (let n = 0; n < samples.length; n++) {
    const weight = 1 - Math.cos((2 * Math.PI * n) / samples.length);
    re += weight * (samples[n] as number) * Math.cos(turn * n);
    im += weight * (samples[n] as number) * Math.sin(turn * n);
  }
  return 20 * Math.log10((2 * Math.hypot(re, im)) / samples.length);
}
