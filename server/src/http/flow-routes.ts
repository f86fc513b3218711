// The form of flows' documents, and what is wrong with one for a tenant.
import { endpoints } from "@tandem/contract";
import { findFlowProblems, flowDocumentJsonSchema, readFlowDocument } from "@tandem/flows";
import type { FlowProblem } from "@tandem/flows";
import { err, ok } from "@tandem/kernel";
import type { Result, TenantId } from "@tandem/kernel";
import { surroundingsOf } from "./flow-surroundings.ts";
import type { Surroundings } from "./flow-surroundings.ts";
import type { Failure } from "./problems.ts";
import type { Router } from "./router.ts";

export function addFlowRoutes(router: Router, options: Surroundings): void {
  router.add(endpoints.getFlowDocumentSchema, async () => ok(flowDocumentJsonSchema()));
  router.add(endpoints.checkFlow, async ({ person, body }) => {
    const problems = problemsOf(person.tenant.id, body.document, options);
    return problems.ok ? ok({ problems: problems.value }) : problems;
  });
}

/** What is wrong with a document that has the form of one; refused with the places named where it has not. */
export function problemsOf(
  tenantId: TenantId,
  document: unknown,
  surroundings: Surroundings,
): Result<FlowProblem[], Failure> {
  const read = readFlowDocument(document);
  return read.ok
    ? ok(findFlowProblems(read.value, surroundingsOf(tenantId, surroundings)))
    : err({ kind: "not-usable", message: read.error.message, field: "body.document" });
}
