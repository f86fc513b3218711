// How busy this thread is: the share of a core it uses, told about once a second.

const tellEveryMs = 1000;

export class LoadMeter {
  readonly #usedMicros: () => number;
  readonly #tell: (share: number) => void;
  #toldAtMs: number;
  #toldMicros: number;

  /** `usedMicros` is the processor time that the thread used since it began. */
  constructor(nowMs: number, usedMicros: () => number, tell: (share: number) => void) {
    this.#usedMicros = usedMicros;
    this.#tell = tell;
    this.#toldAtMs = nowMs;
    this.#toldMicros = usedMicros();
  }

  /** To be called often; it costs nothing until it is time. */
  advance(nowMs: number): void {
    const passedMs = nowMs - this.#toldAtMs;
    if (passedMs < tellEveryMs) return;
    const micros = this.#usedMicros();
    this.#tell((micros - this.#toldMicros) / (1000 * passedMs));
    this.#toldAtMs = nowMs;
    this.#toldMicros = micros;
  }
}

/** Of the calling thread, user and system. */
export function threadMicros(): number {
  const { user, system } = process.threadCpuUsage();
  return user + system;
}
