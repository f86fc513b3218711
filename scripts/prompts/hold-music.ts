// Music on hold: a calm piece in F, synthesised. It is written into a ring of samples, so that its end is its beginning.

const sampleRateHz = 8000;
const barSeconds = 3.5;

/** One bar each, as MIDI note numbers, lowest first: F, Am, Dm, Bb, F, C, Gm, C7, each with a seventh or ninth. */
const chords: readonly (readonly number[])[] = [
  [53, 60, 64, 69],
  [57, 60, 64, 67],
  [50, 57, 60, 65],
  [58, 62, 65, 69],
  [53, 57, 60, 64],
  [48, 55, 62, 64],
  [55, 58, 62, 65],
  [48, 58, 62, 64],
];

/** Order in which a bar's notes are plucked, by eighth; −1 rests. */
const pattern: readonly number[] = [0, 2, 3, 2, 1, 3, 2, -1];

/** 28 s of samples at 8 kHz, unnormalised; playing them again and again has no seam. */
export function holdMusic(): Float64Array {
  const ring = new Float64Array(chords.length * barSeconds * sampleRateHz);
  for (const [bar, chord] of chords.entries()) {
    const start = bar * barSeconds;
    for (const note of chord) addPad(ring, start, note + 12);
    for (const [eighth, index] of pattern.entries()) {
      const note = chord[index];
      if (note !== undefined) addPluck(ring, start + (eighth * barSeconds) / pattern.length, note + 24);
    }
  }
  return ring;
}

/** A soft held note: swells in for a second, and out under the next bar. */
function addPad(ring: Float64Array, startSeconds: number, note: number): void {
  const lengthSeconds = barSeconds + 1.2;
  const swell = (seconds: number): number => {
    const edge = Math.min(1, seconds / 1, (lengthSeconds - seconds) / 1.2);
    return 0.5 - 0.5 * Math.cos(Math.PI * edge);
  };
  const envelope = (seconds: number): number => 0.16 * swell(seconds);
  addNote(ring, { startSeconds, lengthSeconds, note, harmonics: [1, 0.3, 0.08], envelope });
}

/** A plucked note that rings for two seconds; 10 ms of attack keep it from clicking. */
function addPluck(ring: Float64Array, startSeconds: number, note: number): void {
  const lengthSeconds = 2;
  const fade = (seconds: number): number => Math.min(1, seconds / 0.01, (lengthSeconds - seconds) / 0.2);
  const envelope = (seconds: number): number => 0.3 * fade(seconds) * Math.exp(-2.6 * seconds);
  addNote(ring, { startSeconds, lengthSeconds, note, harmonics: [1, 0.22, 0.05], envelope });
}

type Note = {
  readonly startSeconds: number;
  readonly lengthSeconds: number;
  /** MIDI note number: 69 is 440 Hz, 12 an octave. */
  readonly note: number;
  /** Strength of the fundamental and its overtones. */
  readonly harmonics: readonly number[];
  /** Strength by seconds from the note's start; 0 at both ends. */
  readonly envelope: (seconds: number) => number;
};

/** Adds one note; what runs over the end goes on at the beginning. */
function addNote(ring: Float64Array, { startSeconds, lengthSeconds, note, harmonics, envelope }: Note): void {
  const frequencyHz = 440 * 2 ** ((note - 69) / 12);
  const first = Math.round(startSeconds * sampleRateHz);
  const length = Math.round(lengthSeconds * sampleRateHz);
  for (let n = 0; n < length; n++) {
    const seconds = n / sampleRateHz;
    let wave = 0;
    for (const [index, strength] of harmonics.entries()) {
      wave += strength * Math.sin(2 * Math.PI * frequencyHz * (index + 1) * seconds);
    }
    const at = (first + n) % ring.length;
    ring[at] = (ring[at] ?? 0) + wave * envelope(seconds);
  }
}
