// One row for every table of a tenant, in an order that foreign keys accept.
import { newId } from "@tandem/kernel";
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
  TenantId,
} from "@tandem/kernel";
import type { RecordingId, SkillId, TrunkId, UserId } from "@tandem/kernel";
import type { NewRow, Schema } from "../schema.ts";

type Rows = { [Table in keyof Schema]: NewRow<Table> };

/** New rows of that tenant, each with ids of its own. */
export function oneRowEach(tenant_id: TenantId): Rows {
  const [user_id, agent_id, queue_id] = [newId<UserId>(), newId<AgentId>(), newId<QueueId>()];
  const [trunk_id, flow_id, call_id] = [newId<TrunkId>(), newId<FlowId>(), newId<CallId>()];
  const skill_id = newId<SkillId>();
  const [recipient_id, table_id] = [newId(), newId()];
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
    prompts: {
      ...own(newId()),
      name: newId(),
      language: "en",
      source: "uploaded",
      sound: Buffer.alloc(0),
      sha256: "",
      duration_ms: 0,
      changed_at: at,
    },
    data_tables: { ...own(table_id), name: newId(), columns: "[]", row_count: 1, changed_at: at },
    data_rows: { ...own(newId()), table_id, key: "k", row_values: "[]" },
    message_connectors: { ...own(newId()), name: newId(), settings: "{}", changed_at: at },
    outgoing_messages: {
      ...own(newId()),
      key: newId(),
      kind: "sms",
      recipient: "…8000",
      content: "{}",
      call_id,
      flow_id,
      node: "text",
      queued_at: at,
      next_at: at,
    },
    speech_settings: { ...own(newId()), settings: "{}" },
    recognition_settings: { ...own(newId()), settings: "{}" },
    secrets: { ...own(newId()), name: newId(), sealed: "", changed_at: at },
    skills: { ...own(skill_id), name: newId() },
    agent_skills: { ...own(newId()), agent_id, skill_id, level: 1 },
    queue_skills: { ...own(newId()), queue_id, skill_id, minimum: 1 },
    desk_rules: { ...own(newId()), settings: "{}" },
    reminders: { ...own(newId()), agent_id, at, number: "1" },
    queue_thresholds: { ...own(newId()), queue_id, settings: "{}" },
    queue_alarms: { ...own(newId()), queue_id, figure: "waiting", level: "alarm", raised_at: at },
    alarm_recipients: { ...own(recipient_id), kind: "mail", address: "", least_level: "alarm" },
    alarm_deliveries: { ...own(newId()), recipient_id, event: "{}", next_at: at },
    callbacks: {
      ...own(newId<CallId>()),
      queue_id,
      number: "1",
      same_number: newId(),
      dnis: "1",
      language: "en",
      request_call_id: newId<CallId>(),
      requested_at: at,
      queued_at: at,
      expires_at: at,
      next_at: at,
      state: "waiting",
      attempts: "[]",
    },
    queue_desk_rules: { ...own(newId()), queue_id, settings: "{}" },
    queue_agents: { ...own(newId()), queue_id, agent_id },
    queue_exclusions: { ...own(newId()), queue_id, agent_id },
    calendars: { ...own(newId<CalendarId>()), name: newId(), hours: "{}" },
    listed_numbers: { ...own(newId()), number: newId(), priority: 1 },
    trunks: { ...own(trunk_id), name: newId(), addresses: ["127.0.0.0/8"] },
    flows: { ...own(flow_id), name: newId() },
    flow_versions: { ...own(newId()), flow_id, version: 1, document: "{}", created_by: user_id },
    flow_drafts: { ...own(newId()), flow_id, document: "{}", revision: 1, saved_at: at },
    flow_publications: { ...own(newId()), flow_id, version: 1, due_at: at },
    numbers: { ...own(newId<NumberId>()), number: newId(), trunk_id, flow_id },
    dispositions: { ...own(newId()), code: newId(), label_zh: "", label_en: "", position: 1 },
    calls: { ...own(call_id), ...ended, ...callOf(queue_id, agent_id) },
    call_legs: { ...own(newId<LegId>()), ...ended, call_id, kind: "agent", address: "", ...packets },
    call_facts: { ...own(newId<FactId>()), call_id, type: "CallEnded", version: 1, at, data: "{}" },
    recordings: { ...own(newId<RecordingId>()), call_id, path: "", started_at: at, ...stored },
    recording_policies: { ...own(newId()), keep_days: 30 },
    surveys: { ...own(newId()), call_id, asked_at: at },
    outbound_calls: { ...own(newId<CallId>()), agent_id, placed_at: at, talk_ms: 1 },
    messages: {
      ...own(newId()),
      call_id,
      recording_id: newId<RecordingId>(),
      queue_id,
      ani: "1",
      left_at: at,
    },
    mailbox_settings: { ...own(newId()), agent_id, unanswered_after_seconds: 15 },
    survey_answers: { ...own(newId()), call_id, answered_at: at, question: "service", score: 5 },
    tenant_keys: { ...own(newId()), wrapped_key: token.token_hash },
    leg_qualities: { ...own(newId<LegId>()), call_id, codec: "PCMA", started_at: at, series: "{}" },
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
    queue_segments: { ...own(newId<FactId>()), ...segmentOf(call_id, queue_id) },
    agent_intervals: { ...own(newId<FactId>()), agent_id, ...idle, started_at: at },
    counted_days: { ...own(newId()), starts_at: at, ends_at: at, basis: "" },
    counted_tallies: { ...own(newId()), starts_at: at, grouped_by: "queue", rule: "answer", ...noTally },
    counted_times: { ...own(newId()), starts_at: at, agent_id, ...noTimes },
  };
}

const packets = { packets_received: 2 ** 40, packets_sent: 0, packets_lost: 0 };
const stored = { duration_ms: 1, bytes: 1, state: "stored" } as const;

const noTally = {
  offered: 0,
  answered: 0,
  abandoned: 0,
  flowed_out: 0,
  callbacks: 0,
  short_abandoned: 0,
  answered_in_time: 0,
  abandoned_in_time: 0,
  answered_wait_ms: 0,
  abandoned_wait_ms: 0,
  longest_wait_ms: 0,
  handled: 0,
  talk_ms: 0,
  hold_ms: 0,
  wrap_up_ms: 0,
  returned: 0,
  identified: 0,
  repeated: 0,
};
const noTimes = { offered_ms: 0, talking_ms: 0, on_hold_ms: 0, wrap_up_ms: 0, idle_ms: 0, away_ms: 0 };

const idle = { presence: "available", work_state: "idle" } as const;

function segmentOf(call_id: CallId, queue_id: QueueId) {
  const waiting = { outcome: "waiting", is_return: false, wait_ms: 0, offered_at: new Date(0) } as const;
  const nothing = { talk_ms: 0, hold_ms: 0, wrap_up_ms: 0, customer: "" };
  return { call_id, queue_id, queue_name: "", ...waiting, ...nothing };
}

function callOf(queue_id: QueueId, agent_id: AgentId) {
  const who = {
    direction: "inbound",
    ani: "1",
    dnis: "4000",
    ended_by: "caller",
    queue_id,
    agent_id,
  } as const;
  return { ...who, wait_ms: 0, talk_ms: 0, hold_ms: 0, tags: "{}", summary: "{}" };
}
