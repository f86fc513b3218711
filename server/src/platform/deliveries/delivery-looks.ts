// When stored deliveries are looked at: every few seconds, and when somebody asks; each tenant by itself, so that nobody waits for
// another's slow server, and one look at a time.
import type { Clock, TenantId } from "@tandem/kernel";
import type { Logger } from "#platform/logging";

export type DeliveryLooksOptions = {
  readonly clock: Clock;
  readonly log: Logger;
  /** What is delivered, for the log: "alarms". */
  readonly what: string;
  readonly tenantIds: () => readonly TenantId[];
  /** Tries what is due, all of it. When it throws, the next look tries again. */
  readonly lookAt: (tenantId: TenantId) => Promise<void>;
};

const lookEveryMs = 5_000;

export class DeliveryLooks {
  readonly #options: DeliveryLooksOptions;
  readonly #asked = new Set<TenantId>();
  readonly #looking = new Map<TenantId, Promise<void>>();
  #cancel: (() => void) | undefined;

  constructor(options: DeliveryLooksOptions) {
    this.#options = options;
  }

  start(): void {
    const again = () => {
      void this.lookAtAll();
      this.#cancel = this.#options.clock.after(lookEveryMs, again);
    };
    again();
  }

  /** No look is begun any more; resolves when those under way are over. */
  async close(): Promise<void> {
    this.#cancel?.();
    this.#asked.clear();
    await Promise.all(this.#looking.values());
  }

  async lookAtAll(): Promise<void> {
    await Promise.all(this.#options.tenantIds().map((tenantId) => this.look(tenantId)));
  }

  /** Resolves after a look that began after this was asked. */
  look(tenantId: TenantId): Promise<void> {
    this.#asked.add(tenantId);
    const running = this.#looking.get(tenantId);
    if (running) return running;
    const looking = this.#lookWhileAsked(tenantId).finally(() => this.#looking.delete(tenantId));
    this.#looking.set(tenantId, looking);
    return looking;
  }

  async #lookWhileAsked(tenantId: TenantId): Promise<void> {
    while (this.#asked.delete(tenantId)) {
      try {
        await this.#options.lookAt(tenantId);
      } catch (error) {
        const { log, what } = this.#options;
        log.warn({ err: error, tenantId }, `${what} were not delivered; they are tried again`);
      }
    }
  }
}
