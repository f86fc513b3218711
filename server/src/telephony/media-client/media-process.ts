// The child process that runs the media plane.
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { rm } from "node:fs/promises";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import type { Clock } from "@tandem/kernel";
import { protocolVersion } from "@tandem/media/control";
import type { MediaEvent, MediaList } from "@tandem/media";
import { MediaConnection } from "./media-connection.ts";
import type { MediaStartOptions } from "./start-options.ts";

const entry = fileURLToPath(new URL("../../media-host/main.ts", import.meta.url));
const readyLine = "media-host ready";
/** MB: its packet path makes no garbage, and a larger young generation would only be memory that lies idle. */
const youngGeneration = "--max-semi-space-size=2";
/** How long it may take to finish its recordings before it is ended by force. */
const endTimeoutMs = 5000;

export class MediaProcess {
  /** Resolves when commands can be sent; never, when the process fails before. */
  readonly ready: Promise<void>;
  readonly exited: Promise<void>;
  readonly #child: ChildProcess;

  constructor(options: MediaStartOptions, log: (line: string) => void) {
    // Its own process group: a Ctrl-C meant for control must not cut speech.
    this.#child = spawn(process.execPath, [youngGeneration, entry, ...hostArguments(options)], {
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.exited = new Promise((resolve) => {
      this.#child.once("exit", () => resolve());
      this.#child.once("error", (error) => {
        log(`media process: ${error.message}`);
        resolve();
      });
    });
    const { stdout, stderr } = this.#child as ChildProcess & { stdout: Readable; stderr: Readable };
    this.ready = new Promise((resolve) => {
      createInterface(stdout).on("line", (line) => {
        log(line);
        if (line.startsWith(readyLine)) resolve();
      });
    });
    createInterface(stderr).on("line", log);
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Asks the process to end, and makes it end when it does not. */
  async end(): Promise<void> {
    this.#child.kill("SIGTERM");
    const timer = setTimeout(() => this.#child.kill("SIGKILL"), endTimeoutMs);
    await this.exited;
    clearTimeout(timer);
  }
}

/** The media process as the client needs it: our child, or one that an earlier control left running. */
export type HostProcess = Pick<MediaProcess, "pid" | "exited" | "end">;

/** A media process that an earlier control started. All that is known of it comes over its connection. */
export class FormerHost implements HostProcess {
  readonly connection: MediaConnection;
  readonly list: MediaList;

  constructor(connection: MediaConnection, list: MediaList) {
    this.connection = connection;
    this.list = list;
  }

  get pid(): number {
    return this.list.pid;
  }

  get exited(): Promise<void> {
    return this.connection.closed;
  }

  /** Asks it to end, and makes it end when it does not; it closes the connection once its ports are free. */
  async end(): Promise<void> {
    await this.connection.send({ kind: "shutdown" }, endTimeoutMs);
    const timer = setTimeout(() => process.kill(this.pid, "SIGKILL"), endTimeoutMs);
    await this.exited;
    clearTimeout(timer);
  }
}

/** How long a media process has to say what it carries; one that is stuck is of no use to its calls. */
const listTimeoutMs = 1000;

/**
 * The media process that an earlier control left at this socket, when it speaks our protocol and `adopts` wants it.
 * Any other is ended and waited for, so that its ports are free, and what is left of the socket is removed.
 */
export async function findFormerHost(
  socketPath: string,
  { clock, hear, adopts }: FormerHostPorts,
): Promise<FormerHost | undefined> {
  const opened = await MediaConnection.open(socketPath, clock, hear);
  if (opened.ok) {
    const connection = opened.value;
    const answer = await connection.send({ kind: "list" }, listTimeoutMs);
    const list = answer.ok ? (answer.value as MediaList) : undefined;
    if (list?.protocolVersion === protocolVersion && adopts(list)) return new FormerHost(connection, list);
    await connection.send({ kind: "shutdown" }, endTimeoutMs);
    connection.close();
  }
  // That of taps lies beside it.
  for (const path of [socketPath, `${socketPath}.tap`]) await rm(path, { force: true });
  return undefined;
}

export type FormerHostPorts = {
  readonly clock: Clock;
  readonly hear: (event: MediaEvent) => void;
  readonly adopts: (found: MediaList) => boolean;
};

function hostArguments(options: MediaStartOptions): string[] {
  const { socketPath, ports, skipPorts, addresses, workers, io, rtpTimeoutMs, orphanTimeoutMs } = options;
  const named = {
    socket: socketPath,
    ports,
    "skip-ports": skipPorts,
    workers,
    io,
    "rtp-timeout-ms": rtpTimeoutMs,
    "orphan-timeout-ms": orphanTimeoutMs,
  };
  return [
    ...addresses.flatMap((address) => ["--address", address]),
    ...Object.entries(named).flatMap(([name, value]) =>
      value === undefined ? [] : [`--${name}`, String(value)],
    ),
  ];
}
