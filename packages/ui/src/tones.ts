// The fixed meaning of each colour and shape: a state always carries both, and a word.

/** ready green, offered pulsing blue, talking blue, hold amber, wrap-up purple, away grey, offline hollow grey, alarm red. */
export const tones = ["ready", "offered", "talking", "hold", "wrap-up", "away", "offline", "alarm"] as const;
export type Tone = (typeof tones)[number];
