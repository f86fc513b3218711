// How a phone in a call is reached: its signalling connection, and whether anything is heard of it. Only when both
// are gone is the phone away: a page that lost its connection speaks on, and a silent one can still be told.
//
// connection | sound | means                               | leaves by
// -----------+-------+-------------------------------------+------------------------------------------------
// open       | heard | reached                             | flow-closed, quiet
// open       | quiet | reached; media watches its silence  | flow-closed, heard
// closed     | heard | cut off; the call goes on           | flow-back, quiet
// closed     | quiet | away: given up after the grace time | flow-back, heard, grace-over
// open again | quiet | away, but not given up              | heard, flow-closed
import { assertNever } from "@tandem/kernel";

export type LinkState = {
  readonly open: boolean;
  readonly heard: boolean;
  readonly away: boolean;
  /** Counts the times it went away: the end of an earlier grace time means nothing. */
  readonly absence: number;
};

export type LinkInput =
  | { readonly kind: "flow-closed" | "flow-back" | "quiet" | "heard" }
  | { readonly kind: "grace-over"; readonly absence: number };

export type LinkEffect =
  | { readonly kind: "tell-away" | "tell-back" | "tell-changed" | "give-up" }
  | { readonly kind: "start-grace"; readonly absence: number };

export type LinkStep = { readonly state: LinkState; readonly effects: readonly LinkEffect[] };

export const newLink: LinkState = { open: true, heard: true, away: false, absence: 0 };

export function stepLink(state: LinkState, input: LinkInput): LinkStep {
  switch (input.kind) {
    case "flow-closed":
      return state.open ? changed({ ...state, open: false }) : same(state);
    case "flow-back":
      return state.open ? same(state) : changed({ ...state, open: true, absence: state.absence + 1 });
    case "quiet":
      return state.heard ? settle({ ...state, heard: false }, []) : same(state);
    case "heard":
      return state.heard ? same(state) : back({ ...state, heard: true });
    case "grace-over": {
      const isOver = state.away && !state.open && input.absence === state.absence;
      return isOver ? { state, effects: [{ kind: "give-up" }] } : same(state);
    }
    default:
      return assertNever(input);
  }
}

function same(state: LinkState): LinkStep {
  return { state, effects: [] };
}

function changed(state: LinkState): LinkStep {
  return settle(state, [{ kind: "tell-changed" }]);
}

/** Begins a grace time whenever both are gone; being away is told once. */
function settle(state: LinkState, effects: readonly LinkEffect[]): LinkStep {
  if (state.open || state.heard) return { state, effects };
  const absence = state.absence + 1;
  const told: readonly LinkEffect[] = state.away ? [] : [{ kind: "tell-away" }];
  return {
    state: { ...state, away: true, absence },
    effects: [...effects, ...told, { kind: "start-grace", absence }],
  };
}

function back(state: LinkState): LinkStep {
  if (!state.away) return same(state);
  return {
    state: { ...state, away: false, absence: state.absence + 1 },
    effects: [{ kind: "tell-back" }],
  };
}
