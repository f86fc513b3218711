// The live state as the page holds it: a snapshot with changes applied.
import type { LiveChange, LiveState } from "@tandem/contract";

type Identified = { readonly id: string };

/** Replaces, adds at the end, or (null) removes. The order of the others stays, so that rows do not jump. */
function put<T extends Identified>(list: readonly T[], id: string, value: T | null): T[] {
  if (value === null) return list.filter((item) => item.id !== id);
  return list.some((item) => item.id === id)
    ? list.map((item) => (item.id === id ? value : item))
    : [...list, value];
}

/** Pure: the state after one change. `call-record` changes nothing here; lists of ended calls listen for it. */
export function applyChange(state: LiveState, change: LiveChange): LiveState {
  switch (change.kind) {
    case "desk":
      return { ...state, desk: change.value };
    case "queue":
      return { ...state, queues: put(state.queues, change.id, change.value) };
    case "agent":
      return { ...state, agents: put(state.agents, change.id, change.value) };
    case "call":
      return { ...state, calls: put(state.calls, change.id, change.value) };
    case "trunk":
      return { ...state, trunks: put(state.trunks, change.id, change.value) };
    case "system":
      return { ...state, system: change.value };
    case "parked":
      return { ...state, parked: change.value };
    case "alarms":
      return { ...state, alarms: change.value };
    case "call-record":
      return state;
    default:
      return change satisfies never;
  }
}
