// Control's hand on the media process: starts it, talks to it, starts it again when it dies.
//
// state     child ready      child dies            backoff over    stop
// starting  → ready, also by adopting a process that an earlier control left running
//           → ready          start fails: an error; a restart fails: → waiting
// ready     -                onLost, → waiting     -               shutdown, → stopped
// waiting   -                -                     → starting      → stopped
import { once } from "node:events";
import { connect } from "node:net";
import type { Socket } from "node:net";
import { err, ok, systemClock } from "@tandem/kernel";
import type { Clock } from "@tandem/kernel";
import type { Result } from "@tandem/kernel";
import type {
  CommandKind,
  CommandResult,
  MediaCommand,
  MediaError,
  MediaEvent,
  MediaList,
} from "@tandem/media";
import type { MediaStartOptions } from "./start-options.ts";
import { MediaConnection } from "./media-connection.ts";
import { MediaProcess, findFormerHost } from "./media-process.ts";
import type { FormerHost, HostProcess } from "./media-process.ts";

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
  #process: HostProcess | undefined;
  /** Events that wait for the calls they are of to be adopted. */
  #held: MediaEvent[] | undefined;
  #connection: MediaConnection | undefined;
  #backoffMs = firstBackoffMs;
  #restarts = 0;
  /** By all media processes so far, one after the other. */
  #portsTaken = 0;
  #readySinceMs = 0;
  #cancelRestart: () => void = () => {};
  #stopped = false;

  /** `log` is given each line the media process writes to its outputs. */
  constructor({ log, clock = systemClock }: { log: (line: string) => void; clock?: Clock }) {
    this.#log = log;
    this.#clock = clock;
  }

  /**
   * Waits until a media process is ready: one that an earlier control left at the same socket when `adopts` wants
   * what it carries, else a fresh one, after the other has ended. The value is what an adopted one carries; its
   * events wait for `releaseEvents`.
   */
  async start(
    options: MediaStartOptions,
    adopts: (found: MediaList) => boolean = () => false,
  ): Promise<Result<MediaList | null, MediaError>> {
    this.#options = options;
    this.#held = [];
    const former = await this.#findFormer(options, adopts);
    if (former !== undefined) {
      this.#use(former, former.connection);
      for (const { legId } of former.list.legs) this.#openLegs.add(legId);
      this.#portsTaken = former.list.legs.length;
      return ok(former.list);
    }
    this.#held = undefined;
    this.#portsTaken = options.skipPorts ?? 0;
    return this.#launch(options);
  }

  /** The calls of an adopted process are there: they hear what happened meanwhile, in its order. */
  releaseEvents(): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const event of held) this.#hear(event);
  }

  /** Asks the media process. Errors of its own: `media-lost` when it is not there or dies, `timeout`. */
  async send<Command extends MediaCommand>(command: Command): Promise<CommandResult<Command["kind"]>> {
    const connection = this.#connection;
    if (connection === undefined) return mediaLost();
    const result = await connection.send(command, commandTimeoutMs);
    if (command.kind === "open-leg" && result.ok) {
      this.#openLegs.add(command.legId);
      this.#portsTaken++;
    }
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

  /** The connection over which the frames of an audio tap come; undefined when there is none to be had. */
  async openTap(tapId: string): Promise<Socket | undefined> {
    const { socketPath } = this.#options ?? {};
    if (socketPath === undefined || this.#connection === undefined) return undefined;
    const socket = connect(`${socketPath}.tap`);
    // An error is followed by close, for whoever has it then.
    socket.on("error", () => socket.destroy());
    try {
      await once(socket, "connect");
      socket.write(`${tapId}\n`);
      // One byte says that the other end knows which tap this is.
      await once(socket, "readable");
      socket.read(1);
      return socket;
    } catch {
      socket.destroy();
      return undefined;
    }
  }

  async stats(): Promise<CommandResult<"stats">> {
    return this.send<MediaCommand & { kind: "stats" }>({ kind: "stats" });
  }

  /** Ends the media process in good order: recordings are finished first. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancelRestart();
    await this.#connection?.send({ kind: "shutdown" }, commandTimeoutMs);
    await this.#process?.end();
    this.#connection?.close();
  }

  #findFormer(
    { socketPath }: MediaStartOptions,
    adopts: (found: MediaList) => boolean,
  ): Promise<FormerHost | undefined> {
    const hear = (event: MediaEvent): void => this.#hear(event);
    return findFormerHost(socketPath, { clock: this.#clock, hear, adopts });
  }

  #use(host: HostProcess, connection: MediaConnection): void {
    this.#process = host;
    this.#connection = connection;
    this.#readySinceMs = this.#clock.now();
    void host.exited.then(() => this.#lose());
  }

  async #launch(options: MediaStartOptions): Promise<Result<null, MediaError>> {
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
    this.#use(child, connection.value);
    return ok(null);
  }

  #hear(event: MediaEvent): void {
    if (this.#held !== undefined) return void this.#held.push(event);
    if (event.kind === "legs-lost") for (const legId of event.legIds) this.#openLegs.delete(legId);
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
    await this.#findFormer(this.#options, () => false);
    const launched = await this.#launch({ ...this.#options, skipPorts: this.#portsTaken });
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
