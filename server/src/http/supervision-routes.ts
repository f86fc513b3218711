// What supervisors do in live calls of others.
import { endpoints } from "@tandem/contract";
import { err, ok } from "@tandem/kernel";
import type { CallId, Result } from "@tandem/kernel";
import type { Agents } from "#contact-center/agents";
import type { Supervision, SupervisionError } from "#contact-center/supervision";
import type { Failure } from "./problems.ts";
import type { Router } from "./router.ts";

export type SupervisionRoutesOptions = {
  readonly agents: Pick<Agents, "ofUser">;
  readonly supervision: Pick<Supervision, "supervise" | "takeOver" | "leave">;
};

export function addSupervisionRoutes(router: Router, options: SupervisionRoutesOptions): void {
  const { agents, supervision } = options;

  router.add(endpoints.superviseCall, async ({ person, params, body }) => {
    const agent = agents.ofUser(person.tenant.id, person.user.id);
    if (!agent) return err({ kind: "unknown-agent" });
    return answer(supervision.supervise(agent, params.callId as CallId, body.mode));
  });

  router.add(endpoints.takeOverCall, async ({ person, params }) => {
    const agent = agents.ofUser(person.tenant.id, person.user.id);
    if (!agent) return err({ kind: "unknown-agent" });
    return answer(supervision.takeOver(agent.record.id, params.callId as CallId));
  });

  router.add(endpoints.leaveCall, async ({ person, params }) => {
    const agent = agents.ofUser(person.tenant.id, person.user.id);
    if (!agent) return err({ kind: "unknown-agent" });
    return answer(supervision.leave(agent.record.id, params.callId as CallId));
  });
}

function answer(result: Result<undefined, SupervisionError>): Result<Record<string, never>, Failure> {
  return result.ok ? ok({}) : err(result.error);
}
