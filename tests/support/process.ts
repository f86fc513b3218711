// Programs a test starts: their output is kept, they are waited for by what they say, and ended by id with their group.
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";

/** How long a program may take to end after SIGTERM before its group is killed. */
const endGraceMs = 5_000;
const defaultWaitMs = 15_000;

export type ProgramOptions = {
  /** Shown in errors; default: the command. */
  readonly name?: string;
  readonly cwd?: string;
  /** Added to this process's environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Whether its standard input is written to by `type`; default: it has none. */
  readonly takesInput?: boolean;
  /** Each line of standard output and standard error, as it comes. */
  readonly onLine?: (line: string) => void;
};

export type Exit = { readonly code: number | null; readonly signal: NodeJS.Signals | null };

// A test process that is going down takes what it started along.
const running = new Set<Program>();
process.on("exit", () => {
  for (const program of running) program.kill();
});
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => process.exit(1));

/** One spawned program, leader of its own process group. */
export class Program {
  readonly name: string;
  /** Everything written so far to standard output and standard error, by lines. */
  readonly lines: string[] = [];
  readonly #child: ChildProcess;
  readonly #onLine: ((line: string) => void) | undefined;
  readonly #watchers = new Set<() => void>();
  readonly #exited: Promise<Exit>;
  #exit: Exit | undefined;
  #failure: Error | undefined;

  /** Starts `command` (found by PATH) without a shell. */
  constructor(command: string, args: readonly string[], options: ProgramOptions = {}) {
    this.name = options.name ?? command;
    this.#onLine = options.onLine;
    this.#child = spawn(command, args, {
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
      detached: true,
      stdio: [options.takesInput ? "pipe" : "ignore", "pipe", "pipe"],
    });
    running.add(this);
    // A program that ended takes no more input: its end is told by its exit.
    this.#child.stdin?.on("error", () => {});
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      if (stream) createInterface({ input: stream }).on("line", (line) => this.#heard(line));
    }
    this.#exited = new Promise((resolve) => {
      this.#child.on("error", (error) => {
        this.#failure = error;
        this.#ended({ code: null, signal: null }, resolve);
      });
      // "close" comes after the last line of output; "exit" may come before it.
      this.#child.on("close", (code, signal) => this.#ended({ code, signal }, resolve));
    });
  }

  /** The process id; throws when the program could not be started. */
  get pid(): number {
    if (this.#child.pid === undefined)
      throw new Error(`${this.name} did not start`, { cause: this.#failure });
    return this.#child.pid;
  }

  get output(): string {
    return this.lines.join("\n");
  }

  /** How the program ended; undefined while it runs. */
  get exit(): Exit | undefined {
    return this.#exit;
  }

  /** Resolves when the program has ended and all of its output is in `lines`. */
  async exited(): Promise<Exit> {
    return this.#exited;
  }

  /**
   * Resolves with the first line (also one written before) that matches.
   * Throws, with the program's last output, when it ends or `timeoutMs` passes first.
   */
  async waitFor(pattern: RegExp, timeoutMs = defaultWaitMs): Promise<string> {
    let read = 0;
    return new Promise((resolve, reject) => {
      const finish = (settle: () => void): void => {
        clearTimeout(timer);
        this.#watchers.delete(look);
        settle();
      };
      const fail = (why: string): void =>
        finish(() => reject(new Error(`${this.name} ${why} before ${pattern}:\n${this.lastLines()}`)));
      const timer = setTimeout(() => fail(`was silent for ${timeoutMs} ms`), timeoutMs);
      const look = (): void => {
        while (read < this.lines.length) {
          const line = this.lines[read++] ?? "";
          if (pattern.test(line)) return finish(() => resolve(line));
        }
        if (this.#exit) fail(`ended (${this.#failure?.message ?? this.#exit.code ?? this.#exit.signal})`);
      };
      this.#watchers.add(look);
      look();
    });
  }

  /** Writes one line to its standard input. */
  type(line: string): void {
    this.#child.stdin?.write(`${line}\n`);
  }

  /** The last lines of output, for error messages. */
  lastLines(count = 30): string {
    return this.lines.slice(-count).join("\n");
  }

  /** Sends one signal to the program alone, not to its group. */
  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Kills the whole group at once. Nothing happens when it has ended. */
  kill(): void {
    this.#signalGroup("SIGKILL");
  }

  /** Ends the group: SIGTERM, and SIGKILL when it has not ended after a grace time. */
  async end(graceMs = endGraceMs): Promise<Exit> {
    this.#signalGroup("SIGTERM");
    const timer = setTimeout(() => this.kill(), graceMs);
    const exit = await this.#exited;
    clearTimeout(timer);
    // Children it left behind share its group.
    this.#signalGroup("SIGKILL");
    return exit;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.end();
  }

  #signalGroup(signal: NodeJS.Signals): void {
    if (this.#child.pid === undefined) return;
    try {
      process.kill(-this.#child.pid, signal);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
    }
  }

  #heard(line: string): void {
    this.lines.push(line);
    this.#onLine?.(line);
    for (const look of this.#watchers) look();
  }

  #ended(exit: Exit, resolve: (exit: Exit) => void): void {
    this.#exit = exit;
    running.delete(this);
    for (const look of this.#watchers) look();
    resolve(exit);
  }
}

/** Runs a program to its end. Throws, with its last output, when the exit code is not 0. */
export async function run(
  command: string,
  args: readonly string[],
  options: ProgramOptions = {},
): Promise<Program> {
  const program = new Program(command, args, options);
  const exit = await program.exited();
  if (exit.code !== 0)
    throw new Error(`${program.name} ended with ${exit.code ?? exit.signal}:\n${program.lastLines()}`);
  return program;
}
