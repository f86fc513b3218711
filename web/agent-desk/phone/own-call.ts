// What the desk's phone begins by itself: taking a call back after a reload, asking somebody in a second call, and
// handing the caller over.
//
// | handover    | meaning                                        | leaves by                                  |
// | asking      | the server was asked to put the caller through | refer-progress, withdrawing                |
// | ringing     | the new party's phone rings                    | refer-progress, withdrawing                |
// | withdrawing | the server was asked to stop the ringing       | refer-progress, withdrawing (not asked)    |
// | done        | the new party has the caller                   | ended (the server ends our call)           |
// | failed      | nobody was reached; the caller is still here   | the next transfer, dismiss-handover, ended |
import type { PhoneCall } from "./phone-call.ts";
import { stepCall } from "./phone-call.ts";
import type { CallInput } from "./phone-call.ts";
import type { LostCall, OwnCallEffect, OwnCallInput, Party } from "./own-call-state.ts";
import type { Phone, PhoneEffect, PhoneInput, PhoneStep } from "./phone-state.ts";

const ownInputs: Readonly<Record<OwnCallInput["kind"], true>> = {
  "take-back": true,
  placed: true,
  consult: true,
  "end-consultation": true,
  "back-to-caller": true,
  "complete-transfer": true,
  transfer: true,
  "refer-progress": true,
  withdrawing: true,
  "dismiss-handover": true,
};

/** Also what happens to the second call, and the end of the first one, with which a handover ends. */
export function concernsOwnCalls(state: Phone, input: PhoneInput): input is OwnCallInput | CallInput {
  if (input.kind in ownInputs || input.kind === "network-changed") return true;
  return "sipId" in input && (isSecond(state, input.sipId) || isHandedOver(state, input));
}

function isSecond({ consultation }: Phone, sipId: string): boolean {
  return consultation?.call.sipId === sipId;
}

function isHandedOver({ call, handover }: Phone, input: PhoneInput & { readonly sipId: string }): boolean {
  return input.kind === "ended" && handover !== undefined && call?.sipId === input.sipId;
}

/** Pure. */
export function stepOwnCall(state: Phone, input: OwnCallInput | CallInput): PhoneStep {
  switch (input.kind) {
    case "take-back":
      return takeBack(state, input.lost, input.asked);
    case "placed":
      return placed(state, input);
    case "consult":
      return consult(state, input.party);
    case "end-consultation":
      return stepSecond(state, { kind: "hang-up" });
    case "back-to-caller":
      return backToCaller(state);
    case "transfer":
      return handOver(state, input.party, undefined);
    case "complete-transfer":
      return state.consultation?.call.stage === "talking"
        ? handOver(state, state.consultation.party, state.consultation.call.sipId)
        : same(state);
    case "refer-progress":
      return referProgress(state, input.status);
    case "withdrawing":
      return withdrawing(state, input.asked);
    case "dismiss-handover":
      return same({ ...state, handover: undefined });
    case "network-changed":
      return networkChanged(state, input);
    case "ended":
      return isSecond(state, input.sipId) ? secondEnded(state, input) : firstEnded(state, input);
    default:
      return stepSecond(state, input);
  }
}

function same(state: Phone): PhoneStep {
  return { state, effects: [] };
}

/** A person has a call and a second one; the names of older ones are never heard again. */
const mostTried = 8;

function takeBack(state: Phone, lost: LostCall, asked: boolean): PhoneStep {
  const taken = lost.place === "first" ? state.call : state.consultation;
  if (state.line !== "registered" || taken) return same(state);
  if (!asked && state.triedTakeBack.includes(lost.replaces)) return same(state);
  const triedTakeBack = [...state.triedTakeBack.slice(1 - mostTried), lost.replaces];
  return { state: { ...state, triedTakeBack }, effects: [{ kind: "place-take-back", lost }] };
}

function placed(state: Phone, { sipId, purpose }: Extract<OwnCallInput, { kind: "placed" }>): PhoneStep {
  const call: PhoneCall = {
    sipId,
    callId: undefined,
    from: "",
    stage: "calling",
    muted: false,
    hold: "off",
    renegotiate: false,
  };
  if (purpose.kind === "consult")
    return same({
      ...state,
      consultation: { party: purpose.party, call: { ...call, from: purpose.party.number } },
    });
  const { lost, muted } = purpose;
  const hold = lost.held ? "on" : "off";
  const back: PhoneCall = { ...call, callId: lost.callId, from: lost.from, muted, hold };
  if (lost.place === "first") return same({ ...state, call: back });
  return same({ ...state, consultation: { party: { number: lost.from, name: lost.from }, call: back } });
}

/** Whether the caller can be handed over now. */
function isFree({ line, call, handover }: Phone): boolean {
  const isUnderWay = handover && handover.stage !== "done" && handover.stage !== "failed";
  return line === "registered" && call?.stage === "talking" && !isUnderWay;
}

function consult(state: Phone, party: Party): PhoneStep {
  if (!isFree(state) || state.consultation || !state.call) return same(state);
  const { call, sipId } = { call: state.call, sipId: state.call.sipId };
  const effects: PhoneEffect[] = [{ kind: "place-consultation", party }];
  if (call.hold !== "off") return { state: { ...state, handover: undefined }, effects };
  return {
    state: { ...state, handover: undefined, call: { ...call, hold: "holding" } },
    effects: [{ kind: "hold", sipId, held: true }, ...effects],
  };
}

function backToCaller(state: Phone): PhoneStep {
  const ended = stepSecond(state, { kind: "hang-up" });
  const { call } = ended.state;
  if (call?.stage !== "talking" || call.hold !== "on") return ended;
  return {
    state: { ...ended.state, call: { ...call, hold: "resuming" } },
    effects: [...ended.effects, { kind: "hold", sipId: call.sipId, held: false }],
  };
}

function handOver(state: Phone, party: Party, withSipId: string | undefined): PhoneStep {
  if (!isFree(state) || !state.call) return same(state);
  const { sipId } = state.call;
  const { number } = party;
  const effect: OwnCallEffect =
    withSipId === undefined
      ? { kind: "refer", sipId, number }
      : { kind: "refer-to-consultation", sipId, number, withSipId };
  return { state: { ...state, handover: { party, stage: "asking", status: 0 } }, effects: [effect] };
}

function referProgress(state: Phone, status: number): PhoneStep {
  const { handover } = state;
  if (!handover || handover.stage === "done" || handover.stage === "failed") return same(state);
  if (status < 180 && status > 0) return same(state);
  if (handover.stage === "withdrawing" && status < 200 && status > 0) return same(state);
  // Who took the caller back knows that the transfer came to nothing.
  if (handover.stage === "withdrawing" && status === 487) return same({ ...state, handover: undefined });
  const stage = status >= 300 || status === 0 ? "failed" : status < 200 ? "ringing" : "done";
  return same({ ...state, handover: { ...handover, stage, status } });
}

function withdrawing(state: Phone, asked: boolean): PhoneStep {
  const { handover } = state;
  const from = asked ? ["asking", "ringing"] : ["withdrawing"];
  if (!handover || !from.includes(handover.stage)) return same(state);
  return same({ ...state, handover: { ...handover, stage: asked ? "withdrawing" : "ringing" } });
}

/** Everything else that happens to the second call happens to it as to the first. */
function stepSecond(state: Phone, input: CallInput): PhoneStep {
  const { consultation } = state;
  if (!consultation) return same(state);
  const { call, effects } = stepCall(consultation.call, input, state.line === "registered");
  return { state: { ...state, consultation: call && { ...consultation, call } }, effects };
}

/** Somebody who could not be asked is told as a failed transfer; the caller waits as before. */
function secondEnded(state: Phone, { status }: Extract<CallInput, { kind: "ended" }>): PhoneStep {
  const { consultation } = state;
  const ended: Phone = { ...state, consultation: undefined };
  if (!consultation || consultation.call.stage !== "calling" || status === undefined) return same(ended);
  return same({ ...ended, handover: { party: consultation.party, stage: "failed", status } });
}

function firstEnded(state: Phone, input: Extract<CallInput, { kind: "ended" }>): PhoneStep {
  const { call, effects } = stepCall(state.call, input, state.line === "registered");
  return { state: { ...state, call, handover: undefined }, effects };
}

function networkChanged(state: Phone, input: Extract<CallInput, { kind: "network-changed" }>): PhoneStep {
  const second = stepSecond(state, input);
  const { call, effects } = stepCall(state.call, input, state.line === "registered");
  return { state: { ...second.state, call }, effects: [...second.effects, ...effects] };
}
