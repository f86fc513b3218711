// Which flow answers which number.
import type { TenantId, TrunkId } from "@tandem/kernel";
import type { EntryPoint } from "./entry-point-store.ts";

export class EntryPoints {
  readonly #byTenant = new Map<TenantId, ReadonlyMap<string, EntryPoint>>();

  replace(tenantId: TenantId, entryPoints: readonly EntryPoint[]): void {
    this.#byTenant.set(tenantId, new Map(entryPoints.map((each) => [each.number, each])));
  }

  ofTenant(tenantId: TenantId): EntryPoint[] {
    return [...(this.#byTenant.get(tenantId)?.values() ?? [])];
  }

  /** The entry point of a dialed number; our own people and visitors come over no trunk. Punctuation that people write into numbers does not count. */
  match(tenantId: TenantId, dialed: string, trunkId: TrunkId | undefined): EntryPoint | undefined {
    const entryPoint = this.#byTenant.get(tenantId)?.get(dialed.replaceAll(/[\s().-]/g, ""));
    if (!entryPoint) return undefined;
    const overThisTrunk =
      entryPoint.trunkId === null || trunkId === undefined || entryPoint.trunkId === trunkId;
    return overThisTrunk ? entryPoint : undefined;
  }
}
