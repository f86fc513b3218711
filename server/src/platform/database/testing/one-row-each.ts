// One row for every table of a tenant, in an order that foreign keys accept.
import { newId } from "@tandem/kernel";
import type {
  AgentId,
  CallId,
  DeviceId,
  FactId,
  FlowId,
  LegId,
  NumberId,
  QueueId,
  TenantId,
} from "@tandem/kernel";
import type { RecordingId, TrunkId, UserId } from "@tandem/kernel";
import type { NewRow, Schema } from "../schema.ts";

type Rows = { [Table in keyof Schema]: NewRow<Table> };

/** New rows of that tenant, each with ids of its own. */
export function oneRowEach(tenant_id: TenantId): Rows {
  const [user_id, agent_id, queue_id] = [newId<UserId>(), newId<AgentId>(), newId<QueueId>()];
  const [trunk_id, flow_id, call_id] = [newId<TrunkId>(), newId<FlowId>(), newId<CallId>()];
  const at = new Date(0);
  const own = <Id extends string>(id: Id) => ({ tenant_id, id });
  const token = { user_id, token_hash: Buffer.from(newId()), expires_at: at };
  const ended = { started_at: at, ended_at: at, end_cause: "normal" };
  return {
    tenants: { id: tenant_id, name: "a tenant" },
    users: { ...own(user_id), name: newId(), display_name: "Li", role: "agent", password_hash: "" },
    sign_in_links: { ...own(newId()), ...token, target: "/" },
    sign_ins: { ...own(newId()), ...token, last_seen_at: at },
    agents: { ...own(agent_id), user_id, extension: newId(), sip_ha1_md5: "", sip_ha1_sha256: "" },
    devices: { ...own(newId<DeviceId>()), agent_id, kind: "browser", name: "Browser", position: 1 },
    queues: { ...own(queue_id), name: newId() },
    queue_agents: { ...own(newId()), queue_id, agent_id },
    trunks: { ...own(trunk_id), name: newId(), addresses: ["127.0.0.0/8"] },
    flows: { ...own(flow_id), name: newId() },
    flow_versions: { ...own(newId()), flow_id, version: 1, document: "{}", created_by: user_id },
    numbers: { ...own(newId<NumberId>()), number: newId(), trunk_id, flow_id },
    dispositions: { ...own(newId()), code: newId(), label_zh: "", label_en: "", position: 1 },
    calls: { ...own(call_id), ...ended, ...callOf(queue_id, agent_id) },
    call_legs: { ...own(newId<LegId>()), ...ended, call_id, kind: "agent", address: "", ...packets },
    call_facts: { ...own(newId<FactId>()), call_id, type: "CallEnded", version: 1, at, data: "{}" },
    recordings: { ...own(newId<RecordingId>()), call_id, path: "", started_at: at, ...stored },
    security_facts: {
      ...own(newId()),
      at,
      kind: "wrong-password",
      source: "192.0.2.1",
      subject: "",
      count: 1,
    },
    dialling_limits: { ...own(newId()), settings: "{}" },
    signalling_traces: {
      ...own(newId()),
      call_ids: [call_id],
      byte_count: 1,
      format: 1,
      messages: token.token_hash,
    },
  };
}

const packets = { packets_received: 2 ** 40, packets_sent: 0, packets_lost: 0 };
const stored = { duration_ms: 1, bytes: 1, state: "stored" } as const;

function callOf(queue_id: QueueId, agent_id: AgentId) {
  const who = {
    direction: "inbound",
    ani: "1",
    dnis: "4000",
    ended_by: "caller",
    queue_id,
    agent_id,
  } as const;
  return { ...who, wait_ms: 0, talk_ms: 0, hold_ms: 0, summary: "{}" };
}
