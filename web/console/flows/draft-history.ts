// What was drawn, step by step: to be taken back and done again.

export type DraftHistory<Draft> = {
  readonly past: readonly Draft[];
  readonly present: Draft;
  readonly future: readonly Draft[];
  /** What the last step was about; steps about the same are one. */
  readonly about: string | undefined;
};

export type DraftAction<Draft> =
  /** `about`: typing into one field is one step. */
  | { readonly kind: "draw"; readonly draft: Draft; readonly about?: string }
  | { readonly kind: "undo" }
  | { readonly kind: "redo" }
  /** Another drawing takes its place; nothing before it can be come back to. */
  | { readonly kind: "open"; readonly draft: Draft };

const mostSteps = 200;

export function openHistory<Draft>(draft: Draft): DraftHistory<Draft> {
  return { past: [], present: draft, future: [], about: undefined };
}

export function stepHistory<Draft>(
  history: DraftHistory<Draft>,
  action: DraftAction<Draft>,
): DraftHistory<Draft> {
  const { past, present, future, about } = history;
  switch (action.kind) {
    case "draw": {
      if (action.draft === present) return history;
      const goesOn = action.about !== undefined && action.about === about;
      return {
        past: goesOn ? past : [...past, present].slice(-mostSteps),
        present: action.draft,
        future: [],
        about: action.about,
      };
    }
    case "undo": {
      const before = past.at(-1);
      if (before === undefined) return history;
      return { past: past.slice(0, -1), present: before, future: [present, ...future], about: undefined };
    }
    case "redo": {
      const [next, ...rest] = future;
      if (next === undefined) return history;
      return { past: [...past, present], present: next, future: rest, about: undefined };
    }
    case "open":
      return openHistory(action.draft);
    default:
      return action satisfies never;
  }
}
