// Tells recipients of alarms, and tries again where that fails: what is due stands in the database and outlives a restart.
import type { Clock, TenantId } from "@tandem/kernel";
import type { Database } from "#platform/database";
import { afterTry, DeliveryLooks } from "#platform/deliveries";
import type { Attempt } from "#platform/deliveries";
import type { SecretBox } from "#platform/identity";
import type { Logger } from "#platform/logging";
import { mailOf } from "./alarm-event.ts";
import type { AlarmEvent } from "./alarm-event.ts";
import { gapsMs } from "./gaps.ts";
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

export class AlarmDeliveries {
  readonly #options: AlarmDeliveriesOptions;
  readonly #looks: DeliveryLooks;

  constructor(options: AlarmDeliveriesOptions) {
    this.#options = options;
    const { clock, log, tenants } = options;
    this.#looks = new DeliveryLooks({
      clock,
      log,
      what: "alarms",
      tenantIds: () => tenants().map(({ id }) => id),
      lookAt: (tenantId) => this.#lookAt(tenantId),
    });
  }

  start(): void {
    this.#looks.start();
  }

  close(): void {
    void this.#looks.close();
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
    void this.#looks.look(tenantId);
  }

  /** Tries what is due. */
  look(): Promise<void> {
    return this.#looks.lookAtAll();
  }

  async #lookAt(tenantId: TenantId): Promise<void> {
    const { database, clock, tenants } = this.#options;
    const tenant = tenants().find(({ id }) => id === tenantId);
    if (!tenant) return;
    const due = await dueDeliveries(tenantId, database, clock.now());
    await Promise.all(due.map((delivery) => this.#try(tenant, delivery)));
  }

  async #try(tenant: TenantWords, delivery: DueDelivery): Promise<void> {
    const { database, clock } = this.#options;
    const attempt = await this.#send(tenant, delivery);
    const now = clock.now();
    const after = afterTry(attempt, delivery.attempts, gapsMs, now);
    await storeAttempt(tenant.id, database, { id: delivery.id, attempt, now, ...after });
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
