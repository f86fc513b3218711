// Door of the promised callbacks.
export { DueReminders } from "./due-reminders.tsx";
export { Reminders } from "./reminders.tsx";
