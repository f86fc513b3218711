// Changes to devices: adds, renames, switches, reorders and removes them, and gives them secrets.
import { err, newId, ok } from "@tandem/kernel";
import type { AgentId, Clock, DeviceId, Result, TenantId } from "@tandem/kernel";
import type { Database } from "#platform/database";
import type { DtmfSetting, RingStrategy } from "#telephony/calls";
import { readMac } from "./device.ts";
import type { DeskPhone, DeskPhoneMake, Device, Provisioning } from "./device.ts";
import type { DeviceDirectory } from "./device-directory.ts";
import {
  credentialOf,
  hashSecret,
  newProvisioningSecrets,
  newSipSecret,
  newUsername,
  sipSecretFrom,
} from "./device-secrets.ts";
import { deleteDevice, insertDevice, loadDevices, saveDevice, saveRing } from "./device-store.ts";

/** What a phone is given, shown once. */
export type DeviceSecret =
  | { readonly kind: "account"; readonly username: string; readonly password: string }
  | {
      readonly kind: "provisioning";
      readonly secret: string;
      readonly password: string;
      readonly openUntil: number;
    }
  | { readonly kind: "none" };

export type DeviceError =
  | { readonly kind: "unknown-device" }
  /** Every agent has a browser; it can be switched off. */
  | { readonly kind: "not-removable" }
  | { readonly kind: "bad-mac" }
  | { readonly kind: "mac-taken" }
  /** A browser has short-lived secrets of its own, and a mobile has none. */
  | { readonly kind: "no-secret" }
  | { readonly kind: "not-provisioned" }
  /** Not all devices of the agent, each once. */
  | { readonly kind: "bad-order" };

export type NewDevice = {
  readonly tenantId: TenantId;
  readonly agentId: AgentId;
  readonly extension: string;
  readonly name: string;
  readonly ringSeconds: number;
} & (
  | {
      readonly kind: "desk-phone";
      readonly dtmf: DtmfSetting;
      readonly provisioning: { readonly make: DeskPhoneMake; readonly mac: string } | null;
    }
  | { readonly kind: "mobile"; readonly number: string }
);

export type DeviceChange = {
  readonly name?: string | undefined;
  readonly enabled?: boolean | undefined;
  readonly ringSeconds?: number | undefined;
  readonly mobileNumber?: string | undefined;
  readonly dtmf?: DtmfSetting | undefined;
};

export type DeviceServiceOptions = {
  readonly clock: Clock;
  readonly database: Database;
  readonly directory: DeviceDirectory;
  /** Who can be rung may be another than before. */
  readonly onChanged: (tenantId: TenantId) => void;
};

type Given = Result<{ readonly device: Device; readonly secret: DeviceSecret }, DeviceError>;

/** An administrator sets the phone up within a day of asking for its address. */
const provisioningOpenMs = 24 * 3600 * 1000;

export class DeviceService {
  readonly #options: DeviceServiceOptions;

  constructor(options: DeviceServiceOptions) {
    this.#options = options;
  }

  async add(wanted: NewDevice): Promise<Given> {
    const { tenantId, agentId, name, ringSeconds } = wanted;
    const id = newId<DeviceId>(this.#options.clock.now());
    const own = { id, tenantId, agentId, name, ringSeconds, enabled: true };
    if (wanted.kind === "mobile") {
      return this.#insert({ ...own, kind: "mobile", number: wanted.number }, { kind: "none" });
    }
    const username = newUsername(wanted.extension);
    const phone = { ...own, kind: "desk-phone", dtmf: wanted.dtmf } as const;
    if (!wanted.provisioning) {
      const password = newSipSecret();
      const credential = credentialOf(username, password);
      const device: Device = { ...phone, credential, provisioning: undefined };
      return this.#insert(device, { kind: "account", username, password });
    }
    const mac = this.#freeMac(tenantId, wanted.provisioning.mac);
    if (!mac.ok) return mac;
    const made = this.#newProvisioning(wanted.provisioning.make, mac.value);
    const credential = credentialOf(username, sipSecretFrom(made.secret.secret));
    const { provisioning } = made;
    return this.#insert({ ...phone, credential, provisioning }, made.secret);
  }

  async change(
    tenantId: TenantId,
    id: DeviceId,
    { name, enabled, ringSeconds, mobileNumber, dtmf }: DeviceChange,
  ): Promise<Result<Device, DeviceError>> {
    const device = this.#options.directory.get(tenantId, id);
    if (!device) return err({ kind: "unknown-device" });
    const changed = {
      ...device,
      ...(name !== undefined && { name }),
      ...(enabled !== undefined && { enabled }),
      ...(ringSeconds !== undefined && { ringSeconds }),
      ...(mobileNumber !== undefined && device.kind === "mobile" && { number: mobileNumber }),
      ...(dtmf !== undefined && device.kind === "desk-phone" && { dtmf }),
    };
    return ok(await this.#save(changed));
  }

  async remove(tenantId: TenantId, id: DeviceId): Promise<Result<undefined, DeviceError>> {
    const device = this.#options.directory.get(tenantId, id);
    if (!device) return err({ kind: "unknown-device" });
    if (device.kind === "browser") return err({ kind: "not-removable" });
    await deleteDevice(tenantId, id, this.#options.database);
    await this.reload(tenantId);
    return ok(undefined);
  }

  /** A new secret in place of the former one. */
  async renewSecret(tenantId: TenantId, id: DeviceId): Promise<Given> {
    const device = this.#options.directory.get(tenantId, id);
    if (!device) return err({ kind: "unknown-device" });
    if (device.kind !== "desk-phone") return err({ kind: "no-secret" });
    const { username } = device.credential;
    if (!device.provisioning) {
      const password = newSipSecret();
      const saved = await this.#save({ ...device, credential: credentialOf(username, password) });
      return ok({ device: saved, secret: { kind: "account", username, password } });
    }
    const { make, mac } = device.provisioning;
    const { provisioning, secret } = this.#newProvisioning(make, mac);
    const credential = credentialOf(username, sipSecretFrom(secret.secret));
    return ok({ device: await this.#save({ ...device, credential, provisioning }), secret });
  }

  /** The phone has moved: it may fetch its settings from another address, once, within a day. */
  async openProvisioning(tenantId: TenantId, id: DeviceId): Promise<Result<Device, DeviceError>> {
    const device = this.#options.directory.get(tenantId, id);
    if (!device) return err({ kind: "unknown-device" });
    if (device.kind !== "desk-phone" || !device.provisioning) return err({ kind: "not-provisioned" });
    const openUntil = this.#options.clock.now() + provisioningOpenMs;
    return ok(await this.#save({ ...device, provisioning: { ...device.provisioning, openUntil } }));
  }

  /** What is left out stays as it is. */
  async setRing(
    tenantId: TenantId,
    agentId: AgentId,
    change: {
      readonly strategy?: RingStrategy | undefined;
      readonly order?: readonly DeviceId[] | undefined;
    },
  ): Promise<Result<undefined, DeviceError>> {
    const { directory, database } = this.#options;
    const ids = directory.ofAgent(agentId).map(({ id }) => id);
    const { order = ids, strategy = directory.strategyOf(agentId) } = change;
    const isWhole = order.length === ids.length && ids.every((id) => order.includes(id));
    if (!isWhole) return err({ kind: "bad-order" });
    await saveRing(tenantId, { agentId, strategy, order }, database);
    await this.reload(tenantId);
    return ok(undefined);
  }

  /** What a fetch of settings changed; calls do not wait for it, and the database may be away. */
  noteFetch(phone: DeskPhone, provisioning: Provisioning): Promise<void> {
    const device: DeskPhone = { ...phone, provisioning };
    this.#options.directory.update(device);
    return saveDevice(device, this.#options.database);
  }

  /** Reads a tenant's devices again. */
  async reload(tenantId: TenantId): Promise<void> {
    const { directory, database, onChanged } = this.#options;
    directory.replace(tenantId, await loadDevices(tenantId, database));
    onChanged(tenantId);
  }

  async #insert(device: Device, secret: DeviceSecret): Promise<Given> {
    await insertDevice(device, this.#options.database);
    await this.reload(device.tenantId);
    return ok({ device, secret });
  }

  async #save<D extends Device>(device: D): Promise<D> {
    await saveDevice(device, this.#options.database);
    this.#options.directory.update(device);
    this.#options.onChanged(device.tenantId);
    return device;
  }

  #freeMac(tenantId: TenantId, text: string): Result<string, DeviceError> {
    const mac = readMac(text);
    if (mac === undefined) return err({ kind: "bad-mac" });
    return this.#options.directory.byMac(tenantId, mac) ? err({ kind: "mac-taken" }) : ok(mac);
  }

  #newProvisioning(make: DeskPhoneMake, mac: string) {
    const { secret, password } = newProvisioningSecrets();
    const openUntil = this.#options.clock.now() + provisioningOpenMs;
    const provisioning: Provisioning = {
      make,
      mac,
      secretHash: hashSecret(secret),
      passwordHash: hashSecret(password),
      openUntil,
      fetchesFrom: undefined,
      lastFetchedAt: undefined,
      lastFetchedBy: undefined,
    };
    return { provisioning, secret: { kind: "provisioning", secret, password, openUntil } as const };
  }
}
