// Ways in which flows send SMS and e-mail, and what came of what they told servers and wrote to people.
import { z } from "zod";
import { defineEndpoint, personal } from "./endpoint.ts";
import { idSchema, timeSchema } from "./shapes.ts";

const params = z.object({
  name: z.string().regex(/^[a-z0-9-]{1,40}$/, "expected small letters, digits and hyphens"),
});
const headers = z.record(z.string().max(60), z.string().max(1000));

const settings = {
  kind: z.enum(["sms", "e-mail"]),
  method: z.enum(["GET", "POST", "PUT", "PATCH", "DELETE"]),
  url: z.string().max(2000),
  headers,
  /** Header → name of the secret that is its value. */
  secretHeaders: headers,
  /** JSON, or a form where the header Content-Type says so, with {{to}}, {{text}} and, of an e-mail, {{subject}}. */
  body: z.string().max(8000).optional(),
};

const connectorSchema = z.object({
  name: z.string(),
  ...settings,
  changedAt: timeSchema,
  changedBy: z.string().nullable().meta(personal),
  /** Names of the published flows that send by it. */
  flows: z.array(z.string()),
});
export type ConnectorView = z.infer<typeof connectorSchema>;

export const listMessageConnectors = defineEndpoint({
  method: "GET",
  path: "/api/v1/message-connectors",
  summary: "The connectors by which flows send SMS and e-mail",
  tag: "configuration",
  access: "configuration.read",
  response: z.object({ connectors: z.array(connectorSchema) }),
});

export const setMessageConnector = defineEndpoint({
  method: "PUT",
  path: "/api/v1/message-connectors/{name}",
  summary:
    "Sets how SMS or e-mail is sent through a provider's HTTP server; in {{to}}, {{text}} and {{subject}} stands what a message says",
  tag: "configuration",
  access: "configuration.write",
  params,
  body: z.object(settings),
  response: z.object({}),
});

export const deleteMessageConnector = defineEndpoint({
  method: "DELETE",
  path: "/api/v1/message-connectors/{name}",
  summary: "Removes a connector that no published flow sends by",
  tag: "configuration",
  access: "configuration.write",
  params,
  response: z.object({}),
});

export const tryMessageConnector = defineEndpoint({
  method: "POST",
  path: "/api/v1/message-connectors/{name}/test",
  summary: "Sends one trial to a number or address, once, and answers what came of it",
  tag: "configuration",
  access: "configuration.write",
  params,
  body: z.object({ to: z.string().trim().min(1).max(254).meta(personal) }),
  /** `outcome`: `HTTP` and a status, a code of the network, or a word of the documentation. */
  response: z.object({ delivered: z.boolean(), outcome: z.string() }),
});

const messageSchema = z.object({
  id: idSchema,
  kind: z.enum(["sms", "e-mail", "webhook"]),
  /** By name; null for a webhook. */
  connector: z.string().nullable(),
  /** The last four letters of the number or address; of a webhook the server that is told. */
  recipient: z.string(),
  callId: idSchema,
  node: z.string(),
  state: z.enum(["waiting", "sent", "given-up"]),
  attempts: z.int(),
  /** Of the last try; empty before the first. */
  outcome: z.string(),
  queuedAt: timeSchema,
  triedAt: timeSchema.nullable(),
});
export type OutgoingMessageView = z.infer<typeof messageSchema>;

export const listOutgoingMessages = defineEndpoint({
  method: "GET",
  path: "/api/v1/outgoing-messages",
  summary:
    "What flows told servers and wrote to people: the last 100 of 30 days with their outcomes, the newest first; never what was said",
  tag: "configuration",
  access: "configuration.read",
  response: z.object({ messages: z.array(messageSchema) }),
});
