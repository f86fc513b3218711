// A WAV file (RIFF) of linear samples, mono: what engines take as a file.

const headerLength = 44;
const bytesPerSample = 2;

/** `samples`: 16 bits, little-endian, mono. */
export function linearWav(samples: Uint8Array, sampleRateHz: number): Uint8Array<ArrayBuffer> {
  const file = new Uint8Array(headerLength + samples.length);
  const view = new DataView(file.buffer);
  const text = (at: number, letters: string) => file.set(new TextEncoder().encode(letters), at);
  text(0, "RIFF");
  view.setUint32(4, headerLength - 8 + samples.length, true);
  text(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, sampleRateHz, true);
  view.setUint32(28, sampleRateHz * bytesPerSample, true);
  view.setUint16(32, bytesPerSample, true);
  view.setUint16(34, 8 * bytesPerSample, true);
  text(36, "data");
  view.setUint32(40, samples.length, true);
  file.set(samples, headerLength);
  return file;
}
