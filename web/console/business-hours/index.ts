// Door of business hours on the console.
export { BusinessHoursCard } from "./business-hours-card.tsx";
export { useCalendars } from "./use-calendars.ts";
