// Where callers went in a flow, and the calls behind each number.
import { endpoints } from "@tandem/contract";
import { err, ok } from "@tandem/kernel";
import type { FlowId, Result } from "@tandem/kernel";
import { callsInNode, flowInsight } from "#contact-center/flows";
import type { Database } from "#platform/database";
import type { Failure } from "./problems.ts";
import type { Router } from "./router.ts";

/** The facts of a month are read in seconds; those of a year would hold the database up. */
const longestPeriodMs = 31 * 86_400_000;
const mostCalls = 50;

export function addFlowInsightRoutes(router: Router, { database }: { readonly database: Database }): void {
  router.add(endpoints.getFlowInsight, async ({ person, params, query }) => {
    const period = periodOf(query);
    if (!period.ok) return period;
    const { calls, nodes, ways } = await flowInsight(person.tenant.id, database, {
      flowId: params.flowId as FlowId,
      version: query.version,
      ...period.value,
    });
    return ok({ calls, nodes: [...nodes], ways: [...ways] });
  });
  router.add(endpoints.listCallsInNode, async ({ person, params, query }) => {
    const period = periodOf(query);
    if (!period.ok) return period;
    const calls = await callsInNode(person.tenant.id, database, {
      flowId: params.flowId as FlowId,
      version: query.version,
      ...period.value,
      node: query.node,
      ended: query.ended === "true",
      limit: mostCalls,
    });
    return ok({ calls: calls.map(({ callId, at }) => ({ callId, at: new Date(at).toISOString() })) });
  });
}

function periodOf(query: {
  readonly from: string;
  readonly to: string;
}): Result<{ from: number; to: number }, Failure> {
  const [from, to] = [Date.parse(query.from), Date.parse(query.to)];
  return to - from > longestPeriodMs
    ? err({ kind: "not-usable", message: "ask for 31 days at most", field: "query.from" })
    : ok({ from, to });
}
