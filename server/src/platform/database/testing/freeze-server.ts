// Stops the embedded server's processes where they are, as a stalled disk or a paused machine does. Linux only.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Freezes the server of a data directory; dispose lets it go on. */
export function freezeServer(dataDir: string): Disposable {
  const pids = serverPids(dataDir);
  for (const pid of pids) process.kill(pid, "SIGSTOP");
  return {
    [Symbol.dispose]() {
      for (const pid of pids) if (existsSync(`/proc/${pid}`)) process.kill(pid, "SIGCONT");
    },
  };
}

function serverPids(dataDir: string): number[] {
  const postmaster = Number.parseInt(readFileSync(join(dataDir, "postgres", "postmaster.pid"), "utf8"), 10);
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return [postmaster, ...pids.map(Number).filter((pid) => parentOf(pid) === postmaster)];
}

function parentOf(pid: number): number | undefined {
  try {
    return Number(/^\d+ \(.*\) \S (\d+)/s.exec(readFileSync(`/proc/${pid}/stat`, "utf8"))?.[1]);
  } catch {
    return undefined; // Ended meanwhile.
  }
}
