// How long an alarm's delivery waits between tries: six of them in some two and a half hours.
export const gapsMs = [10_000, 60_000, 300_000, 1_800_000, 7_200_000] as const;
