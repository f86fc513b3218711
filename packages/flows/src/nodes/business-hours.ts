// Asks whether a calendar is open, which is told at once.
import type { CalendarId } from "@tandem/kernel";
import { z } from "zod";
import { goTo, nodeKind, stay } from "../node-kind.ts";
import { nodeName } from "../node-shapes.ts";

export const businessHoursNode = nodeKind({
  type: "business-hours",
  schema: z.strictObject({
    type: z.literal("business-hours"),
    calendarId: z.uuid(),
    open: nodeName,
    closed: nodeName,
  }),
  ways: ({ open, closed }) => [
    { name: "open", to: open, taken: "at-once" },
    { name: "closed", to: closed, taken: "at-once" },
  ],
  needs: ({ calendarId }) => [{ kind: "calendar", id: calendarId }],
  begin: (node, state) => ({
    state: { ...state, phase: "asking" },
    effects: [{ kind: "ask-hours", calendarId: node.calendarId as CalendarId }],
  }),
  step(node, state, input) {
    if (state.phase !== "asking" || input.kind !== "hours") return stay(state);
    return goTo(state, input.open ? node.open : node.closed);
  },
});
