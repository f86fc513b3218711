// The real system under test: started as its own process on free ports and an empty data directory, stopped or killed.
import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { writeFirstRunFile } from "../../server/src/first-run-message.ts";
import { copyTestCluster } from "../../server/src/platform/database/testing/index.ts";
import { prepareDataDirectory } from "./configuration.ts";
import type { Prepare } from "./configuration.ts";
import { freePort, freePorts } from "./free-ports.ts";
import { errorsIn } from "./log-lines.ts";
import { Program } from "./process.ts";
import type { Exit } from "./process.ts";
import { until } from "./until.ts";

const root = path.join(import.meta.dirname, "../..");
/** A first start makes the database: well above the slowest seen, so that only a hang fails. */
const readyTimeoutMs = 60_000;
/** A clean stop ends calls, flushes recordings and closes the database. */
const stopTimeoutMs = 20_000;
/** Enough for 100 calls of two legs, two ports each. */
const rtpPortCount = 400;

export type FirstRunUser = {
  readonly name: string;
  readonly password: string;
  readonly role: string;
  readonly extension?: string;
  readonly sipSecret?: string;
  readonly signInUrl: string;
};

/** What a first start writes (mode 0600) to the file that TANDEM_FIRST_RUN_FILE names. */
export type FirstRun = { readonly tenantId: string; readonly users: readonly FirstRunUser[] };

export type TandemOptions = {
  /** Kept when given (a second start on it is a restart); a temporary one is made, and removed by `dispose`, otherwise. */
  readonly dataDir?: string;
  /** Added last: may override any variable set here. */
  readonly env?: Readonly<Record<string, string>>;
  /** The program to run; default the server. */
  readonly entry?: string;
  /** The same ports as another system, for a restart. */
  readonly ports?: TandemPorts;
  /** Makes its database itself instead of copying the run's, as a first start does. */
  readonly fromNothing?: boolean;
  /** Sets the system up otherwise than a first start does, before it starts. */
  readonly prepare?: Prepare;
};

export type TandemPorts = {
  readonly http: number;
  readonly https: number;
  readonly sip: number;
  readonly sips: number;
  readonly rtpFirst: number;
};

/** Starts the system and resolves when `/readyz` answers 200. Throws with its log when it ends or hangs before. */
export async function startTandem(options: TandemOptions = {}): Promise<Tandem> {
  const ports = options.ports ?? (await freeTandemPorts());
  const place = await preparePlace(options, ports);
  const tandem = new Tandem(options, ports, place);
  try {
    await tandem.ready();
  } catch (error) {
    tandem.kill();
    throw new Error(`the system did not get ready:\n${tandem.logTail()}`, { cause: error });
  }
  return tandem;
}

/** Ports for one system, free at the time of asking. */
export async function freeTandemPorts(): Promise<TandemPorts> {
  return {
    http: await freePort(),
    https: await freePort(),
    sip: await freePort(),
    sips: await freePort(),
    rtpFirst: await freePorts(rtpPortCount),
  };
}

type Place = { readonly temporaryDir: string; readonly dataDir: string; readonly firstRunFile: string };

async function preparePlace(options: TandemOptions, { http, sip }: TandemPorts): Promise<Place> {
  const temporaryDir = mkdtempSync(path.join(tmpdir(), "tandem-test-"));
  // The database server runs as an account of its own, which has to walk through.
  chmodSync(temporaryDir, 0o711);
  const dataDir = options.dataDir ?? path.join(temporaryDir, "data");
  const firstRunFile = path.join(temporaryDir, "first-run.json");
  if (!options.fromNothing) copyTestCluster(dataDir);
  if (options.prepare) {
    const first = await prepareDataDirectory(dataDir, options.prepare);
    writeFirstRunFile(firstRunFile, first, { httpPort: http, sipPort: sip });
  }
  return { temporaryDir, dataDir, firstRunFile };
}

/** A running system. `await using` stops it, checks its log for errors and removes its temporary directory. */
export class Tandem {
  readonly ports: TandemPorts;
  readonly dataDir: string;
  readonly httpUrl: string;
  readonly wsUrl: string;
  readonly #temporaryDir: string;
  readonly #firstRunFile: string;
  readonly #program: Program;
  readonly #expectedErrors: RegExp[] = [];
  #killed = false;

  constructor(options: TandemOptions, ports: TandemPorts, place: Place) {
    this.ports = ports;
    this.dataDir = place.dataDir;
    this.#temporaryDir = place.temporaryDir;
    this.#firstRunFile = place.firstRunFile;
    this.httpUrl = `http://127.0.0.1:${ports.http}`;
    this.wsUrl = `ws://127.0.0.1:${ports.http}`;
    this.#program = new Program(process.execPath, [options.entry ?? path.join(root, "server/src/main.ts")], {
      name: "tandem",
      cwd: root,
      env: {
        TANDEM_DATA_DIR: this.dataDir,
        TANDEM_HTTP_PORT: String(ports.http),
        TANDEM_HTTPS_PORT: String(ports.https),
        TANDEM_SIP_PORT: String(ports.sip),
        TANDEM_SIPS_PORT: String(ports.sips),
        TANDEM_RTP_PORTS: `${ports.rtpFirst}-${ports.rtpFirst + rtpPortCount - 1}`,
        TANDEM_PUBLIC_ADDRESS: "127.0.0.1",
        TANDEM_LOG_LEVEL: "debug",
        TANDEM_FIRST_RUN_FILE: this.#firstRunFile,
        ...options.env,
      },
    });
  }

  get pid(): number {
    return this.#program.pid;
  }

  /** Everything it wrote, by lines. */
  get logLines(): readonly string[] {
    return this.#program.lines;
  }

  /** Resolves when `/readyz` answers 200. */
  async ready(): Promise<void> {
    const isReady = async (): Promise<boolean> => {
      if (this.#program.exit) return true;
      const response = await fetch(`${this.httpUrl}/readyz`);
      await response.arrayBuffer();
      return response.ok;
    };
    await until("/readyz answers 200", isReady, readyTimeoutMs);
    if (this.#program.exit)
      throw new Error(`it ended with ${this.#program.exit.code ?? this.#program.exit.signal}`);
  }

  /** The credentials that a first start on an empty data directory made. Throws on a later start: they are not kept. */
  firstRun(): FirstRun {
    return JSON.parse(readFileSync(this.#firstRunFile, "utf8")) as FirstRun;
  }

  /** The first-run user of one role. Throws when there is none. */
  firstUser(role: string): FirstRunUser {
    const user = this.firstRun().users.find((candidate) => candidate.role === role);
    if (!user) throw new Error(`no first-run user has the role ${role}`);
    return user;
  }

  /** Resolves with the first log line that matches, also one written before. */
  async logged(pattern: RegExp, timeoutMs?: number): Promise<string> {
    return this.#program.waitFor(pattern, timeoutMs);
  }

  logTail(): string {
    return this.#program.lastLines(60);
  }

  /** Log lines of level error or fatal that match are part of the test. */
  expectErrors(pattern: RegExp): void {
    this.#expectedErrors.push(pattern);
  }

  /** Throws when the log holds lines of level error or fatal that no `expectErrors` named. */
  assertNoErrors(): void {
    const unexpected = errorsIn(this.logLines).filter(
      (line) => !this.#expectedErrors.some((known) => known.test(line)),
    );
    if (unexpected.length > 0) throw new Error(`errors in the log:\n${unexpected.join("\n")}`);
  }

  /** SIGTERM to the program itself, as an operator would; resolves when it ended. Throws when it had to be killed. */
  async stop(): Promise<Exit> {
    if (this.#program.exit) return this.#program.exit;
    this.#program.signal("SIGTERM");
    try {
      return await until("the system ends after SIGTERM", () => this.#program.exit, stopTimeoutMs);
    } catch (error) {
      this.kill();
      throw new Error(this.logTail(), { cause: error });
    }
  }

  /** The crash: SIGKILL to the whole group. */
  kill(): void {
    this.#killed = true;
    this.#program.kill();
  }

  /** SIGKILL to control alone; its media process goes on. */
  killControl(): void {
    this.#killed = true;
    this.#program.signal("SIGKILL");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      const exit = await this.stop();
      if (!this.#killed && exit.code !== 0)
        throw new Error(`stopped with ${exit.code ?? exit.signal}:\n${this.logTail()}`);
      this.assertNoErrors();
    } finally {
      rmSync(this.#temporaryDir, { recursive: true, force: true });
    }
  }
}
