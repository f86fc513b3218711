// The 20 ms beat of everything that makes its own sound, without drift: a member's turn is always
// base + n · 20 ms, and members are spread over the milliseconds of a frame so that they do not burst.

const frameMs = 20;
/** After a longer stall the missed frames are left out: a burst of them would only fill jitter buffers. */
const longestCatchUpMs = 200;

export class FrameWheel<Member> {
  readonly #phases: Member[][] = Array.from({ length: frameMs }, () => []);
  readonly #phaseOf = new Map<Member, number>();
  /** The next millisecond whose phase has not had its turn. */
  #nextMs: number;

  constructor(nowMs: number) {
    this.#nextMs = Math.ceil(nowMs);
  }

  /** Adds to the emptiest phase of those that come soonest. */
  add(member: Member, nowMs: number): void {
    if (this.#phaseOf.has(member)) return;
    // A wheel without members need not have been turned: its missed time is nobody's.
    if (this.#phaseOf.size === 0) this.#nextMs = Math.max(this.#nextMs, Math.ceil(nowMs));
    let best = this.#nextMs % frameMs;
    for (let step = 1; step < frameMs; step++) {
      const phase = (this.#nextMs + step) % frameMs;
      if (this.#size(phase) < this.#size(best)) best = phase;
    }
    this.#phases[best]?.push(member);
    this.#phaseOf.set(member, best);
  }

  remove(member: Member): void {
    const phase = this.#phaseOf.get(member);
    if (phase === undefined) return;
    const members = this.#phases[phase] as Member[];
    members.splice(members.indexOf(member), 1);
    this.#phaseOf.delete(member);
  }

  /** Gives every member whose turn has come its turn. A member may remove itself during its turn. */
  advance(nowMs: number, turn: (member: Member) => void): void {
    if (nowMs - this.#nextMs > longestCatchUpMs) {
      const missedFrames = Math.floor((nowMs - this.#nextMs) / frameMs);
      this.#nextMs += missedFrames * frameMs;
    }
    for (; this.#nextMs <= nowMs; this.#nextMs++) {
      const members = this.#phases[this.#nextMs % frameMs] as Member[];
      for (let i = members.length - 1; i >= 0; i--) turn(members[i] as Member);
    }
  }

  /** Milliseconds from `nowMs` to the next turn of any member, at most `limitMs`. */
  untilNext(nowMs: number, limitMs: number): number {
    if (this.#phaseOf.size === 0) return limitMs;
    for (let step = 0; step < frameMs; step++) {
      if (this.#size((this.#nextMs + step) % frameMs) === 0) continue;
      return Math.max(0, Math.min(limitMs, this.#nextMs + step - nowMs));
    }
    return limitMs;
  }

  #size(phase: number): number {
    return (this.#phases[phase] as Member[]).length;
  }
}
