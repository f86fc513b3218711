// The floor as the contract shows it, cut to what one person may watch.
import type { AgentLive, CallLive, DeskLive, LiveState, QueueLive, TrunkLive } from "@tandem/contract";
import type { Agent } from "#contact-center/agents";
import { workStateOf } from "#contact-center/agents";
import type { Floor, FloorCall, FloorQueue } from "#contact-center/supervision";
import type { Calls } from "#telephony/calls";
import { allows } from "#platform/identity";
import { causeText } from "#telephony/trunks";
import type { Trunk, Trunks } from "#telephony/trunks";
import type { Person } from "./person.ts";

/** What a person may watch: the whole floor, or their own desk and queues. */
export type View = {
  readonly person: Person;
  readonly agent: Agent | undefined;
  readonly wholeFloor: boolean;
};

export function viewOf(person: Person, agent: Agent | undefined): View {
  return { person, agent, wholeFloor: allows(person.user.role, "floor.watch") };
}

export function watchesQueue(view: View, { queue }: FloorQueue): boolean {
  return view.wholeFloor || (view.agent !== undefined && queue.agentIds.includes(view.agent.record.id));
}

/** Where the live values come from; `calls` knows what a page needs to take a call over. */
export type LiveSources = {
  readonly floor: Floor;
  readonly trunks: Pick<Trunks, "ofTenant" | "statusOf">;
  readonly calls: Pick<Calls, "takeBack">;
};

export function liveState(
  view: View,
  { floor, trunks, calls }: LiveSources,
  system: LiveState["system"],
): LiveState {
  const tenantId = view.person.tenant.id;
  return {
    desk: view.agent ? deskLive(view.agent, calls) : null,
    queues: floor
      .queuesOf(tenantId)
      .filter((queue) => watchesQueue(view, queue))
      .map(queueLive),
    agents: view.wholeFloor ? floor.agentsOf(tenantId).map(agentLive) : [],
    calls: view.wholeFloor ? floor.callsOf(tenantId).map(callLive) : [],
    trunks: view.wholeFloor ? trunks.ofTenant(tenantId).map((trunk) => trunkLive(trunks, trunk)) : [],
    system,
  };
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

export function queueLive({
  queue,
  waitingSince,
  agentsAvailable,
  agentsSignedIn,
  today,
}: FloorQueue): QueueLive {
  return {
    id: queue.id,
    name: queue.name,
    waiting: waitingSince.length,
    longestWaitSince: timeOf(waitingSince[0]),
    agentsAvailable,
    agentsSignedIn,
    offeredToday: today.offered,
    answeredToday: today.answered,
    abandonedToday: today.abandoned,
  };
}

export function agentLive({ record, state }: Agent): AgentLive {
  return {
    id: record.id,
    displayName: record.displayName,
    extension: record.extension,
    presence: state.presence,
    awayReason: state.awayReason ?? null,
    presenceSince: new Date(state.presenceSince).toISOString(),
    workState: workStateOf(state),
    workStateSince: new Date(state.workStateSince).toISOString(),
    reachable: state.reachable,
    callId: state.contact?.callId ?? null,
  };
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
  };
}

export function deskLive(agent: Agent, calls: LiveSources["calls"]): DeskLive {
  const { contact } = agent.state;
  const takeBack =
    contact?.legId && contact.answeredAt ? calls.takeBack(contact.callId, contact.legId) : undefined;
  return {
    agent: agentLive(agent),
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
          rungCallId: contact.rungCallId ?? contact.callId,
          replaces: takeBack?.replaces ?? null,
          phoneCutOff: takeBack?.isCutOff ?? false,
        }
      : null,
  };
}

function timeOf(at: number | undefined): string | null {
  return at === undefined ? null : new Date(at).toISOString();
}
