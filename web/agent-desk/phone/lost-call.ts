// What a page needs to take a call over, as the live feed tells of it.
import type { DeskContact } from "@tandem/contract";
import type { LostCall } from "./own-call-state.ts";

/** Pure: undefined when there is no sound to take over: before the answer, and after the end. */
export function lostCallOf(contact: DeskContact): LostCall | undefined {
  const { callId, ani: from, replaces, answeredAt, endedAt, onHoldSince } = contact;
  if (replaces === null || answeredAt === null || endedAt !== null) return undefined;
  return { callId, from, replaces, held: onHoldSince !== null };
}
