// The embedded PostgreSQL of a system under test, as a failure reaches it: killed and kept from starting, or frozen.
import { chmodSync, readFileSync, statSync } from "node:fs";
import path from "node:path";

export { freezeServer as freezeDatabase } from "../../server/src/platform/database/testing/freeze-server.ts";

/** Kills the server (its children end by themselves) and keeps it from starting again until disposed of. */
export function killDatabase(dataDir: string): Disposable {
  const cluster = path.join(dataDir, "postgres");
  const { mode } = statSync(cluster);
  // A server does not start on a cluster that others could write to ("has invalid permissions").
  chmodSync(cluster, 0o770);
  const pid = Number.parseInt(readFileSync(path.join(cluster, "postmaster.pid"), "utf8"), 10);
  process.kill(pid, "SIGKILL");
  return { [Symbol.dispose]: () => chmodSync(cluster, mode) };
}
