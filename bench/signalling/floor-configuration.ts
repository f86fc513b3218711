// How the measured system is set up: three numbers with their flows, a queue, and as many agents as asked.
import type { FlowDocumentInput } from "@tandem/flows";
import { newId } from "@tandem/kernel";
import type { AgentId, FlowId, NumberId, QueueId, UserId } from "@tandem/kernel";
import {
  hashPassword,
  issueSignInLink,
  randomSipSecret,
  sipDigestHashes,
} from "../../server/src/platform/identity/index.ts";
import { setQueues } from "../../tests/support/configuration.ts";
import type { Configuration } from "../../tests/support/configuration.ts";
import { promptName } from "./measured-system-settings.ts";

export type BenchAgent = { readonly extension: string; readonly secret: string };
/** Agents of the queue come with the token of a sign-in link. */
export type QueueAgent = BenchAgent & { readonly signInToken: string };

export const numbers = { hangUp: "4101", prompt: "4102", queue: "4103" } as const;

const realm = "tandem";
/** Rows of one INSERT: PostgreSQL takes 65,535 values in a statement. */
const rowsPerInsert = 500;

/** Adds the numbers and their flows; the queue's agents need no time after a call. */
export async function addNumbers(configuration: Configuration): Promise<void> {
  const { database, tenantId } = configuration;
  await setQueues(configuration, { wrap_up_seconds: 0 });
  await database.withTenant(tenantId, async (trx) => {
    const own = { tenant_id: tenantId };
    const queue = await trx
      .selectFrom("queues")
      .where("tenant_id", "=", tenantId)
      .select("id")
      .executeTakeFirstOrThrow();
    const trunk = await trx
      .selectFrom("trunks")
      .where("tenant_id", "=", tenantId)
      .select("id")
      .executeTakeFirstOrThrow();
    for (const [name, document] of Object.entries(flowDocuments(queue.id))) {
      const flow_id = newId<FlowId>();
      await trx
        .insertInto("flows")
        .values({ ...own, id: flow_id, name: `bench ${name}`, published_version: 1 })
        .execute();
      const version = {
        ...own,
        id: newId(),
        flow_id,
        version: 1,
        document: JSON.stringify(document),
        created_by: null,
      };
      await trx.insertInto("flow_versions").values(version).execute();
      const number = numbers[name as keyof typeof numbers];
      await trx
        .insertInto("numbers")
        .values({ ...own, id: newId<NumberId>(), number, trunk_id: trunk.id, flow_id })
        .execute();
    }
  });
}

function flowDocuments(queueId: QueueId): Record<keyof typeof numbers, FlowDocumentInput> {
  const document = (start: string, nodes: FlowDocumentInput["nodes"]): FlowDocumentInput => ({
    schema: 1,
    language: "en",
    start,
    nodes,
  });
  const end = { type: "hang-up" } as const;
  return {
    hangUp: document("end", { end }),
    prompt: document("say", { say: { type: "play", prompts: [promptName], next: "end" }, end }),
    queue: document("wait", { wait: { type: "queue", queueId, next: "end", unavailable: "end" }, end }),
  };
}

/** Adds agents with extensions from 50000 on: `inQueue` that serve the queue, and `others` that only have a phone. */
export async function addAgents(
  { database, tenantId }: Configuration,
  { inQueue, others }: { readonly inQueue: number; readonly others: number },
): Promise<{ readonly others: readonly BenchAgent[]; readonly ofQueue: readonly QueueAgent[] }> {
  const own = { tenant_id: tenantId };
  // Nobody signs in with it: one hash, which is slow by intent, does for all.
  const password_hash = await hashPassword(randomSipSecret());
  const agents = Array.from({ length: inQueue + others }, (_, index) => ({
    extension: String(50_000 + index),
    secret: randomSipSecret(),
    userId: newId<UserId>(),
    agentId: newId<AgentId>(),
  }));
  return database.withTenant(tenantId, async (trx) => {
    const queue = await trx
      .selectFrom("queues")
      .where("tenant_id", "=", tenantId)
      .select("id")
      .executeTakeFirstOrThrow();
    for (let first = 0; first < agents.length; first += rowsPerInsert) {
      const some = agents.slice(first, first + rowsPerInsert);
      await trx
        .insertInto("users")
        .values(
          some.map(({ extension: name, userId: id }) => ({
            ...own,
            id,
            name,
            display_name: name,
            role: "agent",
            password_hash,
            locale: null,
          })),
        )
        .execute();
      await trx
        .insertInto("agents")
        .values(
          some.map(({ extension, secret, userId: user_id, agentId: id }) => ({
            ...own,
            id,
            user_id,
            extension,
            ...sipDigestHashes(extension, realm, secret),
          })),
        )
        .execute();
    }
    // Those a first start made would be rung as well, and have no phone here.
    await trx.deleteFrom("queue_agents").where("tenant_id", "=", tenantId).execute();
    const ofQueue: QueueAgent[] = [];
    for (const { extension, secret, userId, agentId: agent_id } of agents.slice(0, inQueue)) {
      await trx
        .insertInto("queue_agents")
        .values({ ...own, id: newId(), queue_id: queue.id, agent_id })
        .execute();
      const link = await issueSignInLink(tenantId, trx, { userId, target: "/", now: Date.now() });
      ofQueue.push({ extension, secret, signInToken: link.slice(link.indexOf("=") + 1) });
    }
    return { others: agents.slice(inQueue), ofQueue };
  });
}
