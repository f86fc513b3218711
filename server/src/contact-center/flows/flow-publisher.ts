// Gives callers the published versions of flows: at the start, when somebody publishes, and when a publication is due.
import type { Clock, TenantId } from "@tandem/kernel";
import type { Database } from "#platform/database";
import type { Logger } from "#platform/logging";
import type { Flows } from "./flow-service.ts";
import { loadPublishedFlows } from "./flow-store.ts";
import { nextDue, publishDue, publishFlow } from "./flow-publication-store.ts";
import type { PublicationWish } from "./flow-publication-store.ts";

export type FlowPublisherOptions = {
  readonly clock: Clock;
  readonly database: Database;
  readonly flows: Pick<Flows, "replace">;
  readonly log: Logger;
  readonly tenantIds: () => readonly TenantId[];
};

/** Longer than that no timer runs: what another node scheduled is found then. */
const longestWaitMs = 3_600_000;
/** When the database was away. */
const againMs = 30_000;

export class FlowPublisher {
  readonly #options: FlowPublisherOptions;
  #timer: { readonly at: number; readonly cancel: () => void } | undefined;
  #isClosed = false;
  /** One look after the other. */
  #looking = Promise.resolve();

  constructor(options: FlowPublisherOptions) {
    this.#options = options;
  }

  /** Takes over a tenant's flows as the database has them now; calls inside one keep the version they entered. */
  async load(tenantId: TenantId): Promise<void> {
    const { database, flows, log } = this.#options;
    for (const { flowName, message } of flows.replace(tenantId, await loadPublishedFlows(tenantId, database)))
      log.error({ tenantId, flow: flowName }, `flow "${flowName}" cannot run: ${message}`);
  }

  /** New calls get it from now on, or from when it is due. */
  async publish(tenantId: TenantId, wish: Omit<PublicationWish, "now">): ReturnType<typeof publishFlow> {
    const { clock, database } = this.#options;
    const now = clock.now();
    const published = await publishFlow(tenantId, database, { ...wish, now });
    if (typeof published === "string") return published;
    if (wish.dueAt <= now) await this.load(tenantId);
    else this.#lookAt(wish.dueAt);
    return published;
  }

  /** Publishes what became due while nobody was here, and from now on what becomes due. */
  start(): Promise<void> {
    return this.#look();
  }

  /** Resolves when nothing is looked at any more. */
  close(): Promise<void> {
    this.#isClosed = true;
    this.#timer?.cancel();
    return this.#looking;
  }

  #look(): Promise<void> {
    this.#timer = undefined;
    return (this.#looking = this.#looking.then(() => this.#publishDue()));
  }

  async #publishDue(): Promise<void> {
    const { clock, database, log, tenantIds } = this.#options;
    try {
      for (const tenantId of tenantIds()) {
        const published = await publishDue(tenantId, database, clock.now());
        if (published.length > 0) await this.load(tenantId);
        for (const publication of published)
          log.info({ tenantId, ...publication }, "a flow was published as planned");
        const due = await nextDue(tenantId, database);
        if (due !== undefined) this.#lookAt(due);
      }
      this.#lookAt(clock.now() + longestWaitMs);
    } catch (error) {
      log.warn({ err: error }, "planned publications of flows were not looked at; they are again soon");
      this.#lookAt(clock.now() + againMs);
    }
  }

  /** The earliest look that was asked for stands. */
  #lookAt(at: number): void {
    if (this.#isClosed || (this.#timer && this.#timer.at <= at)) return;
    this.#timer?.cancel();
    const { clock } = this.#options;
    const inMs = Math.min(longestWaitMs, Math.max(0, at - clock.now()));
    this.#timer = { at, cancel: clock.after(inMs, () => void this.#look()) };
  }
}
