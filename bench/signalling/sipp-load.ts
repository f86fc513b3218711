// sipp as load: one process for many calls or registrations, and what it counted and timed.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { freePort } from "../../tests/support/free-ports.ts";
import { parseStatistics } from "../../tests/peers/sipp.ts";
import { Program } from "../../tests/support/process.ts";
import { until } from "../../tests/support/until.ts";

export type LoadOptions = {
  readonly scenario: "caller" | "agents" | "register";
  /** Values of the scenario's @NAMES@. */
  readonly values: Readonly<Record<string, string>>;
  /** `host:port` to send to; agents have none. */
  readonly remote?: string;
  /** Calls in all; without it the run goes on until it is disposed of. */
  readonly calls?: number;
  readonly callsPerSecond?: number;
  readonly sipPort?: number;
  /** Rows of fields, one for each call in turn. */
  readonly rows?: readonly (readonly string[])[];
  /** Whether what the scenario logs is kept. */
  readonly logs?: boolean;
  /** Ends the run, counting what is open as failed. */
  readonly timeoutMs: number;
};

export type LoadOutcome = {
  readonly successful: number;
  readonly failed: number;
  readonly retransmissions: number;
  /** What sipp did not expect, its beginning. */
  readonly errors: string;
  /** ms from the INVITE to each named moment, in ascending order. */
  readonly times: { readonly answer: readonly number[]; readonly whole: readonly number[] };
};

const scenarioDir = path.join(import.meta.dirname, "scenarios");
/** Bytes of socket buffer: a burst waits in it while sipp is not scheduled. */
const socketBuffer = 4 * 1024 * 1024;

/** Runs a load to its end. */
export async function runLoad(options: LoadOptions): Promise<LoadOutcome> {
  await using load = await SippLoad.start(options);
  return await load.outcome();
}

/** One running sipp. `await using` ends it and removes its files. */
export class SippLoad {
  readonly sipPort: number;
  readonly #directory: string;
  readonly #program: Program;

  private constructor(options: LoadOptions, sipPort: number, controlPort: number) {
    this.sipPort = sipPort;
    this.#directory = mkdtempSync(path.join(tmpdir(), "tandem-bench-sipp-"));
    this.#writeScenario(options);
    const settings: Record<string, string> = {
      "-sf": "scenario.xml",
      "-r": String(options.callsPerSecond ?? 10),
      "-i": "127.0.0.1",
      "-p": String(sipPort),
      "-cp": String(controlPort),
      "-stf": "statistics.csv",
      "-fd": "1",
      "-rtt_freq": "1",
      "-l": "50000",
      "-buff_size": String(socketBuffer),
      "-error_file": "errors.log",
      "-log_file": "messages.log",
      // Its watchdog gives up when the machine is busy: that is no failed call.
      "-watchdog_interval": "0",
      "-timer_resol": "2",
      "-timeout": `${options.timeoutMs}ms`,
    };
    if (options.calls !== undefined) settings["-m"] = String(options.calls);
    if (options.rows) settings["-inf"] = this.#writeRows(options.rows);
    const remote = options.remote === undefined ? [] : [options.remote];
    const switches = [
      "-nostdin",
      "-trace_stat",
      "-trace_err",
      "-trace_rtt",
      ...(options.logs ? ["-trace_logs"] : []),
    ];
    this.#program = new Program("sipp", [...remote, ...Object.entries(settings).flat(), ...switches], {
      name: `sipp ${options.scenario}`,
      cwd: this.#directory,
      env: { TERM: "dumb" },
    });
  }

  static async start(options: LoadOptions): Promise<SippLoad> {
    const load = new SippLoad(options, options.sipPort ?? (await freePort()), await freePort());
    if (options.remote === undefined) await load.#listening();
    return load;
  }

  /** Resolves when all calls have ended; throws when sipp could not work. */
  async outcome(): Promise<LoadOutcome> {
    const { code } = await this.#program.exited();
    // 0: all calls successful; 1: at least one failed; 97: the timeout.
    if (code !== 0 && code !== 1 && code !== 97)
      throw new Error(`sipp ended with ${code}\n${this.#firstErrors()}\n${this.#program.lastLines()}`);
    const statistics = readFileSync(path.join(this.#directory, "statistics.csv"), "latin1");
    const { successful, failed, retransmissions } = parseStatistics(statistics);
    return { successful, failed, retransmissions, errors: this.#firstErrors(), times: this.#times() };
  }

  #firstErrors(): string {
    const name = readdirSync(this.#directory).find((file) => file === "errors.log");
    return name === undefined ? "" : readFileSync(path.join(this.#directory, name), "utf8").slice(0, 2000);
  }

  /** What the scenario has logged so far. */
  logLines(): string[] {
    const file = path.join(this.#directory, "messages.log");
    return existsSync(file) ? readFileSync(file, "utf8").split("\n").filter(Boolean) : [];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#program.end();
    rmSync(this.#directory, { recursive: true, force: true });
  }

  async #listening(): Promise<void> {
    const hexPort = this.sipPort.toString(16).toUpperCase().padStart(4, "0");
    const isBound = (): boolean => readFileSync("/proc/net/udp", "latin1").includes(`:${hexPort} `);
    await until("sipp listens", () => this.#program.exit !== undefined || isBound());
  }

  /** sipp writes a line `date;ms;name` for each measured time. */
  #times(): LoadOutcome["times"] {
    const name = readdirSync(this.#directory).find((file) => file.endsWith("_rtt.csv"));
    const rows =
      name === undefined ? [] : readFileSync(path.join(this.#directory, name), "latin1").split("\n");
    const named = (wanted: string): number[] =>
      rows
        .map((row) => row.split(";"))
        .filter((fields) => fields[2]?.trim() === wanted)
        .map((fields) => Number(fields[1]))
        .toSorted((a, b) => a - b);
    return { answer: named("answer"), whole: named("whole") };
  }

  #writeRows(rows: readonly (readonly string[])[]): string {
    const lines = ["SEQUENTIAL", ...rows.map((fields) => `${fields.join(";")};`)];
    writeFileSync(path.join(this.#directory, "rows.csv"), `${lines.join("\n")}\n`, { mode: 0o600 });
    return "rows.csv";
  }

  #writeScenario({ scenario, values }: LoadOptions): void {
    const template = readFileSync(path.join(scenarioDir, `${scenario}.xml`), "utf8");
    const filled = template.replaceAll(/@([A-Z_]+)@/g, (_, name: string) => {
      const value = values[name];
      if (value === undefined) throw new Error(`${scenario}.xml wants @${name}@`);
      return value;
    });
    writeFileSync(path.join(this.#directory, "scenario.xml"), filled, { mode: 0o600 });
  }
}
