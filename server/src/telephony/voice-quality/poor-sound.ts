// When a leg's sound is called poor, and when it is good again: only what lasts counts.
//
// state  rating below `poorBelow`                    rating of `goodFrom` or more
// good   `intervalsToTell` in a row: poor (told)     -
// poor   -                                           `intervalsToTell` in a row: good (told)

/** G.107 annex B: below 3.1 (R 60) nearly all users are dissatisfied. */
const poorBelow = 3.1;
/** A little better than that, so that a rating at the border does not come and go. */
const goodFrom = 3.3;
/** Ten seconds. */
const intervalsToTell = 2;

export type PoorSound = {
  readonly isPoor: boolean;
  /** Intervals in a row that speak against the present state. */
  readonly against: number;
};

export const goodSound: PoorSound = { isPoor: false, against: 0 };

/** Takes the rating of one interval, the worse of both directions; `told` when the state has changed. */
export function stepPoorSound(
  state: PoorSound,
  mos: number,
): { readonly state: PoorSound; readonly told: "poor" | "good" | undefined } {
  const speaksAgainst = state.isPoor ? mos >= goodFrom : mos < poorBelow;
  if (!speaksAgainst) return { state: { ...state, against: 0 }, told: undefined };
  const against = state.against + 1;
  if (against < intervalsToTell) return { state: { ...state, against }, told: undefined };
  const isPoor = !state.isPoor;
  return { state: { isPoor, against: 0 }, told: isPoor ? "poor" : "good" };
}
