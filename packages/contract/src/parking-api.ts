// Parking a caller, and picking one up.
import { z } from "zod";
import { defineEndpoint } from "./endpoint.ts";
import { idSchema } from "./shapes.ts";

export const parkCall = defineEndpoint({
  method: "POST",
  path: "/api/v1/desk/park",
  summary:
    "Parks the caller I speak with at the first free place, 701 to 720; they hear music, and I am free",
  tag: "desk",
  access: "desk.use",
  response: z.object({ place: z.string() }),
});

export const pickUpCall = defineEndpoint({
  method: "POST",
  path: "/api/v1/desk/parked/{place}/pick-up",
  summary: "Picks up the caller who is parked there: my own phone rings, and a desk page answers by itself",
  tag: "desk",
  access: "desk.use",
  params: z.object({ place: z.string().max(10) }),
  response: z.object({ callId: idSchema }),
});
