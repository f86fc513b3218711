// What a call can have come to.
import { z } from "zod";
import { defineEndpoint } from "./endpoint.ts";
import { wordsSchema } from "./shapes.ts";

const codeSchema = z.string().regex(/^[a-z0-9-]{1,64}$/);

const dispositionSchema = z.object({
  /** Stays the same when the words change. */
  code: codeSchema,
  label: wordsSchema,
  /** What this one refines; null at the top. Calls are filed under those that nothing refines. */
  parentCode: codeSchema.nullable().default(null),
  /** It cannot be filed without a note. */
  noteRequired: z.boolean().default(false),
});
export type Disposition = z.infer<typeof dispositionSchema>;

export const listDispositions = defineEndpoint({
  method: "GET",
  path: "/api/v1/dispositions",
  summary: "What a call can have come to: a tree, as a list in the order to show",
  tag: "desk",
  access: "desk.use",
  response: z.object({ dispositions: z.array(dispositionSchema) }),
});

export const setDispositions = defineEndpoint({
  method: "PUT",
  path: "/api/v1/dispositions",
  summary: "Sets what calls can come to; what is left out can be chosen no more, and stays in the records",
  tag: "configuration",
  access: "configuration.write",
  body: z.object({ dispositions: z.array(dispositionSchema).min(1).max(300) }),
  response: z.object({}),
});
