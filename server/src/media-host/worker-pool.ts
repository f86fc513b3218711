// The relay workers of this process: which call lives on which, and what happens when one dies.
import { RelayWorker, createDtlsIdentity, splitPortRange } from "@tandem/media";
import type { MediaEvent, WorkerOptions } from "@tandem/media";
import type { HostOptions } from "./options.ts";

/** A worker that dies while starting must not be restarted in a tight loop. */
const restartDelayMs = 200;

export type PoolListener = {
  event(event: MediaEvent): void;
  log(message: string): void;
  /** A worker has died with everything on it; another takes its place. */
  lost(worker: PooledWorker): void;
};

/** One seat of the pool; the thread in it may change. */
export type PooledWorker = { thread: RelayWorker | undefined; calls: Set<string> };

export class WorkerPool {
  readonly #listener: PoolListener;
  readonly #options: WorkerOptions[];
  readonly #seats: PooledWorker[];
  readonly #seatOfCall = new Map<string, PooledWorker>();
  #stopping = false;

  constructor(options: HostOptions, listener: PoolListener) {
    const { address, io, rtpTimeoutMs } = options;
    const identity = createDtlsIdentity();
    const shares = splitPortRange(options.ports, options.workers);
    this.#options = shares.map((ports) => ({ address, ports, io, rtpTimeoutMs, identity }));
    this.#listener = listener;
    this.#seats = shares.map(() => ({ thread: undefined, calls: new Set() }));
  }

  get seats(): readonly PooledWorker[] {
    return this.#seats;
  }

  /** Resolves with the I/O drivers in use when every worker is ready; rejects when one cannot start. */
  async start(): Promise<string[]> {
    return Promise.all(this.#seats.map((seat, index) => this.#fill(seat, index)));
  }

  /** The worker of a call; a new call goes to the one with the fewest calls. Undefined: none is alive. */
  seatFor(callId: string): PooledWorker | undefined {
    const known = this.#seatOfCall.get(callId);
    if (known !== undefined) return known;
    const alive = this.#seats.filter((seat) => seat.thread !== undefined);
    const [first, ...others] = alive;
    if (first === undefined) return undefined;
    const seat = others.reduce((best, other) => (other.calls.size < best.calls.size ? other : best), first);
    seat.calls.add(callId);
    this.#seatOfCall.set(callId, seat);
    return seat;
  }

  /** The last leg of a call has closed. */
  releaseCall(callId: string): void {
    this.#seatOfCall.get(callId)?.calls.delete(callId);
    this.#seatOfCall.delete(callId);
  }

  /** Finishes recordings, closes legs, ends all threads. */
  async stop(): Promise<void> {
    this.#stopping = true;
    await Promise.all(this.#seats.map(async (seat) => seat.thread?.stop()));
  }

  async #fill(seat: PooledWorker, index: number): Promise<string> {
    const thread = new RelayWorker(this.#options[index] as WorkerOptions, {
      event: (event) => this.#listener.event(event),
      fault: (message) => this.#listener.log(`relay worker ${index}: ${message}`),
      ended: (expected) => {
        if (!expected && seat.thread === thread) this.#replace(seat, index);
      },
    });
    const io = await thread.ready;
    seat.thread = thread;
    return io;
  }

  #replace(seat: PooledWorker, index: number): void {
    seat.thread = undefined;
    this.#listener.log(`relay worker ${index} has ended; starting another`);
    this.#listener.lost(seat);
    this.#refill(seat, index);
  }

  #refill(seat: PooledWorker, index: number): void {
    setTimeout(() => {
      if (this.#stopping) return;
      this.#fill(seat, index).catch((error: unknown) => {
        this.#listener.log(`relay worker ${index}: ${String(error)}`);
        this.#refill(seat, index);
      });
    }, restartDelayMs);
  }
}
