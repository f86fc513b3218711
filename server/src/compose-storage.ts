// Wires where recordings are kept and how long, and what is told when that goes wrong.
import type { Clock, FactBus, TenantId } from "@tandem/kernel";
import { Alarms, DiskWatch } from "#platform/alarms";
import type { Database } from "#platform/database";
import type { Logger } from "#platform/logging";
import { S3Store } from "#platform/storage";
import type { TenantKeys } from "#platform/tenant-keys";
import type { ObjectStore } from "#platform/storage";
import type { MediaStats } from "@tandem/media";
import type { MediaPort } from "#telephony/calls";
import type { Recordings } from "#telephony/recordings";
import { RecordingPlaces, RecordingRetention, RecordingUploads } from "#telephony/recordings";
import type { UploadStatus } from "#telephony/recordings";
import type { Config } from "./config.ts";
import type { AnyFact } from "./every-fact.ts";

export type StorageOptions = {
  readonly config: Config;
  readonly clock: Clock;
  readonly log: Logger;
  readonly database: Database;
  readonly facts: FactBus<AnyFact>;
  readonly tenantIds: () => readonly TenantId[];
  readonly keys: TenantKeys;
};

/** How often media is asked what waits for the disk: half a second of sound is one. */
const queueLookMs = 5000;
/** From this share of the limit on somebody is told. */
const nearLimit = 0.8;
/** Without a call that found no port for so long, there are enough again. */
const portsCureMs = 5 * 60_000;

export function composeStorage(options: StorageOptions) {
  const { config, clock, log, facts } = options;
  const alarms = new Alarms(clock);
  const store = storeOf(config);
  const recordingPlaces = new RecordingPlaces({ dataDirectory: config.dataDir, store });
  const shared = { ...options, places: recordingPlaces };
  const recordingUploads = new RecordingUploads({
    ...shared,
    random: Math.random,
    onStatus: (status) => judgeUploads(status, { alarms, config, log }),
  });
  const recordingRetention = new RecordingRetention(shared);
  const diskWatch = new DiskWatch({
    folder: config.dataDir,
    alarms,
    clock,
    onRaised: (kind, room) =>
      kind === "disk-full" ? log.error(room, "the disk is full") : log.warn(room, "the disk is nearly full"),
  });
  facts.on("RecordingStored", ({ startedAt, incompleteFromMs }) => {
    const since = alarms.sinceOf("recordings-incomplete");
    if (since !== undefined && incompleteFromMs === undefined && startedAt > since)
      alarms.clear("recordings-incomplete");
  });
  for (const type of ["RecordingIncomplete", "RecordingFailed"] as const) {
    facts.on(type, ({ tenantId, recordingId, reason }) => {
      log.error({ tenantId, recordingId, reason }, `${troubles[type]}; its call goes on`);
      const count = alarms.countOf("recordings-incomplete") + 1;
      alarms.raise("recordings-incomplete", { count, detail: reason });
    });
  }
  let cancelPortsCure = () => {};
  facts.on("MediaPortsExhausted", ({ tenantId, callId, refused }) => {
    const about = { tenantId, callId, refused, rtpPorts: config.rtpPorts };
    log.error(about, "calls are refused with 503: no RTP port is free; widen TANDEM_RTP_PORTS");
    alarms.raise("ports-used-up", { count: alarms.countOf("ports-used-up") + refused });
    cancelPortsCure();
    cancelPortsCure = clock.after(portsCureMs, () => alarms.clear("ports-used-up"));
  });
  return { alarms, store, recordingPlaces, recordingUploads, recordingRetention, diskWatch };
}

const troubles = {
  RecordingIncomplete: "the disk takes no more of a recording",
  RecordingFailed: "a call is not recorded",
} as const;

/** How many half seconds of sound wait for the disk, asked again and again while something is recorded. */
export function watchRecordingQueue(
  media: MediaPort,
  recordings: Pick<Recordings, "unfinished">,
  clock: Clock,
) {
  let waiting = 0;
  const look = async (): Promise<void> => {
    const stats = recordings.unfinished === 0 ? undefined : await media.send({ kind: "stats" });
    const workers = stats?.ok ? (stats.value as MediaStats).workers : [];
    waiting = workers.reduce((sum, { recordingChunksWaiting }) => sum + recordingChunksWaiting, 0);
  };
  let cancel = () => {};
  let closed = false;
  const start = (): void => {
    if (!closed) cancel = clock.after(queueLookMs, () => void look().then(start));
  };
  const close = (): void => {
    closed = true;
    cancel();
  };
  return { start, close, waiting: () => waiting };
}

type Judging = { readonly alarms: Alarms; readonly config: Config; readonly log: Logger };

/** Past the limit nothing is refused: recording goes on for as long as the disk has room. */
function judgeUploads(
  { waiting, waitingBytes, trouble }: UploadStatus,
  { alarms, config, log }: Judging,
): void {
  const limitBytes = config.s3WaitLimitMb * 1_000_000;
  const isPast = waitingBytes > limitBytes;
  const isNear = !isPast && waitingBytes > limitBytes * nearLimit;
  const detail = `${Math.ceil(waitingBytes / 1_000_000)} / ${config.s3WaitLimitMb} MB`;
  for (const [kind, holds] of [
    ["uploads-past-limit", isPast],
    ["uploads-near-limit", isNear],
  ] as const) {
    if (!holds) alarms.clear(kind);
    else if (alarms.raise(kind, { count: waiting, detail }))
      log.error(
        { waiting, waitingBytes, limitBytes, reason: trouble?.message },
        "recordings wait for their store",
      );
  }
  if (trouble?.kind !== "refused") alarms.clear("uploads-refused");
  else if (alarms.raise("uploads-refused", { count: waiting, detail: trouble.message }))
    log.error({ reason: trouble.message }, "the store of recordings refuses them; they stay on this disk");
}

function storeOf(config: Config): ObjectStore | undefined {
  const { recordingStore, s3Endpoint, s3Region: region, s3Prefix: prefix } = config;
  const { s3Bucket: bucket, s3AccessKeyId: accessKeyId, s3SecretAccessKey: secretAccessKey } = config;
  if (recordingStore === "local" || !bucket || !accessKeyId || !secretAccessKey) return undefined;
  const endpoint = s3Endpoint ?? `https://s3.${region}.amazonaws.com`;
  return new S3Store({ endpoint, region, bucket, prefix, accessKeyId, secretAccessKey });
}
