// The media process's main thread: takes each command to the worker that owns its leg or recording.
import { assertNever, err, ok } from "@tandem/kernel";
import type { Result } from "@tandem/kernel";
import { ClipStore } from "@tandem/media";
import type {
  Clip,
  MediaCommand,
  MediaError,
  MediaEvent,
  MediaStats,
  RelayCommand,
  RelayWorker,
  StartRecording,
  WorkerStats,
} from "@tandem/media";
import type { HostOptions } from "./options.ts";
import { OrderedByKey } from "./ordered-by-key.ts";
import { WorkerPool } from "./worker-pool.ts";
import type { PooledWorker } from "./worker-pool.ts";

type Outcome = Result<unknown, MediaError>;
type PlacedLeg = { callId: string; seat: PooledWorker };
type LegCommand = Exclude<MediaCommand, { kind: "open-leg" | "stats" | "shutdown" }>;

export type HostListener = { event(event: MediaEvent): void; log(message: string): void };

export class MediaHost {
  readonly #pool: WorkerPool;
  readonly #clips = new ClipStore();
  readonly #order = new OrderedByKey();
  readonly #legs = new Map<string, PlacedLeg>();
  readonly #legsOfCall = new Map<string, number>();
  readonly #recordings = new Map<string, PooledWorker>();
  readonly #listener: HostListener;
  readonly #startedAtMs = performance.now();

  constructor(options: HostOptions, listener: HostListener) {
    this.#listener = listener;
    this.#pool = new WorkerPool(options, {
      event: (event) => this.#hear(event),
      log: (message) => listener.log(message),
      lost: (seat) => this.#loseSeat(seat),
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
  command(command: Exclude<MediaCommand, { kind: "shutdown" }>): Promise<Outcome> {
    if (command.kind === "stats") return this.#stats();
    const legIds = legsOf(command);
    return this.#order.run([...legIds, ...recordingsOf(command)], () =>
      command.kind === "open-leg" ? this.#openLeg(command) : this.#legCommand(command, legIds),
    );
  }

  async #openLeg(command: MediaCommand & { kind: "open-leg" }): Promise<Outcome> {
    const { legId, callId } = command;
    if (this.#legs.has(legId)) return err({ kind: "leg-exists", message: legId });
    const seat = this.#pool.seatFor(callId);
    if (seat?.thread === undefined)
      return err({ kind: "worker-lost", message: "no relay worker is running" });
    this.#legs.set(legId, { callId, seat });
    this.#legsOfCall.set(callId, (this.#legsOfCall.get(callId) ?? 0) + 1);
    const outcome = await seat.thread.send(command);
    if (!outcome.ok) this.#forgetLeg(legId);
    return outcome;
  }

  async #legCommand(command: LegCommand, legIds: readonly string[]): Promise<Outcome> {
    const placed = this.#seatOf(command, legIds);
    if (!placed.ok) return placed;
    const seat = placed.value;
    const forwarded = command.kind === "play" ? await this.#loadFiles(command) : command;
    if (forwarded === undefined) return ok(null);
    if (seat.thread === undefined) return err({ kind: "worker-lost", message: "the relay worker has ended" });
    if (command.kind === "start-recording") return this.#startRecording(command, seat, seat.thread);
    const outcome = await seat.thread.send(forwarded);
    if (command.kind === "close-leg") this.#forgetLeg(command.legId);
    return outcome;
  }

  async #startRecording(command: StartRecording, seat: PooledWorker, thread: RelayWorker): Promise<Outcome> {
    const { recordingId } = command;
    if (this.#recordings.has(recordingId)) return err({ kind: "recording-exists", message: recordingId });
    this.#recordings.set(recordingId, seat);
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
    if (command.kind === "set-recording-right" || command.kind === "stop-recording") {
      const seat = this.#recordings.get(command.recordingId);
      if (seat === undefined) return err({ kind: "no-such-recording", message: command.recordingId });
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
    if (event.kind === "recording-finished") this.#recordings.delete(event.recordingId);
    this.#listener.event(event);
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

  #loseSeat(seat: PooledWorker): void {
    for (const [recordingId, owner] of this.#recordings)
      if (owner === seat) this.#recordings.delete(recordingId);
    for (const [legId, leg] of this.#legs) {
      if (leg.seat !== seat) continue;
      this.#forgetLeg(legId);
      this.#listener.event({ kind: "leg-failed", legId, reason: "worker-lost", at: Date.now() });
    }
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

/** The legs a command touches. */
function legsOf(command: Exclude<MediaCommand, { kind: "stats" | "shutdown" }>): readonly string[] {
  switch (command.kind) {
    case "open-leg":
    case "connect-leg":
    case "restart-ice":
    case "close-leg":
    case "unbridge":
    case "play":
    case "stop-playback":
    case "send-digits":
      return [command.legId];
    case "bridge":
      return [command.legA, command.legB];
    case "start-recording":
      return command.rightLegId === null ? [command.leftLegId] : [command.leftLegId, command.rightLegId];
    case "set-recording-left":
      return command.leftLegId === null ? [] : [command.leftLegId];
    case "set-recording-right":
      return command.rightLegId === null ? [] : [command.rightLegId];
    case "stop-recording":
      return [];
    default:
      return assertNever(command);
  }
}

/** The recording a command touches, under a name that no leg has. */
function recordingsOf(command: MediaCommand): readonly string[] {
  return "recordingId" in command ? [`recording ${command.recordingId}`] : [];
}
