// The non-INVITE client transaction (RFC 3261 §17.1.2).
//
// | state      | waiting for                              | left by                   |
// |------------|------------------------------------------|---------------------------|
// | trying     | any response; E retransmits, F gives up  | 1xx, final, F, transport  |
// | proceeding | the final response; E and F go on        | final, F, transport       |
// | completed  | copies of the final response             | K                         |
// | terminated | nothing                                  |                           |
import { assertNever } from "@tandem/kernel";
import type { ClientEffect, ClientInput, ClientStep } from "./machine.ts";
import { giveUpMs, t1Ms, t2Ms, t4Ms } from "./timers.ts";

export type NonInviteClientState =
  | { readonly name: "trying" | "proceeding"; readonly reliable: boolean; readonly retransmitMs: number }
  | { readonly name: "completed" }
  | { readonly name: "terminated" };

type Step = ClientStep<NonInviteClientState>;

const terminated: NonInviteClientState = { name: "terminated" };

export function startNonInviteClient(reliable: boolean): Step {
  const effects: ClientEffect[] = [
    { kind: "send-request" },
    { kind: "start-timer", timer: "F", delayMs: giveUpMs },
  ];
  if (!reliable) effects.push({ kind: "start-timer", timer: "E", delayMs: t1Ms });
  return { state: { name: "trying", reliable, retransmitMs: t1Ms }, effects };
}

export function stepNonInviteClient(state: NonInviteClientState, input: ClientInput): Step {
  switch (state.name) {
    case "trying":
    case "proceeding":
      return waiting(state, input);
    case "completed":
      return { state: input.kind === "timer" && input.timer === "K" ? terminated : state, effects: [] };
    case "terminated":
      return { state, effects: [] };
    default:
      return assertNever(state);
  }
}

type Waiting = NonInviteClientState & { name: "trying" | "proceeding" };

function waiting(state: Waiting, input: ClientInput): Step {
  if (input.kind === "transport-error")
    return { state: terminated, effects: [{ kind: "fail", reason: "transport" }] };
  if (input.kind === "response") return respond(state, input.status);
  if (input.kind === "abandon" || input.timer === "F")
    return { state: terminated, effects: [{ kind: "fail", reason: "timeout" }] };
  if (input.timer !== "E") return { state, effects: [] };
  const retransmitMs = state.name === "proceeding" ? t2Ms : Math.min(state.retransmitMs * 2, t2Ms);
  return {
    state: { ...state, retransmitMs },
    effects: [{ kind: "send-request" }, { kind: "start-timer", timer: "E", delayMs: retransmitMs }],
  };
}

function respond(state: Waiting, status: number): Step {
  if (status < 200) return { state: { ...state, name: "proceeding" }, effects: [{ kind: "deliver" }] };
  const effects: ClientEffect[] = [
    { kind: "stop-timer", timer: "E" },
    { kind: "stop-timer", timer: "F" },
    { kind: "deliver" },
  ];
  if (state.reliable) return { state: terminated, effects };
  return {
    state: { name: "completed" },
    effects: [...effects, { kind: "start-timer", timer: "K", delayMs: t4Ms }],
  };
}
