// What a page needs to take a call over, as the live feed tells of it.
import type { DeskContact, DeskLive } from "@tandem/contract";
import type { LostCall } from "./own-call-state.ts";

/** Pure: undefined when there is no sound to take over: before the answer, and after the end. */
export function lostCallOf(contact: DeskContact): LostCall | undefined {
  const { callId, ani: from, replaces, answeredAt, endedAt, onHoldSince } = contact;
  if (replaces === null || answeredAt === null || endedAt !== null) return undefined;
  return { place: "first", callId, from, replaces, held: onHoldSince !== null };
}

/** Pure: the calls of an agent whose phone is cut off, the contact first. A call of their own is beside it. */
export function lostCallsOf({ contact, ownCalls }: DeskLive): LostCall[] {
  const served = contact?.phoneCutOff ? lostCallOf(contact) : undefined;
  const place = contact ? "second" : "first";
  const own = ownCalls
    .filter(({ phoneCutOff }) => phoneCutOff)
    .map(({ callId, party: from, replaces, held }): LostCall => ({ place, callId, from, replaces, held }));
  return served ? [served, ...own] : own;
}
