// Door of time: the clock as an input, and moments as people read them.
export { browserClock } from "./clock.ts";
export type { Clock } from "./clock.ts";
export { formatDateTime, formatTimeOfDay } from "./moments.ts";
export { dayInZone, dayRangeInZone, momentInZone } from "./zone-day.ts";
