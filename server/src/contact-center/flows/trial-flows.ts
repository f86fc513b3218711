// Drawings that somebody calls to hear them: for a while, by an address that nobody can guess.
import type { FlowDocument } from "@tandem/flows";
import { newId } from "@tandem/kernel";
import type { Clock, FlowId, TenantId } from "@tandem/kernel";
import type { PublishedFlow } from "./flow-run.ts";

const prefix = "trial-";
/** As long as the credentials with which it is called. */
const offeredMs = 600_000;
/** Of all tenants. */
const mostOffered = 1000;

export class TrialFlows {
  readonly #clock: Clock;
  /** The oldest first. */
  readonly #flows = new Map<FlowId, { readonly flow: PublishedFlow; readonly until: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** What to dial. A call that has begun keeps the drawing. */
  offer(tenantId: TenantId, name: string, document: FlowDocument): string {
    const now = this.#clock.now();
    for (const [id, { until }] of this.#flows)
      if (until <= now || this.#flows.size >= mostOffered) this.#flows.delete(id);
    const id = newId<FlowId>();
    this.#flows.set(id, { flow: { id, tenantId, name, version: 0, document }, until: now + offeredMs });
    return `${prefix}${id}`;
  }

  /** By what was dialled. */
  dialled(tenantId: TenantId, number: string): PublishedFlow | undefined {
    if (!number.startsWith(prefix)) return undefined;
    const flow = this.get(number.slice(prefix.length) as FlowId);
    return flow?.tenantId === tenantId ? flow : undefined;
  }

  get(id: FlowId): PublishedFlow | undefined {
    const offered = this.#flows.get(id);
    return offered && offered.until > this.#clock.now() ? offered.flow : undefined;
  }
}
