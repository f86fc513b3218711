// Door of reminders: callbacks that agents have promised.
export { addReminder, finishReminder, openReminders } from "./reminder-store.ts";
export type { Reminder } from "./reminder-store.ts";
