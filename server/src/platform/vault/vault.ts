// Tenants' secrets by name: set and used, never shown. They are sealed in memory, too, until the moment of use.
import type { Clock, TenantId } from "@tandem/kernel";
import type { Database } from "#platform/database";
import type { SecretBox } from "#platform/identity";
import { deleteSecret, loadSecrets, storeSecret } from "./secret-store.ts";
import type { SecretListing, StoredSecret } from "./secret-store.ts";

export type VaultOptions = {
  readonly clock: Clock;
  readonly database: Database;
  readonly secretBox: SecretBox;
};

export class Vault {
  readonly #options: VaultOptions;
  readonly #secrets = new Map<TenantId, ReadonlyMap<string, StoredSecret>>();

  constructor(options: VaultOptions) {
    this.#options = options;
  }

  async load(tenantId: TenantId): Promise<void> {
    const stored = await loadSecrets(tenantId, this.#options.database);
    this.#secrets.set(tenantId, new Map(stored.map((secret) => [secret.name, secret])));
  }

  /** By name. */
  list(tenantId: TenantId): SecretListing[] {
    const stored = this.#secrets.get(tenantId)?.values() ?? [];
    return [...stored].map(({ name, changedAt }) => ({ name, changedAt }));
  }

  async set(tenantId: TenantId, name: string, value: string): Promise<void> {
    const { clock, database, secretBox } = this.#options;
    const sealed = secretBox.seal(value, tenantId, purposeOf(name));
    await storeSecret(tenantId, database, { name, sealed, changedAt: clock.now() });
    await this.load(tenantId);
  }

  /** False when it is not there. */
  async remove(tenantId: TenantId, name: string): Promise<boolean> {
    const removed = await deleteSecret(tenantId, this.#options.database, name);
    await this.load(tenantId);
    return removed;
  }

  /** Undefined when there is none of that name, or none that this installation's key opens. */
  open(tenantId: TenantId, name: string): string | undefined {
    const sealed = this.#secrets.get(tenantId)?.get(name)?.sealed;
    if (sealed === undefined) return undefined;
    const opened = this.#options.secretBox.open(sealed, tenantId, purposeOf(name));
    return opened.ok ? opened.value : undefined;
  }
}

/** Sealed for its name: no secret can be put in another's place. */
function purposeOf(name: string): string {
  return `secret ${name}`;
}
