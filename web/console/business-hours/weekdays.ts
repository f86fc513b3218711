// The days of a week in the order of calendars.
export const weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
