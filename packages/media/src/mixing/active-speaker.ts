// Who speaks in a conference: told when it changes, not for a cough and not more often than a page can show.
//
// now      | becomes     | when
// ---------+-------------+----------------------------------------------------------------------
// nobody   | a speaker   | the loudest is over the threshold
// speaker  | another one | that one is twice as loud for 200 ms, or the speaker has been quiet for 400 ms
// speaker  | nobody      | everybody has been quiet for 1.5 s
// (any)    | (any)       | at the earliest 300 ms after the last change

/** About −46 dB under full scale, as the mean of magnitudes: speech is over it, a quiet room is not. */
const threshold = 160;
/** The share of a frame in a speaker's loudness: half of it is of the last 60 ms. */
const newShare = 0.2;
const louderBy = 2;
const takesOverAfterMs = 200;
const quietAfterMs = 400;
const nobodyAfterMs = 1500;
const betweenChangesMs = 300;
const nobody = -1;

export class ActiveSpeaker {
  readonly #loudness: Float64Array;
  #current = nobody;
  #heardAtMs = 0;
  #candidate = nobody;
  #candidateSinceMs = 0;
  #changedAtMs = Number.NEGATIVE_INFINITY;

  constructor(seats: number) {
    this.#loudness = new Float64Array(seats);
  }

  /** The seat of who speaks; −1 for nobody. */
  get current(): number {
    return this.#current;
  }

  /** Somebody else sits there from now on. */
  forget(seat: number): void {
    this.#loudness[seat] = 0;
    if (this.#current === seat) this.#heardAtMs = Number.NEGATIVE_INFINITY;
  }

  /** Takes the mean magnitude of each seat's 20 ms. True when `current` has changed. */
  step(levels: Float64Array, nowMs: number): boolean {
    const loudest = this.#listen(levels);
    const loudness = loudest === nobody ? 0 : (this.#loudness[loudest] as number);
    if (this.#current !== nobody && (this.#loudness[this.#current] as number) >= threshold)
      this.#heardAtMs = nowMs;
    if (loudness < threshold) return this.#becomeNobody(nowMs);
    if (loudest === this.#current) this.#candidate = nobody;
    if (loudest === this.#current) return false;
    if (this.#candidate !== loudest) this.#candidateSinceMs = nowMs;
    this.#candidate = loudest;
    if (!this.#mayTakeOver(loudness, nowMs)) return false;
    return this.#change(loudest, nowMs);
  }

  #listen(levels: Float64Array): number {
    let loudest = nobody;
    for (let seat = 0; seat < levels.length; seat++) {
      const former = this.#loudness[seat] as number;
      const loudness = former + newShare * ((levels[seat] as number) - former);
      this.#loudness[seat] = loudness;
      if (loudest === nobody || loudness > (this.#loudness[loudest] as number)) loudest = seat;
    }
    return loudest;
  }

  #mayTakeOver(loudness: number, nowMs: number): boolean {
    if (this.#current === nobody || nowMs - this.#heardAtMs >= quietAfterMs) return true;
    const isLouder = loudness >= louderBy * (this.#loudness[this.#current] as number);
    return isLouder && nowMs - this.#candidateSinceMs >= takesOverAfterMs;
  }

  #becomeNobody(nowMs: number): boolean {
    this.#candidate = nobody;
    if (this.#current === nobody || nowMs - this.#heardAtMs < nobodyAfterMs) return false;
    return this.#change(nobody, nowMs);
  }

  #change(to: number, nowMs: number): boolean {
    if (nowMs - this.#changedAtMs < betweenChangesMs) return false;
    this.#current = to;
    this.#candidate = nobody;
    this.#heardAtMs = nowMs;
    this.#changedAtMs = nowMs;
    return true;
  }
}
