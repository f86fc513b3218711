// The sound of an incoming call: two tones made here, so that nothing has to be fetched while it rings.

/** One ring: these tones in turn, each for `toneSeconds`, `turns` times; then silence until `cycleSeconds`. */
const tonesHz = [740, 932] as const;
const toneSeconds = 0.09;
const turns = 6;
const cycleSeconds = 3;
const beepTones = 2;
const volume = 0.18;

export class Ringer {
  #context: AudioContext | undefined;
  #cycle: ReturnType<typeof setInterval> | undefined;
  #gain: GainNode | undefined;

  /** Browsers play sound only after a click or key; call this at the first one. */
  readonly unlock = (): void => {
    this.#context ??= new AudioContext();
    void this.#context.resume();
  };

  start(): void {
    if (this.#cycle !== undefined) return;
    this.unlock();
    this.#ringOnce();
    this.#cycle = setInterval(() => this.#ringOnce(), cycleSeconds * 1000);
  }

  /** One short sound: a call has answered itself. */
  beep(): void {
    this.unlock();
    this.#sound(beepTones);
  }

  /** Silent at once, also in the middle of a tone. */
  stop(): void {
    clearInterval(this.#cycle);
    this.#cycle = undefined;
    this.#gain?.disconnect();
    this.#gain = undefined;
  }

  #ringOnce(): void {
    this.#sound(turns * tonesHz.length);
  }

  #sound(tones: number): void {
    const context = this.#context;
    if (context?.state !== "running") return;
    this.#gain?.disconnect();
    const gain = new GainNode(context, { gain: volume });
    const tone = new OscillatorNode(context, { type: "triangle" });
    for (let turn = 0; turn < tones; turn++) {
      const frequency = tonesHz[turn % tonesHz.length] ?? tonesHz[0];
      tone.frequency.setValueAtTime(frequency, context.currentTime + turn * toneSeconds);
    }
    tone.connect(gain).connect(context.destination);
    tone.start();
    tone.stop(context.currentTime + tones * toneSeconds);
    this.#gain = gain;
  }
}
