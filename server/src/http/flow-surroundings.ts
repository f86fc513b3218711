// What a tenant has that its flows may lead to.
import type { FlowSurroundings } from "@tandem/flows";
import type { TenantId } from "@tandem/kernel";
import type { Agents } from "#contact-center/agents";
import type { BusinessHours } from "#contact-center/business-hours";
import type { DataTables } from "#contact-center/data-tables";
import type { MessageConnectors } from "#contact-center/flow-messages";
import type { Flows } from "#contact-center/flows";
import type { Queues } from "#contact-center/queues";
import type { Vault } from "#platform/vault";
import type { PromptLibrary } from "#telephony/prompts";
import type { Recognition } from "#telephony/recognition";
import type { Speech } from "#telephony/speech";

export type Surroundings = {
  readonly agents: Pick<Agents, "ofTenant">;
  readonly businessHours: Pick<BusinessHours, "ofTenant">;
  readonly dataTables: Pick<DataTables, "columnsOf">;
  readonly connectors: Pick<MessageConnectors, "list">;
  readonly flows: Pick<Flows, "ofTenant">;
  readonly queues: Pick<Queues, "ofTenant" | "skillIds">;
  readonly vault: Pick<Vault, "list">;
  readonly speech: Pick<Speech, "settingsOf">;
  readonly recognition: Pick<Recognition, "settingsOf">;
  readonly prompts: Pick<PromptLibrary, "files">;
};

export function surroundingsOf(
  tenantId: TenantId,
  {
    agents,
    businessHours,
    dataTables,
    connectors,
    flows,
    queues,
    vault,
    speech,
    recognition,
    prompts,
  }: Surroundings,
): FlowSurroundings {
  return {
    queueIds: new Set<string>(queues.ofTenant(tenantId).map(({ id }) => id)),
    personIds: new Set<string>(agents.ofTenant(tenantId).map(({ record }) => record.id)),
    calendarIds: new Set<string>(businessHours.ofTenant(tenantId).map(({ record }) => record.id)),
    skillIds: new Set<string>(queues.skillIds(tenantId)),
    flowIds: new Set<string>(flows.ofTenant(tenantId).map(({ id }) => id)),
    secrets: new Set(vault.list(tenantId).map(({ name }) => name)),
    tables: new Set(dataTables.columnsOf(tenantId).keys()),
    connectors: new Set(connectors.list(tenantId).map(({ name }) => name)),
    speaks: speech.settingsOf(tenantId).engine.kind !== "none",
    listens: recognition.settingsOf(tenantId).kind !== "none",
    hasPrompt: (name, language) => prompts.files([name], language, tenantId).length > 0,
  };
}
