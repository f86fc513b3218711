// The non-INVITE server transaction (RFC 3261 §17.2.2).
//
// | state      | waiting for                             | left by               |
// |------------|-----------------------------------------|-----------------------|
// | trying     | the user's response; copies are ignored | 1xx, final, expiry, transport |
// | proceeding | the final response                      | final, expiry, transport |
// | completed  | copies of the request                   | J, transport          |
// | terminated | nothing                                 |                       |
//
// Expiry: a client has given up after 64*T1 (timer F); answering later helps nobody (RFC 4320 §3.2).
import { assertNever } from "@tandem/kernel";
import type { ServerEffect, ServerInput, ServerStep } from "./machine.ts";
import { giveUpMs } from "./timers.ts";

export type NonInviteServerState =
  | { readonly name: "trying" | "proceeding"; readonly reliable: boolean }
  | { readonly name: "completed" }
  | { readonly name: "terminated" };

type Step = ServerStep<NonInviteServerState>;

const terminated: NonInviteServerState = { name: "terminated" };

export function startNonInviteServer(reliable: boolean): Step {
  return {
    state: { name: "trying", reliable },
    effects: [{ kind: "start-timer", timer: "expiry", delayMs: giveUpMs }],
  };
}

export function stepNonInviteServer(state: NonInviteServerState, input: ServerInput): Step {
  switch (state.name) {
    case "trying":
    case "proceeding":
      return unanswered(state, input);
    case "completed":
      if (input.kind === "request") return { state, effects: [{ kind: "send-response" }] };
      if (input.kind === "transport-error") return fail("transport");
      return { state: input.kind === "timer" && input.timer === "J" ? terminated : state, effects: [] };
    case "terminated":
      return { state, effects: [] };
    default:
      return assertNever(state);
  }
}

function unanswered(
  state: NonInviteServerState & { name: "trying" | "proceeding" },
  input: ServerInput,
): Step {
  switch (input.kind) {
    case "request":
      return { state, effects: state.name === "proceeding" ? [{ kind: "send-response" }] : [] };
    case "transport-error":
      return fail("transport");
    case "ack":
      return { state, effects: [] };
    case "timer":
      return input.timer === "expiry" ? fail("timeout") : { state, effects: [] };
    case "respond": {
      if (input.status < 200)
        return { state: { ...state, name: "proceeding" }, effects: [{ kind: "send-response" }] };
      const effects: ServerEffect[] = [{ kind: "stop-timer", timer: "expiry" }, { kind: "send-response" }];
      if (state.reliable) return { state: terminated, effects };
      return {
        state: { name: "completed" },
        effects: [...effects, { kind: "start-timer", timer: "J", delayMs: giveUpMs }],
      };
    }
    default:
      return assertNever(input);
  }
}

function fail(reason: "timeout" | "transport"): Step {
  return { state: terminated, effects: [{ kind: "fail", reason }] };
}
