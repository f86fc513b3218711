// A whole system for one demo: its own process on free ports of loopback and an empty data directory, of
// which nothing is left.
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { err } from "@tandem/kernel";
import type { Result } from "@tandem/kernel";
import { readNodeNotice } from "#platform/node-notice";
import type { NodeNotice } from "#platform/node-notice";
import type { Environment } from "../arguments.ts";
import { httpUrlOf } from "../node-address.ts";

export type FirstRunUser = {
  readonly name: string;
  readonly password: string;
  readonly extension?: string;
  readonly sipSecret?: string;
};

export type StartError = { kind: "not-started"; message: string };

const entry = fileURLToPath(new URL("../../main.ts", import.meta.url));
const askEveryMs = 100;
/** A clean stop says goodbye to calls and closes the database; one that is asked for early first ends the start. */
const stopTimeoutMs = 20_000;
const keptLines = 40;

export class ThrowAwaySystem {
  readonly #folder = makeFolder();
  readonly #child: ChildProcess;
  readonly #lines: string[] = [];
  readonly #exited: Promise<void>;
  #hasExited = false;

  constructor() {
    // A group of its own, led by it: Ctrl-C is for the demo, which then stops it in good order.
    this.#child = spawn(process.execPath, [entry], {
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
      env: demoEnvironment(process.env, this.#folder),
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      if (stream) createInterface({ input: stream }).on("line", (line) => this.#keep(line));
    }
    this.#exited = new Promise((resolve) => {
      const exited = () => {
        this.#hasExited = true;
        resolve();
      };
      this.#child.once("exit", exited);
      this.#child.once("error", (error) => {
        this.#keep(error.message);
        exited();
      });
    });
  }

  /** A folder that goes with the system. */
  get folder(): string {
    return this.#folder;
  }

  /** Resolves with where it is when it takes calls. */
  async ready(signal: AbortSignal): Promise<Result<NodeNotice, StartError>> {
    while (!signal.aborted) {
      if (this.#hasExited) return this.#notStarted("the system ended");
      const notice = readNodeNotice(join(this.#folder, "data"));
      if (notice.ok && (await isReady(notice.value, signal)) && this.#users() !== undefined) return notice;
      await sleep(askEveryMs);
    }
    return this.#notStarted("the system did not get ready");
  }

  /** Somebody whom the first start made. Throws when it made nobody of that name: it always makes the same people. */
  user(name: string): FirstRunUser {
    const user = this.#users()?.find((each) => each.name === name);
    if (!user) throw new Error(`the first start made nobody named ${name}`);
    return user;
  }

  /** The last lines of its log. */
  log(): readonly string[] {
    return this.#lines;
  }

  /** Stops it, by force when it takes too long, and removes all that it wrote. */
  async stop(): Promise<void> {
    this.#child.kill("SIGTERM");
    const timer = setTimeout(() => this.#child.kill("SIGKILL"), stopTimeoutMs);
    await this.#exited;
    clearTimeout(timer);
    this.#endDatabase();
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 5 });
  }

  #users(): readonly FirstRunUser[] | undefined {
    try {
      const text = readFileSync(firstRunFile(this.#folder), "utf8");
      return (JSON.parse(text) as { users: readonly FirstRunUser[] }).users;
    } catch {
      return undefined;
    }
  }

  #keep(line: string): void {
    this.#lines.push(line);
    if (this.#lines.length > keptLines) this.#lines.shift();
  }

  /**
   * Ends a database that outlived the system, which happens when that had to be ended by force. A media
   * process without a system ends by itself.
   */
  #endDatabase(): void {
    try {
      const pidFile = readFileSync(join(this.#folder, "data/postgres/postmaster.pid"), "utf8");
      const pid = Number.parseInt(pidFile, 10);
      // Immediate shutdown, which takes its own children along. A number below zero is a cluster being made.
      if (pid > 0) process.kill(pid, "SIGQUIT");
    } catch {
      // There is none, or it has ended.
    }
  }

  #notStarted(message: string): Result<never, StartError> {
    return err({ kind: "not-started", message });
  }
}

/** A short name: paths of the sockets in it must fit 103 bytes, also below a long temporary folder. */
function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "tandem-"));
  // For root the database server runs as somebody else, who must be able to walk through.
  if (process.getuid?.() === 0) chmodSync(folder, 0o711);
  return folder;
}

/** The settings of the throw-away system; those of a real one in the same environment are left out. */
export function demoEnvironment(env: Environment, folder: string): Environment {
  const others = Object.entries(env).filter(([name]) => !/^(TANDEM_|DATABASE_URL$)/.test(name));
  return {
    ...Object.fromEntries(others),
    // Whatever it keeps outside its data directory goes with the folder too.
    TMPDIR: folder,
    TANDEM_DATA_DIR: join(folder, "data"),
    TANDEM_FIRST_RUN_FILE: firstRunFile(folder),
    TANDEM_HTTP_ADDRESS: "127.0.0.1",
    TANDEM_HTTP_PORT: "0",
    TANDEM_SIP_ADDRESS: "127.0.0.1",
    TANDEM_SIP_PORT: "0",
    TANDEM_SIPS_PORT: "0",
    TANDEM_PUBLIC_ADDRESS: "127.0.0.1",
    // Apart from a real system's and the phones'. Ports that are taken are passed over.
    TANDEM_RTP_PORTS: "30200-30399",
    TANDEM_MEDIA_WORKERS: "1",
    TANDEM_LOG_LEVEL: "warn",
  };
}

function firstRunFile(folder: string): string {
  return join(folder, "first-run.json");
}

async function isReady(notice: NodeNotice, signal: AbortSignal): Promise<boolean> {
  const response = await fetch(`${httpUrlOf(notice)}/readyz`, { signal }).catch(() => undefined);
  await response?.arrayBuffer();
  return response?.ok === true;
}
