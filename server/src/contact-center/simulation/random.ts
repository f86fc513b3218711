// Numbers that look random and are the same for the same seed: sfc32 (Chris Doty-Humphrey, PractRand), and the
// distributions that calls follow.

export class Random {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  constructor(seed: number) {
    this.#a = 0x9e3779b9;
    this.#b = 0x243f6a88;
    this.#c = seed | 0;
    for (let round = 0; round < 15; round++) this.uniform();
  }

  /** From 0 to below 1, in steps of 2⁻³². */
  uniform(): number {
    const sum = (((this.#a + this.#b) | 0) + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 2 ** 32;
  }

  exponential(mean: number): number {
    return -mean * Math.log(1 - this.uniform());
  }

  /** `deviation`: of the values, in units of their mean. */
  logNormal(mean: number, deviation: number): number {
    const variance = Math.log(1 + deviation * deviation);
    return mean * Math.exp(Math.sqrt(variance) * this.#normal() - variance / 2);
  }

  /** Box and Muller. */
  #normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.uniform())) * Math.cos(2 * Math.PI * this.uniform());
  }
}
