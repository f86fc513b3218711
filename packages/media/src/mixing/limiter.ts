// Keeps a sum of voices within 16 bits without a clipped sample: quieter for as long as it is too loud, and softly so.
//
// Each 5 ms of a frame has the gain it needs; between them the gain moves in a straight line that stays under both, so
// what is coming in the frame is known before it is heard. Only a frame that begins too loud has its gain brought down
// within its first millisecond, in which what is over is bent instead of cut.

const loudest = 32_767;
const blocksPerFrame = 4;
/** A gain that must fall at the very beginning of a frame does so within this time. */
const attackMs = 1;
/** How fast it becomes as loud as before: from nothing to all in half a second, slow enough not to be heard as pumping. */
const releasePerBlock = 0.01;
/** From here on the first millisecond is bent: what is below is as it was. */
const kneeFrom = 26_000;

export class Limiter {
  readonly #blockSamples: number;
  readonly #attackSamples: number;
  /** At the boundaries of the blocks. */
  readonly #gains = new Float64Array(blocksPerFrame + 1).fill(1);

  constructor(sampleRateHz: number) {
    this.#blockSamples = (sampleRateHz / 1000) * (20 / blocksPerFrame);
    this.#attackSamples = (sampleRateHz / 1000) * attackMs;
  }

  /** Writes 20 ms of `sum` to `output`. What never was over 16 bits passes as it is. */
  apply(sum: Float32Array, output: Int16Array): void {
    const { length } = output;
    let peak = 0;
    for (let i = 0; i < length; i++) {
      const magnitude = Math.abs(sum[i] as number);
      if (magnitude > peak) peak = magnitude;
    }
    const gains = this.#gains;
    gains[0] = gains[blocksPerFrame] as number;
    if (peak <= loudest && gains[0] === 1) {
      for (let i = 0; i < length; i++) output[i] = Math.round(sum[i] as number);
      return;
    }
    this.#plan(sum);
    for (let block = 0; block < blocksPerFrame; block++) this.#applyBlock(sum, output, block);
  }

  /** Fills `#gains`: that of each boundary is under what the blocks on both sides allow. */
  #plan(sum: Float32Array): void {
    const gains = this.#gains;
    let former = gains[0] as number;
    for (let block = 0; block < blocksPerFrame; block++) {
      const allowed = Math.min(this.#allowed(sum, block), former + releasePerBlock);
      if (block > 0 && allowed < (gains[block] as number)) gains[block] = allowed;
      gains[block + 1] = allowed;
      former = allowed;
    }
  }

  #allowed(sum: Float32Array, block: number): number {
    const from = block * this.#blockSamples;
    const to = from + this.#blockSamples;
    let peak = loudest;
    for (let i = from; i < to; i++) {
      const magnitude = Math.abs(sum[i] as number);
      if (magnitude > peak) peak = magnitude;
    }
    return loudest / peak;
  }

  #applyBlock(sum: Float32Array, output: Int16Array, block: number): void {
    const from = block * this.#blockSamples;
    const start = this.#gains[block] as number;
    const end = this.#gains[block + 1] as number;
    const isAttack = block === 0 && end < start;
    const samples = isAttack ? this.#attackSamples : this.#blockSamples;
    const step = (end - start) / samples;
    for (let i = 0; i < samples; i++) {
      const sample = (sum[from + i] as number) * (start + step * (i + 1));
      output[from + i] = Math.round(isAttack ? bent(sample) : sample);
    }
    if (!isAttack) return;
    for (let i = samples; i < this.#blockSamples; i++) {
      output[from + i] = Math.round((sum[from + i] as number) * end);
    }
  }
}

/** Nears the loudest sample without reaching it; the slope is whole where the knee begins. */
function bent(sample: number): number {
  const magnitude = Math.abs(sample);
  if (magnitude <= kneeFrom) return sample;
  const room = loudest - kneeFrom;
  return Math.sign(sample) * (kneeFrom + room * (1 - Math.exp((kneeFrom - magnitude) / room)));
}
