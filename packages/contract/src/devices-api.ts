// Devices of people: what rings for an agent, in which order, and how desk phones get their settings.
import { z } from "zod";
import { defineEndpoint, personal } from "./endpoint.ts";
import { idSchema, timeSchema } from "./shapes.ts";

export const deviceKindSchema = z.enum(["browser", "desk-phone", "mobile"]);
export type DeviceKind = z.infer<typeof deviceKindSchema>;

/** Makes whose phones fetch their settings from this system. */
export const deskPhoneMakeSchema = z.enum(["yealink", "grandstream"]);
export type DeskPhoneMake = z.infer<typeof deskPhoneMakeSchema>;

/** All devices at once, or one after the other in their order. */
export const ringStrategySchema = z.enum(["together", "in-turn"]);
export type RingStrategy = z.infer<typeof ringStrategySchema>;

/** How keys come and go: as agreed, as telephone events (RFC 4733), as tones in the sound, or in SIP INFO. */
const dtmfSchema = z.enum(["auto", "rfc4733", "in-band", "info"]);

const nameSchema = z.string().trim().max(60);
const ringSecondsSchema = z.int().min(5).max(60);
/** As one would dial it, in E.164 or nationally. */
const mobileNumberSchema = z
  .string()
  .trim()
  .regex(/^\+?[\d\s-]{5,20}$/, "a telephone number: 5 to 20 digits, + in front of a country code");

/** A phone that is registered for a device now. */
const registeredPhoneSchema = z.object({
  address: z.string().meta(personal),
  port: z.int(),
  transport: z.enum(["udp", "tcp", "tls", "ws", "wss"]),
  userAgent: z.string().nullable(),
  since: timeSchema,
  expiresAt: timeSchema,
});

export const deviceSchema = z.object({
  id: idSchema,
  kind: deviceKindSchema,
  /** Empty: it is called by its kind. */
  name: z.string().meta(personal),
  enabled: z.boolean(),
  /** How long it rings before the next one does, when devices ring in turn. */
  ringSeconds: z.int(),
  /** "auto" for a browser and a mobile. */
  dtmf: dtmfSchema,
  /** Its SIP user name; null for a browser and a mobile. */
  username: z.string().nullable(),
  mobileNumber: z.string().nullable().meta(personal),
  registered: z.array(registeredPhoneSchema),
  /** Null when its settings are typed in by hand. */
  provisioning: z
    .object({
      make: deskPhoneMakeSchema,
      /** As printed on the phone: `00:15:65:aa:bb:cc`. */
      mac: z.string(),
      /** Until then the next fetch may come from any address; null: only from `fetchesFrom`. */
      openUntil: timeSchema.nullable(),
      fetchesFrom: z.string().nullable().meta(personal),
      lastFetchedAt: timeSchema.nullable(),
      lastFetchedBy: z.string().nullable(),
    })
    .nullable(),
});
export type DeviceView = z.infer<typeof deviceSchema>;

export const personDevicesSchema = z.object({
  agentId: idSchema,
  extension: z.string(),
  displayName: z.string().meta(personal),
  strategy: ringStrategySchema,
  /** The first to ring first. */
  devices: z.array(deviceSchema),
});
export type PersonDevices = z.infer<typeof personDevicesSchema>;

/** What is typed into a phone. Shown once: only hashes are kept. */
export const deviceSecretSchema = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("account"),
    server: z.string(),
    /** "tls" where this system has a certificate; a phone without TLS uses "udp" or "tcp". */
    transport: z.enum(["udp", "tls"]),
    username: z.string(),
    password: z.string(),
  }),
  z.object({
    kind: z.literal("provisioning"),
    /** The address of the settings server, as the phone's own page asks for it. */
    url: z.string(),
    username: z.string(),
    password: z.string(),
    openUntil: timeSchema,
  }),
  /** A browser and a mobile have no secret. */
  z.object({ kind: z.literal("none") }),
]);
export type DeviceSecret = z.infer<typeof deviceSecretSchema>;

const deviceWithSecret = z.object({ device: deviceSchema, secret: deviceSecretSchema });

export const listDevices = defineEndpoint({
  method: "GET",
  path: "/api/v1/devices",
  summary: "The devices of every agent, with what is registered now",
  tag: "configuration",
  access: "configuration.read",
  response: z.object({
    people: z.array(personDevicesSchema),
    /** Whether mobiles can be called: a trunk takes outgoing calls. */
    mobilesCanRing: z.boolean(),
  }),
});

export const createDevice = defineEndpoint({
  method: "POST",
  path: "/api/v1/devices",
  summary: "Adds a desk phone or a mobile to an agent; its secret is shown in this answer only",
  tag: "configuration",
  access: "configuration.write",
  body: z.discriminatedUnion("kind", [
    z.object({
      kind: z.literal("desk-phone"),
      agentId: idSchema,
      name: nameSchema.default(""),
      ringSeconds: ringSecondsSchema.default(15),
      dtmf: dtmfSchema.default("auto"),
      /** With a make and its Ethernet address the phone fetches its settings; without, they are typed in. */
      provisioning: z
        .object({ make: deskPhoneMakeSchema, mac: z.string().max(40) })
        .nullable()
        .default(null),
    }),
    z.object({
      kind: z.literal("mobile"),
      agentId: idSchema,
      name: nameSchema.default(""),
      ringSeconds: ringSecondsSchema.default(20),
      mobileNumber: mobileNumberSchema,
    }),
  ]),
  response: deviceWithSecret,
});

const deviceParams = z.object({ deviceId: idSchema });

export const updateDevice = defineEndpoint({
  method: "PATCH",
  path: "/api/v1/devices/{deviceId}",
  summary: "Changes a device's name, ring time, number or the form of its keys, or switches it on or off",
  tag: "configuration",
  access: "configuration.write",
  params: deviceParams,
  body: z.object({
    name: nameSchema.optional(),
    enabled: z.boolean().optional(),
    ringSeconds: ringSecondsSchema.optional(),
    mobileNumber: mobileNumberSchema.optional(),
    /** Of a desk phone. */
    dtmf: dtmfSchema.optional(),
  }),
  response: z.object({ device: deviceSchema }),
});

export const deleteDevice = defineEndpoint({
  method: "DELETE",
  path: "/api/v1/devices/{deviceId}",
  summary: "Removes a desk phone or a mobile; its secret is worth nothing from then on",
  tag: "configuration",
  access: "configuration.write",
  params: deviceParams,
  response: z.object({}),
});

export const renewDeviceSecret = defineEndpoint({
  method: "POST",
  path: "/api/v1/devices/{deviceId}/secret",
  summary: "Gives a desk phone a new secret; the former one is worth nothing from then on",
  tag: "configuration",
  access: "configuration.write",
  params: deviceParams,
  response: deviceWithSecret,
});

export const openProvisioning = defineEndpoint({
  method: "POST",
  path: "/api/v1/devices/{deviceId}/provisioning-window",
  summary: "Lets a desk phone fetch its settings from a new address within a day",
  tag: "configuration",
  access: "configuration.write",
  params: deviceParams,
  response: z.object({ device: deviceSchema }),
});

export const setRing = defineEndpoint({
  method: "PATCH",
  path: "/api/v1/agents/{agentId}/ring",
  summary: "How an agent's devices ring: together or in turn, and in which order",
  tag: "configuration",
  access: "configuration.write",
  params: z.object({ agentId: idSchema }),
  body: z.object({
    strategy: ringStrategySchema.optional(),
    /** Every device of the agent, once. */
    order: z.array(idSchema).max(50).optional(),
  }),
  response: personDevicesSchema,
});

export const getProvisioningFile = defineEndpoint({
  method: "GET",
  path: "/provisioning/{secret}/{file}",
  summary:
    "A desk phone's settings in its make's own format, for the phone itself (HTTP Basic authentication)",
  tag: "phone",
  access: "public",
  params: z.object({ secret: z.string().max(100), file: z.string().max(100) }),
  response: z.string(),
});
