// Our provisional responses that have to arrive (RFC 3262 §3): one at a time, each until its PRACK.
//
// | state   | meaning                                        | left by              |
// |---------|------------------------------------------------|----------------------|
// | idle    | nothing unacknowledged                         | send                 |
// | sending | one is repeated until its PRACK; others queue  | prack, deadline, end |
// | ended   | the final response is out; late PRACKs are still answered | –         |
import { assertNever } from "@tandem/kernel";
import { giveUpMs, t1Ms } from "../transaction/index.ts";

export type ReliableProvisionalState =
  | { readonly name: "idle"; readonly number: number }
  | {
      readonly name: "sending";
      readonly number: number;
      readonly repeatMs: number;
      /** Responses that wait for the PRACK of this one. */
      readonly queued: number;
    }
  /** `number`: what may still be acknowledged; 0 when nothing. */
  | { readonly name: "ended"; readonly number: number };

export type ReliableProvisionalTimer = "repeat" | "deadline";

export type ReliableProvisionalInput =
  | { readonly kind: "send" }
  | { readonly kind: "prack"; readonly number: number }
  | { readonly kind: "timer"; readonly timer: ReliableProvisionalTimer }
  | { readonly kind: "end" };

export type ReliableProvisionalEffect =
  /** Send the next waiting response with this RSeq. */
  | { readonly kind: "transmit"; readonly number: number }
  | { readonly kind: "repeat" }
  /** Answer the PRACK 200; `isNews` when what it acknowledges was still being repeated. */
  | { readonly kind: "acknowledge"; readonly isNews: boolean }
  /** 481 to a PRACK for nothing. */
  | { readonly kind: "refuse" }
  | { readonly kind: "give-up" }
  | { readonly kind: "start-timer"; readonly timer: ReliableProvisionalTimer; readonly delayMs: number }
  | { readonly kind: "stop-timer"; readonly timer: ReliableProvisionalTimer };

type Step = { state: ReliableProvisionalState; effects: ReliableProvisionalEffect[] };

const stops: readonly ReliableProvisionalEffect[] = [
  { kind: "stop-timer", timer: "repeat" },
  { kind: "stop-timer", timer: "deadline" },
];

/** `random` is uniform in [0, 1): the first RSeq is 1 to 2^31 - 1 (§3). */
export function startReliableProvisional(random: number): ReliableProvisionalState {
  return { name: "idle", number: Math.floor(random * 0x7fff_fffe) };
}

export function stepReliableProvisional(
  state: ReliableProvisionalState,
  input: ReliableProvisionalInput,
): Step {
  switch (state.name) {
    case "idle":
      if (input.kind === "send") return transmit(state.number + 1, 0);
      if (input.kind === "prack") return { state, effects: [{ kind: "refuse" }] };
      return { state: input.kind === "end" ? { name: "ended", number: 0 } : state, effects: [] };
    case "sending":
      return sending(state, input);
    case "ended":
      return input.kind === "prack" ? acknowledgeLate(state, input.number) : { state, effects: [] };
    default:
      return assertNever(state);
  }
}

function sending(
  state: ReliableProvisionalState & { name: "sending" },
  input: ReliableProvisionalInput,
): Step {
  switch (input.kind) {
    case "send":
      return { state: { ...state, queued: state.queued + 1 }, effects: [] };
    case "prack":
      return input.number === state.number ? acknowledge(state) : { state, effects: [{ kind: "refuse" }] };
    case "timer": {
      if (input.timer === "deadline") {
        const effects: ReliableProvisionalEffect[] = [{ kind: "stop-timer", timer: "repeat" }];
        return { state: { name: "ended", number: 0 }, effects: [...effects, { kind: "give-up" }] };
      }
      const repeatMs = state.repeatMs * 2; // no upper bound here, unlike a final response (§3)
      const again: ReliableProvisionalEffect = { kind: "start-timer", timer: "repeat", delayMs: repeatMs };
      return { state: { ...state, repeatMs }, effects: [{ kind: "repeat" }, again] };
    }
    case "end":
      return { state: { name: "ended", number: state.number }, effects: [...stops] };
    default:
      return assertNever(input);
  }
}

function acknowledge(state: ReliableProvisionalState & { name: "sending" }): Step {
  const effects: ReliableProvisionalEffect[] = [...stops, { kind: "acknowledge", isNews: true }];
  if (state.queued === 0) return { state: { name: "idle", number: state.number }, effects };
  const next = transmit(state.number + 1, state.queued - 1);
  return { ...next, effects: [...effects, ...next.effects] };
}

function acknowledgeLate(state: ReliableProvisionalState, number: number): Step {
  if (state.number === 0 || number !== state.number) return { state, effects: [{ kind: "refuse" }] };
  return { state: { name: "ended", number: 0 }, effects: [{ kind: "acknowledge", isNews: false }] };
}

function transmit(number: number, queued: number): Step {
  return {
    state: { name: "sending", number, repeatMs: t1Ms, queued },
    effects: [
      { kind: "transmit", number },
      { kind: "start-timer", timer: "repeat", delayMs: t1Ms },
      { kind: "start-timer", timer: "deadline", delayMs: giveUpMs },
    ],
  };
}

export type ReliableArrival = "next" | "copy" | "too-early";

/** The peer's reliable provisional response in its early dialog (§4): only the next number counts. */
export function orderReliable(last: number | undefined, number: number): ReliableArrival {
  if (last === undefined || number === last + 1) return "next";
  return number <= last ? "copy" : "too-early";
}
