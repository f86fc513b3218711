// What an agent does at the desk besides speaking.
import { endpoints } from "@tandem/contract";
import type { Colleague } from "@tandem/contract";
import { err, ok } from "@tandem/kernel";
import type { AgentId, CallId, Result } from "@tandem/kernel";
import { workStateOf } from "#contact-center/agents";
import type { Agent, AgentError, Agents, DispositionList } from "#contact-center/agents";
import type { Person } from "./person.ts";
import type { Failure } from "./problems.ts";
import type { Router } from "./router.ts";

export type DeskRoutesOptions = {
  readonly agents: Agents;
  readonly dispositions: DispositionList;
  /** Places a spoken test call to a number of the tenant. */
  readonly placeTestCall: (tenantId: Person["tenant"]["id"]) => Promise<Result<undefined, Failure>>;
};

export function addDeskRoutes(router: Router, options: DeskRoutesOptions): void {
  const { agents, dispositions, placeTestCall } = options;
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
    if (!dispositions.has(person.tenant.id, disposition)) {
      return err({ kind: "unknown-disposition", field: "body.disposition" });
    }
    return answer(agents.fileDisposition(agentId, { callId: body.callId as CallId, disposition, note }));
  });

  router.add(endpoints.extendWrapUp, async ({ person, body }) => {
    const agentId = agentIdOf(person);
    if (!agentId) return err({ kind: "unknown-agent" });
    return answer(agents.extendWrapUp(agentId, body.callId as CallId));
  });

  router.add(endpoints.listDispositions, async ({ person }) =>
    ok({ dispositions: [...dispositions.ofTenant(person.tenant.id)] }),
  );

  router.add(endpoints.listColleagues, async ({ person }) => {
    const colleagues = agents
      .ofTenant(person.tenant.id)
      .filter(({ record }) => record.userId !== person.user.id)
      .map(colleagueOf);
    return ok({ colleagues: colleagues.toSorted(byState) });
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
