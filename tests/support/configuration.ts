// How the system under test is set up: rows of an empty data directory, written before it starts there.
import type { FlowDocumentInput } from "@tandem/flows";
import { newId } from "@tandem/kernel";
import type { AgentId, FlowId, NumberId, QueueId, TenantId, UserId } from "@tandem/kernel";
import type { Transaction } from "kysely";
import { welcomeFlow } from "../../server/src/contact-center/flows/index.ts";
import { openDatabase } from "../../server/src/platform/database/index.ts";
import type { Database, NewRow, Role, Schema } from "../../server/src/platform/database/index.ts";
import { seedFirstTenant } from "../../server/src/platform/first-run/index.ts";
import type { FirstTenant } from "../../server/src/platform/first-run/index.ts";
import {
  createUser,
  hashPassword,
  randomSipSecret,
  sipDigestHashes,
} from "../../server/src/platform/identity/index.ts";
import { createLogger } from "../../server/src/platform/logging/index.ts";
import { createTenant } from "../../server/src/platform/tenancy/index.ts";

type Trx = Transaction<Schema>;
type FirstAgent = FirstTenant["credentials"]["agents"][number];

/** An open, seeded database: what `prepare` of `startTandem` is given. */
export type Configuration = {
  readonly database: Database;
  /** The tenant that a first start makes. */
  readonly tenantId: TenantId;
  /** Its agents; those that `addAgent` adds appear in `tandem.firstRun()` as well. */
  readonly agents: FirstAgent[];
};

/** Changes what a first start makes, or adds to it. */
export type Prepare = (configuration: Configuration) => Promise<unknown>;

const realm = "tandem";

/** Makes the data directory as a first start does and lets `prepare` change it; returns who may sign in. */
export async function prepareDataDirectory(dataDir: string, prepare: Prepare): Promise<FirstTenant> {
  const opened = await openDatabase({ dataDir }, createLogger({ level: "silent" }));
  if (!opened.ok) throw new Error(opened.error.message);
  const database = opened.value;
  try {
    const first = await seedFirstTenant(database, { now: Date.now(), welcomeFlow });
    if (!first) throw new Error(`${dataDir} is not empty`);
    const agents = [...first.credentials.agents];
    await prepare({ database, tenantId: first.tenantId, agents });
    return { ...first, credentials: { ...first.credentials, agents } };
  } finally {
    await database.close();
  }
}

/** Changes columns of every queue of the first tenant. */
export async function setQueues(
  { database, tenantId }: Configuration,
  values: Partial<Pick<NewRow<"queues">, "offer_timeout_seconds" | "wrap_up_seconds">>,
): Promise<void> {
  await database.withTenant(tenantId, (trx) =>
    trx.updateTable("queues").set(values).where("tenant_id", "=", tenantId).execute(),
  );
}

/** From where the first tenant's only trunk sends calls: addresses or CIDR ranges. */
export async function setTrunkAddresses(
  { database, tenantId }: Configuration,
  addresses: string[],
): Promise<void> {
  await database.withTenant(tenantId, (trx) =>
    trx.updateTable("trunks").set({ addresses }).where("tenant_id", "=", tenantId).execute(),
  );
}

/** A number that any trunk reaches, and the flow that it starts. */
export async function addFlow(
  { database, tenantId }: Configuration,
  number: string,
  document: FlowDocumentInput,
): Promise<FlowId> {
  const flow_id = newId<FlowId>();
  const own = { tenant_id: tenantId };
  await database.withTenant(tenantId, async (trx) => {
    const [user] = await trx.selectFrom("users").where("tenant_id", "=", tenantId).select("id").execute();
    if (!user) throw new Error("a flow needs an author");
    const flow = { ...own, id: flow_id, name: `flow of ${number}`, published_version: 1 };
    await trx.insertInto("flows").values(flow).execute();
    const version = { ...own, id: newId(), flow_id, version: 1, created_by: user.id };
    await trx
      .insertInto("flow_versions")
      .values({ ...version, document: JSON.stringify(document) })
      .execute();
    const reached = { ...own, id: newId<NumberId>(), number, trunk_id: null, flow_id };
    await trx.insertInto("numbers").values(reached).execute();
  });
  return flow_id;
}

/** One more agent with the name, extension and phone user `extension`, serving every queue. */
export async function addAgent(
  configuration: Configuration,
  extension: string,
  role: Role = "agent",
): Promise<void> {
  const { database, tenantId, agents } = configuration;
  const sipSecret = randomSipSecret();
  const password = randomSipSecret();
  await database.withTenant(tenantId, async (trx) => {
    const user_id = await addUser(tenantId, trx, { name: extension, role, password });
    const agentId = newId<AgentId>();
    const hashes = sipDigestHashes(extension, realm, sipSecret);
    await trx
      .insertInto("agents")
      .values({ tenant_id: tenantId, id: agentId, user_id, extension, ...hashes })
      .execute();
    const queues = await trx.selectFrom("queues").where("tenant_id", "=", tenantId).select("id").execute();
    for (const { id } of queues) await serve(tenantId, trx, id, agentId);
  });
  agents.push({ name: extension, displayName: extension, password, extension, sipSecret });
}

/** A second tenant, reached by the host name `sipDomain`, with an administrator; returns who that is. */
export async function addTenant(
  { database }: Configuration,
  tenant: { readonly name: string; readonly sipDomain: string },
): Promise<{ readonly tenantId: TenantId; readonly name: string; readonly password: string }> {
  const [name, password] = ["admin", randomSipSecret()];
  const tenantId = await database.withPlatform(async (trx) => {
    const id = await createTenant(trx, tenant);
    await addUser(id, trx, { name, role: "admin", password });
    return id;
  });
  return { tenantId, name, password };
}

async function addUser(
  tenantId: TenantId,
  trx: Trx,
  user: { name: string; role: Role; password: string },
): Promise<UserId> {
  const { name, role, password } = user;
  const passwordHash = await hashPassword(password);
  return createUser(tenantId, trx, { name, displayName: name, role, passwordHash });
}

async function serve(tenantId: TenantId, trx: Trx, queue_id: QueueId, agent_id: AgentId): Promise<void> {
  await trx
    .insertInto("queue_agents")
    .values({ tenant_id: tenantId, id: newId(), queue_id, agent_id })
    .execute();
}
