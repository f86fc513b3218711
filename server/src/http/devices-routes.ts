// Devices of people: who has which, in which order they ring, and their secrets when they are made.
import { endpoints } from "@tandem/contract";
import type { DeviceView, PersonDevices } from "@tandem/contract";
import { err, ok } from "@tandem/kernel";
import type { AgentId, DeviceId } from "@tandem/kernel";
import type { Agent, Agents } from "#contact-center/agents";
import type { Logger } from "#platform/logging";
import type {
  Device,
  DeviceDirectory,
  DeviceError,
  DeviceSecret,
  DeviceService,
  Endpoints,
  NewDevice,
  Provisioning,
  RegisteredPhone,
} from "#telephony/endpoints";
import type { PhoneServer } from "./phone-server.ts";
import type { Failure } from "./problems.ts";
import type { ApiRequest, Router } from "./router.ts";

export type DevicesRoutesOptions = {
  readonly agents: Agents;
  readonly devices: DeviceDirectory;
  readonly deviceService: DeviceService;
  readonly endpoints: Pick<Endpoints, "phonesOf">;
  readonly phoneServer: PhoneServer;
  readonly mobilesCanRing: (tenantId: Device["tenantId"]) => boolean;
  readonly log: Logger;
};

export function addDevicesRoutes(router: Router, options: DevicesRoutesOptions): void {
  const { agents, deviceService, log } = options;

  router.add(endpoints.listDevices, async ({ person }) => {
    const { id } = person.tenant;
    const people = agents.ofTenant(id).map((agent) => personView(agent, options));
    return ok({ people, mobilesCanRing: options.mobilesCanRing(id) });
  });

  router.add(endpoints.createDevice, async ({ person, body, headers, isSecure }) => {
    const agent = agents.get(body.agentId as AgentId);
    if (agent?.record.tenantId !== person.tenant.id) return err({ kind: "unknown-agent" });
    const given = await deviceService.add(newDevice(agent, body));
    if (!given.ok) return err(failureOf(given.error));
    const { device, secret } = given.value;
    log.info({ by: person.user.id, device: device.id, kind: device.kind }, "a device was added");
    return ok({
      device: deviceView(device, options),
      secret: secretView(secret, options, { headers, isSecure }),
    });
  });

  router.add(endpoints.updateDevice, async ({ person, params, body }) => {
    const changed = await deviceService.change(person.tenant.id, params.deviceId as DeviceId, body);
    if (!changed.ok) return err(failureOf(changed.error));
    log.info({ by: person.user.id, device: params.deviceId }, "a device was changed");
    return ok({ device: deviceView(changed.value, options) });
  });

  router.add(endpoints.deleteDevice, async ({ person, params }) => {
    const removed = await deviceService.remove(person.tenant.id, params.deviceId as DeviceId);
    if (!removed.ok) return err(failureOf(removed.error));
    log.info({ by: person.user.id, device: params.deviceId }, "a device was removed");
    return ok({});
  });

  router.add(endpoints.renewDeviceSecret, async ({ person, params, headers, isSecure }) => {
    const given = await deviceService.renewSecret(person.tenant.id, params.deviceId as DeviceId);
    if (!given.ok) return err(failureOf(given.error));
    log.info({ by: person.user.id, device: params.deviceId }, "a device got a new secret");
    const { device, secret } = given.value;
    return ok({
      device: deviceView(device, options),
      secret: secretView(secret, options, { headers, isSecure }),
    });
  });

  router.add(endpoints.openProvisioning, async ({ person, params }) => {
    const opened = await deviceService.openProvisioning(person.tenant.id, params.deviceId as DeviceId);
    if (!opened.ok) return err(failureOf(opened.error));
    log.info(
      { by: person.user.id, device: params.deviceId },
      "a phone may fetch its settings from a new address",
    );
    return ok({ device: deviceView(opened.value, options) });
  });

  router.add(endpoints.setRing, async ({ person, params, body }) => {
    const agent = agents.get(params.agentId as AgentId);
    if (agent?.record.tenantId !== person.tenant.id) return err({ kind: "unknown-agent" });
    const change = { strategy: body.strategy, order: body.order as DeviceId[] | undefined };
    const set = await deviceService.setRing(person.tenant.id, agent.record.id, change);
    if (!set.ok) return err(failureOf(set.error));
    return ok(personView(agent, options));
  });
}

type CreateBody = ApiRequest<typeof endpoints.createDevice>["body"];

function newDevice({ record }: Agent, body: CreateBody): NewDevice {
  const { tenantId, id: agentId, extension } = record;
  const own = { tenantId, agentId, extension, name: body.name, ringSeconds: body.ringSeconds };
  return body.kind === "mobile"
    ? { ...own, kind: "mobile", number: body.mobileNumber }
    : { ...own, kind: "desk-phone", dtmf: body.dtmf, provisioning: body.provisioning };
}

function failureOf({ kind }: DeviceError): Failure {
  if (kind !== "bad-mac") return { kind };
  const message = "an Ethernet address has 12 hex digits, as on the label of the phone: 00:15:65:aa:bb:cc";
  return { kind: "invalid-request", field: "body.provisioning.mac", message };
}

function personView({ record }: Agent, options: DevicesRoutesOptions): PersonDevices {
  const { id: agentId, extension, displayName } = record;
  return {
    agentId,
    extension,
    displayName,
    strategy: options.devices.strategyOf(agentId),
    devices: options.devices.ofAgent(agentId).map((device) => deviceView(device, options)),
  };
}

function deviceView(device: Device, { endpoints: phones }: DevicesRoutesOptions): DeviceView {
  const { id, kind, name, enabled, ringSeconds } = device;
  const phone = kind === "desk-phone" ? device : undefined;
  return {
    id,
    kind,
    name,
    enabled,
    ringSeconds,
    dtmf: phone?.dtmf ?? "auto",
    username: phone?.credential.username ?? null,
    mobileNumber: device.kind === "mobile" ? device.number : null,
    registered: phones.phonesOf(device.tenantId, id).map(registeredView),
    provisioning: phone?.provisioning ? provisioningView(phone.provisioning) : null,
  };
}

function registeredView({
  source,
  userAgent,
  since,
  expiresAt,
}: RegisteredPhone): DeviceView["registered"][number] {
  return {
    address: source.address,
    port: source.port,
    transport: source.transport,
    userAgent: userAgent ?? null,
    since: new Date(since).toISOString(),
    expiresAt: new Date(expiresAt).toISOString(),
  };
}

function provisioningView(provisioning: Provisioning): DeviceView["provisioning"] {
  const { make, mac, openUntil, fetchesFrom, lastFetchedAt, lastFetchedBy } = provisioning;
  const time = (at: number | undefined) => (at === undefined ? null : new Date(at).toISOString());
  return {
    make,
    mac: mac.match(/../g)?.join(":") ?? mac,
    openUntil: time(openUntil),
    fetchesFrom: fetchesFrom ?? null,
    lastFetchedAt: time(lastFetchedAt),
    lastFetchedBy: lastFetchedBy ?? null,
  };
}

function secretView(
  secret: DeviceSecret,
  { phoneServer }: DevicesRoutesOptions,
  request: { readonly headers: Headers; readonly isSecure: boolean },
) {
  switch (secret.kind) {
    case "account": {
      const { host, port, transport } = phoneServer.sip(request.headers);
      const server = `${host}:${port}`;
      return {
        kind: "account",
        server,
        transport,
        username: secret.username,
        password: secret.password,
      } as const;
    }
    case "provisioning":
      return {
        kind: "provisioning",
        url: `${phoneServer.webBase(request)}/provisioning/${secret.secret}/`,
        username: provisioningUser,
        password: secret.password,
        openUntil: new Date(secret.openUntil).toISOString(),
      } as const;
    case "none":
      return { kind: "none" } as const;
    default:
      return secret satisfies never;
  }
}

/** The secret of the URL says which phone it is; HTTP wants a name besides the password. */
const provisioningUser = "phone";
