// The demo's sound: tones in pulses, and what a recording holds of them. Apart from the product's own codec,
// so that the one checks the other.

const sampleRateHz = 8000;
/** A pulse begins this often, so that the beginnings of two voices can be held against each other. */
const pulsePeriodMs = 1000;
const pulseMs = 600;
const amplitude = 8000;

/** Half of the shortest silence between two pulses; shorter gaps are lost packets. */
const leastSilenceMs = 200;
const windowMs = 20;
const hopMs = 5;
/** Share of a window's power that must be the tone's. */
const leastShare = 0.8;
/** Root mean square, 16 bits: far below a pulse, far above a quiet line. */
const leastLevel = 400;

/** Mono 16-bit WAV: a tone in pulses. */
export function pulsedToneWav(frequencyHz: number, seconds: number): Buffer {
  const frames = seconds * sampleRateHz;
  const wav = Buffer.alloc(44 + 2 * frames);
  wav.write("RIFF", 0, "latin1");
  wav.writeUInt32LE(36 + 2 * frames, 4);
  wav.write("WAVEfmt ", 8, "latin1");
  wav.writeUInt32LE(16, 16);
  wav.writeUInt16LE(1, 20); // linear
  wav.writeUInt16LE(1, 22);
  wav.writeUInt32LE(sampleRateHz, 24);
  wav.writeUInt32LE(2 * sampleRateHz, 28);
  wav.writeUInt16LE(2, 32);
  wav.writeUInt16LE(16, 34);
  wav.write("data", 36, "latin1");
  wav.writeUInt32LE(2 * frames, 40);
  for (let n = 0; n < frames; n++) {
    const inPulse = ((n * 1000) / sampleRateHz) % pulsePeriodMs < pulseMs;
    const sample = inPulse ? amplitude * Math.sin((2 * Math.PI * frequencyHz * n) / sampleRateHz) : 0;
    wav.writeInt16LE(Math.round(sample), 44 + 2 * n);
  }
  return wav;
}

export type StereoSound = { readonly left: Int16Array; readonly right: Int16Array };

/** The sound of a recording: stereo A-law WAV at 8 kHz. Undefined when the bytes are none. */
export function readRecording(wav: Buffer): StereoSound | undefined {
  if (wav.toString("latin1", 0, 4) !== "RIFF" || wav.toString("latin1", 8, 16) !== "WAVEfmt ")
    return undefined;
  const [tag, channels, rateHz] = [wav.readUInt16LE(20), wav.readUInt16LE(22), wav.readUInt32LE(24)];
  if (tag !== 6 || channels !== 2 || rateHz !== sampleRateHz) return undefined;
  const data = wav.indexOf("data", 36, "latin1") + 8;
  const frames = Math.floor((wav.length - data) / 2);
  const channel = (offset: number) =>
    Int16Array.from({ length: frames }, (_, n) => linearOf(wav.readUInt8(data + 2 * n + offset)));
  return { left: channel(0), right: channel(1) };
}

/** One A-law byte as a 16-bit sample (ITU-T G.711, table 1a). */
function linearOf(byte: number): number {
  const code = byte ^ 0x55;
  const [segment, step] = [(code >> 4) & 7, code & 15];
  const magnitude = segment === 0 ? (2 * step + 1) * 8 : (2 * step + 33) * 2 ** (segment + 2);
  return code & 0x80 ? magnitude : -magnitude;
}

export type Pulses = {
  readonly count: number;
  /** Mean share, 0 to 1, of the tone in the power of the windows that hold it. */
  readonly share: number;
  /** Where pulses begin within the period, on average; 0 without pulses. */
  readonly phaseMs: number;
};

/** Finds the pulses of one tone. */
export function measurePulses(samples: Int16Array, frequencyHz: number): Pulses {
  const [window, hop] = [msToSamples(windowMs), msToSamples(hopMs)];
  const starts: number[] = [];
  const shares: number[] = [];
  let lastHeardMs = Number.NEGATIVE_INFINITY;
  for (let at = 0; at + window <= samples.length; at += hop) {
    const share = toneShare(samples.subarray(at, at + window), frequencyHz);
    if (share < leastShare) continue;
    const atMs = (at * 1000) / sampleRateHz;
    if (atMs - lastHeardMs >= leastSilenceMs) starts.push(atMs);
    lastHeardMs = atMs;
    shares.push(share);
  }
  // A part of a pulse at the very beginning says nothing on when it began.
  const whole = starts.filter((startMs) => startMs >= leastSilenceMs);
  return { count: starts.length, share: mean(shares), phaseMs: meanPhaseMs(whole) };
}

/** How far `later` is behind `earlier` in the period, −period/2 to period/2. */
export function phaseDifferenceMs(earlierMs: number, laterMs: number): number {
  const difference = (laterMs - earlierMs) % pulsePeriodMs;
  if (difference > pulsePeriodMs / 2) return difference - pulsePeriodMs;
  return difference < -pulsePeriodMs / 2 ? difference + pulsePeriodMs : difference;
}

/** The samples between two times from the beginning. */
export function cut(samples: Int16Array, fromMs: number, toMs: number): Int16Array {
  return samples.subarray(msToSamples(Math.max(0, fromMs)), msToSamples(Math.max(0, toMs)));
}

/** Root mean square of 16-bit samples. */
export function levelOf(samples: Int16Array): number {
  return Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / Math.max(1, samples.length));
}

/** Share of one tone in the power of the samples (Goertzel's algorithm); 0 for what is too quiet to tell. */
function toneShare(samples: Int16Array, frequencyHz: number): number {
  const level = levelOf(samples);
  if (level < leastLevel) return 0;
  const coefficient = 2 * Math.cos((2 * Math.PI * frequencyHz) / sampleRateHz);
  let [former, last] = [0, 0];
  for (const sample of samples) [former, last] = [last, sample + coefficient * last - former];
  const power = former * former + last * last - coefficient * former * last;
  return Math.min(1, (2 * power) / (samples.length * level) ** 2);
}

/** The mean on the circle, where 999 and 1 are neighbours. */
function meanPhaseMs(timesMs: readonly number[]): number {
  const angles = timesMs.map((time) => (2 * Math.PI * time) / pulsePeriodMs);
  const angle = Math.atan2(mean(angles.map(Math.sin)), mean(angles.map(Math.cos)));
  return ((angle / (2 * Math.PI)) * pulsePeriodMs + pulsePeriodMs) % pulsePeriodMs;
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}

function msToSamples(ms: number): number {
  return Math.round((ms * sampleRateHz) / 1000);
}
