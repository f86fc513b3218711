// One call of a desk's phone, seen from the phone.
//
// | stage     | meaning                                  | leaves by                                  |
// | ringing   | an INVITE waits for the agent            | answer, hang-up (declines), ended          |
// | answering | the answer is on its way                 | accepted, ended                            |
// | calling   | our own INVITE is out                    | accepted, hang-up, ended                   |
// | talking   | both sides hear each other               | hang-up, ended, contact over               |
// | ending    | we hung up; waits for the line if it is lost | ended                                  |

export type PhoneCall = {
  /** JsSIP's id of the call. */
  readonly sipId: string;
  /** The `X-Tandem-Call` header, which ties it to the live contact. */
  readonly callId: string | undefined;
  /** User part of the caller's address. */
  readonly from: string;
  readonly stage: "ringing" | "answering" | "calling" | "talking" | "ending";
  readonly muted: boolean;
  /** `holding` and `resuming` wait for the other side to agree. */
  readonly hold: "off" | "holding" | "on" | "resuming";
  /** The line was lost while talking: the way of the sound must be agreed again. */
  readonly renegotiate: boolean;
};

export type CallInput =
  | {
      readonly kind: "invite";
      readonly sipId: string;
      readonly callId: string | undefined;
      readonly from: string;
      /** The system asks the phone to answer by itself. */
      readonly answersItself?: boolean;
    }
  | { readonly kind: "accepted"; readonly sipId: string }
  /** `status`: of the response that refused our own call; undefined for any other end. */
  | { readonly kind: "ended"; readonly sipId: string; readonly status?: number | undefined }
  /** Nothing gets through to the server on the way that was agreed; or the network is another one. */
  | { readonly kind: "way-lost"; readonly sipId: string }
  | { readonly kind: "network-changed" }
  /** The other side agreed to hold or resume; or (`refused`) the phone could not ask now. */
  | { readonly kind: "hold-settled"; readonly sipId: string; readonly held: boolean }
  | { readonly kind: "answer" }
  | { readonly kind: "hang-up" }
  | { readonly kind: "toggle-mute" }
  | { readonly kind: "toggle-hold" }
  | { readonly kind: "digit"; readonly key: string }
  /** The live feed says that this contact is over. */
  | { readonly kind: "contact-over"; readonly callId: string };

export type CallEffect =
  | { readonly kind: "ring"; readonly from: string }
  | { readonly kind: "stop-ringing" }
  /** A short sound before a call that answers itself: the agent is heard from now on. */
  | { readonly kind: "beep" }
  | { readonly kind: "answer"; readonly sipId: string }
  | { readonly kind: "terminate"; readonly sipId: string }
  | { readonly kind: "refuse-busy"; readonly sipId: string }
  | { readonly kind: "mute"; readonly sipId: string; readonly muted: boolean }
  | { readonly kind: "hold"; readonly sipId: string; readonly held: boolean }
  | { readonly kind: "digit"; readonly sipId: string; readonly key: string }
  | { readonly kind: "renegotiate"; readonly sipId: string };

export type CallStep = { readonly call: PhoneCall | undefined; readonly effects: readonly CallEffect[] };

/** Pure. `lineUp`: whether SIP requests can be sent now; one sent on a lost line would end the call. */
export function stepCall(call: PhoneCall | undefined, input: CallInput, lineUp: boolean): CallStep {
  const same: CallStep = { call, effects: [] };
  switch (input.kind) {
    case "invite":
      return call ? { call, effects: [{ kind: "refuse-busy", sipId: input.sipId }] } : ring(input);
    case "accepted":
      return call?.sipId === input.sipId ? accepted(call) : same;
    case "way-lost":
      return call?.sipId === input.sipId ? agreeAgain(call, lineUp) : same;
    case "network-changed":
      return call ? agreeAgain(call, lineUp) : same;
    case "ended":
      return call?.sipId === input.sipId ? { call: undefined, effects: quiet(call) } : same;
    case "hold-settled":
      return call?.sipId === input.sipId ? keep({ ...call, hold: input.held ? "on" : "off" }) : same;
    case "answer":
      if (call?.stage !== "ringing") return same;
      return {
        call: { ...call, stage: "answering" },
        effects: [...quiet(call), { kind: "answer", sipId: call.sipId }],
      };
    case "hang-up":
      return call ? hangUp(call, lineUp) : same;
    case "contact-over":
      return call?.callId === input.callId ? hangUp(call, lineUp) : same;
    case "toggle-mute":
      if (call?.stage !== "talking") return same;
      return {
        call: { ...call, muted: !call.muted },
        effects: [{ kind: "mute", sipId: call.sipId, muted: !call.muted }],
      };
    case "toggle-hold":
      return call?.stage === "talking" && lineUp ? toggleHold(call) : same;
    case "digit":
      if (call?.stage !== "talking") return same;
      return { call, effects: [{ kind: "digit", sipId: call.sipId, key: input.key }] };
    default:
      return input satisfies never;
  }
}

/** Pure: what the loss of the line means for the call. The sound may well go on. */
export function loseLine(call: PhoneCall | undefined): PhoneCall | undefined {
  return call?.stage === "talking" ? { ...call, renegotiate: true } : call;
}

/** Pure: what was put off until the line was back. */
export function regainLine(call: PhoneCall | undefined): CallStep {
  if (call?.stage === "ending") return { call, effects: [{ kind: "terminate", sipId: call.sipId }] };
  if (!call?.renegotiate) return { call, effects: [] };
  return { call: { ...call, renegotiate: false }, effects: [{ kind: "renegotiate", sipId: call.sipId }] };
}

function accepted(call: PhoneCall): CallStep {
  if (call.stage !== "answering" && call.stage !== "calling") return keep(call);
  const talking: PhoneCall = { ...call, stage: "talking" };
  // A call taken back on hold was offered so; the phone itself must learn that it holds.
  if (call.hold !== "on") return keep(talking);
  return { call: talking, effects: [{ kind: "hold", sipId: call.sipId, held: true }] };
}

/** Looks for a way of the sound again: at once, or as soon as the line is back. */
function agreeAgain(call: PhoneCall, lineUp: boolean): CallStep {
  if (call.stage !== "talking") return keep(call);
  if (!lineUp) return keep({ ...call, renegotiate: true });
  return { call, effects: [{ kind: "renegotiate", sipId: call.sipId }] };
}

function keep(call: PhoneCall): CallStep {
  return { call, effects: [] };
}

function quiet(call: PhoneCall): CallEffect[] {
  return call.stage === "ringing" ? [{ kind: "stop-ringing" }] : [];
}

function ring({ sipId, callId, from, answersItself }: Extract<CallInput, { kind: "invite" }>): CallStep {
  const call: PhoneCall = {
    sipId,
    callId,
    from,
    stage: answersItself ? "answering" : "ringing",
    muted: false,
    hold: "off",
    renegotiate: false,
  };
  if (answersItself) return { call, effects: [{ kind: "beep" }, { kind: "answer", sipId }] };
  return { call, effects: [{ kind: "ring", from }] };
}

function hangUp(call: PhoneCall, lineUp: boolean): CallStep {
  if (call.stage === "ending") return keep(call);
  const { sipId } = call;
  // On a lost line the BYE waits for the line; until then the caller must not hear us any more.
  const ending: CallEffect = lineUp ? { kind: "terminate", sipId } : { kind: "mute", sipId, muted: true };
  return { call: { ...call, stage: "ending" }, effects: [...quiet(call), ending] };
}

function toggleHold(call: PhoneCall): CallStep {
  // One question at a time: a second press while the first is being agreed would cross it (RFC 3261 §14.1).
  if (call.hold === "holding" || call.hold === "resuming") return keep(call);
  const held = call.hold === "off";
  return {
    call: { ...call, hold: held ? "holding" : "resuming" },
    effects: [{ kind: "hold", sipId: call.sipId, held }],
  };
}
