// `tandem status`: asks the node that runs on the data directory how it is.
import { endpoints } from "@tandem/contract";
import type { SystemStatus } from "@tandem/contract";
import { err, ok } from "@tandem/kernel";
import type { Result } from "@tandem/kernel";
import { readNodeNotice } from "#platform/node-notice";
import type { NodeNotice } from "#platform/node-notice";
import { readArguments } from "./arguments.ts";
import { usageExitCode } from "./command.ts";
import type { Command } from "./command.ts";
import { httpUrlOf } from "./node-address.ts";
import { textTable } from "./text-table.ts";

export type Health = "healthy" | "degraded" | "not-running";

type StatusError = { kind: "degraded" | "not-running"; message: string };

const exitCodes: Readonly<Record<Health, number>> = { healthy: 0, degraded: 1, "not-running": 2 };
/** A node that takes longer than this to say how it is, is not well. */
const answerTimeoutMs = 5000;

export const statusCommand: Command = {
  name: "status",
  summary: "Says how the system that runs on the data directory is",
  help: [
    "  --json  the same as a JSON object",
    "",
    "Exit code: 0 healthy, 1 degraded, 2 not running. Run it as the user that runs the system.",
  ],
  async run({ argv, env, terminal }) {
    const read = readArguments({ argv, env, flags: { json: { type: "boolean" } } });
    if (!read.ok) {
      terminal.fail(`tandem status: ${read.error.message}`);
      return usageExitCode;
    }
    const { values, config } = read.value;
    const asked = await askStatus(config.dataDir);
    const health = asked.ok ? healthOf(asked.value) : asked.error.kind;
    if (values.json)
      terminal.out(
        JSON.stringify({ health, ...(asked.ok ? asked.value : { message: asked.error.message }) }),
      );
    else if (asked.ok) for (const line of formatStatus(asked.value, Date.now())) terminal.out(line);
    else terminal.fail(`${health}: ${asked.error.message}`);
    return exitCodes[health];
  },
};

/** Calls go on without the database, and none can be heard without media: either is worth a look. */
export function healthOf({ database, media }: SystemStatus): Health {
  return database.state === "up" && media.state === "up" ? "healthy" : "degraded";
}

/** The status for a person; `now` in milliseconds since the Unix epoch. */
export function formatStatus(status: SystemStatus, now: number): string[] {
  const { version, startedAt, database, media, sip, calls } = status;
  const mediaProcess = media.pid === null ? "no process" : `process ${media.pid}`;
  return [
    `Tandem ${version} · ${healthOf(status)} · running for ${formatSpan(now - Date.parse(startedAt))}`,
    ...textTable([
      ["  Calls", String(calls)],
      ["  Database", `${database.state}, ${database.kind}, ${database.journalDepth} facts to be written`],
      ["  Media", `${media.state}, ${mediaProcess}, ${media.legs} legs`],
      ["  SIP", `port ${sip.port}, ${sip.registrations} phones registered, ${sip.dialogs} dialogs`],
    ]),
  ];
}

function formatSpan(spanMs: number): string {
  const minutes = Math.max(0, Math.floor(spanMs / 60_000));
  const [days, hours] = [Math.floor(minutes / 1440), Math.floor(minutes / 60) % 24];
  if (days > 0) return `${days} d ${hours} h`;
  return hours > 0 ? `${hours} h ${minutes % 60} min` : `${minutes} min`;
}

/** How the node on this data directory is; `not-running` when its notice is of one that crashed. */
export async function askStatus(dataDir: string): Promise<Result<SystemStatus, StatusError>> {
  const notice = readNodeNotice(dataDir);
  if (!notice.ok) {
    const cure = notice.error.kind === "not-running" ? ": start it with npm start" : "";
    return err({ kind: "not-running", message: `${notice.error.message}${cure}` });
  }
  return askNode(notice.value);
}

async function askNode(notice: NodeNotice): Promise<Result<SystemStatus, StatusError>> {
  const url = httpUrlOf(notice);
  let response: Response;
  try {
    response = await fetch(`${url}${endpoints.getSystemStatus.path}`, {
      headers: { Authorization: `Bearer ${notice.operatorToken}` },
      signal: AbortSignal.timeout(answerTimeoutMs),
    });
  } catch (error) {
    if ((error as Error).name === "TimeoutError")
      return err({ kind: "degraded", message: `${url} does not answer within ${answerTimeoutMs / 1000} s` });
    return err({ kind: "not-running", message: `nothing answers at ${url}, the system must have crashed` });
  }
  if (response.status === 401)
    return err({ kind: "not-running", message: `another system answers at ${url}, ours must have crashed` });
  const status = endpoints.getSystemStatus.response.safeParse(await response.json().catch(() => undefined));
  if (response.ok && status.success) return ok(status.data);
  return err({ kind: "degraded", message: `${url} answers ${response.status}, expected its status` });
}
