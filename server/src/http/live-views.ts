// The floor as the contract shows it, cut to what one person may watch.
import type {
  AgentLive,
  AlarmLive,
  CallLive,
  DeskLive,
  DeskOwnCall,
  LiveState,
  ParkedLive,
  QueueLive,
  TrunkLive,
} from "@tandem/contract";
import type { Agent, DeskRules } from "#contact-center/agents";
import { workStateOf } from "#contact-center/agents";
import type { OutboundCall, OutboundCalls } from "#contact-center/outbound";
import { abandonment, averageSpeedOfAnswer, serviceLevel } from "#contact-center/metrics";
import type { ParkedCall, ParkedCalls } from "#contact-center/parking";
import type { Floor, FloorCall, FloorQueue, Supervision } from "#contact-center/supervision";
import type { QueueAlarms } from "#contact-center/thresholds";
import type { Bridges } from "#telephony/bridges";
import type { Calls } from "#telephony/calls";
import type { Alarm } from "#platform/alarms";
import { allows } from "#platform/identity";
import type { Recordings } from "#telephony/recordings";
import { causeText } from "#telephony/trunks";
import type { Trunk, Trunks } from "#telephony/trunks";
import type { Person } from "./person.ts";

/** What a person may watch: the whole floor, or their own desk and queues. */
export type View = {
  readonly person: Person;
  readonly agent: Agent | undefined;
  readonly wholeFloor: boolean;
  /** Who looks after the node. */
  readonly seesAlarms: boolean;
};

export function viewOf(person: Person, agent: Agent | undefined): View {
  const { role } = person.user;
  return { person, agent, wholeFloor: allows(role, "floor.watch"), seesAlarms: allows(role, "system.read") };
}

export function watchesQueue(view: View, { queue }: FloorQueue): boolean {
  return view.wholeFloor || (view.agent !== undefined && queue.agentIds.includes(view.agent.record.id));
}

/** Where the live values come from; `calls` knows what a page needs to take a call over. */
export type LiveSources = {
  readonly floor: Floor;
  readonly queueAlarms: Pick<QueueAlarms, "thresholdsOf" | "openOf">;
  readonly deskRules: DeskRules;
  readonly trunks: Pick<Trunks, "ofTenant" | "statusOf">;
  readonly calls: Pick<Calls, "takeBack">;
  readonly recordings: Pick<Recordings, "stateOf">;
  /** Who else is in the call of an agent. */
  readonly bridges: Pick<Bridges, "guestsOf">;
  readonly supervision: Pick<Supervision, "heardIn">;
  /** Messages that nobody has heard, in the mailboxes of this agent. */
  readonly newMessages: (agent: Agent) => number;
  readonly outboundCalls: Pick<OutboundCalls, "of">;
  readonly parkedCalls: Pick<ParkedCalls, "ofTenant">;
};

/** What a desk shows of its agent's calls. */
export type DeskSources = Omit<LiveSources, "floor" | "queueAlarms" | "trunks" | "parkedCalls">;

export function liveState(
  view: View,
  { floor, queueAlarms, trunks, parkedCalls, ...desk }: LiveSources,
  { system, alarms }: { system: LiveState["system"]; alarms: readonly Alarm[] },
): LiveState {
  const tenantId = view.person.tenant.id;
  return {
    desk: view.agent ? deskLive(view.agent, desk) : null,
    queues: floor
      .queuesOf(tenantId)
      .filter((queue) => watchesQueue(view, queue))
      .map((queue) => queueLive(queue, queueAlarms)),
    agents: view.wholeFloor ? floor.agentsOf(tenantId).map((agent) => agentLive(agent, desk.deskRules)) : [],
    calls: view.wholeFloor ? floor.callsOf(tenantId).map(callLive) : [],
    trunks: view.wholeFloor ? trunks.ofTenant(tenantId).map((trunk) => trunkLive(trunks, trunk)) : [],
    system,
    parked: parkedCalls.ofTenant(tenantId).map(parkedLive),
    alarms: view.seesAlarms ? alarms.map(alarmLive) : [],
  };
}

export function parkedLive({ callId, place, contact, since, byName }: ParkedCall): ParkedLive {
  const { ani, queueName } = contact;
  return { callId, place, ani, queueName, since: new Date(since).toISOString(), byName };
}

export function alarmLive({ kind, since, count, detail }: Alarm): AlarmLive {
  return { kind, since: new Date(since).toISOString(), count, detail };
}

export function trunkLive(trunks: Pick<Trunks, "statusOf">, trunk: Trunk): TrunkLive {
  const { state, cause, since, server, calls, registeredUntil, servers } = trunks.statusOf(trunk);
  return {
    id: trunk.id,
    name: trunk.name,
    state,
    cause: causeText(cause, server),
    causeKind: cause?.kind ?? null,
    since: new Date(since).toISOString(),
    calls,
    servers: servers.map(({ uri, health }) => ({
      uri,
      state: health.state,
      cause: causeText(health.cause, uri),
      roundTripMs: health.roundTripMs ?? null,
    })),
    registeredUntil: timeOf(registeredUntil),
  };
}

/** As many as a wall can show; their number is told beside. */
const mostWaiting = 30;

export function queueLive(
  { queue, waitingSince, callbacks, agentsAvailable, agentsSignedIn, today, targetMs }: FloorQueue,
  queueAlarms: LiveSources["queueAlarms"],
): QueueLive {
  const { limits, holdSeconds } = queueAlarms.thresholdsOf(queue.tenantId, queue.id, targetMs / 1000);
  const { total, hours } = today;
  return {
    id: queue.id,
    name: queue.name,
    waiting: waitingSince.length,
    callbacks,
    longestWaitSince: timeOf(waitingSince[0]),
    agentsAvailable,
    agentsSignedIn,
    waitingSince: waitingSince.slice(0, mostWaiting).map((at) => new Date(at).toISOString()),
    serviceLevelSeconds: targetMs / 1000,
    offeredToday: total.offered,
    answeredToday: total.answered,
    abandonedToday: total.abandoned,
    flowedOutToday: total.flowedOut,
    serviceLevelToday: serviceLevel(total, "offered"),
    abandonmentToday: abandonment(total),
    thresholds: { limits, holdSeconds },
    alarms: queueAlarms.openOf(queue.tenantId, queue.id).map(({ figure, level, raisedAt }) => {
      return { figure, level, since: new Date(raisedAt).toISOString() };
    }),
    averageWaitToday: averageSpeedOfAnswer(total),
    hoursToday: hours
      .filter(({ tally }) => tally.offered > 0)
      .map(({ from, tally }) => ({
        from: new Date(from).toISOString(),
        offered: tally.offered,
        abandoned: tally.abandoned,
        serviceLevel: serviceLevel(tally, "offered"),
      })),
  };
}

export function agentLive({ record, state }: Agent, deskRules: DeskRules): AgentLive {
  const { tenantId, id } = record;
  const { awayReason, presenceBy } = state;
  return {
    id,
    displayName: record.displayName,
    extension: record.extension,
    presence: state.presence,
    awayReason: awayReason ?? null,
    awayName: awayReason === undefined ? null : deskRules.nameOf(tenantId, awayReason),
    awayUntil: timeOf(state.awayUntil),
    isOverLimit: state.isOverLimit && awayReason !== "long-call",
    presenceSince: new Date(state.presenceSince).toISOString(),
    presenceByName: presenceBy.kind === "supervisor" ? presenceBy.name : null,
    isLeaving: state.leaving !== undefined,
    queues: deskRules.membershipsOf(tenantId, id).map(({ queueId, signedIn }) => ({ id: queueId, signedIn })),
    workState: workStateOf(state),
    workStateSince: new Date(state.workStateSince).toISOString(),
    reachable: state.reachable,
    callId: state.contact?.callId ?? null,
    reservedFor: reservedFor(state),
  };
}

function reservedFor(state: Agent["state"]): AgentLive["reservedFor"] {
  const { keptFor } = state;
  // Who went away meanwhile is rung for nobody.
  if (!keptFor || state.presence !== "available" || workStateOf(state) !== "idle") return null;
  return { ...keptFor, since: new Date(keptFor.since).toISOString() };
}

export function callLive(call: FloorCall): CallLive {
  const { id, ani, dnis, stage, queueName, agentName } = call;
  return {
    id,
    ani,
    dnis,
    stage,
    stageSince: new Date(call.stageSince).toISOString(),
    startedAt: new Date(call.startedAt).toISOString(),
    queueName,
    agentName,
    supervisors: call.supervisors.map(({ agentId, name, mode, isIn }) => ({ agentId, name, mode, isIn })),
    alerts: call.alerts.map(({ legId, kind, agentId, since }) => ({
      legId,
      kind,
      agentId,
      since: new Date(since).toISOString(),
    })),
  };
}

export function deskLive(
  agent: Agent,
  { calls, recordings, bridges, supervision, deskRules, newMessages, outboundCalls }: DeskSources,
): DeskLive {
  const { contact } = agent.state;
  const takeBack =
    contact?.legId && contact.answeredAt ? calls.takeBack(contact.callId, contact.legId) : undefined;
  return {
    agent: agentLive(agent, deskRules),
    contact: contact
      ? {
          callId: contact.callId,
          ani: contact.ani,
          dnis: contact.dnis,
          queueId: contact.queueId,
          queueName: contact.queueName,
          waitMs: contact.waitMs,
          offeredAt: new Date(contact.offeredAt).toISOString(),
          answeredAt: timeOf(contact.answeredAt),
          endedAt: timeOf(contact.endedAt),
          onHoldSince: timeOf(contact.onHoldSince),
          wrapUpUntil: timeOf(contact.wrapUpUntil),
          recording: recordings.stateOf(contact.callId) ?? null,
          supervisors: supervision
            .heardIn(contact.callId)
            .map(({ supervisorName: name, mode }) => ({ name, mode })),
          isThreeWay: bridges.guestsOf(contact.callId).some(({ role }) => role === "member"),
          isCallback: contact.isCallback ?? false,
          tags: contact.tags ?? {},
          rungCallId: contact.rungCallId ?? contact.callId,
          replaces: takeBack?.replaces ?? null,
          phoneCutOff: takeBack?.isCutOff ?? false,
        }
      : null,
    newMessages: newMessages(agent),
    outbound: outboundView(outboundCalls.of(agent.record.id)),
    ownCalls: agent.state.ownLegs.flatMap((leg) => ownCall(leg, calls) ?? []),
  };
}

function outboundView(call: OutboundCall | undefined): DeskLive["outbound"] {
  if (!call) return null;
  const { queueId: _, ...shown } = call;
  return shown;
}

function ownCall(
  { callId, legId }: Agent["state"]["ownLegs"][number],
  calls: LiveSources["calls"],
): DeskOwnCall | undefined {
  const known = calls.takeBack(callId, legId);
  if (!known) return undefined;
  const { party, replaces, held, isCutOff } = known;
  return { callId, party, replaces, held, phoneCutOff: isCutOff };
}

function timeOf(at: number | undefined): string | null {
  return at === undefined ? null : new Date(at).toISOString();
}
