// Calls to a drawing, from the browser of who draws it.
import { endpoints } from "@tandem/contract";
import { parseFlowDocument } from "@tandem/flows";
import { err, ok } from "@tandem/kernel";
import type { Clock, FlowId } from "@tandem/kernel";
import { loadDraft } from "#contact-center/flows";
import type { TrialFlows } from "#contact-center/flows";
import type { Database } from "#platform/database";
import type { PhoneCredentialKey } from "#platform/identity";
import type { Logger } from "#platform/logging";
import { audit } from "./audit.ts";
import { visitorTicket } from "./phone-routes.ts";
import type { Router } from "./router.ts";

export type FlowTrialRoutesOptions = {
  readonly clock: Clock;
  readonly database: Database;
  readonly log: Logger;
  readonly phoneKey: PhoneCredentialKey;
  readonly trialFlows: Pick<TrialFlows, "offer">;
};

export function addFlowTrialRoutes(router: Router, options: FlowTrialRoutesOptions): void {
  const { clock, database, phoneKey, trialFlows } = options;
  router.add(endpoints.callFlowDraft, async ({ person, params, body }) => {
    const { tenant } = person;
    const draft = await loadDraft(tenant.id, database, params.flowId as FlowId);
    if (!draft) return err({ kind: "not-found" });
    const document = parseFlowDocument(body.document);
    if (!document.ok) {
      const { message } = document.error;
      return err({ kind: "not-usable", message, field: "body.document", reason: "flow-has-errors" });
    }
    const number = trialFlows.offer(tenant.id, draft.name, document.value);
    audit(options, person, "drawing of a flow called", { flowId: params.flowId });
    return ok(visitorTicket(phoneKey, tenant, number, clock.now()));
  });
}
