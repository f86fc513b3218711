// How much memory the server's objects really take: only for a system started as a collecting one.
import path from "node:path";
import type { Tandem } from "./tandem.ts";
import { until } from "./until.ts";

/** The `entry` of `startTandem` for a system whose garbage can be collected from outside. */
export const collectingEntry = path.join(import.meta.dirname, "fixture-collecting-system.ts");

/** Has control collect its garbage; resolves with the bytes that its objects and buffers still take. */
export async function reachableBytes(tandem: Tandem): Promise<number> {
  const seen = tandem.logLines.length;
  process.kill(tandem.pid, "SIGURG");
  return until("the system has collected its garbage", () => {
    const line = tandem.logLines.slice(seen).find((each) => each.includes("bytesInUse"));
    return line === undefined ? undefined : (JSON.parse(line) as { bytesInUse: number }).bytesInUse;
  });
}
