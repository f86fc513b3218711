// Thresholds of queues, and who is told when they are crossed.
import { randomBytes } from "node:crypto";
import { endpoints } from "@tandem/contract";
import { err, ok } from "@tandem/kernel";
import type { Clock, QueueId, TenantId } from "@tandem/kernel";
import {
  addRecipient,
  listDeliveries,
  listRecipients,
  removeRecipient,
  secretPurpose,
} from "#contact-center/alarm-deliveries";
import type { AlarmDeliveries } from "#contact-center/alarm-deliveries";
import type { Queues } from "#contact-center/queues";
import { storeThresholds } from "#contact-center/thresholds";
import type { Database } from "#platform/database";
import type { SecretBox } from "#platform/identity";
import type { Logger } from "#platform/logging";
import { audit } from "./audit.ts";
import type { Failure } from "./problems.ts";
import type { Router } from "./router.ts";

export type AlarmRoutesOptions = {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Logger;
  readonly queues: Queues;
  readonly secretBox: SecretBox;
  readonly alarmDeliveries: AlarmDeliveries;
  /** Takes the tenant's stored thresholds over into the running node. */
  readonly reload: (tenantId: TenantId) => Promise<void>;
};

const notFound: Failure = {
  kind: "not-found",
  message: "it is not there any more; it may have been deleted",
};
const secretBytes = 32;

export function addAlarmRoutes(router: Router, options: AlarmRoutesOptions): void {
  const { database, queues, reload } = options;
  router.add(endpoints.setQueueThresholds, async ({ person, params, body }) => {
    const queueId = params.queueId as QueueId;
    if (!queues.get(person.tenant.id, queueId)) return err(notFound);
    await storeThresholds(person.tenant.id, database, queueId, body);
    await reload(person.tenant.id);
    audit(options, person, "thresholds of a queue changed");
    return ok({});
  });
  addRecipientRoutes(router, options);
}

function addRecipientRoutes(router: Router, options: AlarmRoutesOptions): void {
  const { database, clock, secretBox, alarmDeliveries } = options;
  router.add(endpoints.listAlarmRecipients, async ({ person }) => {
    const recipients = await listRecipients(person.tenant.id, database);
    const deliveries = await listDeliveries(person.tenant.id, database);
    return ok({
      recipients,
      deliveries: deliveries.map(({ event, triedAt, ...delivery }) => ({
        ...delivery,
        event: { ...event, at: new Date(event.at).toISOString() },
        triedAt: triedAt === null ? null : new Date(triedAt).toISOString(),
      })),
    });
  });
  router.add(endpoints.createAlarmRecipient, async ({ person, body }) => {
    const { id: tenantId } = person.tenant;
    const secret = body.kind === "webhook" ? randomBytes(secretBytes).toString("base64url") : null;
    const sealedSecret = secret === null ? null : secretBox.seal(secret, tenantId, secretPurpose);
    const id = await addRecipient(tenantId, database, { ...body, sealedSecret });
    audit(options, person, "a recipient of alarms was added");
    return ok({ id, secret });
  });
  router.add(endpoints.deleteAlarmRecipient, async ({ person, params }) => {
    if (!(await removeRecipient(person.tenant.id, database, params.recipientId))) return err(notFound);
    audit(options, person, "a recipient of alarms was removed");
    return ok({});
  });
  router.add(endpoints.testAlarmRecipient, async ({ person, params }) => {
    const recipients = await listRecipients(person.tenant.id, database);
    const recipient = recipients.find(({ id }) => id === params.recipientId);
    if (!recipient) return err(notFound);
    const nothing = { queueId: null, queueName: "", figure: null, value: null, limit: null };
    const trial = { ...nothing, kind: "test", level: "alarm", tenantName: person.tenant.name } as const;
    await alarmDeliveries.announce(person.tenant.id, { ...trial, at: clock.now() }, recipient);
    return ok({});
  });
}
