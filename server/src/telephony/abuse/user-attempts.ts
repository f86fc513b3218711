// Wrong passwords per user name, wherever they come from: a thousand sources that try one each are one attack.

/** More wrong passwords for one name than this … */
const maxFailures = 20;
/** … within this time make strangers wait. */
const windowMs = 10 * 60_000;
/** Names beyond this push out the oldest: an attacker's invented names must not fill the memory. */
const maxNames = 10_000;

type Failures = { count: number; sinceMs: number };

export class UserAttempts {
  readonly #failures = new Map<string, Failures>();

  /** Whether another attempt for this name is worth a look. The same for names that nobody has. */
  mayTry(username: string, nowMs: number): boolean {
    const found = this.#failures.get(username);
    return found === undefined || nowMs - found.sinceMs >= windowMs || found.count < maxFailures;
  }

  failed(username: string, nowMs: number): void {
    const found = this.#failures.get(username);
    if (found !== undefined && nowMs - found.sinceMs < windowMs) {
      found.count++;
      return;
    }
    this.#failures.delete(username);
    this.#failures.set(username, { count: 1, sinceMs: nowMs });
    const [oldest] = this.#failures.keys();
    if (this.#failures.size > maxNames && oldest !== undefined) this.#failures.delete(oldest);
  }

  succeeded(username: string): void {
    this.#failures.delete(username);
  }

  get size(): number {
    return this.#failures.size;
  }
}
