// Asks a server whether it takes work.
import pg from "pg";
import { clientOptions } from "./pool.ts";
import type { ConnectionTarget } from "./pool.ts";

/** A probe's answer is worth nothing later than this. */
const answerLimitMs = 2_000;

/** True when the server accepted a connection and answered. Never throws. */
export async function probe(target: ConnectionTarget): Promise<boolean> {
  const client = new pg.Client({ ...clientOptions(target), query_timeout: answerLimitMs });
  client.on("error", () => {}); // The query that was under way reports it.
  try {
    await client.connect();
    await client.query("select 1");
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}
