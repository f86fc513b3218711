// Callbacks that an agent has promised: reminders of their own.
import { z } from "zod";
import { defineEndpoint, personal } from "./endpoint.ts";
import { idSchema, timeSchema } from "./shapes.ts";

const reminderInput = z.object({
  at: timeSchema,
  number: z
    .string()
    .trim()
    .regex(/^\+?[\d*#().\- ]{2,32}$/)
    .meta(personal),
  note: z.string().max(500).default("").meta(personal),
});
const reminderSchema = reminderInput.extend({ id: idSchema });
export type Reminder = z.infer<typeof reminderSchema>;

export const listReminders = defineEndpoint({
  method: "GET",
  path: "/api/v1/desk/reminders",
  summary: "My promised callbacks that are not done yet, the next one first",
  tag: "desk",
  access: "desk.use",
  response: z.object({ reminders: z.array(reminderSchema) }),
});

export const createReminder = defineEndpoint({
  method: "POST",
  path: "/api/v1/desk/reminders",
  summary: "Remind me to call a number at a time; my desk rings then",
  tag: "desk",
  access: "desk.use",
  body: reminderInput,
  response: z.object({ id: idSchema }),
});

export const finishReminder = defineEndpoint({
  method: "DELETE",
  path: "/api/v1/desk/reminders/{reminderId}",
  summary: "I have called, or need not any more",
  tag: "desk",
  access: "desk.use",
  params: z.object({ reminderId: idSchema }),
  response: z.object({}),
});
