// How long callers would have waited, from a day on which most were answered before they had enough: the product-limit
// estimate (Kaplan and Meier, J. Am. Stat. Assoc. 53, 1958), and an exponential beyond what was seen.
import type { Random } from "#contact-center/simulation";
import { firstWhere } from "./first-where.ts";
import type { RecordedContact } from "./recorded-day.ts";

export type Patience = {
  /** After each of these waits, the share that would still wait; in order. */
  readonly steps: readonly { readonly atMs: number; readonly left: number }[];
  /** Nothing is known of longer waits. */
  readonly longestMs: number;
  /** All waits divided by those who left: the mean of an exponential (maximum likelihood); null: nobody left. */
  readonly meanMs: number | null;
};

type Seen = Pick<RecordedContact, "outcome" | "waitMs">;

/** Whoever gave up or asked for a callback had enough; of the others it is known only that they had not. */
export function leftByWill({ outcome }: Pick<Seen, "outcome">): boolean {
  return outcome === "abandoned" || outcome === "callback";
}

export function estimatePatience(contacts: readonly Seen[]): Patience {
  // Of one wait those who left come before those who were answered: they were all at risk.
  const inOrder = contacts.toSorted(
    (a, b) => a.waitMs - b.waitMs || Number(leftByWill(b)) - Number(leftByWill(a)),
  );
  const steps: { atMs: number; left: number }[] = [];
  let [left, atRisk, waited, departed] = [1, inOrder.length, 0, 0];
  for (const contact of inOrder) {
    waited += contact.waitMs;
    if (leftByWill(contact)) {
      departed++;
      left *= 1 - 1 / atRisk;
      const last = steps.at(-1);
      if (last?.atMs === contact.waitMs) last.left = left;
      else steps.push({ atMs: contact.waitMs, left });
    }
    atRisk--;
  }
  const longestMs = inOrder.at(-1)?.waitMs ?? 0;
  return { steps, longestMs, meanMs: departed === 0 ? null : waited / departed };
}

/** How long somebody waits in all who has waited that long already; Infinity: for ever. */
export function drawPatience(
  { steps, longestMs, meanMs }: Patience,
  waitedMs: number,
  random: Random,
): number {
  if (meanMs === null) return Infinity;
  const ahead = firstWhere(steps, ({ atMs }) => atMs > waitedMs);
  const leftNow = steps[ahead - 1]?.left ?? 1;
  // The share of all who go on waiting when this one has enough.
  const share = leftNow * (1 - random.uniform());
  const step =
    steps[
      Math.max(
        ahead,
        firstWhere(steps, ({ left }) => left < share),
      )
    ];
  return step ? step.atMs : Math.max(waitedMs, longestMs) + random.exponential(meanMs);
}
