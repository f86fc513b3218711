// Calls that agents place from their desks.
import { z } from "zod";
import { defineEndpoint, personal } from "./endpoint.ts";
import { idSchema } from "./shapes.ts";

export const getOutboundChoices = defineEndpoint({
  method: "GET",
  path: "/api/v1/desk/calls/choices",
  summary: "Which numbers I may show to whom I call, and for which queues I may call",
  tag: "desk",
  access: "desk.use",
  response: z.object({
    numbers: z.array(z.string()),
    queues: z.array(z.object({ id: idSchema, name: z.string() })),
  }),
});

export const placeCall = defineEndpoint({
  method: "POST",
  path: "/api/v1/desk/calls",
  summary:
    "Calls a number: my own phone rings first, a desk page answers by itself, and then the number is called",
  tag: "desk",
  access: "desk.use",
  body: z.object({
    /** As one would dial it; punctuation and wide digits do not matter. */
    number: z.string().trim().min(1).max(60).meta(personal),
    /** One of my numbers; null: the trunk's own. A trunk that always shows its own number goes on doing so. */
    shownNumber: z.string().max(60).nullable().default(null),
    /** A queue of mine that the call is made for: its wrap-up and outcomes follow. */
    queueId: idSchema.nullable().default(null),
  }),
  response: z.object({ callId: idSchema }),
});
