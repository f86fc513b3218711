// Which trunk a SIP message came from, by its source address. An address that no trunk names is unknown.
import { BlockList, isIPv6 } from "node:net";
import { err, ok } from "@tandem/kernel";
import type { Result, TenantId, TrunkId } from "@tandem/kernel";

export type Trunk = {
  readonly id: TrunkId;
  readonly tenantId: TenantId;
  readonly name: string;
  /** Addresses or CIDR ranges from which this trunk's calls come. */
  readonly addresses: readonly string[];
};

export type TrunkAddressError = { kind: "bad-address"; message: string };

export class TrunkDirectory {
  #entries: { trunk: Trunk; addresses: BlockList }[] = [];

  /** Takes over the trunks of all tenants; an address that cannot be read is skipped and named. */
  replace(trunks: readonly Trunk[]): TrunkAddressError[] {
    const problems: TrunkAddressError[] = [];
    this.#entries = trunks.map((trunk) => {
      const addresses = new BlockList();
      for (const text of trunk.addresses) {
        const added = addRange(addresses, text);
        if (!added.ok)
          problems.push({ ...added.error, message: `trunk ${trunk.name}: ${added.error.message}` });
      }
      return { trunk, addresses };
    });
    return problems;
  }

  ofTenant(tenantId: TenantId): Trunk[] {
    return this.#entries.map((entry) => entry.trunk).filter((trunk) => trunk.tenantId === tenantId);
  }

  /** The first trunk that names this source address. */
  identify(address: string): Trunk | undefined {
    // A dual-stack socket writes IPv4 peers as ::ffff:192.0.2.1 (RFC 4291 §2.5.5.2).
    const plain = address.startsWith("::ffff:") ? address.slice(7) : address;
    const family = isIPv6(plain) ? "ipv6" : "ipv4";
    return this.#entries.find((entry) => entry.addresses.check(plain, family))?.trunk;
  }
}

function addRange(list: BlockList, text: string): Result<undefined, TrunkAddressError> {
  const [address = "", prefix] = text.split("/");
  const family = isIPv6(address) ? "ipv6" : "ipv4";
  try {
    if (prefix === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(prefix), family);
    return ok(undefined);
  } catch {
    return err({ kind: "bad-address", message: `"${text}" is neither an IP address nor a CIDR range` });
  }
}
