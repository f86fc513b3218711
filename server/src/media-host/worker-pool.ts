// The relay workers of this process: which call lives on which, and what happens when one dies.
import { RecordingThread, RelayWorker, createDtlsIdentity, splitPortRange } from "@tandem/media";
import type { MediaEvent, WorkerOptions } from "@tandem/media";
import type { HostOptions } from "./options.ts";
import { leastLoaded, settlingMs } from "./placement.ts";

/** A worker that dies while starting must not be restarted in a tight loop. */
const restartDelayMs = 200;
/**
 * How long new legs show one certificate. A key that leaks opens nothing that was recorded before, as each handshake
 * has keys of its own; this bounds for how long somebody could pose as us, and ties no two days of a browser together.
 */
const identityLifeMs = 12 * 60 * 60 * 1000;

export type PoolListener = {
  event(event: MediaEvent): void;
  tapFrame(tapId: string, frame: Uint8Array): void;
  log(message: string): void;
  /** A worker has died with everything on it; another takes its place. */
  lost(worker: PooledWorker): void;
  /** The recording thread has died: no recording that ran will be finished by it. Another takes its place. */
  recordingsLost(): void;
};

/** One seat of the pool; the thread in it may change. */
export type PooledWorker = {
  thread: RelayWorker | undefined;
  calls: Set<string>;
  /** What its thread measured last. */
  share: number;
  /** Of the calls that are not in that yet. */
  placedAtMs: number[];
  /** By its thread so far: to them phones send still when it dies. */
  portsTaken: number;
};

export class WorkerPool {
  readonly #listener: PoolListener;
  readonly #options: WorkerOptions[];
  readonly #seats: PooledWorker[];
  readonly #seatOfCall = new Map<string, PooledWorker>();
  readonly #identityTimer: NodeJS.Timeout;
  #recordings: RecordingThread;
  #filled = Promise.withResolvers<void>();
  #stopping = false;

  constructor(options: HostOptions, listener: PoolListener) {
    const { addresses, io, rtpTimeoutMs, skipPorts } = options;
    const identity = createDtlsIdentity();
    const shares = splitPortRange(options.ports, options.workers);
    this.#options = shares.map((share) => ({
      addresses,
      ports: { ...share, skip: skipPorts },
      io,
      rtpTimeoutMs,
      identity,
    }));
    this.#listener = listener;
    this.#seats = shares.map(() => ({
      thread: undefined,
      calls: new Set(),
      share: 0,
      placedAtMs: [],
      portsTaken: 0,
    }));
    this.#recordings = this.#startRecordingThread();
    this.#identityTimer = setInterval(() => this.rotateIdentity(), identityLifeMs).unref();
  }

  get seats(): readonly PooledWorker[] {
    return this.#seats;
  }

  /** Resolves with the I/O drivers in use when every worker is ready; rejects when one cannot start. */
  async start(): Promise<string[]> {
    return Promise.all(this.#seats.map((seat, index) => this.#fill(seat, index)));
  }

  /** Whether any worker runs; when none does, within that time. */
  async isRunning(withinMs: number): Promise<boolean> {
    const runs = (): boolean => this.#seats.some(({ thread }) => thread !== undefined);
    if (runs() || withinMs <= 0) return runs();
    const late = Promise.withResolvers<void>();
    const timer = setTimeout(late.resolve, withinMs);
    await Promise.race([this.#filled.promise, late.promise]);
    clearTimeout(timer);
    return runs();
  }

  /**
   * The worker of a call; a new call goes whole to the least loaded that is not among `full`. Undefined: there is none.
   */
  seatFor(callId: string, full: readonly PooledWorker[] = []): PooledWorker | undefined {
    const known = this.#seatOfCall.get(callId);
    if (known !== undefined) return known;
    const nowMs = performance.now();
    const free = this.#seats.filter((seat) => seat.thread !== undefined && !full.includes(seat));
    const loads = free.map(({ share, calls, placedAtMs }) => ({ share, calls: calls.size, placedAtMs }));
    const seat = free[leastLoaded(loads, nowMs)];
    if (seat === undefined) return undefined;
    seat.placedAtMs = [...seat.placedAtMs.filter((at) => nowMs - at < settlingMs), nowMs];
    seat.calls.add(callId);
    this.#seatOfCall.set(callId, seat);
    return seat;
  }

  /** The last leg of a call has closed. */
  releaseCall(callId: string): void {
    this.#seatOfCall.get(callId)?.calls.delete(callId);
    this.#seatOfCall.delete(callId);
  }

  /** A new certificate for legs that are opened from now on; those that are there keep theirs. */
  rotateIdentity(): void {
    const identity = createDtlsIdentity();
    for (const options of this.#options) options.identity = identity;
    for (const { thread } of this.#seats) thread?.setIdentity(identity);
  }

  /** Finishes recordings, closes legs, ends all threads. */
  async stop(): Promise<void> {
    this.#stopping = true;
    clearInterval(this.#identityTimer);
    await Promise.all(this.#seats.map(async (seat) => seat.thread?.stop()));
    await this.#recordings.stop();
  }

  /** A disk that hangs must not be waited for by packets: what writes recordings is a thread of its own. */
  #startRecordingThread(): RecordingThread {
    return new RecordingThread({
      event: (event) => this.#listener.event(event),
      fault: (message) => this.#listener.log(`recording thread: ${message}`),
      ended: (expected) => {
        if (!expected && !this.#stopping) this.#replaceRecordingThread();
      },
    });
  }

  #replaceRecordingThread(): void {
    this.#listener.log("the recording thread has ended; starting another");
    setTimeout(() => {
      if (this.#stopping) return;
      this.#recordings = this.#startRecordingThread();
      for (const { thread } of this.#seats) thread?.setRecordingThread(this.#recordings.connect());
      this.#listener.recordingsLost();
    }, restartDelayMs);
  }

  async #fill(seat: PooledWorker, index: number): Promise<string> {
    const options = this.#options[index] as WorkerOptions;
    const { identity } = options;
    const thread = new RelayWorker(options, {
      event: (event) => this.#listener.event(event),
      tapFrame: (tapId, frame) => this.#listener.tapFrame(tapId, frame),
      // Half of what was, so that one busy second does not decide for all calls of the next.
      load: (share) => void (seat.share = (seat.share + share) / 2),
      fault: (message) => this.#listener.log(`relay worker ${index}: ${message}`),
      ended: (expected) => {
        if (!expected && seat.thread === thread) this.#replace(seat, index);
      },
    });
    const io = await thread.ready;
    if (this.#stopping) {
      // Nobody knows of it yet, and it would run for ever.
      await thread.stop();
      throw new Error("it is not wanted any more");
    }
    thread.setRecordingThread(this.#recordings.connect());
    // It may have been changed while the thread started.
    if (options.identity !== identity) thread.setIdentity(options.identity);
    seat.thread = thread;
    this.#filled.resolve();
    this.#filled = Promise.withResolvers();
    return io;
  }

  #replace(seat: PooledWorker, index: number): void {
    const { ports } = this.#options[index] as WorkerOptions;
    ports.skip = (ports.skip ?? 0) + seat.portsTaken;
    Object.assign(seat, { thread: undefined, share: 0, placedAtMs: [], portsTaken: 0 });
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
