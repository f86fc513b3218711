// Callers known by their numbers: who goes first in every queue, and who is let into none.
import { z } from "zod";
import { defineEndpoint, personal } from "./endpoint.ts";
import { idSchema } from "./shapes.ts";

const listedNumberInput = z.object({
  /** As it is shown for calls from there. */
  number: z
    .string()
    .regex(/^\+?[0-9*#]{1,32}$/, "expected digits, with + in front when international")
    .meta(personal),
  /** Steps of priority; null: blocked. */
  priority: z.int().min(1).max(100).nullable(),
  note: z.string().trim().max(200).default(""),
});
const listedNumberSchema = listedNumberInput.extend({ id: idSchema });
export type ListedNumberView = z.infer<typeof listedNumberSchema>;

export const listListedNumbers = defineEndpoint({
  method: "GET",
  path: "/api/v1/listed-numbers",
  summary: "Numbers of callers who go first, with their priority, and of callers who are blocked",
  tag: "configuration",
  access: "configuration.read",
  response: z.object({ numbers: z.array(listedNumberSchema) }),
});

export const setListedNumber = defineEndpoint({
  method: "POST",
  path: "/api/v1/listed-numbers",
  summary: "Gives a number priority or blocks it, in the place of what was said of it before",
  tag: "configuration",
  access: "configuration.write",
  body: listedNumberInput,
  response: z.object({ id: idSchema }),
});

export const deleteListedNumber = defineEndpoint({
  method: "DELETE",
  path: "/api/v1/listed-numbers/{listedNumberId}",
  summary: "Takes a number off the list; its calls are as any others",
  tag: "configuration",
  access: "configuration.write",
  params: z.object({ listedNumberId: idSchema }),
  response: z.object({}),
});
