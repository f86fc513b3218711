// A busy day that has been, as the system would have written it down: one queue with two agents who are not enough.
import { newId } from "@tandem/kernel";
import type { AgentId, CallId, FactId, QueueId } from "@tandem/kernel";
import type { NewRow } from "../../server/src/platform/database/index.ts";
import type { Configuration } from "./configuration.ts";

const hourMs = 3_600_000;

/** From nine to five a caller every 100 s; handling takes three to five minutes, and patience lasts one to five. */
const callers = Array.from({ length: 288 }, (_, n) => ({
  at: n * 100_000 + ((n * 37) % 60) * 1000,
  handlingMs: 180_000 + ((n * 53) % 120) * 1000,
  patienceMs: 60_000 + ((n * 71) % 240) * 1000,
}));

export type BusyDay = { readonly day: string; readonly queueId: QueueId; readonly offered: number };

/** Writes the day before in Shanghai: first come, first served, by whoever is free first. */
export async function addBusyDay({ database, tenantId }: Configuration): Promise<BusyDay> {
  const offsetMs = 8 * hourMs;
  const midnight = Math.floor((Date.now() + offsetMs) / (24 * hourMs)) * 24 * hourMs - offsetMs - 24 * hourMs;
  const opening = midnight + 9 * hourMs;
  return database.withTenant(tenantId, async (trx) => {
    const named = trx.selectFrom("queues").where("tenant_id", "=", tenantId);
    const queue = await named.select(["id", "name"]).executeTakeFirstOrThrow();
    const found = trx.selectFrom("agents").where("tenant_id", "=", tenantId).orderBy("extension");
    const agents = (await found.select("id").limit(2).execute()).map(({ id }) => new Agent(id, opening));
    const segments = callers.map(({ at, handlingMs, patienceMs }): NewRow<"queue_segments"> => {
      const offeredAt = opening + at;
      const own = {
        tenant_id: tenantId,
        id: newId<FactId>(offeredAt),
        queue_id: queue.id,
        queue_name: queue.name,
      };
      const callId = newId<CallId>(offeredAt);
      const nothing = {
        call_id: callId,
        is_return: false,
        customer: "",
        talk_ms: 0,
        hold_ms: 0,
        wrap_up_ms: 0,
      };
      const [agent] = agents.toSorted((a, b) => a.freeAt - b.freeAt);
      const answeredAt = Math.max(offeredAt, agent?.freeAt ?? 0);
      const waitMs = Math.min(answeredAt - offeredAt, patienceMs);
      const shared = { ...own, ...nothing, offered_at: new Date(offeredAt), wait_ms: waitMs };
      const decided_at = new Date(offeredAt + waitMs);
      if (!agent || answeredAt - offeredAt > patienceMs)
        return { ...shared, outcome: "abandoned", decided_at };
      agent.serve(callId, queue.id, answeredAt, handlingMs);
      const served = { served_at: new Date(answeredAt + handlingMs), talk_ms: handlingMs };
      return { ...shared, outcome: "answered", decided_at, agent_id: agent.id, ...served };
    });
    await trx.insertInto("queue_segments").values(segments).execute();
    const states = agents.flatMap((agent) => agent.until(opening + 9 * hourMs));
    const rows = states.map((state) => ({ tenant_id: tenantId, id: newId<FactId>(), ...state }));
    await trx.insertInto("agent_intervals").values(rows).execute();
    const day = new Date(midnight + offsetMs).toISOString().slice(0, 10);
    return { day, queueId: queue.id, offered: segments.length };
  });
}

type State = Omit<NewRow<"agent_intervals">, "tenant_id" | "id">;

/** Available from the opening on; idle or talking. */
class Agent {
  readonly id: AgentId;
  freeAt: number;
  readonly #states: State[] = [];

  constructor(id: AgentId, opening: number) {
    this.id = id;
    this.freeAt = opening;
  }

  serve(call_id: CallId, queue_id: QueueId, at: number, handlingMs: number): void {
    this.#idleUntil(at);
    this.#states.push({ ...this.#state("talking", at, at + handlingMs), call_id, queue_id });
    this.freeAt = at + handlingMs;
  }

  until(end: number): readonly State[] {
    this.#idleUntil(end);
    return this.#states;
  }

  #idleUntil(at: number): void {
    if (at > this.freeAt) this.#states.push(this.#state("idle", this.freeAt, at));
  }

  #state(work_state: "idle" | "talking", from: number, to: number): State {
    const [started_at, ended_at] = [new Date(from), new Date(to)];
    return { agent_id: this.id, presence: "available", work_state, started_at, ended_at };
  }
}
