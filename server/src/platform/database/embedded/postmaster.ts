// What a running PostgreSQL leaves on disk about itself, and whether it still runs.
import { readFileSync } from "node:fs";
import { join } from "node:path";

export type Postmaster = {
  readonly pid: number;
  /** Folder of its Unix socket. */
  readonly socketDirectory: string;
};

/** The server that `postmaster.pid` of this cluster names, when it runs. */
export function runningPostmaster(clusterDirectory: string): Postmaster | undefined {
  let text: string;
  try {
    text = readFileSync(join(clusterDirectory, "postmaster.pid"), "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
  const found = parsePostmasterFile(text);
  return found !== undefined && isServerProcess(found.pid) ? found : undefined;
}

/**
 * Reads the lines of `postmaster.pid` (PostgreSQL's miscadmin.h: LOCK_FILE_LINE_PID is 1, _SOCKET_DIR is 5).
 * Undefined while the server has not yet written them.
 */
export function parsePostmasterFile(text: string): Postmaster | undefined {
  const lines = text.split("\n");
  const pid = Number(lines[0]);
  const socketDirectory = lines[4];
  return Number.isInteger(pid) && pid > 0 && socketDirectory ? { pid, socketDirectory } : undefined;
}

/**
 * True when the process lives and is a PostgreSQL server. The name matters: after a restart of the machine or
 * the container the number may belong to anybody. A zombie, which nobody reaped, does not live.
 */
export function isServerProcess(pid: number): boolean {
  if (process.platform !== "linux") return answersSignals(pid);
  try {
    const [, name, state] = /^\d+ \((.*)\) (\S)/s.exec(readFileSync(`/proc/${pid}/stat`, "utf8")) ?? [];
    return name === "postgres" && state !== "Z" && state !== "X";
  } catch {
    return false;
  }
}

function answersSignals(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
