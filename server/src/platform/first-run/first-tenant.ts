// What an empty installation starts with: one tenant in which a call can be placed and answered at once.
import { newId } from "@tandem/kernel";
import type { AgentId, FlowId, Millis, NumberId, QueueId, TenantId, TrunkId, UserId } from "@tandem/kernel";
import { sql } from "kysely";
import type { Transaction } from "kysely";
import type { Database, Role, Schema } from "#platform/database";
import {
  createUser,
  hashPassword,
  issueSignInLink,
  randomSipSecret,
  readablePassword,
  sipDigestHashes,
} from "#platform/identity";
import { createTenant } from "#platform/tenancy";

type Trx = Transaction<Schema>;

/** Shown once, when they are made: only their hashes are kept. */
export type FirstCredentials = {
  readonly admin: { readonly name: string; readonly password: string };
  readonly agents: readonly {
    readonly name: string;
    readonly displayName: string;
    readonly password: string;
    /** Also the username of the agent's SIP account. */
    readonly extension: string;
    readonly sipSecret: string;
  }[];
  /** Paths that sign in once, within a day: `desk` as the first agent, `console` as the administrator. */
  readonly links: { readonly desk: string; readonly console: string };
};

/** The document of the first flow, as JSON, for a queue. */
export type WelcomeFlow = (queueId: QueueId) => unknown;

export type FirstTenant = { readonly tenantId: TenantId; readonly credentials: FirstCredentials };

/** The realm of SIP accounts in a tenant without a SIP domain of its own. */
const realm = "tandem";
const linkLifetimeMs = 24 * 60 * 60 * 1000;
/** "firs" in ASCII: nodes that start together on an empty database take turns. */
const firstRunLock = 0x66_69_72_73;

const firstAgents = [
  { extension: "1001", displayName: "李 / Li" },
  { extension: "1002", displayName: "王 / Wang" },
];

const firstDispositions = [
  { code: "resolved", label_zh: "已解决", label_en: "Resolved" },
  { code: "follow-up", label_zh: "需跟进", label_en: "Follow-up" },
  { code: "wrong-number", label_zh: "打错", label_en: "Wrong number" },
  { code: "complaint", label_zh: "投诉", label_en: "Complaint" },
  { code: "other", label_zh: "其他", label_en: "Other" },
];

/**
 * Makes the first tenant when there is none, all of it or nothing; undefined when there is one already.
 * `welcomeFlow` makes the document of the flow that number 4000 starts, for the queue it leads to.
 */
export async function seedFirstTenant(
  database: Database,
  options: { readonly now: Millis; readonly welcomeFlow: WelcomeFlow },
): Promise<FirstTenant | undefined> {
  return database.withPlatform(async (trx) => {
    await sql`select pg_advisory_xact_lock(${firstRunLock})`.execute(trx);
    const existing = await trx.selectFrom("tenants").select("id").limit(1).executeTakeFirst();
    if (existing !== undefined) return undefined;
    const tenantId = await createTenant(trx, { name: "演示中心 / Demo center" });
    const admin = await addUser(tenantId, trx, {
      name: "admin",
      displayName: "管理员 / Admin",
      role: "admin",
    });
    const agents = [];
    for (const agent of firstAgents) agents.push(await addAgent(tenantId, trx, agent));
    const queueId = await addQueue(
      tenantId,
      trx,
      agents.map(({ agentId }) => agentId),
    );
    await addNumber(tenantId, trx, options.welcomeFlow(queueId), admin.id);
    await addDispositions(tenantId, trx);
    const link = (userId: UserId, target: string) =>
      issueSignInLink(tenantId, trx, { userId, target, now: options.now, lifetimeMs: linkLifetimeMs });
    const links = {
      desk: await link(agents[0]?.userId ?? admin.id, "/"),
      console: await link(admin.id, "/console"),
    };
    const credentials = {
      admin: { name: "admin", password: admin.password },
      agents: agents.map((agent) => agent.credentials),
      links,
    };
    return { tenantId, credentials };
  });
}

async function addUser(
  tenantId: TenantId,
  trx: Trx,
  user: { name: string; displayName: string; role: Role },
) {
  const password = readablePassword();
  const passwordHash = await hashPassword(password);
  return { id: await createUser(tenantId, trx, { ...user, passwordHash }), password };
}

async function addAgent(tenantId: TenantId, trx: Trx, agent: { extension: string; displayName: string }) {
  const { extension, displayName } = agent;
  const { id: userId, password } = await addUser(tenantId, trx, {
    name: extension,
    displayName,
    role: "agent",
  });
  const agentId = newId<AgentId>();
  const sipSecret = randomSipSecret();
  const hashes = sipDigestHashes(extension, realm, sipSecret);
  await trx
    .insertInto("agents")
    .values({ tenant_id: tenantId, id: agentId, user_id: userId, extension, ...hashes })
    .execute();
  const credentials = { name: extension, displayName, password, extension, sipSecret };
  return { agentId, userId, credentials };
}

async function addQueue(tenantId: TenantId, trx: Trx, agents: readonly AgentId[]): Promise<QueueId> {
  const queueId = newId<QueueId>();
  await trx
    .insertInto("queues")
    .values({ tenant_id: tenantId, id: queueId, name: "客服 / Service" })
    .execute();
  await trx
    .insertInto("queue_agents")
    .values(agents.map((agent_id) => ({ tenant_id: tenantId, id: newId(), queue_id: queueId, agent_id })))
    .execute();
  return queueId;
}

/** Number 4000, reached from this machine alone, starts the welcome flow. */
async function addNumber(
  tenantId: TenantId,
  trx: Trx,
  welcomeFlow: unknown,
  created_by: UserId,
): Promise<void> {
  const own = { tenant_id: tenantId };
  const [trunk_id, flow_id] = [newId<TrunkId>(), newId<FlowId>()];
  const addresses = ["127.0.0.0/8", "::1"];
  // Whoever calls from this machine tries something out: numbers stay as they are dialled.
  const settings = JSON.stringify({ numbersIn: "as-dialled" });
  await trx
    .insertInto("trunks")
    .values({ ...own, id: trunk_id, name: "本机 / This machine", addresses, settings })
    .execute();
  const flow = { ...own, id: flow_id, name: "欢迎 / Welcome", published_version: 1 };
  await trx.insertInto("flows").values(flow).execute();
  const document = JSON.stringify(welcomeFlow);
  await trx
    .insertInto("flow_versions")
    .values({ ...own, id: newId(), flow_id, version: 1, document, created_by })
    .execute();
  const number = { ...own, id: newId<NumberId>(), number: "4000", trunk_id, flow_id };
  await trx.insertInto("numbers").values(number).execute();
}

async function addDispositions(tenantId: TenantId, trx: Trx): Promise<void> {
  const rows = firstDispositions.map((disposition, index) => ({
    tenant_id: tenantId,
    id: newId(),
    position: index + 1,
    ...disposition,
  }));
  await trx.insertInto("dispositions").values(rows).execute();
}
