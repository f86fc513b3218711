// The child process that runs the media plane.
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { rm } from "node:fs/promises";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import type { Clock } from "@tandem/kernel";
import { MediaConnection } from "./media-connection.ts";
import type { MediaStartOptions } from "./start-options.ts";

const entry = fileURLToPath(new URL("../../media-host/main.ts", import.meta.url));
const readyLine = "media-host ready";
/** How long it may take to finish its recordings before it is ended by force. */
const endTimeoutMs = 5000;

export class MediaProcess {
  /** Resolves when commands can be sent; never, when the process fails before. */
  readonly ready: Promise<void>;
  readonly exited: Promise<void>;
  readonly #child: ChildProcess;

  constructor(options: MediaStartOptions, log: (line: string) => void) {
    // Its own process group: a Ctrl-C meant for control must not cut speech.
    this.#child = spawn(process.execPath, [entry, ...hostArguments(options)], {
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

/**
 * Ends a media process that a crashed control left behind at this socket, and waits for it, so that its
 * ports are free; then removes what is left of the socket.
 */
export async function endFormerHost(socketPath: string, clock: Clock): Promise<void> {
  const former = await MediaConnection.open(socketPath, clock, () => {});
  if (former.ok) {
    await former.value.send({ kind: "shutdown" }, endTimeoutMs);
    former.value.close();
  }
  await rm(socketPath, { force: true });
}

function hostArguments(options: MediaStartOptions): string[] {
  const { socketPath, ports, address, workers, io, rtpTimeoutMs, orphanTimeoutMs } = options;
  const named = {
    socket: socketPath,
    address,
    ports,
    workers,
    io,
    "rtp-timeout-ms": rtpTimeoutMs,
    "orphan-timeout-ms": orphanTimeoutMs,
  };
  return Object.entries(named).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name}`, String(value)],
  );
}
