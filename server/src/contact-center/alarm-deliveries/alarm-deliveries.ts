// Tells recipients of alarms, and tries again where that fails: what is due stands in the database and outlives a restart.
import type { Clock, TenantId } from "@tandem/kernel";
import type { Database } from "#platform/database";
import type { SecretBox } from "#platform/identity";
import type { Logger } from "#platform/logging";
import { mailOf } from "./alarm-event.ts";
import type { AlarmEvent } from "./alarm-event.ts";
import { gapAfter } from "./attempt.ts";
import type { Attempt } from "./attempt.ts";
import type { SendMail } from "./mail-sender.ts";
import { addDeliveries, dueDeliveries, listRecipients, storeAttempt } from "./recipient-store.ts";
import type { DueDelivery, Recipient } from "./recipient-store.ts";
import type { SendHook } from "./webhook-sender.ts";

export type AlarmDeliveriesOptions = {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Logger;
  readonly secretBox: SecretBox;
  readonly tenants: () => readonly TenantWords[];
  readonly sendMail: SendMail;
  readonly sendHook: SendHook;
};

type TenantWords = { readonly id: TenantId; readonly locale: "zh-CN" | "en"; readonly timeZone: string };

/** What a webhook's secret is sealed for. */
export const secretPurpose = "alarm-webhook";
const lookEveryMs = 5_000;

export class AlarmDeliveries {
  readonly #options: AlarmDeliveriesOptions;
  #cancel: (() => void) | undefined;
  #isAsked = false;
  #looking: Promise<void> | undefined;

  constructor(options: AlarmDeliveriesOptions) {
    this.#options = options;
  }

  start(): void {
    const again = () => {
      void this.look();
      this.#cancel = this.#options.clock.after(lookEveryMs, again);
    };
    again();
  }

  close(): void {
    this.#cancel?.();
  }

  /** Tells everybody whose level it reaches, or `to` alone. */
  async announce(tenantId: TenantId, event: AlarmEvent, to?: Recipient): Promise<void> {
    const all = to ? [to] : await listRecipients(tenantId, this.#options.database);
    const told = all.filter(({ leastLevel }) => to || leastLevel === "warning" || event.level === "alarm");
    await addDeliveries(
      tenantId,
      this.#options.database,
      told.map(({ id }) => id),
      event,
    );
    void this.look();
  }

  /** Tries what is due. One look at a time: who asks during one waits for another after it. */
  look(): Promise<void> {
    this.#isAsked = true;
    this.#looking ??= this.#lookWhileAsked().finally(() => (this.#looking = undefined));
    return this.#looking;
  }

  async #lookWhileAsked(): Promise<void> {
    while (this.#isAsked) {
      this.#isAsked = false;
      try {
        for (const tenant of this.#options.tenants()) await this.#lookAt(tenant);
      } catch (error) {
        this.#options.log.warn({ err: error }, "alarms were not delivered; they are tried again");
      }
    }
  }

  async #lookAt(tenant: TenantWords): Promise<void> {
    const { database, clock } = this.#options;
    const due = await dueDeliveries(tenant.id, database, clock.now());
    await Promise.all(due.map((delivery) => this.#try(tenant, delivery)));
  }

  async #try(tenant: TenantWords, delivery: DueDelivery): Promise<void> {
    const { database, clock } = this.#options;
    const attempt = await this.#send(tenant, delivery);
    const attempts = delivery.attempts + 1;
    const gapMs = attempt.delivered || attempt.isFinal ? undefined : gapAfter(attempts);
    const now = clock.now();
    const nextAt = gapMs === undefined ? undefined : now + gapMs;
    await storeAttempt(tenant.id, database, { id: delivery.id, attempts, attempt, now, nextAt });
  }

  #send(tenant: TenantWords, { id, kind, address, event, sealedSecret }: DueDelivery): Promise<Attempt> {
    const { secretBox, sendMail, sendHook, clock } = this.#options;
    if (kind === "mail") return sendMail({ to: address, ...mailOf(event, tenant) });
    const secret = secretBox.open(sealedSecret ?? "", tenant.id, secretPurpose);
    if (!secret.ok)
      return Promise.resolve({ delivered: false, outcome: "secret cannot be read", isFinal: true });
    const body = JSON.stringify({ ...event, at: new Date(event.at).toISOString() });
    return sendHook({ url: address, secret: secret.value, deliveryId: id, body, now: clock.now() });
  }
}
