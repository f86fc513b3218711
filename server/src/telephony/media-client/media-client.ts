// Control's hand on the media process: starts it, talks to it, starts it again when it dies.
//
// state     child ready      child dies            backoff over    stop
// starting  → ready          start fails: an error; a restart fails: → waiting
// ready     -                onLost, → waiting     -               shutdown, → stopped
// waiting   -                -                     → starting      → stopped
import { err, ok, systemClock } from "@tandem/kernel";
import type { Clock } from "@tandem/kernel";
import type { CommandKind, CommandResult, MediaCommand, MediaEvent } from "@tandem/media";
import type { MediaStartOptions } from "./start-options.ts";
import { MediaConnection } from "./media-connection.ts";
import { MediaProcess, endFormerHost } from "./media-process.ts";

export type MediaClientStatus = {
  pid: number | undefined;
  ready: boolean;
  /** Legs opened and not yet closed through this client. */
  legs: number;
  restarts: number;
};

type Listener<Arguments extends unknown[]> = (...values: Arguments) => void;

const commandTimeoutMs = 5000;
const firstBackoffMs = 100;
const longestBackoffMs = 5000;
/** A process that lived this long did not die of its start. */
const stableAfterMs = 30_000;

export class MediaClient {
  readonly #log: (line: string) => void;
  readonly #clock: Clock;
  readonly #eventListeners = new Set<Listener<[MediaEvent]>>();
  readonly #lostListeners = new Set<Listener<[]>>();
  readonly #restartedListeners = new Set<Listener<[]>>();
  readonly #openLegs = new Set<string>();
  #options: MediaStartOptions | undefined;
  #process: MediaProcess | undefined;
  #connection: MediaConnection | undefined;
  #backoffMs = firstBackoffMs;
  #restarts = 0;
  #readySinceMs = 0;
  #cancelRestart: () => void = () => {};
  #stopped = false;

  /** `log` is given each line the media process writes to its outputs. */
  constructor({ log, clock = systemClock }: { log: (line: string) => void; clock?: Clock }) {
    this.#log = log;
    this.#clock = clock;
  }

  /** Starts the media process and waits until it is ready. A former one at the same socket is ended. */
  async start(options: MediaStartOptions): Promise<CommandResult<"shutdown">> {
    this.#options = options;
    await endFormerHost(options.socketPath, this.#clock);
    return this.#launch(options);
  }

  /** Asks the media process. Errors of its own: `media-lost` when it is not there or dies, `timeout`. */
  async send<Command extends MediaCommand>(command: Command): Promise<CommandResult<Command["kind"]>> {
    const connection = this.#connection;
    if (connection === undefined) return mediaLost();
    const result = await connection.send(command, commandTimeoutMs);
    if (command.kind === "open-leg" && result.ok) this.#openLegs.add(command.legId);
    if (command.kind === "close-leg") this.#openLegs.delete(command.legId);
    return result as CommandResult<Command["kind"]>;
  }

  /** Each listener is called until the returned function is. */
  onEvent(listener: (event: MediaEvent) => void): () => void {
    return listen(this.#eventListeners, listener);
  }

  /** The media process has died: all legs and recordings are gone. */
  onLost(listener: () => void): () => void {
    return listen(this.#lostListeners, listener);
  }

  /** A new media process is ready after a loss; it knows no legs. */
  onRestarted(listener: () => void): () => void {
    return listen(this.#restartedListeners, listener);
  }

  status(): MediaClientStatus {
    const ready = this.#connection !== undefined;
    return { pid: this.#process?.pid, ready, legs: this.#openLegs.size, restarts: this.#restarts };
  }

  async stats(): Promise<CommandResult<"stats">> {
    return this.send<MediaCommand & { kind: "stats" }>({ kind: "stats" });
  }

  /** Ends the media process in good order: recordings are finished first. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancelRestart();
    await this.#connection?.send({ kind: "shutdown" }, commandTimeoutMs);
    this.#connection?.close();
    await this.#process?.end();
  }

  async #launch(options: MediaStartOptions): Promise<CommandResult<"shutdown">> {
    const child = new MediaProcess(options, this.#log);
    const exited = child.exited.then(() => "exited" as const);
    if ((await Promise.race([child.ready, exited])) === "exited") {
      return err({ kind: "media-lost", message: "the media process did not start" });
    }
    const hear = (event: MediaEvent): void => this.#hear(event);
    const connection = await MediaConnection.open(options.socketPath, this.#clock, hear);
    if (!connection.ok) {
      await child.end();
      return connection;
    }
    this.#process = child;
    this.#connection = connection.value;
    this.#readySinceMs = this.#clock.now();
    void exited.then(() => this.#lose());
    return ok(null);
  }

  #hear(event: MediaEvent): void {
    if (event.kind === "leg-failed" && event.reason === "worker-lost") this.#openLegs.delete(event.legId);
    for (const listener of this.#eventListeners) listener(event);
  }

  #lose(): void {
    if (this.#stopped) return;
    this.#connection?.close();
    this.#connection = undefined;
    this.#process = undefined;
    this.#openLegs.clear();
    for (const listener of this.#lostListeners) listener();
    if (this.#clock.now() - this.#readySinceMs >= stableAfterMs) this.#backoffMs = firstBackoffMs;
    this.#scheduleRestart();
  }

  #scheduleRestart(): void {
    this.#cancelRestart = this.#clock.after(this.#backoffMs, () => void this.#restart());
    this.#backoffMs = Math.min(longestBackoffMs, this.#backoffMs * 2);
  }

  async #restart(): Promise<void> {
    if (this.#options === undefined) return;
    await endFormerHost(this.#options.socketPath, this.#clock);
    const launched = await this.#launch(this.#options);
    // Stopped in the meantime: what has just been started is not wanted any more.
    if (this.#stopped) return this.stop();
    if (!launched.ok) return this.#scheduleRestart();
    this.#restarts++;
    for (const listener of this.#restartedListeners) listener();
  }
}

function listen<Arguments extends unknown[]>(
  listeners: Set<Listener<Arguments>>,
  listener: Listener<Arguments>,
): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function mediaLost<Kind extends CommandKind>(): CommandResult<Kind> {
  return err({ kind: "media-lost", message: "the media process is not running" });
}
