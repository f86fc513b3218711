// The connectors of all tenants, in memory: a flow asks for one while a caller is on the line.
import type { MessageConnector } from "@tandem/flows";
import type { Clock, TenantId, UserId } from "@tandem/kernel";
import type { Database } from "#platform/database";
import { deleteConnector, loadConnectors, storeConnector } from "./connector-store.ts";
import type { StoredConnector } from "./connector-store.ts";

export type MessageConnectorsOptions = { readonly clock: Clock; readonly database: Database };

export class MessageConnectors {
  readonly #options: MessageConnectorsOptions;
  readonly #connectors = new Map<TenantId, ReadonlyMap<string, StoredConnector>>();

  constructor(options: MessageConnectorsOptions) {
    this.#options = options;
  }

  async load(tenantId: TenantId): Promise<void> {
    const stored = await loadConnectors(tenantId, this.#options.database);
    this.#connectors.set(tenantId, new Map(stored.map((each) => [each.name, each])));
  }

  /** By name. */
  list(tenantId: TenantId): StoredConnector[] {
    return [...(this.#connectors.get(tenantId)?.values() ?? [])];
  }

  get(tenantId: TenantId, name: string): StoredConnector | undefined {
    return this.#connectors.get(tenantId)?.get(name);
  }

  /** The names of a tenant's connectors that send this secret. */
  usersOf(tenantId: TenantId, secret: string): string[] {
    return this.list(tenantId)
      .filter(({ secretHeaders }) => Object.values(secretHeaders).includes(secret))
      .map(({ name }) => name);
  }

  /** What waits to be sent goes by it from now on. */
  async set(tenantId: TenantId, name: string, connector: MessageConnector, by: UserId): Promise<void> {
    const { clock, database } = this.#options;
    await storeConnector(tenantId, database, { name, connector, by, now: clock.now() });
    await this.load(tenantId);
  }

  /** False when it is not there. */
  async remove(tenantId: TenantId, name: string): Promise<boolean> {
    const removed = await deleteConnector(tenantId, this.#options.database, name);
    await this.load(tenantId);
    return removed;
  }
}
