// The tables as Kysely sees them. A column's comment is in the migration that made it.
import type {
  AgentId,
  CalendarId,
  CallId,
  DeviceId,
  FactId,
  FlowId,
  LegId,
  NumberId,
  QueueId,
  RecordingId,
  SkillId,
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
    shown_numbers: string[] | null;
  };
  devices: Row<DeviceId> & {
    agent_id: AgentId;
    kind: "browser" | "desk-phone" | "mobile";
    name: string;
    enabled: Generated<boolean>;
    position: number;
    ring_seconds: Generated<number>;
    dtmf: Generated<"auto" | "rfc4733" | "in-band" | "info">;
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
    strategy: Generated<"longest-idle" | "least-calls" | "most-skilled" | "round-robin">;
    priority: Generated<number>;
    calendar_id: CalendarId | null;
    overflow: ColumnType<unknown, string | undefined, string>;
    rings: ColumnType<unknown, string | undefined, string>;
    ring_at_once: Generated<number>;
    priority_step_seconds: Generated<number>;
    goal_percent: Generated<number>;
    last_agent_seconds: Generated<number>;
    last_agent_hours: Generated<number>;
    announces: Generated<"thanks" | "position" | "wait" | "position-and-wait">;
    callback: ColumnType<unknown, string | undefined, string>;
  };
  callbacks: Row<CallId> & {
    queue_id: QueueId;
    number: string;
    same_number: string;
    dnis: string;
    language: "zh-CN" | "en";
    request_call_id: CallId;
    requested_at: Date;
    queued_at: Date;
    expires_at: Date;
    next_at: Date;
    state: string;
    attempts: ColumnType<unknown, string, string>;
    ended_at: Date | null;
    ended_by: string | null;
  };
  queue_exclusions: Row<string> & { queue_id: QueueId; agent_id: AgentId };
  calendars: Row<CalendarId> & { name: string; hours: Json };
  listed_numbers: Row<string> & { number: string; priority: number | null; note: Generated<string> };
  skills: Row<SkillId> & { name: string };
  agent_skills: Row<string> & { agent_id: AgentId; skill_id: SkillId; level: number };
  queue_skills: Row<string> & { queue_id: QueueId; skill_id: SkillId; minimum: number };
  queue_agents: Row<string> & { queue_id: QueueId; agent_id: AgentId; signed_out: Generated<boolean> };
  desk_rules: Row<string> & { settings: Json };
  reminders: Row<string> & {
    agent_id: AgentId;
    at: Date;
    number: string;
    note: Generated<string>;
    done_at: Date | null;
  };
  queue_desk_rules: Row<string> & { queue_id: QueueId; settings: Json };
  queue_thresholds: Row<string> & { queue_id: QueueId; settings: Json };
  queue_alarms: Row<string> & {
    queue_id: QueueId;
    figure: string;
    level: "warning" | "alarm";
    raised_at: Date;
    cleared_at: Date | null;
  };
  alarm_recipients: Row<string> & {
    kind: "mail" | "webhook";
    address: string;
    least_level: "warning" | "alarm";
    sealed_secret: string | null;
  };
  alarm_deliveries: Row<string> & {
    recipient_id: string;
    event: Json;
    state: Generated<"waiting" | "delivered" | "failed">;
    attempts: Generated<number>;
    outcome: Generated<string>;
    next_at: Date;
    tried_at: Date | null;
  };
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
  flow_drafts: Row<string> & {
    flow_id: FlowId;
    document: Json;
    revision: number;
    saved_at: Date;
    saved_by: UserId | null;
  };
  flow_publications: Row<string> & {
    flow_id: FlowId;
    version: number;
    note: Generated<string>;
    published_by: UserId | null;
    due_at: Date;
    applied_at: Date | null;
    called_off_at: Date | null;
  };
  dispositions: Row<string> & {
    code: string;
    label_zh: string;
    label_en: string;
    position: number;
    archived_at: Date | null;
    parent_code: string | null;
    note_required: Generated<boolean>;
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
    tags: Json;
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
    quality: Json | null;
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
    state: "stored" | "missing" | "deleted";
    key_id: string | null;
    wrapped_key: string | null;
    sha256: string | null;
    incomplete_from_ms: number | null;
    stored_in: Generated<"local" | "s3">;
    upload_attempts: Generated<number>;
    next_upload_at: Date | null;
    upload_error: string | null;
    legal_hold: Generated<boolean>;
    deleted_at: Date | null;
    file_gone: Generated<boolean>;
  };
  recording_policies: Row<string> & { keep_days: number | null };
  prompts: Row<string> & {
    name: string;
    language: "zh-CN" | "en";
    source: "uploaded" | "recorded" | "spoken";
    spoken: Json | null;
    sound: Buffer;
    sha256: string;
    duration_ms: number;
    changed_at: Date;
    changed_by: UserId | null;
  };
  data_tables: Row<string> & {
    name: string;
    columns: Json;
    row_count: number;
    changed_at: Date;
    changed_by: UserId | null;
  };
  data_rows: Row<string> & { table_id: string; key: string; row_values: Json };
  message_connectors: Row<string> & {
    name: string;
    settings: Json;
    changed_at: Date;
    changed_by: UserId | null;
  };
  outgoing_messages: Row<string> & {
    key: string;
    kind: "sms" | "e-mail" | "webhook";
    connector: string | null;
    recipient: string;
    content: Json | null;
    call_id: CallId;
    flow_id: FlowId;
    node: string;
    state: Generated<"waiting" | "sent" | "given-up">;
    attempts: Generated<number>;
    outcome: Generated<string>;
    queued_at: Date;
    next_at: Date;
    tried_at: Date | null;
  };
  speech_settings: Row<string> & { settings: Json };
  recognition_settings: Row<string> & { settings: Json };
  secrets: Row<string> & { name: string; sealed: string; changed_at: Date };
  tenant_keys: Row<string> & { wrapped_key: Buffer };
  leg_qualities: Row<LegId> & { call_id: CallId; codec: string; started_at: Date; series: Json };
  surveys: Row<string> & {
    call_id: CallId;
    asked_at: Date;
    queue_id: QueueId | null;
    agent_id: AgentId | null;
  };
  messages: Row<string> & {
    call_id: CallId;
    recording_id: RecordingId;
    queue_id: QueueId | null;
    agent_id: AgentId | null;
    ani: string;
    left_at: Date;
    state: Generated<"unseen" | "empty" | "new" | "heard" | "done">;
    speech_from_ms: number | null;
    speech_until_ms: number | null;
    changed_by: UserId | null;
    changed_at: Date | null;
  };
  mailbox_settings: Row<string> & { agent_id: AgentId; unanswered_after_seconds: number | null };
  survey_answers: Row<string> & { call_id: CallId; answered_at: Date; question: string; score: number };
  security_facts: Row<string> & { at: Date; kind: string; source: string; subject: string; count: number };
  dialling_limits: Row<string> & { settings: Json };
  signalling_traces: Row<string> & {
    call_ids: CallId[];
    byte_count: number;
    format: number;
    messages: Buffer;
  };
  outbound_calls: Row<CallId> & {
    agent_id: AgentId;
    queue_id: QueueId | null;
    placed_at: Date;
    connected_at: Date | null;
    talk_ms: number;
  };
  queue_segments: Row<FactId> & {
    call_id: CallId;
    queue_id: QueueId;
    queue_name: string;
    offered_at: Date;
    is_return: boolean;
    outcome: "waiting" | "answered" | "abandoned" | "flowed-out";
    decided_at: Date | null;
    wait_ms: number;
    flowed_to: string | null;
    agent_id: AgentId | null;
    agent_name: string | null;
    talk_ms: number;
    hold_ms: number;
    wrap_up_ms: number;
    served_at: Date | null;
    customer: string;
    topic: string | null;
  };
  agent_intervals: Row<FactId> & {
    agent_id: AgentId;
    presence: "available" | "away" | "offline";
    reason: string | null;
    work_state: "idle" | "offered" | "talking" | "on-hold" | "wrap-up";
    call_id: CallId | null;
    queue_id: QueueId | null;
    started_at: Date;
    ended_at: Date | null;
  };
  counted_days: Row<string> & { starts_at: Date; ends_at: Date; basis: string };
  counted_tallies: Row<string> & {
    starts_at: Date;
    grouped_by: "queue" | "agent";
    rule: "enqueue" | "answer";
    group_id: string | null;
  } & Record<TallyColumn, number>;
  counted_times: Row<string> & { starts_at: Date; agent_id: AgentId } & Record<TimesColumn, number>;
};

type TallyColumn =
  | "offered"
  | "answered"
  | "abandoned"
  | "flowed_out"
  | "callbacks"
  | "short_abandoned"
  | "answered_in_time"
  | "abandoned_in_time"
  | "answered_wait_ms"
  | "abandoned_wait_ms"
  | "longest_wait_ms"
  | "handled"
  | "talk_ms"
  | "hold_ms"
  | "wrap_up_ms"
  | "returned"
  | "identified"
  | "repeated";
type TimesColumn = "offered_ms" | "talking_ms" | "on_hold_ms" | "wrap_up_ms" | "idle_ms" | "away_ms";

export type TableRow<Table extends keyof Schema> = Selectable<Schema[Table]>;
export type NewRow<Table extends keyof Schema> = Insertable<Schema[Table]>;
