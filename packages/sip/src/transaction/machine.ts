// What the four transaction machines have in common: inputs, effects, and the runner that holds a state.

/** Timers of RFC 3261 §17.1 and RFC 6026; each machine ignores those that are not its own. */
export type ClientTimer = "A" | "B" | "D" | "E" | "F" | "K" | "M";

export type ClientInput =
  | { readonly kind: "response"; readonly status: number }
  | { readonly kind: "timer"; readonly timer: ClientTimer }
  | { readonly kind: "transport-error" }
  /** No final response came within 64*T1 of our CANCEL (§9.1). */
  | { readonly kind: "abandon" };

export type ClientEffect =
  | { readonly kind: "send-request" }
  /** ACK for the 3xx-6xx at hand, built from the request. */
  | { readonly kind: "send-ack" }
  /** Hand the response at hand to the user of the transaction. */
  | { readonly kind: "deliver" }
  | { readonly kind: "fail"; readonly reason: "timeout" | "transport" }
  | { readonly kind: "start-timer"; readonly timer: ClientTimer; readonly delayMs: number }
  | { readonly kind: "stop-timer"; readonly timer: ClientTimer };

export type ClientStep<State> = { readonly state: State; readonly effects: readonly ClientEffect[] };

/** Timers of RFC 3261 §17.2 and RFC 6026, "trying" for the 200 ms of §17.2.1, "expiry" see non-INVITE. */
export type ServerTimer = "trying" | "G" | "H" | "I" | "J" | "L" | "expiry";

export type ServerInput =
  /** A copy of the request. */
  | { readonly kind: "request" }
  | { readonly kind: "ack" }
  /** The user answers, or repeats its 2xx. */
  | { readonly kind: "respond"; readonly status: number }
  | { readonly kind: "timer"; readonly timer: ServerTimer }
  | { readonly kind: "transport-error" };

export type ServerEffect =
  /** The latest response, again or for the first time. */
  | { readonly kind: "send-response" }
  | { readonly kind: "send-trying" }
  /** The ACK of a 2xx belongs to the dialog. */
  | { readonly kind: "deliver-ack" }
  | { readonly kind: "fail"; readonly reason: "timeout" | "transport" }
  | { readonly kind: "start-timer"; readonly timer: ServerTimer; readonly delayMs: number }
  | { readonly kind: "stop-timer"; readonly timer: ServerTimer };

export type ServerStep<State> = { readonly state: State; readonly effects: readonly ServerEffect[] };

/** A machine in progress: `advance` steps it and gives the effects to carry out. */
export type Running<Input, Effect> = {
  readonly firstEffects: readonly Effect[];
  advance(input: Input): readonly Effect[];
  stateName(): string;
};

/** Holds the state of one machine between its steps. */
export function run<State extends { readonly name: string }, Input, Effect>(
  first: { readonly state: State; readonly effects: readonly Effect[] },
  step: (state: State, input: Input) => { readonly state: State; readonly effects: readonly Effect[] },
): Running<Input, Effect> {
  let state = first.state;
  return {
    firstEffects: first.effects,
    advance(input) {
      const next = step(state, input);
      state = next.state;
      return next.effects;
    },
    stateName: () => state.name,
  };
}
