// The tree of dispositions as a form has it: each with those that refine it.
import type { Disposition } from "@tandem/contract";
import { freshCode } from "#console/codes";

export type Nested = {
  /** A new one has none yet. */
  readonly code?: string;
  readonly label: Disposition["label"];
  readonly noteRequired?: boolean;
  readonly children?: readonly Nested[];
};

/** Pure. */
export function nest(all: readonly Disposition[], parent: string | null = null): Nested[] {
  return all
    .filter(({ parentCode }) => parentCode === parent)
    .map(({ code, label, noteRequired }) => ({ code, label, noteRequired, children: nest(all, code) }));
}

/** Pure: parents before those that refine them; new ones get codes that nothing in `taken` has. */
export function flatten(
  nested: readonly Nested[],
  taken: Set<string>,
  parentCode: string | null = null,
): Disposition[] {
  return nested.flatMap(({ code: known, label, noteRequired, children }) => {
    const code = known ?? freshCode(label.en, taken);
    const own = { code, label, parentCode, noteRequired: noteRequired ?? false };
    return [own, ...flatten(children ?? [], taken, code)];
  });
}
