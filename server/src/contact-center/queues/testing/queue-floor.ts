// Queues on a floor of agents whose phones are only noted, with a clock moved by hand.
import assert from "node:assert/strict";
import { FactBus, makeFact, newId } from "@tandem/kernel";
import type {
  AgentId,
  CalendarId,
  CallId,
  FactContent,
  LegId,
  QueueId,
  TenantId,
  UserId,
} from "@tandem/kernel";
import { Agents } from "#contact-center/agents";
import type { AgentFact, AgentSignal } from "#contact-center/agents";
import type { BridgeFact } from "#telephony/bridges";
import type { CallFact, CallSignal } from "#telephony/calls";
import type { QueueFact } from "../queue-facts.ts";
import { Queues } from "../queue-service.ts";
import { defaultCallbackSettings } from "../queue-settings.ts";
import type { QueueSettings } from "../queue-settings.ts";
import type { RoutingSettings } from "../routing-store.ts";

type AnyFact = CallFact | CallSignal | BridgeFact | AgentFact | AgentSignal | QueueFact;

export const tenantId = newId<TenantId>();
export const [queueA, queueB] = [newId<QueueId>(), newId<QueueId>()];
export const calendarId = newId<CalendarId>();

export const plain: QueueSettings = {
  strategy: "longest-idle",
  priority: 0,
  priorityStepSeconds: 60,
  serviceLevelSeconds: 20,
  goalPercent: 80,
  skills: [],
  rings: [],
  ringAtOnce: 1,
  lastAgentSeconds: 0,
  lastAgentHours: 24,
  excludedAgentIds: [],
  calendarId: null,
  overflow: [],
  announces: "thanks",
  announcementSeconds: 0,
  callback: defaultCallbackSettings,
};
export const agent = (n: number) => `agent-${n}` as AgentId;
export const into = (queueId: QueueId, when: QueueSettings["overflow"][number]["when"]) => ({
  when,
  to: { kind: "queue" as const, queueId },
});

/** Two queues whose agents' phones are only noted; the first has as many agents at work, the second none. */
export function floor(settings: Partial<QueueSettings>, agentCount = 0) {
  let now = 1_000_000;
  let timers: { at: number; callback: () => void }[] = [];
  const clock = {
    now: () => now,
    after(delayMs: number, callback: () => void) {
      const timer = { at: now + delayMs, callback };
      timers.push(timer);
      return () => void (timers = timers.filter((each) => each !== timer));
    },
  };
  const pass = (ms: number) => {
    for (const until = now + ms; now < until;) {
      now = Math.min(until, ...timers.map(({ at }) => Math.max(at, now)));
      const due = timers.filter(({ at }) => at <= now);
      timers = timers.filter(({ at }) => at > now);
      for (const { callback } of due) callback();
    }
  };
  const facts = new FactBus<AnyFact>((error) => assert.fail(error as Error));
  const published: QueueFact[] = [];
  facts.onAny((fact) => void published.push(fact as QueueFact));
  const agents = new Agents({ clock, calls: { hasLeg: () => true }, facts, callFacts: facts });
  const rung: { callId: CallId; agentId: AgentId; legId: LegId }[] = [];
  const stopped: LegId[] = [];
  const ended: { callId: CallId; cause: string; wire: string | undefined }[] = [];
  let open = true;
  const queues = new Queues({
    clock,
    calls: {
      play: () => "playback",
      dial(callId, { agentId }) {
        const legId = newId<LegId>();
        rung.push({ callId, agentId, legId });
        return legId;
      },
      hangUp: (callId, { cause, wire }) => void ended.push({ callId, cause, wire }),
      hangUpLeg: (_, legId) => void stopped.push(legId),
      callerLegOf: (callId) => `${callId}-caller` as LegId,
      exists: () => true,
    },
    bridges: { join: () => {} },
    agents,
    prompts: { files: () => [] },
    facts,
    below: facts,
    isOpen: () => open,
    phoneOf: () => ({ uri: "sip:phone@192.0.2.1", to: { flow: "flow" }, transport: "rtp" }),
  });
  const agentIds = Array.from({ length: agentCount }, (_, n) => agent(n));
  agents.replace(tenantId, agentIds.map(agentRecord));
  const configure = (
    own: Partial<QueueSettings>,
    records = [record(queueA, "A", agentIds), record(queueB, "B")],
    known: RoutingSettings["agents"] = new Map(),
  ) => {
    const settingsOf = new Map(records.map(({ id }) => [id, id === queueA ? { ...plain, ...own } : plain]));
    const skills = [...known.values()].flat().map(({ skillId: id }) => ({ id, name: id }));
    queues.replace(tenantId, records, { skills, queues: settingsOf, agents: known });
  };
  configure(settings);
  for (const agentId of agentIds) {
    agents.setReachable(agentId, true);
    agents.choosePresence(agentId, "available", undefined);
  }
  const publish = (content: FactContent<CallFact | BridgeFact>) =>
    facts.publish(makeFact<CallFact | BridgeFact>(clock, content));
  const enqueue = (ani = "1380", skills: Readonly<Record<string, number>> = {}) => {
    const callId = newId<CallId>();
    queues.enqueue({ tenantId, callId, queueId: queueA, ani, dnis: "4000", language: "zh-CN", skills });
    return callId;
  };
  const answer = ({ callId, legId }: { callId: CallId; legId: LegId }) =>
    publish({ type: "LegAnswered", tenantId, callId, legId, agentId: null, codec: "PCMA" });
  const setOpen = (isOpen: boolean) => {
    open = isOpen;
    queues.lookAtHours(tenantId);
  };
  const contactFacts = (callId: CallId) =>
    published.filter((fact) => fact.type.startsWith("Contact") && "callId" in fact && fact.callId === callId);
  return {
    queues,
    agents,
    agentIds,
    rung,
    stopped,
    ended,
    published,
    pass,
    enqueue,
    answer,
    publish,
    configure,
    setOpen,
    contactFacts,
    clock,
  };
}

export const agentRecord = (id: AgentId) => ({
  id,
  tenantId,
  userId: newId<UserId>(),
  extension: id,
  displayName: id,
  wrapUpSeconds: 0,
  sipHa1Md5: "",
  sipHa1Sha256: "",
});

export const record = (id: QueueId, name: string, agentIds: readonly AgentId[] = []) => ({
  id,
  tenantId,
  name,
  music: "music-on-hold",
  announcementSeconds: 0,
  offerTimeoutSeconds: 20,
  wrapUpSeconds: null,
  agentIds,
});
