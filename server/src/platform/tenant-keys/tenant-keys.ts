// Each tenant's keys, unwrapped in memory, so that data keys are made and opened also while the database is away.
import { createSecretKey, randomBytes } from "node:crypto";
import type { KeyObject } from "node:crypto";
import { err, newId, ok } from "@tandem/kernel";
import type { Result, TenantId } from "@tandem/kernel";
import type { Database } from "#platform/database";
import { keyBytes, unwrapKey, wrapKey } from "./key-wrap.ts";
import type { OperatorKey } from "./operator-key.ts";
import { addTenantKey, deleteTenantKey, listTenantKeys } from "./tenant-key-store.ts";

export type WrappedKey = { readonly keyId: string; readonly wrappedKey: Buffer };
export type NewDataKey = WrappedKey & { readonly dataKey: Buffer };
/** `no-key`: the tenant's keys are not loaded. `key-gone`: it is not there. `not-unwrapped`: it does not open this. */
export type TenantKeyError = {
  readonly kind: "no-key" | "key-gone" | "not-unwrapped";
  readonly message: string;
};

/** `key` is undefined when the operator's key does not open it. */
type LoadedKey = { readonly id: string; readonly key: KeyObject | undefined; readonly createdAt: Date };

export class TenantKeys {
  readonly #database: Database;
  readonly #operatorKey: OperatorKey;
  /** The oldest first. */
  readonly #keys = new Map<TenantId, readonly LoadedKey[]>();

  constructor(database: Database, operatorKey: OperatorKey) {
    this.#database = database;
    this.#operatorKey = operatorKey;
  }

  /** Reads the tenant's keys and makes the first one; answers the ids of those that cannot be opened. */
  async load(tenantId: TenantId): Promise<string[]> {
    await this.#read(tenantId);
    if (this.#current(tenantId) === undefined) await this.rotate(tenantId);
    return (this.#keys.get(tenantId) ?? []).flatMap(({ id, key }) => (key === undefined ? [id] : []));
  }

  /** Makes a new key, which wraps what is made from now on; answers its id. */
  async rotate(tenantId: TenantId): Promise<string> {
    const id = newId();
    const wrappedKey = wrapKey(this.#operatorKey.wrappingKeyOf(tenantId, id), randomBytes(keyBytes));
    await addTenantKey(tenantId, { id, wrappedKey }, this.#database);
    await this.#read(tenantId);
    return id;
  }

  /** Keys that were replaced before that moment, by their ids. */
  replacedBefore(tenantId: TenantId, moment: number): string[] {
    const keys = this.#keys.get(tenantId) ?? [];
    return keys.flatMap(({ id, key }, index) => {
      const next = keys[index + 1];
      return next !== undefined && key !== undefined && next.createdAt.getTime() < moment ? [id] : [];
    });
  }

  /** The caller knows that nothing needs it any more. */
  async retire(tenantId: TenantId, keyId: string): Promise<void> {
    await deleteTenantKey(tenantId, keyId, this.#database);
    await this.#read(tenantId);
  }

  /** A key for one thing alone, and the same key wrapped, to be kept with that thing. */
  newDataKey(tenantId: TenantId): Result<NewDataKey, TenantKeyError> {
    const dataKey = randomBytes(keyBytes);
    const wrapped = this.wrap(tenantId, dataKey);
    return wrapped.ok ? ok({ dataKey, ...wrapped.value }) : wrapped;
  }

  wrap(tenantId: TenantId, dataKey: Uint8Array): Result<WrappedKey, TenantKeyError> {
    const current = this.#current(tenantId);
    if (current === undefined) return err({ kind: "no-key", message: "the tenant's keys are not loaded" });
    return ok({ keyId: current.id, wrappedKey: wrapKey(current.key, dataKey) });
  }

  unwrap(tenantId: TenantId, { keyId, wrappedKey }: WrappedKey): Result<Buffer, TenantKeyError> {
    const found = this.#keys.get(tenantId)?.find(({ id }) => id === keyId);
    if (found === undefined) return err({ kind: "key-gone", message: `the key ${keyId} is gone` });
    const dataKey = found.key && unwrapKey(found.key, wrappedKey);
    if (dataKey) return ok(dataKey);
    const fault = found.key ? "does not open this" : "is not opened by the operator's key";
    return err({ kind: "not-unwrapped", message: `the key ${keyId} ${fault}` });
  }

  #current(tenantId: TenantId): { id: string; key: KeyObject } | undefined {
    const found = this.#keys.get(tenantId)?.findLast(({ key }) => key !== undefined);
    return found?.key && { id: found.id, key: found.key };
  }

  async #read(tenantId: TenantId): Promise<void> {
    const stored = await listTenantKeys(tenantId, this.#database);
    const loaded = stored.map(({ id, wrappedKey, createdAt }) => {
      const key = unwrapKey(this.#operatorKey.wrappingKeyOf(tenantId, id), wrappedKey);
      return { id, key: key && createSecretKey(key), createdAt };
    });
    this.#keys.set(tenantId, loaded);
  }
}
