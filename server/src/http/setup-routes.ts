// How the tenant is set up, to read.
import { endpoints } from "@tandem/contract";
import { ok } from "@tandem/kernel";
import type { Agents } from "#contact-center/agents";
import type { EntryPoints } from "#contact-center/entry-points";
import type { Flows } from "#contact-center/flows";
import type { Queues } from "#contact-center/queues";
import type { Trunks } from "#telephony/trunks";
import type { Router } from "./router.ts";

export type SetupRoutesOptions = {
  readonly agents: Agents;
  readonly entryPoints: EntryPoints;
  readonly flows: Flows;
  readonly queues: Queues;
  readonly trunks: Pick<Trunks, "ofTenant">;
};

export function addSetupRoutes(router: Router, options: SetupRoutesOptions): void {
  const { agents, entryPoints, flows, queues, trunks } = options;
  router.add(endpoints.getSetup, async ({ person }) => {
    const tenantId = person.tenant.id;
    const published = flows.ofTenant(tenantId);
    return ok({
      numbers: entryPoints.ofTenant(tenantId).map(({ id, number, flowId }) => ({
        id,
        number,
        flowId,
        flowName: published.find((flow) => flow.id === flowId)?.name ?? "",
      })),
      queues: queues
        .ofTenant(tenantId)
        .map(({ id, name, agentIds, offerTimeoutSeconds, announcementSeconds, wrapUpSeconds }) => ({
          id,
          name,
          agentIds: [...agentIds],
          offerTimeoutSeconds,
          announcementSeconds,
          wrapUpSeconds,
        })),
      agents: agents.ofTenant(tenantId).map(({ record }) => ({
        id: record.id,
        extension: record.extension,
        displayName: record.displayName,
      })),
      trunks: trunks
        .ofTenant(tenantId)
        .map(({ id, name, addresses }) => ({ id, name, addresses: [...addresses] })),
      flows: published.map(({ id, name, version, document }) => ({ id, name, version, document })),
    });
  });
}
