// A day of calls that has been: rows as the system would have written them, for pages that show history.
import { newId } from "@tandem/kernel";
import type { AgentId, CallId, FactId } from "@tandem/kernel";
import type { Transaction } from "kysely";
import type { NewRow, Schema } from "../../server/src/platform/database/index.ts";
import type { Configuration } from "./configuration.ts";

const hourMs = 3_600_000;

/** Calls of each hour from nine to six of the day before, in Shanghai; every seventh caller gives up. */
export async function addYesterday({ database, tenantId }: Configuration): Promise<void> {
  const offsetMs = 8 * hourMs;
  const midnight = Math.floor((Date.now() + offsetMs) / (24 * hourMs)) * 24 * hourMs - offsetMs - 24 * hourMs;
  await database.withTenant(tenantId, async (trx) => {
    const queues = await trx
      .selectFrom("queues")
      .where("tenant_id", "=", tenantId)
      .select(["id", "name"])
      .execute();
    const agents = await trx
      .selectFrom("agents")
      .where("tenant_id", "=", tenantId)
      .select("id")
      .orderBy("extension")
      .execute();
    const [queue] = queues;
    if (!queue) throw new Error("a first start makes a queue");
    const own = { tenant_id: tenantId, queue_id: queue.id, queue_name: queue.name };
    const segments = callTimes.flatMap((count, hour) =>
      Array.from({ length: count }, (_, index): NewRow<"queue_segments"> => {
        const at = midnight + (9 + hour) * hourMs + (index * hourMs) / count;
        return { ...own, ...callAt(at, index + hour, agents[index % 2]?.id) };
      }),
    );
    await trx.insertInto("queue_segments").values(segments).execute();
    await addSurveys(trx, segments);
    const states = agents.flatMap(({ id }) => agentDay(midnight + 9 * hourMs, id));
    await trx
      .insertInto("agent_intervals")
      .values(states.map((state) => ({ tenant_id: tenantId, ...state })))
      .execute();
  });
}

/** Every third of the answered was asked for two scores, and every second of those gave them: one good, one bad. */
async function addSurveys(
  trx: Transaction<Schema>,
  segments: readonly NewRow<"queue_segments">[],
): Promise<void> {
  const asked = segments
    .filter(({ outcome }) => outcome === "answered")
    .filter((_, index) => index % 3 === 0);
  const surveys = asked.map(({ tenant_id, call_id, queue_id, agent_id, decided_at }): NewRow<"surveys"> => {
    const shared = { tenant_id, id: newId(), call_id, queue_id };
    return { ...shared, agent_id: agent_id ?? null, asked_at: decided_at ?? new Date() };
  });
  await trx.insertInto("surveys").values(surveys).execute();
  const answers = surveys
    .filter((_, index) => index % 2 === 0)
    .flatMap(({ tenant_id, call_id, asked_at }) => {
      const shared = { tenant_id, call_id, answered_at: asked_at };
      return [
        { ...shared, id: newId(), question: "overall", score: 5 },
        { ...shared, id: newId(), question: "solved", score: 3 },
      ];
    });
  await trx.insertInto("survey_answers").values(answers).execute();
}

/** Callers of each hour. */
const callTimes = [8, 14, 21, 12, 6, 10, 18, 16, 9] as const;

/** How many callers of that day were offered, and how many of them gave up. */
export const yesterdaysCalls = {
  offered: callTimes.reduce((sum, count) => sum + count, 0),
  abandoned: callTimes.reduce(
    (sum, count, hour) =>
      sum + Array.from({ length: count }, (_, index) => index + hour).filter(gaveUp).length,
    0,
  ),
};

function gaveUp(number: number): boolean {
  return number % 7 === 3;
}

function callAt(at: number, number: number, agentId: AgentId | undefined) {
  const waitMs = 2_000 + ((number * 17) % 31) * 1_000;
  const decided_at = new Date(at + waitMs);
  const shared = {
    id: newId<FactId>(at),
    call_id: newId<CallId>(at),
    offered_at: new Date(at),
    is_return: false,
    decided_at,
    wait_ms: waitMs,
    customer: `1380013${String(number).padStart(4, "0")}`,
  };
  if (gaveUp(number))
    return { ...shared, outcome: "abandoned" as const, talk_ms: 0, hold_ms: 0, wrap_up_ms: 0 };
  const served_at = new Date(at + waitMs + 120_000);
  const handling = { talk_ms: 110_000, hold_ms: 10_000, wrap_up_ms: 20_000 };
  return { ...shared, outcome: "answered" as const, agent_id: agentId ?? null, served_at, ...handling };
}

/** Nine hours of work: of each hour half in contact, the rest idle, and an hour's break. */
function agentDay(from: number, agent_id: AgentId) {
  return Array.from({ length: 9 }, (_, hour) => {
    const at = (minutes: number) => new Date(from + hour * hourMs + minutes * 60_000);
    const state = (begin: number, end: number, work_state: "idle" | "talking" | "wrap-up") => ({
      id: newId<FactId>(),
      agent_id,
      presence: hour === 4 ? ("away" as const) : ("available" as const),
      work_state: hour === 4 ? ("idle" as const) : work_state,
      started_at: at(begin),
      ended_at: at(end),
    });
    return [state(0, 26, "talking"), state(26, 32, "wrap-up"), state(32, 60, "idle")];
  }).flat();
}
