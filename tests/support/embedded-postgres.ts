// The embedded PostgreSQL of a system under test, as a failure reaches it: killed, kept from starting, or frozen.
import { chmodSync, existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";

/** Freezes every process of the server, as a stalled disk or a paused machine does; dispose lets them go on. */
export function freezeDatabase(dataDir: string): Disposable {
  const pids = serverPids(dataDir);
  for (const pid of pids) process.kill(pid, "SIGSTOP");
  return {
    [Symbol.dispose]() {
      for (const pid of pids) if (existsSync(`/proc/${pid}`)) process.kill(pid, "SIGCONT");
    },
  };
}

/** Kills the server (its children end by themselves) and keeps it from starting again until disposed of. */
export function killDatabase(dataDir: string): Disposable {
  // A cluster that its group may write to is refused by the server ("has invalid permissions").
  const cluster = clusterOf(dataDir);
  const { mode } = statSync(cluster);
  chmodSync(cluster, 0o770);
  process.kill(postmasterPid(dataDir), "SIGKILL");
  return { [Symbol.dispose]: () => chmodSync(cluster, mode) };
}

function clusterOf(dataDir: string): string {
  return path.join(dataDir, "postgres");
}

function postmasterPid(dataDir: string): number {
  return Number.parseInt(readFileSync(path.join(clusterOf(dataDir), "postmaster.pid"), "utf8"), 10);
}

function serverPids(dataDir: string): number[] {
  const postmaster = postmasterPid(dataDir);
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
