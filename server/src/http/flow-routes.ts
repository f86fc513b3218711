// The form of flows' documents, and what is wrong with one for a tenant.
import { endpoints } from "@tandem/contract";
import { findFlowProblems, flowDocumentJsonSchema, readFlowDocument } from "@tandem/flows";
import type { FlowSurroundings } from "@tandem/flows";
import { err, ok } from "@tandem/kernel";
import type { TenantId } from "@tandem/kernel";
import type { Agents } from "#contact-center/agents";
import type { BusinessHours } from "#contact-center/business-hours";
import type { Queues } from "#contact-center/queues";
import type { PromptLibrary } from "#telephony/prompts";
import type { Router } from "./router.ts";

export type FlowRoutesOptions = {
  readonly agents: Pick<Agents, "ofTenant">;
  readonly businessHours: Pick<BusinessHours, "ofTenant">;
  readonly queues: Pick<Queues, "ofTenant">;
  readonly prompts: Pick<PromptLibrary, "files">;
};

export function addFlowRoutes(router: Router, options: FlowRoutesOptions): void {
  router.add(endpoints.getFlowDocumentSchema, async () => ok(flowDocumentJsonSchema()));
  router.add(endpoints.checkFlow, async ({ person, body }) => {
    const document = readFlowDocument(body.document);
    if (!document.ok)
      return err({ kind: "not-usable", message: document.error.message, field: "body.document" });
    return ok({ problems: findFlowProblems(document.value, surroundingsOf(person.tenant.id, options)) });
  });
}

function surroundingsOf(
  tenantId: TenantId,
  { agents, businessHours, queues, prompts }: FlowRoutesOptions,
): FlowSurroundings {
  return {
    queueIds: new Set<string>(queues.ofTenant(tenantId).map(({ id }) => id)),
    personIds: new Set<string>(agents.ofTenant(tenantId).map(({ record }) => record.id)),
    calendarIds: new Set<string>(businessHours.ofTenant(tenantId).map(({ record }) => record.id)),
    hasPrompt: (name, language) => prompts.files([name], language, tenantId).length > 0,
  };
}
