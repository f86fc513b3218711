// Calls that agents place from their desks.
import { endpoints } from "@tandem/contract";
import { err, ok } from "@tandem/kernel";
import type { AgentId, CallId, QueueId, Result } from "@tandem/kernel";
import type { Agent, Agents } from "#contact-center/agents";
import type { EntryPoints } from "#contact-center/entry-points";
import { shownNumbersOf } from "#contact-center/outbound";
import type { QueueRecord, Queues } from "#contact-center/queues";
import type { Failure } from "./problems.ts";
import type { Router } from "./router.ts";

export type OutboundRoutesOptions = {
  readonly agents: Agents;
  readonly queues: Pick<Queues, "ofAgent">;
  readonly entryPoints: Pick<EntryPoints, "ofTenant">;
  /** Rings the agent's phone, and then calls the number. */
  readonly callFromDesk: (
    agentId: AgentId,
    number: string,
    chosen: { readonly shownNumber: string | null; readonly queue: QueueRecord | undefined },
  ) => Result<CallId, { kind: "busy" | "no-phone" | "not-callable" }>;
};

export function addOutboundRoutes(router: Router, options: OutboundRoutesOptions): void {
  const { agents, queues, entryPoints, callFromDesk } = options;
  const numbersOf = ({ record: { tenantId, shownNumbers = null } }: Agent) =>
    shownNumbersOf(
      entryPoints.ofTenant(tenantId).map(({ number }) => number),
      shownNumbers,
    );

  router.add(endpoints.getOutboundChoices, async ({ person }) => {
    const agent = agents.ofUser(person.tenant.id, person.user.id);
    if (!agent) return err({ kind: "unknown-agent" });
    const served = queues.ofAgent(person.tenant.id, agent.record.id);
    return ok({ numbers: numbersOf(agent), queues: served.map(({ id, name }) => ({ id, name })) });
  });

  router.add(endpoints.placeCall, async ({ person, body }) => {
    const agent = agents.ofUser(person.tenant.id, person.user.id);
    if (!agent) return err({ kind: "unknown-agent" });
    const { number, shownNumber, queueId } = body;
    if (shownNumber !== null && !numbersOf(agent).includes(shownNumber)) return err(notShown);
    const served = queues.ofAgent(person.tenant.id, agent.record.id);
    const queue = served.find(({ id }) => id === (queueId as QueueId | null));
    if (queueId !== null && !queue) return err(notServed);
    const called = callFromDesk(agent.record.id, number, { shownNumber, queue });
    if (called.ok) return ok({ callId: called.value });
    const { kind } = called.error;
    return err(kind === "not-callable" ? notCallable : { kind });
  });
}

const notCallable: Failure = {
  kind: "not-usable",
  message: "this cannot be called: it is no number, a colleague's, or one that may not be dialled",
  field: "body.number",
  reason: "not-callable",
};

const notShown: Failure = {
  kind: "not-usable",
  message: "you may not show this number",
  field: "body.shownNumber",
  reason: "not-shown",
};

const notServed: Failure = {
  kind: "not-usable",
  message: "you do not serve this queue",
  field: "body.queueId",
  reason: "not-served",
};
