// The embedded PostgreSQL server while Tandem runs: started or adopted, started again when it dies, stopped.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { err, ok } from "@tandem/kernel";
import type { Clock, Result } from "@tandem/kernel";
import type { Logger } from "#platform/logging";
import { pause } from "../pause.ts";
import { probe } from "../probe.ts";
import type { StartError } from "../start-error.ts";
import { findBinaries, installBinaries } from "./native-binaries.ts";
import { choosePlacement } from "./placement.ts";
import type { Placement } from "./placement.ts";
import { isServerProcess, runningPostmaster } from "./postmaster.ts";
import type { Postmaster } from "./postmaster.ts";
import { cannotStart, clusterOwner, initializeCluster, startServer } from "./programs.ts";

/** Between two looks at a server that starts, stops or runs. */
const lookEveryMs = 50;
const watchEveryMs = 250;
/** Recovery after a crash replays at most `max_wal_size` (1 GB) of log: seconds on a disk, minutes on a bad one. */
const startLimitMs = 300_000;
/** A fast shutdown writes a checkpoint; after this long it is cut short, and the next start recovers. */
const stopLimitMs = 30_000;
const restartDelaysMs = [0, 500, 1_000, 2_000, 5_000, 10_000];

export class EmbeddedServer {
  readonly #placement: Placement;
  readonly #startLog: string;
  readonly #clock: Clock;
  readonly #log: Logger;
  #postmaster: Postmaster | undefined;
  #stopping = false;
  #watching: Promise<void> = Promise.resolve();

  private constructor(placement: Placement, startLog: string, clock: Clock, log: Logger) {
    this.#placement = placement;
    this.#startLog = startLog;
    this.#clock = clock;
    this.#log = log;
  }

  /** Folder of the Unix socket. */
  get socketDirectory(): string {
    return this.#placement.socketDirectory;
  }

  /** Brings the server up: makes the cluster on first use, adopts one that runs, starts it otherwise. */
  static async start(options: {
    dataDir: string;
    clock: Clock;
    log: Logger;
    /** For tests: another package than this system's. */
    packageName?: string;
  }): Promise<Result<EmbeddedServer, StartError>> {
    const binaries = findBinaries(options.packageName);
    if (!binaries.ok) return binaries;
    const placement = choosePlacement(options.dataDir, binaries.value.version);
    if (!placement.ok) return placement;
    installBinaries(binaries.value, placement.value.binariesDirectory);
    const startLog = join(options.dataDir, "postgres-start.log");
    const initialized = await initializeCluster(placement.value, startLog);
    if (!initialized.ok) return initialized;
    const wrongVersion = checkVersion(placement.value.clusterDirectory, binaries.value.major);
    if (wrongVersion !== undefined) return err(wrongVersion);
    const server = new EmbeddedServer(placement.value, startLog, options.clock, options.log);
    const up = await server.#bringUp();
    if (!up.ok) return up;
    server.#watching = server.#watch();
    return ok(server);
  }

  /** Stops the server and waits until it is gone. */
  async stop(): Promise<void> {
    this.#stopping = true;
    await this.#watching;
    const running = runningPostmaster(this.#placement.clusterDirectory);
    if (running !== undefined) await this.#end(running.pid);
  }

  async #end(pid: number): Promise<void> {
    // Fast shutdown, then immediate (PostgreSQL manual, "Shutting Down the Server").
    signal(pid, "SIGINT");
    if (await this.#gone(pid)) return;
    this.#log.warn("the embedded database did not stop in time and is cut short");
    signal(pid, "SIGQUIT");
    await this.#gone(pid);
  }

  async #watch(): Promise<void> {
    while (!this.#stopping) {
      await pause(this.#clock, watchEveryMs);
      if (this.#stopping || (this.#postmaster !== undefined && isServerProcess(this.#postmaster.pid)))
        continue;
      this.#log.error("the embedded database has died and is started again");
      await this.#restart();
    }
  }

  async #restart(): Promise<void> {
    for (let attempt = 0; !this.#stopping; attempt++) {
      await pause(this.#clock, restartDelaysMs[Math.min(attempt, restartDelaysMs.length - 1)] ?? 0);
      try {
        const up = await this.#bringUp();
        if (up.ok) return this.#log.info("the embedded database is back");
        this.#log.error(up.error.message);
      } catch (error) {
        this.#log.error({ err: error }, "the embedded database cannot be started"); // Such as a full disk.
      }
    }
  }

  async #bringUp(): Promise<Result<undefined, StartError>> {
    const running = runningPostmaster(this.#placement.clusterDirectory);
    if (running !== undefined && (await this.#adopt(running))) return ok();
    const program = startServer(this.#placement, this.#startLog);
    let ended: { problem: string | undefined } | undefined;
    void program.ended.then((problem) => (ended = { problem }));
    if (await this.#answers(() => ended === undefined)) return ok();
    const reason = ended ? (ended.problem ?? "it stopped at once") : "no answer in time";
    return err(cannotStart("postgres", reason, this.#startLog));
  }

  /** Takes over a server of this cluster that runs; one that listens elsewhere is stopped instead. */
  async #adopt(running: Postmaster): Promise<boolean> {
    if (running.socketDirectory !== this.#placement.socketDirectory) {
      await this.#end(running.pid);
      return false;
    }
    if (!(await this.#answers(() => isServerProcess(running.pid)))) return false;
    this.#log.info({ pid: running.pid }, "adopted the embedded database that was running");
    return true;
  }

  /** True once the server takes connections; false when it ends, is given up or we are stopping. */
  async #answers(alive: () => boolean): Promise<boolean> {
    const deadline = this.#clock.now() + startLimitMs;
    const server = { host: this.#placement.socketDirectory, user: clusterOwner, database: "postgres" };
    while (alive() && !this.#stopping && this.#clock.now() < deadline) {
      if (await probe({ server, role: undefined })) {
        this.#postmaster = runningPostmaster(this.#placement.clusterDirectory);
        return true;
      }
      await pause(this.#clock, lookEveryMs);
    }
    return false;
  }

  async #gone(pid: number): Promise<boolean> {
    const deadline = this.#clock.now() + stopLimitMs;
    while (isServerProcess(pid)) {
      if (this.#clock.now() >= deadline) return false;
      await pause(this.#clock, lookEveryMs);
    }
    return true;
  }
}

/** Signals the server, unless it has gone by itself. */
function signal(pid: number, name: "SIGINT" | "SIGQUIT"): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

function checkVersion(clusterDirectory: string, major: string): StartError | undefined {
  const found = readFileSync(join(clusterDirectory, "PG_VERSION"), "utf8").trim();
  if (found === major) return undefined;
  return {
    kind: "wrong-version",
    message: `${clusterDirectory} was made by PostgreSQL ${found}, expected ${major}: restore a backup into a new --data-dir`,
  };
}
