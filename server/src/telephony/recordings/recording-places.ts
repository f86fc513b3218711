// Where the files of stored recordings are: on this node's disk, or in the store that they were moved to.
import { rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { err, ok } from "@tandem/kernel";
import type { Result, TenantId } from "@tandem/kernel";
import { openRecordingFile } from "@tandem/media/control";
import type { RecordingFileError, RecordingSource } from "@tandem/media/control";
import { fingerprint, openTenantStore } from "#platform/storage";
import type { ObjectStore, StorageError } from "#platform/storage";
import type { PlacedRecording } from "./recording-place-store.ts";

export type RecordingPlacesOptions = {
  readonly dataDirectory: string;
  /** Undefined: recordings stay on the node. */
  readonly store: ObjectStore | undefined;
};

type Place = Pick<PlacedRecording, "path" | "storedIn">;
/** The folder in the data directory; below it a path is a key of the store. */
const folder = "recordings/";

export class RecordingPlaces {
  readonly #options: RecordingPlacesOptions;

  constructor(options: RecordingPlacesOptions) {
    this.#options = options;
  }

  get hasStore(): boolean {
    return this.#options.store !== undefined;
  }

  /** Where a recording's file is on this node, while it is here. */
  fileOf(path: string): string {
    return join(this.#options.dataDirectory, path);
  }

  async open(tenantId: TenantId, place: Place): Promise<Result<RecordingSource, RecordingFileError>> {
    if (place.storedIn === "local") return openRecordingFile(this.fileOf(place.path));
    const store = this.#storeOf(tenantId);
    if (store === undefined)
      return err({ kind: "away", message: "TANDEM_RECORDING_STORE is not s3 any more" });
    const key = keyOf(place.path);
    const found = await store.head(key);
    if (!found.ok) return err({ kind: kindOf(found.error), message: found.error.message });
    return ok({
      size: found.value.bytes,
      async read(start, length) {
        const got = await store.get(key, { first: start, last: start + length - 1 });
        if (!got.ok) throw new Error(got.error.message);
        return got.value;
      },
      close: () => Promise.resolve(),
    });
  }

  /** Brings a file into the store, all of it; it stays here as well. "not-here": it is on no disk of this node. */
  async copyToStore(
    tenantId: TenantId,
    path: string,
  ): Promise<Result<undefined, StorageError | { kind: "not-here"; message: string }>> {
    const store = this.#storeOf(tenantId);
    const file = this.fileOf(path);
    const isHere = await stat(file).then(
      () => true,
      () => false,
    );
    if (store === undefined || !isHere) return err({ kind: "not-here", message: path });
    return store.put(keyOf(path), await fingerprint(file));
  }

  removeHere(path: string): Promise<void> {
    return rm(this.fileOf(path), { force: true });
  }

  /** Wherever it is; an upload that was cut short may have left it in both places. */
  async remove(tenantId: TenantId, place: Place): Promise<Result<undefined, StorageError>> {
    await this.removeHere(place.path);
    const store = this.#storeOf(tenantId);
    if (store !== undefined) return store.delete(keyOf(place.path));
    if (place.storedIn === "local") return ok();
    return err({ kind: "unreachable", message: "TANDEM_RECORDING_STORE is not s3 any more" });
  }

  #storeOf(tenantId: TenantId): ObjectStore | undefined {
    return this.#options.store && openTenantStore(this.#options.store, tenantId);
  }
}

function keyOf(path: string): string {
  return path.startsWith(folder) ? path.slice(folder.length) : "";
}

function kindOf({ kind }: StorageError): RecordingFileError["kind"] {
  return kind === "not-found" ? "unreadable" : "away";
}
