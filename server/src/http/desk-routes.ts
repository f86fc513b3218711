// What an agent does at the desk besides speaking.
import { endpoints } from "@tandem/contract";
import type { Colleague } from "@tandem/contract";
import { err, ok } from "@tandem/kernel";
import type { AgentId, CallId, Result } from "@tandem/kernel";
import { workStateOf } from "#contact-center/agents";
import type { Agent, AgentError, Agents, DispositionList } from "#contact-center/agents";
import { numberOfQueue } from "#contact-center/entry-points";
import type { Floor } from "#contact-center/supervision";
import type { Transfers } from "#contact-center/transfers";
import type { Recordings } from "#telephony/recordings";
import type { Person } from "./person.ts";
import type { Failure } from "./problems.ts";
import type { Router } from "./router.ts";

export type DeskRoutesOptions = {
  readonly agents: Agents;
  readonly dispositions: DispositionList;
  readonly floor: Pick<Floor, "queuesOf">;
  readonly transfers: Pick<Transfers, "withdraw" | "merge">;
  readonly recordings: Pick<Recordings, "pause" | "resume">;
  /** Places a spoken test call to a number of the tenant. */
  readonly placeTestCall: (tenantId: Person["tenant"]["id"]) => Promise<Result<undefined, Failure>>;
};

export function addDeskRoutes(router: Router, options: DeskRoutesOptions): void {
  const { agents, dispositions, floor, transfers, recordings, placeTestCall } = options;
  const agentIdOf = ({ tenant, user }: Person): AgentId | undefined =>
    agents.ofUser(tenant.id, user.id)?.record.id;

  router.add(endpoints.setPresence, async ({ person, body }) => {
    const agentId = agentIdOf(person);
    if (!agentId) return err({ kind: "unknown-agent" });
    return answer(agents.choosePresence(agentId, body.presence, body.reason));
  });

  router.add(endpoints.finishWrapUp, async ({ person, body }) => {
    const agentId = agentIdOf(person);
    if (!agentId) return err({ kind: "unknown-agent" });
    const { disposition, note } = body;
    const judged = dispositions.judge(person.tenant.id, disposition, note);
    if (!judged.ok) {
      const field = judged.error.kind === "note-required" ? "body.note" : "body.disposition";
      return err({ ...judged.error, field });
    }
    return answer(agents.fileDisposition(agentId, { callId: body.callId as CallId, disposition, note }));
  });

  router.add(endpoints.extendWrapUp, async ({ person, body }) => {
    const agentId = agentIdOf(person);
    if (!agentId) return err({ kind: "unknown-agent" });
    return answer(agents.extendWrapUp(agentId, body.callId as CallId));
  });

  router.add(endpoints.listColleagues, async ({ person }) => {
    const colleagues = agents
      .ofTenant(person.tenant.id)
      .filter(({ record }) => record.userId !== person.user.id)
      .map(colleagueOf);
    const queues = floor.queuesOf(person.tenant.id).map(({ queue, waitingSince, agentsAvailable }) => ({
      name: queue.name,
      number: numberOfQueue(queue.id),
      waiting: waitingSince.length,
      free: agentsAvailable,
    }));
    return ok({ colleagues: colleagues.toSorted(byState), queues });
  });

  router.add(endpoints.withdrawTransfer, async ({ person }) => {
    const agentId = agentIdOf(person);
    if (!agentId) return err({ kind: "unknown-agent" });
    return transfers.withdraw(agentId) ? ok({}) : err({ kind: "no-transfer" });
  });

  router.add(endpoints.mergeCalls, async ({ person }) => {
    const agentId = agentIdOf(person);
    if (!agentId) return err({ kind: "unknown-agent" });
    const merged = transfers.merge(agentId);
    return merged.ok ? ok({}) : merged;
  });

  router.add(endpoints.setRecordingPaused, async ({ person, body }) => {
    const agent = agents.ofUser(person.tenant.id, person.user.id);
    if (!agent) return err({ kind: "unknown-agent" });
    const callId = body.callId as CallId;
    if (agent.state.contact?.callId !== callId) return err({ kind: "no-such-contact" });
    const { id } = agent.record;
    const done = body.paused ? recordings.pause(callId, id) : recordings.resume(callId, id);
    return done.ok ? ok({}) : done;
  });

  router.add(endpoints.placeTestCall, async ({ person }) => {
    const placed = await placeTestCall(person.tenant.id);
    return placed.ok ? ok({}) : placed;
  });
}

function answer(result: Result<undefined, AgentError>): Result<Record<string, never>, Failure> {
  return result.ok ? ok({}) : err(result.error);
}

const stateOrder: readonly Colleague["state"][] = ["free", "away", "busy", "unreachable"];

function colleagueOf({ record, state }: Agent): Colleague {
  const { displayName, extension } = record;
  if (!state.reachable) return { displayName, extension, state: "unreachable" };
  if (workStateOf(state) !== "idle") return { displayName, extension, state: "busy" };
  return { displayName, extension, state: state.presence === "available" ? "free" : "away" };
}

function byState(one: Colleague, other: Colleague): number {
  return (
    stateOrder.indexOf(one.state) - stateOrder.indexOf(other.state) ||
    one.extension.localeCompare(other.extension, "en", { numeric: true })
  );
}
