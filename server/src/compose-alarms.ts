// Wires the alarms of queues: what is watched, where it is kept, and who is told.
import type { Clock, QueueId, TenantId } from "@tandem/kernel";
import { AlarmDeliveries, hookSender, mailSender } from "#contact-center/alarm-deliveries";
import { abandonment, serviceLevel } from "#contact-center/metrics";
import type { Floor, FloorQueue } from "#contact-center/supervision";
import { leastCallersForShare, QueueAlarms, storeAlarmChange } from "#contact-center/thresholds";
import type { AlarmChange, WatchedQueue } from "#contact-center/thresholds";
import type { Database } from "#platform/database";
import type { SecretBox } from "#platform/identity";
import type { Logger } from "#platform/logging";
import type { TenantDirectory } from "#platform/tenancy";
import type { SendRequest } from "#platform/web-requests";
import type { Config } from "./config.ts";

export type AlarmOptions = {
  readonly config: Config;
  readonly clock: Clock;
  readonly database: Database;
  readonly log: Logger;
  readonly secretBox: SecretBox;
  readonly tenants: TenantDirectory;
  readonly floor: Floor;
  readonly sendRequest: SendRequest;
  /** A queue's alarms are others than before. */
  readonly onChanged: (tenantId: TenantId, queueId: QueueId) => void;
};

export function composeAlarms({
  config,
  clock,
  database,
  log,
  secretBox,
  tenants,
  ...options
}: AlarmOptions) {
  const alarmDeliveries = new AlarmDeliveries({
    database,
    clock,
    log,
    secretBox,
    tenants: () => tenants.all(),
    sendMail: mailSender(config.smtpUrl, config.mailFrom),
    sendHook: hookSender(options.sendRequest),
  });
  /** One after the other: what is cleared was raised before. */
  let kept = Promise.resolve();
  const keep = async (change: AlarmChange) => {
    const { tenantId, raisedAt: _raisedAt, ...event } = change;
    await storeAlarmChange(database, change);
    await alarmDeliveries.announce(tenantId, { ...event, tenantName: tenants.byId(tenantId)?.name ?? "" });
  };
  const queueAlarms = new QueueAlarms({
    clock,
    tenantIds: () => tenants.all().map(({ id }) => id),
    queuesOf: (tenantId) => options.floor.queuesOf(tenantId).map((queue) => watched(queue, clock.now())),
    onChange: (change) => {
      const { tenantId, queueId, figure, level, kind } = change;
      log.info({ tenantId, queueId, figure, level }, `an alarm of a queue was ${kind}`);
      options.onChanged(tenantId, queueId);
      kept = kept
        .then(() => keep(change))
        .catch((error: unknown) => log.error({ err: error }, "an alarm of a queue was not kept"));
    },
  });
  return { queueAlarms, alarmDeliveries };
}

/** Pure: the figures that thresholds are held against. */
function watched(
  { queue, waitingSince, agentsAvailable, today, targetMs }: FloorQueue,
  now: number,
): WatchedQueue {
  const [longest] = waitingSince;
  const { total } = today;
  const share = (of: number | null) =>
    of === null || total.offered < leastCallersForShare ? null : of * 100;
  return {
    id: queue.id,
    name: queue.name,
    targetSeconds: targetMs / 1000,
    reading: {
      longestSeconds: longest === undefined ? 0 : (now - longest) / 1000,
      waiting: waitingSince.length,
      serviceLevel: share(serviceLevel(total, "offered")),
      abandonment: share(abandonment(total)),
      agentsAvailable,
    },
  };
}
