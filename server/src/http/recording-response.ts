// The sound of a stored recording as a WAV file, whole or in part.
import { assertNever } from "@tandem/kernel";
import type { TableRow } from "#platform/database";
import type { TenantKeys, WrappedKey } from "#platform/tenant-keys";
import { openForPlayback } from "#telephony/recordings";
import type { RecordingPlaces } from "#telephony/recordings";
import { fileResponse } from "./file-response.ts";
import { problemResponse } from "./problems.ts";
import { rangeResponse } from "./range-response.ts";

type Recording = TableRow<"recordings">;
type Keys = Pick<TenantKeys, "unwrap">;
const contentType = "audio/wav";

/** Whether the recording can be opened; plain files of earlier versions need no key. */
export function opensWith(recording: Recording, keys: Keys): boolean {
  const key = keyOf(recording);
  return key === undefined || keys.unwrap(recording.tenant_id, key).ok;
}

export async function recordingResponse(
  recording: Recording,
  request: Pick<Headers, "get">,
  { places, keys }: { readonly places: RecordingPlaces; readonly keys: Keys },
): Promise<Response> {
  if (recording.state === "deleted") return problemResponse({ kind: "recording-deleted" });
  const { id, tenant_id: tenantId, sha256, path, stored_in: storedIn } = recording;
  const key = keyOf(recording);
  if (key === undefined) return fileResponse(places.fileOf(path), contentType, request);
  const openSource = () => places.open(tenantId, { path, storedIn });
  const opened = await openForPlayback({ id, tenantId, key, sha256 }, openSource, keys);
  if (opened.ok) {
    return rangeResponse({ ...opened.value, contentType, fileName: `${id}.wav` }, request);
  }
  const { kind, message } = opened.error;
  switch (kind) {
    case "key-not-usable":
      return problemResponse({ kind: "recording-locked" });
    case "damaged":
    case "not-a-recording":
      return problemResponse({ kind: "recording-damaged", message });
    case "away":
      return problemResponse({ kind: "recording-away" });
    case "unreadable":
      return problemResponse({ kind: "not-found", message: "the recording's file is missing" });
    default:
      return assertNever(kind);
  }
}

function keyOf({ key_id, wrapped_key }: Recording): WrappedKey | undefined {
  if (key_id === null || wrapped_key === null) return undefined;
  return { keyId: key_id, wrappedKey: Buffer.from(wrapped_key, "base64") };
}
