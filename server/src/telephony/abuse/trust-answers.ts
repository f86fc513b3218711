// What allow list and carriers say of a source, remembered for some seconds: matching ranges takes microseconds.
import type { SourceKey } from "./source-key.ts";

/** A changed trunk may wait so long. */
const forMs = 10_000;
/** Sources of one such span; more are strangers that never come back. */
const maxAnswers = 10_000;

export class TrustAnswers {
  readonly #ask: (address: string) => boolean;
  readonly #answers = new Map<SourceKey, boolean>();
  #untilMs = 0;

  constructor(ask: (address: string) => boolean) {
    this.#ask = ask;
  }

  isTrusted(address: string, key: SourceKey, nowMs: number): boolean {
    if (nowMs >= this.#untilMs || this.#answers.size >= maxAnswers) {
      this.#answers.clear();
      this.#untilMs = nowMs + forMs;
    }
    const known = this.#answers.get(key);
    if (known !== undefined) return known;
    const answer = this.#ask(address);
    this.#answers.set(key, answer);
    return answer;
  }
}
