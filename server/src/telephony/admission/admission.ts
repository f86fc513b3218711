// Watches how busy this process is, and says which new calls it takes.
import { performance } from "node:perf_hooks";
import type { EventLoopUtilization } from "node:perf_hooks";
import type { Clock } from "@tandem/kernel";
import { askForCall, measureLoad, newCallRate } from "./call-rate.ts";

/** Short enough that a rush is met in its first second, long enough to be an average. */
const measureEveryMs = 250;
/** Callers who are told the same would all come back together. */
const retryAfterSeconds = { least: 2, spread: 6 };

export type AdmissionOptions = {
  readonly clock: Clock;
  /** Busy time of the event loop since the start; the process's own when left out. */
  readonly utilization?: () => EventLoopUtilization;
  readonly random?: () => number;
};

export type AdmissionVerdict =
  | { readonly admitted: true }
  | { readonly admitted: false; retryAfterSeconds: number };

export class Admission {
  readonly #clock: Clock;
  readonly #utilization: () => EventLoopUtilization;
  readonly #random: () => number;
  #rate: ReturnType<typeof newCallRate>;
  #lastUtilization: EventLoopUtilization;
  #cancel: () => void;
  #refused = 0;

  constructor({
    clock,
    utilization = () => performance.eventLoopUtilization(),
    random = Math.random,
  }: AdmissionOptions) {
    this.#clock = clock;
    this.#utilization = utilization;
    this.#random = random;
    this.#rate = newCallRate(clock.now());
    this.#lastUtilization = utilization();
    this.#cancel = clock.after(measureEveryMs, () => this.#measure());
  }

  /** Calls refused since the start because the node was busy. */
  get refused(): number {
    return this.#refused;
  }

  /** New calls a second that are taken now; Infinity when nothing holds them back. */
  get callsPerSecond(): number {
    return this.#rate.limit;
  }

  /** To be asked once for each new call. */
  ask(): AdmissionVerdict {
    const { rate, admitted } = askForCall(this.#rate, this.#clock.now());
    this.#rate = rate;
    if (admitted) return { admitted };
    this.#refused++;
    const { least, spread } = retryAfterSeconds;
    return { admitted, retryAfterSeconds: least + Math.floor(this.#random() * (spread + 1)) };
  }

  close(): void {
    this.#cancel();
  }

  #measure(): void {
    const utilization = this.#utilization();
    const active = utilization.active - this.#lastUtilization.active;
    const idle = utilization.idle - this.#lastUtilization.idle;
    this.#lastUtilization = utilization;
    this.#rate = measureLoad(this.#rate, active / Math.max(active + idle, 1), this.#clock.now());
    this.#cancel = this.#clock.after(measureEveryMs, () => this.#measure());
  }
}
