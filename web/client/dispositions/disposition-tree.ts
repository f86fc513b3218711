// The tree of dispositions, as levels to choose from.
import type { Disposition } from "@tandem/contract";

/** Pure: the dispositions from the top down to this one; empty for none. */
export function pathTo(all: readonly Disposition[], code: string | undefined): Disposition[] {
  const chosen = all.find((each) => each.code === code);
  return chosen ? [...pathTo(all, chosen.parentCode ?? undefined), chosen] : [];
}

export type DispositionLevel = {
  readonly options: readonly Disposition[];
  readonly chosen: string | undefined;
};

/** Pure: what to choose from at each level, down to the first that is still open. */
export function levelsOf(all: readonly Disposition[], code: string | undefined): DispositionLevel[] {
  const path = pathTo(all, code);
  const levels: DispositionLevel[] = [];
  let parent: string | null = null;
  for (;;) {
    const options = all.filter(({ parentCode }) => parentCode === parent);
    if (options.length === 0) return levels;
    const chosen: string | undefined = path[levels.length]?.code;
    levels.push({ options, chosen });
    if (chosen === undefined) return levels;
    parent = chosen;
  }
}

/** Pure: whether a call can be filed so, and if not what is missing. */
export function missingOf(
  all: readonly Disposition[],
  code: string | undefined,
  note: string,
): "disposition" | "note" | undefined {
  const chosen = all.find((each) => each.code === code);
  if (!chosen || all.some(({ parentCode }) => parentCode === code)) return "disposition";
  return chosen.noteRequired && note.trim() === "" ? "note" : undefined;
}
