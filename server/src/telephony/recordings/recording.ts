// One recording of a call: what is known of it while it runs or its file is being finished, and the same as JSON.
import type { CallId, LegId, RecordingId, TenantId } from "@tandem/kernel";
import type { WrappedKey } from "#platform/tenant-keys";

export type Recording = {
  readonly id: RecordingId;
  readonly tenantId: TenantId;
  readonly callId: CallId;
  /** Relative to the data directory, so that the directory can move. */
  readonly path: string;
  readonly startedAt: number;
  leftLegId: LegId | null;
  /** Whoever is on the right now; null while nobody is. */
  rightLegId: LegId | null;
  /** Whom the caller hears in a conference, all of them on the right; left out while it is none. */
  mixedLegIds?: readonly LegId[] | undefined;
  /** Undefined before media has begun, and for the plain files of earlier versions. */
  key: WrappedKey | undefined;
  /** Whose leg was on the right when silence was asked for; undefined while sound is recorded. */
  pausedFor: LegId | null | undefined;
  /** From here on sound is lost, and everybody was told; undefined while nothing is. */
  incompleteFromMs?: number;
  /** Nobody writes to its file until its legs have ports again; left out while somebody does. */
  isWaiting?: boolean | undefined;
  /** Its file is being made whole. */
  isRescued?: boolean;
  /** The caller alone speaks to a machine. */
  isMessage?: true;
  /** Its file is being opened: whether there is anything to stop is not known yet. */
  isStarting?: boolean;
};

/** JSON of the recording of a call. */
export type RecordingSnapshot = Readonly<Omit<Recording, "key" | "isStarting" | "isRescued">> & {
  /** The data key as it is in the file: sealed with the tenant's; base64. */
  readonly key?: { readonly keyId: string; readonly wrappedKey: string } | undefined;
};

export function snapshotRecording(recording: Recording): RecordingSnapshot {
  // What this process is about to do with it no other will finish.
  const { key, isStarting: _starting, isRescued: _rescued, ...others } = recording;
  return {
    ...others,
    ...(key && { key: { keyId: key.keyId, wrappedKey: key.wrappedKey.toString("base64") } }),
  };
}

export function restoreRecording({ key, ...others }: RecordingSnapshot): Recording {
  return {
    ...others,
    key: key && { keyId: key.keyId, wrappedKey: Buffer.from(key.wrappedKey, "base64") },
  };
}
