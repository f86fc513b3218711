// Which trunk a SIP message came from: by its source address, by the contact we registered, or by a name
// that it proved. A source that no trunk names is unknown.
import type { TenantId, TrunkId } from "@tandem/kernel";
import { addressMatcher } from "./address-range.ts";
import type { Trunk } from "./trunk.ts";

export type TrunkAddressError = { kind: "bad-address"; message: string };

type Entry = { readonly trunk: Trunk; readonly matches: (address: string) => boolean };

export class TrunkDirectory {
  #entries: readonly Entry[] = [];

  /** Takes over the trunks of all tenants; an address that cannot be read is skipped and named. */
  replace(trunks: readonly Trunk[]): TrunkAddressError[] {
    const problems: TrunkAddressError[] = [];
    this.#entries = trunks.map((trunk) => {
      const { bad, matches } = addressMatcher(trunk.addresses);
      for (const text of bad) {
        const message = `trunk ${trunk.name}: "${text}" is neither an IP address nor a CIDR range`;
        problems.push({ kind: "bad-address", message });
      }
      return { trunk, matches };
    });
    return problems;
  }

  all(): Trunk[] {
    return this.#entries.map((entry) => entry.trunk);
  }

  ofTenant(tenantId: TenantId): Trunk[] {
    return this.all().filter((trunk) => trunk.tenantId === tenantId);
  }

  byId(trunkId: TrunkId): Trunk | undefined {
    return this.all().find((trunk) => trunk.id === trunkId);
  }

  /** The trunk in use whose calls prove this name by digest. */
  byInboundUsername(username: string): Trunk | undefined {
    return this.all().find((trunk) => trunk.enabled && trunk.inboundUsername === username);
  }

  /** The first trunk in use that names this source address. */
  identify(address: string): Trunk | undefined {
    // A dual-stack socket writes IPv4 peers as ::ffff:192.0.2.1 (RFC 4291 §2.5.5.2).
    const plain = address.startsWith("::ffff:") ? address.slice(7) : address;
    return this.#entries.find(({ trunk, matches }) => trunk.enabled && matches(plain))?.trunk;
  }
}
