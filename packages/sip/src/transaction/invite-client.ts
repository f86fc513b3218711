// The INVITE client transaction (RFC 3261 §17.1.1, with Accepted of RFC 6026 §7.2).
//
// | state      | waiting for                                   | left by                        |
// |------------|-----------------------------------------------|--------------------------------|
// | calling    | any response; A retransmits, B gives up       | 1xx, 2xx, 3xx-6xx, B, transport |
// | proceeding | the final response, without limit             | 2xx, 3xx-6xx, abandon          |
// | completed  | copies of the 3xx-6xx, each ACKed again       | D, transport                   |
// | accepted   | more 2xx, from this fork or others            | M                              |
// | terminated | nothing                                       |                                |
import { assertNever } from "@tandem/kernel";
import type { ClientEffect, ClientInput, ClientStep, ClientTimer } from "./machine.ts";
import { giveUpMs, t1Ms, timerDMs } from "./timers.ts";

export type InviteClientState =
  | { readonly name: "calling"; readonly reliable: boolean; readonly retransmitMs: number }
  | { readonly name: "proceeding"; readonly reliable: boolean }
  | { readonly name: "completed" }
  | { readonly name: "accepted" }
  | { readonly name: "terminated" };

type Step = ClientStep<InviteClientState>;

const terminated: InviteClientState = { name: "terminated" };

export function startInviteClient(reliable: boolean): Step {
  const effects: ClientEffect[] = [
    { kind: "send-request" },
    { kind: "start-timer", timer: "B", delayMs: giveUpMs },
  ];
  if (!reliable) effects.push({ kind: "start-timer", timer: "A", delayMs: t1Ms });
  return { state: { name: "calling", reliable, retransmitMs: t1Ms }, effects };
}

export function stepInviteClient(state: InviteClientState, input: ClientInput): Step {
  switch (state.name) {
    case "calling":
      return calling(state, input);
    case "proceeding":
      if (input.kind === "response") return respond(state, input.status);
      if (input.kind === "abandon") return fail("timeout");
      return { state, effects: [] };
    case "completed":
      return completed(state, input);
    case "accepted":
      if (input.kind === "response" && isSuccess(input.status))
        return { state, effects: [{ kind: "deliver" }] };
      return { state: isTimer(input, "M") ? terminated : state, effects: [] };
    case "terminated":
      return { state, effects: [] };
    default:
      return assertNever(state);
  }
}

function calling(state: InviteClientState & { name: "calling" }, input: ClientInput): Step {
  if (input.kind === "response") {
    const next = respond(state, input.status);
    return {
      ...next,
      effects: [{ kind: "stop-timer", timer: "A" }, { kind: "stop-timer", timer: "B" }, ...next.effects],
    };
  }
  if (input.kind === "transport-error") return fail("transport");
  if (input.kind === "abandon" || isTimer(input, "B")) return fail("timeout");
  if (!isTimer(input, "A")) return { state, effects: [] };
  const retransmitMs = state.retransmitMs * 2;
  return {
    state: { ...state, retransmitMs },
    effects: [{ kind: "send-request" }, { kind: "start-timer", timer: "A", delayMs: retransmitMs }],
  };
}

function respond(state: InviteClientState & { reliable: boolean }, status: number): Step {
  if (status < 200)
    return { state: { name: "proceeding", reliable: state.reliable }, effects: [{ kind: "deliver" }] };
  if (isSuccess(status)) {
    return {
      state: { name: "accepted" },
      effects: [{ kind: "deliver" }, { kind: "start-timer", timer: "M", delayMs: giveUpMs }],
    };
  }
  if (state.reliable) return { state: terminated, effects: [{ kind: "send-ack" }, { kind: "deliver" }] };
  return {
    state: { name: "completed" },
    effects: [
      { kind: "send-ack" },
      { kind: "deliver" },
      { kind: "start-timer", timer: "D", delayMs: timerDMs },
    ],
  };
}

function completed(state: InviteClientState, input: ClientInput): Step {
  if (input.kind === "response" && input.status >= 300) return { state, effects: [{ kind: "send-ack" }] };
  // The user has its final response already; a lost ACK is no news for it (§17.1.1.2 leaves this open).
  const ends = input.kind === "transport-error" || isTimer(input, "D");
  return { state: ends ? terminated : state, effects: [] };
}

function fail(reason: "timeout" | "transport"): Step {
  return { state: terminated, effects: [{ kind: "fail", reason }] };
}

function isTimer(input: ClientInput, timer: ClientTimer): boolean {
  return input.kind === "timer" && input.timer === timer;
}

function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}
