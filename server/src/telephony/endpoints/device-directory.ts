// The devices of all agents of this node, in memory: whom a user name belongs to, and what rings for whom.
import type { AgentId, DeviceId, TenantId } from "@tandem/kernel";
import type { RingStrategy } from "#telephony/calls";
import type { DeskPhone, Device } from "./device.ts";
import type { AgentDevices } from "./device-store.ts";

export class DeviceDirectory {
  readonly #agents = new Map<AgentId, AgentDevices & { readonly tenantId: TenantId }>();
  readonly #byId = new Map<DeviceId, Device>();
  readonly #byUsername = new Map<string, DeskPhone>();
  readonly #bySecretHash = new Map<string, DeskPhone>();

  /** Takes over a tenant's devices. */
  replace(tenantId: TenantId, agents: readonly AgentDevices[]): void {
    for (const [agentId, entry] of this.#agents) {
      if (entry.tenantId !== tenantId) continue;
      this.#agents.delete(agentId);
      for (const device of entry.devices) this.#forget(device);
    }
    for (const entry of agents) {
      this.#agents.set(entry.agentId, { ...entry, tenantId });
      for (const device of entry.devices) this.#remember(device);
    }
  }

  /** In their order; empty for an unknown agent. */
  ofAgent(agentId: AgentId): readonly Device[] {
    return this.#agents.get(agentId)?.devices ?? [];
  }

  strategyOf(agentId: AgentId): RingStrategy {
    return this.#agents.get(agentId)?.strategy ?? "together";
  }

  get(tenantId: TenantId, id: DeviceId): Device | undefined {
    const device = this.#byId.get(id);
    return device?.tenantId === tenantId ? device : undefined;
  }

  /** The phone that registers by this user name. */
  byUsername(tenantId: TenantId, username: string): DeskPhone | undefined {
    return this.#byUsername.get(`${tenantId}/${username}`);
  }

  /** The phone whose provisioning secret has this SHA-256, in hex. */
  bySecretHash(hash: string): DeskPhone | undefined {
    return this.#bySecretHash.get(hash);
  }

  /** The phone with this Ethernet address. */
  byMac(tenantId: TenantId, mac: string): DeskPhone | undefined {
    for (const phone of this.#bySecretHash.values()) {
      if (phone.tenantId === tenantId && phone.provisioning?.mac === mac) return phone;
    }
    return undefined;
  }

  browserOf(agentId: AgentId): Device | undefined {
    return this.ofAgent(agentId).find(({ kind }) => kind === "browser");
  }

  /** Puts a device in the place of its former self. */
  update(device: Device): void {
    const entry = this.#agents.get(device.agentId);
    const former = this.#byId.get(device.id);
    if (!entry || !former) return;
    this.#forget(former);
    this.#remember(device);
    const devices = entry.devices.map((each) => (each.id === device.id ? device : each));
    this.#agents.set(device.agentId, { ...entry, devices });
  }

  #remember(device: Device): void {
    this.#byId.set(device.id, device);
    if (device.kind !== "desk-phone") return;
    this.#byUsername.set(`${device.tenantId}/${device.credential.username}`, device);
    if (device.provisioning) this.#bySecretHash.set(device.provisioning.secretHash, device);
  }

  #forget(device: Device): void {
    this.#byId.delete(device.id);
    if (device.kind !== "desk-phone") return;
    this.#byUsername.delete(`${device.tenantId}/${device.credential.username}`);
    if (device.provisioning) this.#bySecretHash.delete(device.provisioning.secretHash);
  }
}
