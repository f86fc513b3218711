// That a system carries nothing any more: no call, no dialog, no port, no fact on its way to the database.
import { readdirSync, readlinkSync } from "node:fs";
import { endpoints } from "@tandem/contract";
import type { ApiClient } from "./api-client.ts";
import type { Tandem } from "./tandem.ts";
import { until } from "./until.ts";

const emptied = ["tandem_calls", "tandem_sip_dialogs", "tandem_media_legs", "tandem_journal_depth"];

/** Every figure of `/metrics` that has no labels. */
export async function readMetrics(tandem: Tandem): Promise<ReadonlyMap<string, number>> {
  const text = await (await fetch(`${tandem.httpUrl}/metrics`)).text();
  const pairs = text.matchAll(/^(\w+) (\S+)$/gm);
  return new Map([...pairs].map(([, name = "", value]) => [name, Number(value)]));
}

/** Resolves when nothing is left; throws with what is. */
export async function untilNothingLeft(tandem: Tandem, timeoutMs?: number): Promise<void> {
  let left: string[] = [];
  const isEmpty = async (): Promise<boolean> => {
    const metrics = await readMetrics(tandem);
    left = emptied.filter((name) => metrics.get(name) !== 0).map((name) => `${name} ${metrics.get(name)}`);
    return left.length === 0;
  };
  await until("nothing is left", isEmpty, timeoutMs).catch((cause: unknown) => {
    throw new Error(`left: ${left.join(", ")}`, { cause });
  });
}

/** The media process's id, as an administrator sees it. */
export async function mediaPid(admin: ApiClient): Promise<number> {
  const { media } = await admin.call(endpoints.getSystemStatus);
  if (media.pid === null) throw new Error("no media process");
  return media.pid;
}

/** Sockets that a process has open: each leg of the media process has its own. */
export function socketsOf(pid: number): number {
  const folder = `/proc/${pid}/fd`;
  return readdirSync(folder).filter((fd) => {
    try {
      return readlinkSync(`${folder}/${fd}`).startsWith("socket:");
    } catch {
      return false; // Closed meanwhile.
    }
  }).length;
}
