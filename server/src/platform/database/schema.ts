// The tables as Kysely sees them. A column's comment is in the migration that made it.
import type {
  AgentId,
  CallId,
  DeviceId,
  FactId,
  FlowId,
  LegId,
  NumberId,
  QueueId,
  RecordingId,
  TenantId,
  TrunkId,
  UserId,
} from "@tandem/kernel";
import type { ColumnType, Generated, Insertable, Selectable } from "kysely";

/** jsonb: read as a value, written as the text `JSON.stringify` gives (the driver would turn a list into an array). */
type Json = ColumnType<unknown, string, string>;
type CreatedAt = ColumnType<Date, Date | undefined, never>;
type Row<Id extends string> = { tenant_id: TenantId; id: Id; created_at: CreatedAt };

export type Role = "agent" | "supervisor" | "admin";
export type Locale = "zh-CN" | "en";

export type Schema = {
  tenants: {
    id: TenantId;
    name: string;
    sip_domain: string | null;
    time_zone: Generated<string>;
    locale: Generated<Locale>;
    max_calls: number | null;
    calls_per_second: number | null;
    created_at: CreatedAt;
  };
  users: Row<UserId> & {
    name: string;
    display_name: string;
    role: Role;
    password_hash: string;
    locale: Locale | null;
    disabled_at: Date | null;
  };
  sign_in_links: Row<string> & {
    token_hash: Buffer;
    user_id: UserId;
    target: string;
    expires_at: Date;
    used_at: Date | null;
  };
  sign_ins: Row<string> & {
    token_hash: Buffer;
    user_id: UserId;
    expires_at: Date;
    last_seen_at: Date;
  };
  agents: Row<AgentId> & {
    user_id: UserId;
    extension: string;
    sip_ha1_md5: string;
    sip_ha1_sha256: string;
    ring_strategy: Generated<"together" | "in-turn">;
    wrap_up_seconds: Generated<number>;
  };
  devices: Row<DeviceId> & {
    agent_id: AgentId;
    kind: "browser" | "desk-phone" | "mobile";
    name: string;
    enabled: Generated<boolean>;
    position: number;
    ring_seconds: Generated<number>;
    username: string | null;
    sip_ha1_md5: string | null;
    sip_ha1_sha256: string | null;
    mobile_number: string | null;
    make: "yealink" | "grandstream" | null;
    mac: string | null;
    provisioning_secret_hash: Buffer | null;
    provisioning_password_hash: Buffer | null;
    provisioning_open_until: Date | null;
    provisioned_from: string | null;
    last_fetched_at: Date | null;
    last_fetched_by: string | null;
  };
  queues: Row<QueueId> & {
    name: string;
    music: Generated<string>;
    announcement_seconds: Generated<number>;
    offer_timeout_seconds: Generated<number>;
    service_level_seconds: Generated<number>;
    wrap_up_seconds: number | null;
  };
  queue_agents: Row<string> & { queue_id: QueueId; agent_id: AgentId };
  trunks: Row<TrunkId> & {
    name: string;
    addresses: string[];
    settings: ColumnType<unknown, string | undefined, string>;
    sealed_password: string | null;
    sealed_inbound_password: string | null;
  };
  numbers: Row<NumberId> & { number: string; trunk_id: TrunkId | null; flow_id: FlowId };
  flows: Row<FlowId> & { name: string; published_version: number | null };
  flow_versions: Row<string> & {
    flow_id: FlowId;
    version: number;
    document: Json;
    created_by: UserId | null;
    note: Generated<string>;
  };
  dispositions: Row<string> & {
    code: string;
    label_zh: string;
    label_en: string;
    position: number;
    archived_at: Date | null;
  };
  calls: Row<CallId> & {
    direction: "inbound" | "outbound" | "internal";
    ani: string;
    dnis: string;
    started_at: Date;
    answered_at: Date | null;
    ended_at: Date;
    end_cause: string;
    ended_by: string;
    queue_id: QueueId | null;
    queue_name: string | null;
    agent_id: AgentId | null;
    agent_name: string | null;
    wait_ms: number;
    talk_ms: number;
    hold_ms: number;
    wrap_up_ms: number | null;
    disposition_code: string | null;
    note: string | null;
    summary: Json;
  };
  call_legs: Row<LegId> & {
    call_id: CallId;
    kind: "caller" | "agent" | "callee";
    agent_id: AgentId | null;
    address: string;
    started_at: Date;
    answered_at: Date | null;
    ended_at: Date;
    end_cause: string;
    codec: string | null;
    packets_received: number;
    packets_sent: number;
    packets_lost: number;
    jitter_ms: number | null;
  };
  call_facts: Row<FactId> & {
    call_id: CallId | null;
    type: string;
    version: number;
    at: Date;
    data: Json;
  };
  recordings: Row<RecordingId> & {
    call_id: CallId;
    path: string;
    started_at: Date;
    duration_ms: number;
    bytes: number;
    state: "stored" | "missing";
  };
  security_facts: Row<string> & { at: Date; kind: string; source: string; subject: string; count: number };
  dialling_limits: Row<string> & { settings: Json };
  signalling_traces: Row<string> & {
    call_ids: CallId[];
    byte_count: number;
    format: number;
    messages: Buffer;
  };
};

export type TableRow<Table extends keyof Schema> = Selectable<Schema[Table]>;
export type NewRow<Table extends keyof Schema> = Insertable<Schema[Table]>;
