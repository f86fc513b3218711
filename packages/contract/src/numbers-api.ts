// Numbers that come in over trunks, and the limits of all trunk calls together.
import { z } from "zod";
import { defineEndpoint } from "./endpoint.ts";
import { idSchema } from "./shapes.ts";

export const numberSchema = z.object({
  id: idSchema,
  number: z.string(),
  trunkId: idSchema.nullable(),
  flowId: idSchema,
});
export type NumberView = z.infer<typeof numberSchema>;

const numberInput = z.object({
  number: z.string().regex(/^\+?[0-9*#]{1,32}$/, "expected digits, with + in front when international"),
  /** Only calls over this trunk reach it; null: over any. */
  trunkId: idSchema.nullable().default(null),
  flowId: idSchema,
});
const numberParams = z.object({ numberId: idSchema });

export const listNumbers = defineEndpoint({
  method: "GET",
  path: "/api/v1/numbers",
  summary: "Numbers, each with its trunk and its flow",
  tag: "configuration",
  access: "configuration.read",
  response: z.object({ numbers: z.array(numberSchema) }),
});

export const createNumber = defineEndpoint({
  method: "POST",
  path: "/api/v1/numbers",
  summary: "Adds a number that a flow answers",
  tag: "configuration",
  access: "configuration.write",
  body: numberInput,
  response: numberSchema,
});

export const updateNumber = defineEndpoint({
  method: "PUT",
  path: "/api/v1/numbers/{numberId}",
  summary: "Changes which trunk and flow a number belongs to",
  tag: "configuration",
  access: "configuration.write",
  params: numberParams,
  body: numberInput,
  response: numberSchema,
});

export const deleteNumber = defineEndpoint({
  method: "DELETE",
  path: "/api/v1/numbers/{numberId}",
  summary: "Removes a number; calls to it are refused from then on",
  tag: "configuration",
  access: "configuration.write",
  params: numberParams,
  response: z.object({}),
});

export const callLimitsSchema = z.object({
  /** Calls over trunks at one time, both ways; null: as many as the node carries. */
  maxCalls: z.int().min(1).max(100_000).nullable(),
  callsPerSecond: z.number().min(0.1).max(10_000).nullable(),
});
export type CallLimits = z.infer<typeof callLimitsSchema>;

export const getCallLimits = defineEndpoint({
  method: "GET",
  path: "/api/v1/call-limits",
  summary: "Limits of all trunk calls of this tenant; emergency calls are never limited",
  tag: "configuration",
  access: "configuration.read",
  response: callLimitsSchema,
});

export const setCallLimits = defineEndpoint({
  method: "PUT",
  path: "/api/v1/call-limits",
  summary: "Sets the limits of all trunk calls of this tenant",
  tag: "configuration",
  access: "configuration.write",
  body: callLimitsSchema,
  response: callLimitsSchema,
});
