// Wires mailboxes: who records messages, who counts and returns them, and when a colleague's call goes there.
import type { AgentId, CallId, Clock, FactBus, QueueId, TenantId } from "@tandem/kernel";
import type { Agent, Agents } from "#contact-center/agents";
import type { Dialogues } from "#contact-center/dialogues";
import type { QueueRecord } from "#contact-center/queues";
import {
  Mailboxes,
  MailboxSettings,
  MessageReturns,
  setMessageState,
  UnansweredCalls,
  Voicemails,
} from "#contact-center/voicemail";
import type { Database } from "#platform/database";
import type { Logger } from "#platform/logging";
import type { TenantKeys } from "#platform/tenant-keys";
import type { Calls } from "#telephony/calls";
import type { PromptLanguage } from "#telephony/prompts";
import { callerSound } from "#telephony/recordings";
import type { RecordingPlaces, Recordings } from "#telephony/recordings";
import type { AnyFact } from "./every-fact.ts";

export type VoicemailOptions = {
  readonly clock: Clock;
  readonly database: Database;
  readonly log: Logger;
  readonly facts: FactBus<AnyFact>;
  readonly calls: Calls;
  readonly recordings: Recordings;
  readonly dialogues: Dialogues;
  readonly recordingPlaces: RecordingPlaces;
  readonly tenantKeys: TenantKeys;
  readonly agents: Agents;
  readonly queueOf: (tenantId: TenantId, queueId: QueueId) => QueueRecord | undefined;
  readonly queuesOf: (tenantId: TenantId, agentId: AgentId) => readonly QueueRecord[];
  readonly languageOf: (tenantId: TenantId) => PromptLanguage;
  /** Other messages may wait for this agent than before. */
  readonly onChanged: (tenantId: TenantId, agentId: AgentId) => void;
};

export function composeVoicemail(options: VoicemailOptions) {
  const { clock, database, log, facts, calls, recordings, dialogues, agents, languageOf } = options;
  const mailboxes = new Mailboxes({
    database,
    log,
    soundOf: ({ tenant_id: tenantId, path, stored_in: storedIn, key_id, wrapped_key }) => {
      const key = { keyId: key_id ?? "", wrappedKey: Buffer.from(wrapped_key ?? "", "base64") };
      const open = () => options.recordingPlaces.open(tenantId, { path, storedIn });
      return callerSound({ tenantId, key }, open, options.tenantKeys);
    },
    onChanged: (tenantId) => {
      for (const { record } of agents.ofTenant(tenantId)) options.onChanged(tenantId, record.id);
    },
  });
  const voicemails = new Voicemails({
    clock,
    dialogues,
    recordings,
    facts,
    nameOf: ({ tenantId }, { queueId, agentId }) => {
      if (queueId) return options.queueOf(tenantId, queueId)?.name;
      const record = agentId === null ? undefined : agents.get(agentId)?.record;
      return record?.tenantId === tenantId ? record.displayName : undefined;
    },
  });
  facts.on("MessageStarted", ({ callId }) => mailboxes.expect(callId));
  const mailboxSettings = new MailboxSettings(database);
  const unansweredCalls = new UnansweredCalls({ calls, voicemails, below: facts, languageOf });
  const messageReturns = new MessageReturns(facts, ({ tenantId, messageId: id, by }) => {
    setMessageState(tenantId, database, { id, state: "done", by, at: clock.now() })
      .then(() => mailboxes.reload(tenantId))
      .catch((error: unknown) => log.error({ err: error, id }, "a returned message was not marked"));
  });
  return {
    mailboxes,
    voicemails,
    mailboxSettings,
    messageReturns,
    /** How long an agent's phone rings for a colleague before the mailbox answers; undefined: it does not. */
    mailboxAfterMs: (agentId: AgentId): number | undefined => {
      const seconds = mailboxSettings.of(agentId);
      return seconds === null ? undefined : seconds * 1000;
    },
    onUnanswered: unansweredCalls.take.bind(unansweredCalls),
    /** How many messages wait for an agent, those of their queues included. */
    newMessages: ({ record: { tenantId, id } }: Agent): number =>
      mailboxes.waitingFor(tenantId, id, new Set(options.queuesOf(tenantId, id).map((queue) => queue.id))),
    callStored: (tenantId: TenantId, callId: CallId): void => {
      mailboxes
        .callStored(tenantId, callId)
        .catch((error: unknown) => log.error({ err: error, callId }, "a message was not looked into"));
    },
  };
}
