// Messages that callers left: an agent has those of their own mailbox and of their queues, a supervisor those of all queues.
import { endpoints } from "@tandem/contract";
import { err, ok } from "@tandem/kernel";
import type { AgentId, CallId, Clock, Result, TenantId, UserId } from "@tandem/kernel";
import type { Agents } from "#contact-center/agents";
import type { Queues } from "#contact-center/queues";
import { getMessage, listMessages, setMessageState } from "#contact-center/voicemail";
import type {
  ListedMessage,
  Mailboxes,
  MailboxScope,
  MailboxSettings,
  MessageReturns,
} from "#contact-center/voicemail";
import type { Database } from "#platform/database";
import { allows, listUsers } from "#platform/identity";
import type { TenantKeys } from "#platform/tenant-keys";
import { getRecording } from "#telephony/call-records";
import type { RecordingPlaces } from "#telephony/recordings";
import type { Person } from "./person.ts";
import { recordingResponse } from "./recording-response.ts";
import type { Router } from "./router.ts";

export type VoicemailRoutesOptions = {
  readonly clock: Clock;
  readonly database: Database;
  readonly agents: Agents;
  readonly queues: Queues;
  readonly mailboxes: Pick<Mailboxes, "reload">;
  readonly mailboxSettings: MailboxSettings;
  readonly messageReturns: Pick<MessageReturns, "begin">;
  /** Rings the agent's phone, and then calls the number. */
  readonly callFromDesk: (
    agentId: AgentId,
    number: string,
  ) => Result<CallId, { kind: "busy" | "no-phone" | "not-callable" }>;
  readonly places: RecordingPlaces;
  readonly keys: Pick<TenantKeys, "unwrap">;
};

const notCallable = "this number cannot be called: it is withheld, no number, or one that may not be dialled";

export function addVoicemailRoutes(router: Router, options: VoicemailRoutesOptions): void {
  const { clock, database, agents, queues, mailboxSettings } = options;

  router.add(endpoints.listVoicemails, async ({ person, query }) => {
    const { id: tenantId } = person.tenant;
    const states = query.state === "open" ? (["new", "heard"] as const) : (["done"] as const);
    const filter = { ...scopeOf(person), states, limit: query.limit };
    const found = await listMessages(tenantId, database, filter);
    const users = await database.withTenant(tenantId, (trx) => listUsers(tenantId, trx));
    const names = new Map(users.map((user) => [user.id, user.displayName]));
    return ok({ voicemails: found.map((message) => view(tenantId, message, names)) });
  });

  router.add(endpoints.getMailbox, async ({ person }) => {
    const { agentId } = scopeOf(person);
    if (!agentId) return err({ kind: "unknown-agent" });
    return ok({ unansweredAfterSeconds: mailboxSettings.of(agentId) });
  });

  router.add(endpoints.setMailbox, async ({ person, body }) => {
    const { agentId } = scopeOf(person);
    if (!agentId) return err({ kind: "unknown-agent" });
    await mailboxSettings.set(person.tenant.id, agentId, body.unansweredAfterSeconds);
    return ok({});
  });

  router.add(endpoints.setVoicemailState, async ({ person, params, body }) => {
    const { id: tenantId } = person.tenant;
    const { voicemailId: id } = params;
    if (!(await getMessage(tenantId, database, id, scopeOf(person)))) return err({ kind: "not-found" });
    await setMessageState(tenantId, database, { id, ...body, by: person.user.id, at: clock.now() });
    await options.mailboxes.reload(tenantId);
    return ok({});
  });

  router.add(endpoints.returnVoicemail, async ({ person, params }) => {
    const { id: tenantId } = person.tenant;
    const { voicemailId: messageId } = params;
    const scope = scopeOf(person);
    const message = await getMessage(tenantId, database, messageId, scope);
    if (!message) return err({ kind: "not-found" });
    if (!scope.agentId) return err({ kind: "no-phone" });
    const called = options.callFromDesk(scope.agentId, message.ani);
    if (!called.ok) {
      const { kind } = called.error;
      return err(kind === "not-callable" ? { kind: "not-usable", message: notCallable } : { kind });
    }
    options.messageReturns.begin(called.value, { tenantId, messageId, by: person.user.id });
    return ok({ callId: called.value });
  });

  router.add(endpoints.getVoicemailAudio, async ({ person, params, headers }) => {
    const { id: tenantId } = person.tenant;
    const message = await getMessage(tenantId, database, params.voicemailId, scopeOf(person));
    const found = message && (await getRecording(tenantId, message.recording_id, database));
    return found ? recordingResponse(found.recording, headers, options) : err({ kind: "not-found" });
  });

  function scopeOf({ tenant, user }: Person): MailboxScope {
    const agentId = agents.ofUser(tenant.id, user.id)?.record.id ?? null;
    if (allows(user.role, "floor.watch")) return { agentId, queueIds: "all" };
    return { agentId, queueIds: agentId ? queues.ofAgent(tenant.id, agentId).map(({ id }) => id) : [] };
  }

  function view(tenantId: TenantId, message: ListedMessage, names: ReadonlyMap<UserId, string>) {
    const { queue_id: queueId, agent_id: agentId, speech_from_ms: from, speech_until_ms: until } = message;
    const ofQueue = queueId && { id: queueId, name: queues.get(tenantId, queueId)?.name };
    const ofPerson = agentId && { id: agentId, name: agents.get(agentId)?.record.displayName };
    const { id = message.id, name } = ofQueue || ofPerson || {};
    const [fromMs, untilMs] = [from ?? 0, until ?? message.duration_ms];
    const fragment = `#t=${fromMs / 1000},${untilMs / 1000}`;
    return {
      id: message.id,
      mailbox: { kind: queueId ? ("queue" as const) : ("person" as const), id, name: name ?? null },
      ani: message.ani,
      callId: message.call_id,
      leftAt: message.left_at.toISOString(),
      speechMs: untilMs - fromMs,
      state: message.state as "new" | "heard" | "done",
      changedBy: message.changed_by ? (names.get(message.changed_by) ?? null) : null,
      changedAt: message.changed_at?.toISOString() ?? null,
      audioUrl:
        message.recording_state === "stored" ? `/api/v1/voicemails/${message.id}/audio${fragment}` : null,
    };
  }
}
