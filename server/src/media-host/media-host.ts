// The media process's main thread: takes each command to the worker that owns its leg or recording.
import { err, ok } from "@tandem/kernel";
import type { Result } from "@tandem/kernel";
import { ClipStore } from "@tandem/media";
import type {
  Clip,
  MediaCommand,
  MediaError,
  MediaEvent,
  MediaList,
  MediaStats,
  RelayCommand,
  RelayWorker,
  StartRecording,
  WorkerStats,
} from "@tandem/media";
import { legsOf, othersOf } from "./command-subjects.ts";
import type { HostOptions } from "./options.ts";
import { OrderedByKey } from "./ordered-by-key.ts";
import { WorkerPool } from "./worker-pool.ts";
import type { PooledWorker } from "./worker-pool.ts";

type Outcome = Result<unknown, MediaError>;
/** `isOpen`: its worker has said so. */
type PlacedLeg = { callId: string; seat: PooledWorker; playbackId: string | null; isOpen: boolean };
type RunningRecording = {
  readonly seat: PooledWorker;
  readonly thread: RelayWorker;
  readonly path: string;
  /** Nobody writes to its file any more. */
  readonly over: PromiseWithResolvers<void>;
};
type HostCommand = Exclude<MediaCommand, { kind: "list" | "shutdown" }>;
type LegCommand = Exclude<HostCommand, { kind: "open-leg" | "stats" }>;

/** A worker takes some 100 ms to start; control waits five seconds for an answer. */
const awaitWorkerMs = 4000;

export type HostListener = {
  event(event: MediaEvent): void;
  log(message: string): void;
  /** A frame of an audio tap is ready to go. */
  tapFrame?(tapId: string, frame: Uint8Array): void;
  /** Nothing comes of this tap any more. */
  tapEnded?(tapId: string): void;
};

export class MediaHost {
  readonly #pool: WorkerPool;
  readonly #clips = new ClipStore();
  readonly #order = new OrderedByKey();
  readonly #legs = new Map<string, PlacedLeg>();
  readonly #legsOfCall = new Map<string, number>();
  /** Until their files are finished, which the recording thread may do later than their worker, or without it. */
  readonly #recordings = new Map<string, RunningRecording>();
  readonly #taps = new Map<string, PooledWorker>();
  readonly #listener: HostListener;
  readonly #startedAtMs = performance.now();

  constructor(options: HostOptions, listener: HostListener) {
    this.#listener = listener;
    this.#pool = new WorkerPool(options, {
      event: (event) => this.#hear(event),
      tapFrame: (tapId, frame) => listener.tapFrame?.(tapId, frame),
      log: (message) => listener.log(message),
      lost: (seat) => this.#loseSeat(seat),
      recordingsLost: () => this.#loseRecordings(),
    });
  }

  /** The workers, for tests that end one. */
  get pool(): WorkerPool {
    return this.#pool;
  }

  /** Resolves with the I/O drivers in use. */
  start(): Promise<string[]> {
    return this.#pool.start();
  }

  stop(): Promise<void> {
    return this.#pool.stop();
  }

  /** Carries out one command. Those about one leg keep their order. */
  command(command: HostCommand): Promise<Outcome> {
    if (command.kind === "stats") return this.#stats();
    const legIds = legsOf(command);
    return this.#order.run([...legIds, ...othersOf(command)], () =>
      command.kind === "open-leg" ? this.#openLeg(command) : this.#legCommand(command, legIds),
    );
  }

  /** The legs and recordings there are. */
  list(): Pick<MediaList, "legs" | "recordings"> {
    const legs = [...this.#legs].map(([legId, { callId, playbackId }]) => ({ legId, callId, playbackId }));
    return { legs, recordings: [...this.#recordings.keys()] };
  }

  async #openLeg(command: MediaCommand & { kind: "open-leg" }): Promise<Outcome> {
    const { legId, callId } = command;
    if (this.#legs.has(legId)) return err({ kind: "leg-exists", message: legId });
    const full: PooledWorker[] = [];
    const until = performance.now() + awaitWorkerMs;
    while (await this.#pool.isRunning(until - performance.now())) {
      const seat = this.#pool.seatFor(callId, full);
      if (seat?.thread === undefined) return noFreePort;
      const outcome = await this.#openOn(seat, seat.thread, command);
      if (outcome.ok) return outcome;
      // The worker died meanwhile: another one takes the leg.
      if (outcome.error.kind === "worker-lost") continue;
      // Each worker has its own part of the ports. Only a call that has no leg yet can go to another one.
      if (outcome.error.kind !== "no-free-port" || this.#legsOfCall.has(callId)) return outcome;
      full.push(seat);
    }
    return err({ kind: "worker-lost", message: "no relay worker is running" });
  }

  async #openOn(
    seat: PooledWorker,
    thread: RelayWorker,
    command: MediaCommand & { kind: "open-leg" },
  ): Promise<Outcome> {
    const { legId, callId } = command;
    const leg: PlacedLeg = { callId, seat, playbackId: null, isOpen: false };
    this.#legs.set(legId, leg);
    this.#legsOfCall.set(callId, (this.#legsOfCall.get(callId) ?? 0) + 1);
    const outcome = await thread.send(command);
    if (outcome.ok) seat.portsTaken++;
    else this.#forgetLeg(legId);
    leg.isOpen = outcome.ok;
    return outcome;
  }

  async #legCommand(command: LegCommand, legIds: readonly string[]): Promise<Outcome> {
    const placed = this.#seatOf(command, legIds);
    if (!placed.ok) return placed;
    const seat = placed.value;
    const forwarded = command.kind === "play" ? await this.#loadFiles(command) : command;
    if (forwarded === undefined) return ok(null);
    if (command.kind === "connect-leg") this.#clips.use(command.codec);
    // The recording thread finishes what a worker that died has left.
    if (
      command.kind === "stop-recording" &&
      this.#recordings.get(command.recordingId)?.thread !== seat.thread
    )
      return ok(null);
    if (seat.thread === undefined) return err({ kind: "worker-lost", message: "the relay worker has ended" });
    if (command.kind === "start-recording") return this.#startRecording(command, seat, seat.thread);
    if (command.kind === "play") this.#notePlayback(command.legId, command.playbackId);
    if (command.kind === "start-tap") this.#taps.set(command.tapId, seat);
    const outcome = await seat.thread.send(forwarded);
    if (command.kind === "stop-tap" || (command.kind === "start-tap" && !outcome.ok))
      this.#endTap(command.tapId);
    if (command.kind === "close-leg") this.#forgetLeg(command.legId);
    return outcome;
  }

  async #startRecording(command: StartRecording, seat: PooledWorker, thread: RelayWorker): Promise<Outcome> {
    const { recordingId, path } = command;
    const before = this.#recordings.get(recordingId);
    if (before && before.thread === before.seat.thread)
      return err({ kind: "recording-exists", message: recordingId });
    // What the worker that died has left is being written still.
    await before?.over.promise;
    this.#recordings.set(recordingId, { seat, thread, path, over: Promise.withResolvers() });
    const outcome = await thread.send(command);
    if (!outcome.ok) this.#recordings.delete(recordingId);
    return outcome;
  }

  /** The worker that all legs of the command live on, and its recording. */
  #seatOf(command: LegCommand, legIds: readonly string[]): Result<PooledWorker, MediaError> {
    const seats = new Set<PooledWorker>();
    for (const legId of legIds) {
      const leg = this.#legs.get(legId);
      if (leg === undefined) return err({ kind: "no-such-leg", message: legId });
      seats.add(leg.seat);
    }
    if ("recordingId" in command && command.kind !== "start-recording") {
      const recording = this.#recordings.get(command.recordingId);
      if (recording === undefined) return err({ kind: "no-such-recording", message: command.recordingId });
      seats.add(recording.seat);
    }
    if ("tapId" in command && command.kind !== "start-tap") {
      const seat = this.#taps.get(command.tapId);
      if (seat === undefined) return err({ kind: "no-such-tap", message: command.tapId });
      seats.add(seat);
    }
    const [seat, another] = seats;
    if (seat === undefined || another !== undefined) {
      return err({ kind: "different-workers", message: "open legs that belong together with one callId" });
    }
    return ok(seat);
  }

  /** Undefined when a file cannot be played: then the playback has finished before it began. */
  async #loadFiles(command: MediaCommand & { kind: "play" }): Promise<RelayCommand | undefined> {
    const { kind, legId, playbackId, loop, stopOnDigit } = command;
    const clips: Clip[] = [];
    for (const path of command.files) {
      const clip = await this.#clips.load(path);
      if (!clip.ok) {
        this.#listener.log(`cannot play ${path}: ${clip.error.message}`);
        const finished = { kind: "playback-finished", legId, playbackId, reason: "file-unreadable" } as const;
        this.#listener.event({ ...finished, at: Date.now() });
        return undefined;
      }
      clips.push(clip.value);
    }
    return { kind, legId, playbackId, clips, loop, stopOnDigit };
  }

  #hear(event: MediaEvent): void {
    if (event.kind === "recording-finished" || event.kind === "recording-interrupted") {
      this.#recordings.get(event.recordingId)?.over.resolve();
      this.#recordings.delete(event.recordingId);
    }
    if (event.kind === "playback-finished" && this.#legs.get(event.legId)?.playbackId === event.playbackId)
      this.#notePlayback(event.legId, null);
    this.#listener.event(event);
  }

  #notePlayback(legId: string, playbackId: string | null): void {
    const leg = this.#legs.get(legId);
    if (leg !== undefined) leg.playbackId = playbackId;
  }

  #forgetLeg(legId: string): void {
    const leg = this.#legs.get(legId);
    if (leg === undefined) return;
    this.#legs.delete(legId);
    const remaining = (this.#legsOfCall.get(leg.callId) ?? 1) - 1;
    this.#legsOfCall.set(leg.callId, remaining);
    if (remaining > 0) return;
    this.#legsOfCall.delete(leg.callId);
    this.#pool.releaseCall(leg.callId);
  }

  #endTap(tapId: string): void {
    this.#taps.delete(tapId);
    this.#listener.tapEnded?.(tapId);
  }

  #loseSeat(seat: PooledWorker): void {
    for (const [tapId, owner] of this.#taps) if (owner === seat) this.#endTap(tapId);
    const lost = [...this.#legs].filter(([, leg]) => leg.seat === seat);
    for (const [legId] of lost) this.#forgetLeg(legId);
    // One that is being opened finds another worker by itself.
    const legIds = lost.flatMap(([legId, { isOpen }]) => (isOpen ? [legId] : []));
    if (legIds.length > 0) this.#listener.event({ kind: "legs-lost", legIds, at: Date.now() });
  }

  /** Their files are without an end, and nobody writes to them: control repairs them. */
  #loseRecordings(): void {
    const failure = "the recording thread has ended";
    const lost = { kind: "recording-finished", durationMs: 0, bytes: 0, sha256: null, failure } as const;
    for (const [recordingId, { path }] of this.#recordings)
      this.#hear({ ...lost, recordingId, path, at: Date.now() });
  }

  async #stats(): Promise<Outcome> {
    const answers = await Promise.all(
      this.#pool.seats.map(async (seat) => seat.thread?.send({ kind: "stats" })),
    );
    const workers = answers.flatMap((answer) => (answer?.ok === true ? [answer.value as WorkerStats] : []));
    const { user, system } = process.cpuUsage();
    const uptimeMs = Math.round(performance.now() - this.#startedAtMs);
    return ok<MediaStats>({
      pid: process.pid,
      uptimeMs,
      cpu: { user, system },
      legs: this.#legs.size,
      workers,
    });
  }
}

const noFreePort: Outcome = err({ kind: "no-free-port", message: "all RTP ports are in use, or rest" });
