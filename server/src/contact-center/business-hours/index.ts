// Door of business hours: calendars, and whether each is open now.
export { hoursProblems, isOpenAt } from "./business-hours.ts";
export type { HoursProblem, OpeningHours } from "./business-hours.ts";
export { BusinessHours } from "./business-hours-service.ts";
export { deleteCalendar, loadCalendars, storeCalendar } from "./calendar-store.ts";
export type { CalendarRecord } from "./calendar-store.ts";
