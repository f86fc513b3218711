// How a browser becomes a phone: short-lived SIP credentials for an agent or a visitor.
import { z } from "zod";
import { defineEndpoint } from "./endpoint.ts";
import { localeSchema, timeSchema } from "./shapes.ts";

export const phoneCredentialSchema = z.object({
  /** The address of record to register, or to call from: `sip:1001@tandem`. */
  uri: z.string(),
  /** User name and password for digest authentication. */
  username: z.string(),
  password: z.string(),
  realm: z.string(),
  displayName: z.string(),
  /** Path of SIP over WebSocket (RFC 7118) on this server. */
  webSocketPath: z.string(),
  expiresAt: timeSchema,
});
export type PhoneCredential = z.infer<typeof phoneCredentialSchema>;

export const createPhoneCredential = defineEndpoint({
  method: "POST",
  path: "/api/v1/phone-credentials",
  summary: "Short-lived SIP credentials for the desk's own phone",
  tag: "phone",
  access: "desk.use",
  response: phoneCredentialSchema,
});

export const createVisitorCall = defineEndpoint({
  method: "POST",
  path: "/api/v1/visitor-calls",
  summary: "Short-lived SIP credentials with which a visitor of the call page may place one call",
  tag: "phone",
  access: "public",
  body: z.object({ locale: localeSchema.optional() }),
  response: phoneCredentialSchema.extend({
    /** Where to call: `sip:4000@tandem`. */
    target: z.string(),
    tenantName: z.string(),
  }),
});
