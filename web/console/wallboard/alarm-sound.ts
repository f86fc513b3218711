// What is heard when a figure of the wallboard goes into alarm: two falling tones, made here.

const tonesHz = [880, 660] as const;
const toneSeconds = 0.18;
const volume = 0.2;

export class AlarmSound {
  #context: AudioContext | undefined;

  /** Browsers play sound only after a click or key: call this at one. */
  unlock(): void {
    this.#context ??= new AudioContext();
    void this.#context.resume();
  }

  play(): void {
    const context = this.#context;
    if (context?.state !== "running") return;
    const gain = new GainNode(context, { gain: volume });
    gain.connect(context.destination);
    for (const [index, frequency] of tonesHz.entries()) {
      const tone = new OscillatorNode(context, { frequency });
      tone.connect(gain);
      tone.start(context.currentTime + index * toneSeconds);
      tone.stop(context.currentTime + (index + 1) * toneSeconds);
    }
  }
}
