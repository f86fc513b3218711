// The INVITE server transaction (RFC 3261 §17.2.1, with Accepted of RFC 6026 §7.1).
//
// | state      | waiting for                                       | left by                  |
// |------------|---------------------------------------------------|--------------------------|
// | proceeding | the user's response; 100 goes out after 200 ms    | 2xx, 3xx-6xx, transport  |
// | completed  | ACK; G repeats the response (but no 401, 407), H gives up | ACK, H, transport        |
// | confirmed  | copies of the ACK                                 | I                        |
// | accepted   | copies of the INVITE and ACKs; the user repeats the 2xx | L                  |
// | terminated | nothing                                           |                          |
import { assertNever } from "@tandem/kernel";
import type { ServerEffect, ServerInput, ServerStep } from "./machine.ts";
import { giveUpMs, t1Ms, t2Ms, t4Ms, tryingMs } from "./timers.ts";

export type InviteServerState =
  | { readonly name: "proceeding"; readonly reliable: boolean; readonly responded: boolean }
  | { readonly name: "completed"; readonly reliable: boolean; readonly retransmitMs: number }
  | { readonly name: "confirmed" }
  | { readonly name: "accepted" }
  | { readonly name: "terminated" };

type Step = ServerStep<InviteServerState>;

const terminated: InviteServerState = { name: "terminated" };

export function startInviteServer(reliable: boolean): Step {
  return {
    state: { name: "proceeding", reliable, responded: false },
    effects: [{ kind: "start-timer", timer: "trying", delayMs: tryingMs }],
  };
}

export function stepInviteServer(state: InviteServerState, input: ServerInput): Step {
  switch (state.name) {
    case "proceeding":
      return proceeding(state, input);
    case "completed":
      return completed(state, input);
    case "confirmed":
      return { state: input.kind === "timer" && input.timer === "I" ? terminated : state, effects: [] };
    case "accepted":
      return accepted(state, input);
    case "terminated":
      return { state, effects: [] };
    default:
      return assertNever(state);
  }
}

function proceeding(state: InviteServerState & { name: "proceeding" }, input: ServerInput): Step {
  switch (input.kind) {
    case "request":
      return { state, effects: state.responded ? [{ kind: "send-response" }] : [] };
    case "respond":
      return respond(state, input.status);
    case "timer":
      if (input.timer !== "trying" || state.responded) return { state, effects: [] };
      return { state: { ...state, responded: true }, effects: [{ kind: "send-trying" }] };
    case "transport-error":
      return { state: terminated, effects: [{ kind: "fail", reason: "transport" }] };
    case "ack":
      return { state, effects: [] };
    default:
      return assertNever(input);
  }
}

function respond(state: InviteServerState & { name: "proceeding" }, status: number): Step {
  const first: ServerEffect[] = [{ kind: "stop-timer", timer: "trying" }, { kind: "send-response" }];
  if (status < 200) return { state: { ...state, responded: true }, effects: first };
  if (status < 300) {
    return {
      state: { name: "accepted" },
      effects: [...first, { kind: "start-timer", timer: "L", delayMs: giveUpMs }],
    };
  }
  const effects: ServerEffect[] = [...first, { kind: "start-timer", timer: "H", delayMs: giveUpMs }];
  if (!state.reliable && !isChallenge(status))
    effects.push({ kind: "start-timer", timer: "G", delayMs: t1Ms });
  return { state: { name: "completed", reliable: state.reliable, retransmitMs: t1Ms }, effects };
}

/**
 * A challenge is sent once and again only for a copy of the INVITE: whoever forges a source address would have us
 * send eleven messages there for one (RFC 3261 §26.3.2.4).
 */
function isChallenge(status: number): boolean {
  return status === 401 || status === 407;
}

function completed(state: InviteServerState & { name: "completed" }, input: ServerInput): Step {
  switch (input.kind) {
    case "request":
      return { state, effects: [{ kind: "send-response" }] };
    case "ack": {
      const stops: ServerEffect[] = [
        { kind: "stop-timer", timer: "G" },
        { kind: "stop-timer", timer: "H" },
      ];
      if (state.reliable) return { state: terminated, effects: stops };
      return {
        state: { name: "confirmed" },
        effects: [...stops, { kind: "start-timer", timer: "I", delayMs: t4Ms }],
      };
    }
    case "timer": {
      if (input.timer === "H") return { state: terminated, effects: [{ kind: "fail", reason: "timeout" }] };
      if (input.timer !== "G") return { state, effects: [] };
      const retransmitMs = Math.min(state.retransmitMs * 2, t2Ms);
      return {
        state: { ...state, retransmitMs },
        effects: [{ kind: "send-response" }, { kind: "start-timer", timer: "G", delayMs: retransmitMs }],
      };
    }
    case "transport-error":
      return { state: terminated, effects: [{ kind: "fail", reason: "transport" }] };
    case "respond":
      return { state, effects: [] };
    default:
      return assertNever(input);
  }
}

function accepted(state: InviteServerState, input: ServerInput): Step {
  switch (input.kind) {
    case "request":
    case "transport-error":
      return { state, effects: [] }; // the user repeats the 2xx, or gives up (RFC 6026 §7.1)
    case "ack":
      return { state, effects: [{ kind: "deliver-ack" }] };
    case "respond":
      return { state, effects: input.status >= 200 && input.status < 300 ? [{ kind: "send-response" }] : [] };
    case "timer":
      return { state: input.timer === "L" ? terminated : state, effects: [] };
    default:
      return assertNever(input);
  }
}
