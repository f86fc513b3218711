// When a caller speaks, told from how loud they are against their line's own noise. Pure.
//
// state    | means                          | leaves by
// ---------+--------------------------------+-------------------------------------------------
// silent   | nothing but noise so far       | most of the last frames loud → speaking
// speaking | the caller speaks              | a pause as long as wished, or too long a speech → over
// over     | nothing more is listened to    | –

/** Of the frames of an audio tap. */
const frameMs = 20;
/** Above the noise by so much is loud (dB): speech is 15 and more above that of a telephone line. */
const loudAbove = 8;
/** Quieter than this nobody speaks into a telephone (dBFS). */
const quietestSpeech = -50;
/** Noise is never taken to be louder than this: who speaks at once is not noise. */
const loudestNoise = -36;
/** Hum and rumble below some 200 Hz do not count: the pole of a high-pass of the first order. */
const highPassPole = 0.925;
/** The noise is the quietest moment of this time: speech pauses within it, noise does not (Martin, 2001). */
const noiseFrames = 100;
/** A level is that of so many frames. */
const smoothFrames = 3;
/** So many of the last frames have to be loud: longer than a click, shorter than a word. */
const startWindow = 10;
const startLoud = 7;
/** In a pause single frames may be loud. */
const pauseLoudShare = 0.15;

export type DetectorLimits = { readonly pauseMs: number; readonly longestMs: number };

export class SpeechDetector {
  readonly #pauseFrames: number;
  readonly #longestFrames: number;
  /** Levels of the last frames, dBFS, and how they are when smoothed. */
  readonly #levels: number[] = [];
  readonly #smooth: number[] = [];
  /** Whether each of the last frames was loud. */
  readonly #loud: boolean[] = [];
  #state: "silent" | "speaking" | "over" = "silent";
  #spokenFrames = 0;
  #last = 0;
  #passed = 0;

  constructor({ pauseMs, longestMs }: DetectorLimits) {
    this.#pauseFrames = Math.max(startWindow, Math.round(pauseMs / frameMs));
    this.#longestFrames = Math.round(longestMs / frameMs);
  }

  /** Takes the next 20 ms, linear 16 bits little-endian; says when speech begins and when it is over. */
  take(samples: Buffer): "began" | "ended" | undefined {
    if (this.#state === "over") return undefined;
    keep(this.#levels, this.#levelOf(samples), smoothFrames);
    if (this.#levels.length < smoothFrames) return undefined;
    keep(this.#smooth, mean(this.#levels), noiseFrames);
    keep(this.#loud, this.#isLoud(), this.#pauseFrames);
    return this.#state === "silent" ? this.#begin() : this.#goOn();
  }

  #begin(): "began" | undefined {
    const recent = this.#loud.slice(-startWindow);
    if (recent.length < startWindow || loudOf(recent) < startLoud) return undefined;
    this.#state = "speaking";
    this.#spokenFrames = 0;
    return "began";
  }

  #goOn(): "ended" | undefined {
    this.#spokenFrames++;
    const hasPaused =
      this.#spokenFrames >= this.#pauseFrames && loudOf(this.#loud) <= this.#pauseFrames * pauseLoudShare;
    if (!hasPaused && this.#spokenFrames < this.#longestFrames) return undefined;
    this.#state = "over";
    return "ended";
  }

  #isLoud(): boolean {
    const now = this.#smooth.at(-1) ?? -100;
    const noise = Math.min(loudestNoise, ...this.#smooth);
    return now > Math.max(noise + loudAbove, quietestSpeech);
  }

  #levelOf(samples: Buffer): number {
    let sum = 0;
    const count = samples.length >> 1;
    for (let at = 0; at < count; at++) {
      const sample = samples.readInt16LE(2 * at);
      this.#passed = sample - this.#last + highPassPole * this.#passed;
      this.#last = sample;
      sum += this.#passed * this.#passed;
    }
    return count === 0 ? -100 : 10 * Math.log10(sum / count / 32_768 ** 2 + 1e-10);
  }
}

function keep<Value>(values: Value[], value: Value, most: number): void {
  values.push(value);
  if (values.length > most) values.shift();
}

function loudOf(frames: readonly boolean[]): number {
  return frames.reduce((count, loud) => count + (loud ? 1 : 0), 0);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
