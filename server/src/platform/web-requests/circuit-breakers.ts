// Who failed several times running is left alone for a while, and then tried by one request before it is by all.

type Circuit = { failures: number; openUntil: number; isProbed: boolean };

/** How many failures running open a circuit. */
const mostFailures = 5;
const openMs = 30_000;
/** Beyond this the circuits that were not used longest are forgotten. */
const mostCircuits = 10_000;

export class CircuitBreakers {
  readonly #circuits = new Map<string, Circuit>();

  /** Whether to ask it at all. `now`: epoch ms. Who may ask has to report. */
  mayTry(name: string, now: number): boolean {
    const circuit = this.#circuits.get(name);
    if (!circuit || circuit.failures < mostFailures) return true;
    if (now < circuit.openUntil || circuit.isProbed) return false;
    circuit.isProbed = true;
    return true;
  }

  report(name: string, succeeded: boolean, now: number): void {
    const failures = succeeded ? 0 : (this.#circuits.get(name)?.failures ?? 0) + 1;
    this.#circuits.delete(name);
    if (succeeded) return;
    this.#circuits.set(name, { failures, openUntil: now + openMs, isProbed: false });
    const [oldest] = this.#circuits.keys();
    if (this.#circuits.size > mostCircuits && oldest !== undefined) this.#circuits.delete(oldest);
  }

  isOpen(name: string, now: number): boolean {
    const circuit = this.#circuits.get(name);
    return circuit !== undefined && circuit.failures >= mostFailures && now < circuit.openUntil;
  }
}
