// What the middle of the desk shows: the live contact and the SIP call as one. Where they differ, the live feed is
// right, as it knows every device of the agent; only while it is cut off does the phone's own call lead.
import type { DeskContact, WorkState } from "@tandem/contract";
import type { PhoneCall } from "#agent-desk/phone";

export type ContactState = Exclude<WorkState, "idle">;

export type ContactView = {
  readonly state: ContactState;
  /** The caller's number; empty when withheld. */
  readonly number: string;
  /** ISO text of when this state began; undefined while only the phone knows of the call. */
  readonly since: string | undefined;
  readonly contact: DeskContact | undefined;
  /** Whether this page's phone has the call, and can therefore do something with it. */
  readonly call: PhoneCall | undefined;
};

/** Pure: which state a live contact is in. */
function contactState(contact: DeskContact): { state: ContactState; since: string } {
  if (contact.endedAt !== null) return { state: "wrap-up", since: contact.endedAt };
  if (contact.onHoldSince !== null) return { state: "on-hold", since: contact.onHoldSince };
  if (contact.answeredAt !== null) return { state: "talking", since: contact.answeredAt };
  return { state: "offered", since: contact.offeredAt };
}

function phoneState(call: PhoneCall): ContactState {
  if (call.stage === "ringing" || call.stage === "answering") return "offered";
  return call.hold === "on" || call.hold === "resuming" ? "on-hold" : "talking";
}

/** A call without the header can only be this one; one that a consultation became has that one's id. */
function isOf({ callId, rungCallId }: DeskContact, call: PhoneCall | undefined): boolean {
  return call?.callId === undefined || call.callId === callId || call.callId === rungCallId;
}

/** Pure. `stale`: the live feed is cut off, so that what it said last may be over. */
export function viewContact(
  contact: DeskContact | undefined,
  call: PhoneCall | undefined,
  stale: boolean,
): ContactView | undefined {
  const active = call?.stage === "ending" ? undefined : call;
  if (!contact) {
    if (!active) return undefined;
    return { state: phoneState(active), number: active.from, since: undefined, contact, call: active };
  }
  const mine = isOf(contact, active) ? active : undefined;
  const known = contactState(contact);
  const number = contact.ani;
  if (!stale || !mine || known.state === phoneState(mine)) return { ...known, number, contact, call: mine };
  return { state: phoneState(mine), number, since: undefined, contact, call: mine };
}
