// What every store can do: whole files in, any range of them out, by key.
import { err, ok } from "@tandem/kernel";
import type { Result, TenantId } from "@tandem/kernel";

/**
 * `not-found`: nothing has this key. `unreachable`: the store is away or busy, try again. `refused`: it does not take
 * our key, bucket or request; somebody has to look. `damaged`: what it has is not what was sent.
 */
export type StorageError = {
  readonly kind: "not-found" | "unreachable" | "refused" | "damaged";
  readonly message: string;
};

/** A file on this machine, and how it is known again. */
export type StoredFile = {
  readonly path: string;
  readonly bytes: number;
  /** Hexadecimal, both. */
  readonly sha256: string;
  readonly md5: string;
};

/** Keys are parts joined by "/"; nothing of a store's own syntax is in them. */
export type ObjectStore = {
  /** Resolves when the store has all of it, compared with what was sent. A key that is there is overwritten. */
  put(key: string, file: StoredFile): Promise<Result<undefined, StorageError>>;
  /** The bytes `first` to `last`, both included; fewer where the end comes first. */
  get(key: string, range: { first: number; last: number }): Promise<Result<Buffer, StorageError>>;
  head(key: string): Promise<Result<{ readonly bytes: number }, StorageError>>;
  /** What is not there is deleted already. */
  delete(key: string): Promise<Result<undefined, StorageError>>;
};

/** No dots in front: no key leads out of its folder, none is hidden. */
const keyPart = /^[A-Za-z0-9_-][A-Za-z0-9._-]*$/;

/** The part of a store that one tenant's keys lead to: each begins with the tenant's id, whatever a row may say. */
export function openTenantStore(store: ObjectStore, tenantId: TenantId): ObjectStore {
  const check = (key: string): Result<undefined, StorageError> => {
    const parts = key.split("/");
    const isOwn = parts.length > 1 && parts[0] === tenantId && parts.every((part) => keyPart.test(part));
    return isOwn ? ok() : err({ kind: "refused", message: "the key is not of this tenant" });
  };
  const own =
    <Rest extends unknown[], T>(action: (key: string, ...rest: Rest) => Promise<Result<T, StorageError>>) =>
    async (key: string, ...rest: Rest): Promise<Result<T, StorageError>> => {
      const checked = check(key);
      return checked.ok ? action(key, ...rest) : checked;
    };
  return {
    put: own((key, file: StoredFile) => store.put(key, file)),
    get: own((key, range: { first: number; last: number }) => store.get(key, range)),
    head: own((key) => store.head(key)),
    delete: own((key) => store.delete(key)),
  };
}
