// The tenants of this node, kept in memory: who is meant by an id or by a domain must be known while the
// database is away.
import type { TenantId } from "@tandem/kernel";
import type { Tenant } from "./tenant-store.ts";

export class TenantDirectory {
  #tenants: readonly Tenant[] = [];

  replace(tenants: readonly Tenant[]): void {
    this.#tenants = tenants;
  }

  all(): readonly Tenant[] {
    return this.#tenants;
  }

  byId(id: TenantId): Tenant | undefined {
    return this.#tenants.find((tenant) => tenant.id === id);
  }

  /**
   * The tenant a domain belongs to. A domain that is nobody's, such as the node's own address, means the
   * tenant that has no domain of its own, when there is exactly one.
   */
  byDomain(domain: string | undefined): Tenant | undefined {
    const named = this.#tenants.find((tenant) => tenant.sipDomain === domain?.toLowerCase());
    if (named && domain !== undefined) return named;
    const nameless = this.#tenants.filter((tenant) => tenant.sipDomain === undefined);
    return nameless.length === 1 ? nameless[0] : undefined;
  }
}
