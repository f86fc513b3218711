// INVITEs and UPDATEs within a dialog, both ways, and our 2xx until its ACK (RFC 3261 §13.3.1.4, §14; RFC 3311).
//
// | state        | meaning                                       | left by                            |
// |--------------|-----------------------------------------------|------------------------------------|
// | calling      | our first INVITE waits for the media answer   | settled                            |
// | idle         | nothing under way                             | offer, remote INVITE or UPDATE     |
// | offering     | our re-INVITE or UPDATE waits for its final response | response, failure           |
// | backing-off  | ours met 491 and waits a random time          | glare timer, remote INVITE/UPDATE  |
// | answering    | theirs waits for our final response           | respond, settled, deadline         |
// | awaiting-ack | our 2xx is repeated until its ACK             | ack, deadline                      |
// | ended        | the dialog is over                            |                                    |
//
// `queued`: an offer of ours waits until theirs is done. At most one offer of ours is under way.
//
// A call that is not answered yet may change its media by UPDATE once the first offer has its answer in an
// acknowledged provisional response: `settled` says so, and the first INVITE's 2xx then comes in `idle`.
import { assertNever } from "@tandem/kernel";
import { giveUpMs, t1Ms, t2Ms } from "../transaction/index.ts";

export type InviteUsageState =
  | { readonly name: "calling"; readonly queued: boolean }
  | { readonly name: "idle" }
  | { readonly name: "offering" }
  | { readonly name: "backing-off" }
  | { readonly name: "answering"; readonly method: "INVITE" | "UPDATE"; readonly queued: boolean }
  | { readonly name: "awaiting-ack"; readonly queued: boolean; readonly repeatMs: number }
  | { readonly name: "ended" };

export type InviteUsageTimer = "glare" | "repeat" | "deadline";

export type InviteUsageInput =
  /** We want to send a re-INVITE or an UPDATE with an offer. */
  | { readonly kind: "offer" }
  /** Final response to ours. */
  | { readonly kind: "response"; readonly status: number }
  | { readonly kind: "failure"; readonly reason: "timeout" | "transport" }
  /** A re-INVITE, or an UPDATE with an offer. */
  | { readonly kind: "remote"; readonly method: "INVITE" | "UPDATE" }
  /** Our final response to theirs. */
  | { readonly kind: "respond"; readonly status: number }
  /** The first INVITE's offer has its answer: before its 2xx, or (for ours) with it. */
  | { readonly kind: "settled" }
  | { readonly kind: "ack" }
  | { readonly kind: "timer"; readonly timer: InviteUsageTimer }
  | { readonly kind: "end" };

export type InviteUsageEffect =
  | { readonly kind: "send-offer" }
  | { readonly kind: "settle"; readonly outcome: "accepted" | "rejected" | "timeout" | "ended" }
  /** Answer theirs at once: 491 for glare, 500 with Retry-After while an earlier one is open (§14.2). */
  | { readonly kind: "refuse"; readonly status: 491 | 500 }
  | { readonly kind: "ask" }
  /** To theirs, which nobody will answer any more: 487 at the end of the call, 500 when its owner kept silent. */
  | { readonly kind: "abandon-answer"; readonly status: 487 | 500 }
  | { readonly kind: "repeat-success" }
  | { readonly kind: "acknowledged" }
  | { readonly kind: "unacknowledged" }
  /** The shell draws the glare delay; see `glareDelayMs`. */
  | { readonly kind: "start-glare-timer" }
  | { readonly kind: "start-timer"; readonly timer: InviteUsageTimer; readonly delayMs: number }
  | { readonly kind: "stop-timer"; readonly timer: InviteUsageTimer };

type Step = { state: InviteUsageState; effects: InviteUsageEffect[] };

/** The state of a new dialog: a UAS has the first INVITE still to answer, a UAC waits for the answer. */
export function startInviteUsage(role: "uac" | "uas"): InviteUsageState {
  return role === "uac"
    ? { name: "calling", queued: false }
    : { name: "answering", method: "INVITE", queued: false };
}

export function stepInviteUsage(state: InviteUsageState, input: InviteUsageInput): Step {
  if (input.kind === "end") return end(state);
  switch (state.name) {
    case "calling":
      return calling(state, input);
    case "idle":
      return idle(input);
    case "offering":
      return offering(state, input);
    case "backing-off":
      return backingOff(state, input);
    case "answering":
      return answering(state, input);
    case "awaiting-ack":
      return awaitingAck(state, input);
    case "ended":
      return { state, effects: input.kind === "offer" ? [{ kind: "settle", outcome: "ended" }] : [] };
    default:
      return assertNever(state);
  }
}

function calling(state: InviteUsageState & { name: "calling" }, input: InviteUsageInput): Step {
  if (input.kind === "offer") return { state: { ...state, queued: true }, effects: [] };
  if (input.kind === "remote") return { state, effects: [{ kind: "refuse", status: 491 }] };
  return input.kind === "settled" ? goOn(state.queued, []) : { state, effects: [] };
}

function idle(input: InviteUsageInput): Step {
  if (input.kind === "respond" && input.status < 300) return awaitAck(false);
  if (input.kind === "offer") return send();
  if (input.kind === "remote") return ask(input.method, false);
  return { state: { name: "idle" }, effects: [] };
}

function offering(state: InviteUsageState, input: InviteUsageInput): Step {
  if (input.kind === "remote") return { state, effects: [{ kind: "refuse", status: 491 }] };
  if (input.kind === "failure") {
    return { state: { name: "idle" }, effects: [{ kind: "settle", outcome: "timeout" }] };
  }
  if (input.kind !== "response") return { state, effects: [] };
  if (input.status === 491)
    return { state: { name: "backing-off" }, effects: [{ kind: "start-glare-timer" }] };
  const outcome = input.status < 300 ? "accepted" : "rejected";
  return { state: { name: "idle" }, effects: [{ kind: "settle", outcome }] };
}

function backingOff(state: InviteUsageState, input: InviteUsageInput): Step {
  if (input.kind === "timer" && input.timer === "glare") return send();
  if (input.kind !== "remote") return { state, effects: [] };
  const next = ask(input.method, true);
  return { ...next, effects: [{ kind: "stop-timer", timer: "glare" }, ...next.effects] };
}

function answering(state: InviteUsageState & { name: "answering" }, input: InviteUsageInput): Step {
  if (input.kind === "offer") return { state: { ...state, queued: true }, effects: [] };
  if (input.kind === "remote") return { state, effects: [{ kind: "refuse", status: 500 }] };
  if (input.kind === "settled") return goOn(state.queued, []);
  if (input.kind === "timer" && input.timer === "deadline")
    return goOn(state.queued, [{ kind: "abandon-answer", status: 500 }]);
  if (input.kind !== "respond") return { state, effects: [] };
  if (state.method === "UPDATE" || input.status >= 300)
    return goOn(state.queued, [{ kind: "stop-timer", timer: "deadline" }]);
  return awaitAck(state.queued);
}

function awaitAck(queued: boolean): Step {
  return {
    state: { name: "awaiting-ack", queued, repeatMs: t1Ms },
    effects: [
      { kind: "start-timer", timer: "repeat", delayMs: t1Ms },
      { kind: "start-timer", timer: "deadline", delayMs: giveUpMs },
    ],
  };
}

function awaitingAck(state: InviteUsageState & { name: "awaiting-ack" }, input: InviteUsageInput): Step {
  switch (input.kind) {
    case "offer":
      return { state: { ...state, queued: true }, effects: [] };
    case "remote":
      return { state, effects: [{ kind: "refuse", status: 491 }] }; // RFC 5407 §3.1.4: their ACK is still on its way
    case "ack": {
      const stops: InviteUsageEffect[] = [
        { kind: "stop-timer", timer: "repeat" },
        { kind: "stop-timer", timer: "deadline" },
      ];
      return goOn(state.queued, [...stops, { kind: "acknowledged" }]);
    }
    case "timer":
      return input.timer === "deadline" ? giveUp(state) : repeat(state);
    case "response":
    case "failure":
    case "respond":
    case "settled":
    case "end":
      return { state, effects: [] };
    default:
      return assertNever(input);
  }
}

function repeat(state: InviteUsageState & { name: "awaiting-ack" }): Step {
  const repeatMs = Math.min(state.repeatMs * 2, t2Ms);
  return {
    state: { ...state, repeatMs },
    effects: [{ kind: "repeat-success" }, { kind: "start-timer", timer: "repeat", delayMs: repeatMs }],
  };
}

function giveUp(state: InviteUsageState & { name: "awaiting-ack" }): Step {
  const effects: InviteUsageEffect[] = [{ kind: "stop-timer", timer: "repeat" }];
  if (state.queued) effects.push({ kind: "settle", outcome: "ended" });
  return { state: { name: "ended" }, effects: [...effects, { kind: "unacknowledged" }] };
}

function end(state: InviteUsageState): Step {
  const hasOffer =
    state.name === "offering" || state.name === "backing-off" || ("queued" in state && state.queued);
  const effects: InviteUsageEffect[] = (["glare", "repeat", "deadline"] as const).map((timer) => ({
    kind: "stop-timer",
    timer,
  }));
  if (hasOffer) effects.push({ kind: "settle", outcome: "ended" });
  if (state.name === "answering") effects.push({ kind: "abandon-answer", status: 487 });
  return { state: { name: "ended" }, effects };
}

function send(): Step {
  return { state: { name: "offering" }, effects: [{ kind: "send-offer" }] };
}

function ask(method: "INVITE" | "UPDATE", queued: boolean): Step {
  return {
    state: { name: "answering", method, queued },
    // An owner that never answers would leave the dialog shut: a peer gives up by then as well.
    effects: [{ kind: "start-timer", timer: "deadline", delayMs: giveUpMs }, { kind: "ask" }],
  };
}

/** Theirs is done: ours, when it waits, goes out. */
function goOn(queued: boolean, effects: InviteUsageEffect[]): Step {
  if (!queued) return { state: { name: "idle" }, effects };
  const next = send();
  return { ...next, effects: [...effects, ...next.effects] };
}

/** Wait before repeating a re-INVITE that met 491 (§14.1), in units of 10 ms. `random` is uniform in [0, 1). */
export function glareDelayMs(role: "uac" | "uas", random: number): number {
  return role === "uac" ? 2_100 + Math.floor(random * 191) * 10 : Math.floor(random * 201) * 10;
}
