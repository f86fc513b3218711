// Processor time of the system's processes, told apart by what they are, with what they use while idle taken off.
import { readdirSync, readFileSync } from "node:fs";
import { childrenOf, commandOf, cpuMs } from "../../tests/support/process-figures.ts";

export type Shares = { readonly control: number; readonly media: number; readonly postgres: number };

/** Reads how many ms of processor each part of one running system used since its start. */
export class ProcessorTime {
  readonly #control: number;
  /** The last reading of PostgreSQL's processes that have ended since: they do not take their time with them. */
  readonly #ended = new Map<number, number>();

  constructor(controlPid: number) {
    this.#control = controlPid;
  }

  /** The process ids of control and media. */
  get pids(): { readonly control: number; readonly media: number | undefined } {
    const media = descendantsOf(this.#control).find((pid) =>
      safely(() => commandOf(pid))?.includes("media-host"),
    );
    return { control: this.#control, media };
  }

  read(): Shares & { readonly atMs: number } {
    let media = 0;
    for (const pid of descendantsOf(this.#control)) {
      const command = safely(() => commandOf(pid)) ?? "";
      const used = safely(() => cpuMs(pid)) ?? 0;
      if (command.includes("media-host")) media += used;
      else if (used > 0) this.#ended.set(pid, used);
    }
    const postgres = [...this.#ended.values()].reduce((sum, used) => sum + used, 0);
    return { control: cpuMs(this.#control), media, postgres, atMs: performance.now() };
  }
}

export type Reading = ReturnType<ProcessorTime["read"]>;

/** ms of each part between two readings; `idle` is ms per ms. */
export function spent(before: Reading, after: Reading, idle: Shares = noShares): Shares {
  const lengthMs = after.atMs - before.atMs;
  const part = (name: keyof Shares): number => after[name] - before[name] - idle[name] * lengthMs;
  return { control: part("control"), media: part("media"), postgres: part("postgres") };
}

export const noShares: Shares = { control: 0, media: 0, postgres: 0 };

export function scaled(shares: Shares, factor: number): Shares {
  return {
    control: shares.control * factor,
    media: shares.media * factor,
    postgres: shares.postgres * factor,
  };
}

export function added(a: Shares, b: Shares): Shares {
  return { control: a.control + b.control, media: a.media + b.media, postgres: a.postgres + b.postgres };
}

/** ms of processor by the names of a process's threads: which of it is JavaScript, and which compiling or writing files. */
export function threadTimes(pid: number): ReadonlyMap<string, number> {
  const times = new Map<string, number>();
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    const text = safely(() => readFileSync(`/proc/${pid}/task/${thread}/stat`, "latin1"));
    if (text === undefined) continue;
    const end = text.lastIndexOf(")");
    const fields = text.slice(end + 2).split(" ");
    const name = text.slice(text.indexOf("(") + 1, end) + (thread === String(pid) ? " (main)" : "");
    // In hundredths of a second (USER_HZ); see proc_pid_stat(5).
    times.set(name, (times.get(name) ?? 0) + 10 * (Number(fields[11]) + Number(fields[12])));
  }
  return times;
}

function descendantsOf(pid: number): number[] {
  return (safely(() => childrenOf(pid)) ?? []).flatMap((child) => [child, ...descendantsOf(child)]);
}

/** A process may end between listing and reading. */
function safely<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (
      (error as NodeJS.ErrnoException).code === "ENOENT" ||
      (error as NodeJS.ErrnoException).code === "ESRCH"
    )
      return undefined;
    throw error;
  }
}
