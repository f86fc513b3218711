// Keys and passwords for servers of others, which flows send by name: set and removed, never answered.
import { z } from "zod";
import { defineEndpoint } from "./endpoint.ts";
import { timeSchema } from "./shapes.ts";

const params = z.object({
  name: z.string().regex(/^[a-z0-9-]{1,40}$/, "expected small letters, digits and hyphens"),
});
const secretSchema = z.object({
  name: z.string(),
  changedAt: timeSchema,
  /** Names of the published flows that send it. */
  flows: z.array(z.string()),
  /** Names of the message connectors that send it. */
  connectors: z.array(z.string()),
});
export type SecretView = z.infer<typeof secretSchema>;

export const listSecrets = defineEndpoint({
  method: "GET",
  path: "/api/v1/secrets",
  summary: "The secrets that flows can send to servers, by name; what they are is never answered",
  tag: "configuration",
  access: "configuration.read",
  response: z.object({ secrets: z.array(secretSchema) }),
});

export const setSecret = defineEndpoint({
  method: "PUT",
  path: "/api/v1/secrets/{name}",
  summary: "Sets what a header is to hold, such as Bearer and a key; calls send it from now on",
  tag: "configuration",
  access: "configuration.write",
  params,
  body: z.object({
    value: z
      .string()
      .min(1)
      .max(4000)
      .regex(/^[\t\u0020-\u007e\u0080-\u00ff]*$/, "expected one line of what a header can hold"),
  }),
  response: z.object({}),
});

export const deleteSecret = defineEndpoint({
  method: "DELETE",
  path: "/api/v1/secrets/{name}",
  summary: "Removes a secret that no published flow and no message connector sends",
  tag: "configuration",
  access: "configuration.write",
  params,
  response: z.object({}),
});
