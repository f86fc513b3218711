// Reads a queue's day from what is stored of its callers and its agents.
import { err, ok } from "@tandem/kernel";
import type { Result, TenantId } from "@tandem/kernel";
import { agentIntervalsBetween, segmentsOfQueue } from "#contact-center/metrics";
import type { Database } from "#platform/database";
import { recordedDay } from "./recorded-day.ts";
import type { DayRecords, RecordedDay } from "./recorded-day.ts";

/** More take too long to replay while calls go on. */
const mostContacts = 20_000;
const mostAgents = 2_000;

export type DayFailure = { readonly kind: "no-calls" | "too-many-calls" | "too-many-agents" };

export async function loadRecordedDay(
  tenantId: TenantId,
  day: Omit<DayRecords, "segments" | "intervals">,
  database: Database,
): Promise<Result<RecordedDay, DayFailure>> {
  const { queue, bounds, agents } = day;
  const [from, to] = [bounds[0] ?? 0, bounds.at(-1) ?? 0];
  const asked = { queueId: queue.queueId, from, to, most: mostContacts + 1 };
  const segments = await segmentsOfQueue(tenantId, asked, database);
  if (segments.length > mostContacts) return err({ kind: "too-many-calls" });
  if (!segments.some(({ outcome, returning }) => outcome !== "waiting" && !returning))
    return err({ kind: "no-calls" });
  const answering = segments.flatMap(({ agentId }) => agentId ?? []);
  const agentIds = [...new Set([...answering, ...agents.map(({ agentId }) => agentId)])];
  if (agentIds.length > mostAgents) return err({ kind: "too-many-agents" });
  const intervals = await agentIntervalsBetween(tenantId, { agentIds, from, to }, database);
  return ok(recordedDay({ ...day, segments, intervals }));
}
