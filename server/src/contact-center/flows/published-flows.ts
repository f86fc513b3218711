// The flows that callers can be led through: those that are published, drawings that are called to be heard, and those that a queue is by itself.
import { needsOf, parseFlowDocument } from "@tandem/flows";
import type { Need } from "@tandem/flows";
import type { FlowId, QueueId, TenantId } from "@tandem/kernel";
import type { Queues } from "#contact-center/queues";
import type { PromptLanguage } from "#telephony/prompts";
import type { FlowEntry, KeptFlow, PublishedFlow } from "./flow-run.ts";
import type { FlowRecord } from "./flow-store.ts";
import { mailboxFlow, queueFlow } from "./queue-flow.ts";
import type { TrialFlows } from "./trial-flows.ts";

export type PublishedFlowsOptions = {
  readonly queues: Pick<Queues, "get">;
  readonly trials: Pick<TrialFlows, "get">;
};

type Asked = Pick<FlowEntry, "tenantId" | "flowId"> & {
  /** In which a queue's own flow speaks. */
  readonly language: PromptLanguage;
};

export class PublishedFlows {
  readonly #options: PublishedFlowsOptions;
  readonly #flows = new Map<FlowId, PublishedFlow>();

  constructor(options: PublishedFlowsOptions) {
    this.#options = options;
  }

  /** Takes over a tenant's published flows; answers those that cannot run. */
  replace(tenantId: TenantId, records: readonly FlowRecord[]): { flowName: string; message: string }[] {
    const problems: { flowName: string; message: string }[] = [];
    for (const [id, flow] of this.#flows) if (flow.tenantId === tenantId) this.#flows.delete(id);
    for (const record of records) {
      const document = parseFlowDocument(record.document);
      if (document.ok) this.#flows.set(record.id, { ...record, document: document.value });
      else problems.push({ flowName: record.name, message: document.error.message });
    }
    return problems;
  }

  ofTenant(tenantId: TenantId): PublishedFlow[] {
    return [...this.#flows.values()].filter((flow) => flow.tenantId === tenantId);
  }

  /** The names of a tenant's flows that go by this. */
  usersOf(tenantId: TenantId, { kind, id }: Pick<Need, "kind" | "id">): string[] {
    const isThis = (need: Need) => need.kind === kind && need.id === id;
    return this.ofTenant(tenantId)
      .filter(({ document }) => needsOf(document).some(isThis))
      .map(({ name }) => name);
  }

  /** Of this tenant alone. */
  get(tenantId: TenantId, id: FlowId): PublishedFlow | undefined {
    const flow = this.#flows.get(id);
    return flow?.tenantId === tenantId ? flow : undefined;
  }

  /** Where a call is led that is sent there: a flow, a drawing, or straight into a queue. */
  ledBy(asked: Asked): PublishedFlow | undefined {
    const { tenantId, flowId } = asked;
    const trial = this.#options.trials.get(flowId);
    if (trial?.tenantId === tenantId) return trial;
    return this.get(tenantId, flowId) ?? this.#ofQueue(asked, queueFlow);
  }

  /** Into the mailbox of the queue that `flowId` names. */
  toMailbox(asked: Asked): PublishedFlow | undefined {
    return this.#ofQueue(asked, mailboxFlow);
  }

  /** What has to be kept of a flow that a call is in. */
  kept(flow: PublishedFlow): KeptFlow {
    const { id, version } = flow;
    const isPublished = this.#flows.get(id)?.version === version;
    return isPublished ? { id, version } : { id, version, document: flow };
  }

  /** Undefined when the document of that version is not there any more. */
  found({ id, version, document }: KeptFlow): PublishedFlow | undefined {
    const flow = document ?? this.#flows.get(id);
    return flow?.version === version ? flow : undefined;
  }

  #ofQueue(
    { tenantId, flowId: id, language }: Asked,
    documentOf: typeof queueFlow,
  ): PublishedFlow | undefined {
    const queueId = id as string as QueueId;
    const queue = this.#options.queues.get(tenantId, queueId);
    if (!queue) return undefined;
    return { id, tenantId, name: queue.name, version: 0, document: documentOf(queueId, language) };
  }
}
