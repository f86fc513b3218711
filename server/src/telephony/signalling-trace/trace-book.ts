// Sorts SIP messages into the calls they belong to, and says when a call's signalling is over. Pure: time
// comes in with every message.
//
// A message is sorted by its Call-ID:
// Call-ID is  | because                              | the message
// ------------+--------------------------------------+--------------------------------------------------
// claimed     | a leg of a call has it               | is kept with the call, within the call's limits
// held        | an INVITE had it, no call claimed it | waits for the claim, 40 s at most
// unknown     | neither                              | an INVITE is held; anything else is let go
//
// A call is complete when it has ended and its legs have been silent for 5 s, or 40 s after its end.
import type { CallId, Millis, TenantId } from "@tandem/kernel";
import { isInvite } from "./message-head.ts";
import type { LegClaim, OwnAddress, TracedCall, TracedLeg, TracedMessage } from "./traced-call.ts";

export type TraceLimits = {
  readonly messagesPerCall: number;
  readonly charactersPerCall: number;
  /** Held messages of all Call-IDs together; the oldest Call-ID gives way. */
  readonly heldCharacters: number;
};

const defaultTraceLimits: TraceLimits = {
  // A call of hours with session timers, holds and transfers stays below; a loop does not.
  messagesPerCall: 500,
  charactersPerCall: 256 * 1024,
  // Some ten thousand INVITEs of a flood, of which none becomes a call.
  heldCharacters: 8 * 1024 * 1024,
};

/** An INVITE is answered or given up within 64*T1 = 32 s (RFC 3261 §17), challenges included. */
const holdMs = 40_000;
/** Longer than T2 = 4 s: whatever is still repeated has been repeated by then. */
const silenceMs = 5000;
const patienceMs = 40_000;

/** A message that was not sorted yet. */
export type SeenMessage = Omit<TracedMessage, "leg">;

type OpenCall = {
  readonly tenantId: TenantId;
  readonly callId: CallId;
  readonly legs: TracedLeg[];
  readonly messages: TracedMessage[];
  characters: number;
  cut: number;
  lastAt: Millis;
  endedAt: Millis | undefined;
};
type Claimed = { readonly call: OpenCall; readonly leg: number };
type Held = { readonly since: Millis; readonly messages: SeenMessage[]; characters: number };

export class TraceBook {
  readonly #own: OwnAddress;
  readonly #limits: TraceLimits;
  readonly #calls = new Map<CallId, OpenCall>();
  readonly #claimed = new Map<string, Claimed>();
  /** In the order of their first message. */
  readonly #held = new Map<string, Held>();
  #heldCharacters = 0;

  constructor(own: OwnAddress, limits: TraceLimits = defaultTraceLimits) {
    this.#own = own;
    this.#limits = limits;
  }

  /** Calls whose signalling is not complete. */
  get size(): number {
    return this.#calls.size;
  }

  /** Characters of messages that no call has claimed. */
  get heldCharacters(): number {
    return this.#heldCharacters;
  }

  /** The call that has claimed this Call-ID. */
  callOf(sipCallId: string): CallId | undefined {
    return this.#claimed.get(sipCallId)?.call.callId;
  }

  /** Whether a message would be kept, so that no work is spent on one that is not. */
  wants(sipCallId: string, text: string): boolean {
    return this.#claimed.has(sipCallId) || this.#held.has(sipCallId) || isInvite(text);
  }

  take(sipCallId: string, message: SeenMessage): void {
    const claimed = this.#claimed.get(sipCallId);
    if (claimed) return this.#keep(claimed, message);
    const held = this.#held.get(sipCallId) ?? { since: message.at, messages: [], characters: 0 };
    if (held.messages.length === 0) {
      if (!isInvite(message.text)) return;
      this.#held.set(sipCallId, held);
    }
    held.messages.push(message);
    held.characters += message.text.length;
    this.#heldCharacters += message.text.length;
    this.#makeRoom();
  }

  /** From now on, and for what is held already, this Call-ID is a leg of the call. */
  claim({ tenantId, callId, ...leg }: LegClaim, now: Millis): void {
    if (this.#claimed.has(leg.sipCallId)) return;
    const call = this.#calls.get(callId) ?? newCall(tenantId, callId, now);
    this.#calls.set(callId, call);
    const claimed = { call, leg: call.legs.push(leg) - 1 };
    this.#claimed.set(leg.sipCallId, claimed);
    const held = this.#held.get(leg.sipCallId);
    this.#release(leg.sipCallId);
    for (const message of held?.messages ?? []) this.#keep(claimed, message);
  }

  end(callId: CallId, now: Millis): void {
    const call = this.#calls.get(callId);
    if (call) call.endedAt ??= now;
  }

  /** The complete calls, which are forgotten here. Lets go of what was held too long. */
  complete(now: Millis): TracedCall[] {
    for (const [sipCallId, { since }] of this.#held) {
      if (now - since < holdMs) break;
      this.#release(sipCallId);
    }
    const complete = [...this.#calls.values()].filter(
      ({ endedAt, lastAt }) =>
        endedAt !== undefined &&
        (now - endedAt >= patienceMs || now - Math.max(endedAt, lastAt) >= silenceMs),
    );
    return complete.map((call) => this.#close(call));
  }

  /** Every call there is, complete or not, for a node that stops. */
  closeAll(): TracedCall[] {
    return [...this.#calls.values()].map((call) => this.#close(call));
  }

  /** What is known so far of a call whose signalling is not complete. */
  peek(callId: CallId): TracedCall | undefined {
    const call = this.#calls.get(callId);
    return call && this.#shown(call);
  }

  #keep({ call, leg }: Claimed, message: SeenMessage): void {
    const { messagesPerCall, charactersPerCall } = this.#limits;
    call.lastAt = Math.max(call.lastAt, message.at);
    const characters = call.characters + message.text.length;
    if (call.messages.length >= messagesPerCall || characters > charactersPerCall) {
      call.cut++;
      return;
    }
    call.characters = characters;
    call.messages.push({ ...message, leg });
  }

  #makeRoom(): void {
    for (const sipCallId of this.#held.keys()) {
      if (this.#heldCharacters <= this.#limits.heldCharacters) return;
      this.#release(sipCallId);
    }
  }

  #release(sipCallId: string): void {
    this.#heldCharacters -= this.#held.get(sipCallId)?.characters ?? 0;
    this.#held.delete(sipCallId);
  }

  #close(call: OpenCall): TracedCall {
    this.#calls.delete(call.callId);
    for (const { sipCallId } of call.legs) this.#claimed.delete(sipCallId);
    return this.#shown(call);
  }

  /** Messages of a leg that were held come late into the list; on the wire they were earlier. */
  #shown({ tenantId, callId, legs, messages, cut }: OpenCall): TracedCall {
    const inOrder = messages.toSorted((one, other) => one.at - other.at);
    return { tenantId, callId, own: this.#own, legs: [...legs], messages: inOrder, cut };
  }
}

function newCall(tenantId: TenantId, callId: CallId, now: Millis): OpenCall {
  return {
    tenantId,
    callId,
    legs: [],
    messages: [],
    characters: 0,
    cut: 0,
    lastAt: now,
    endedAt: undefined,
  };
}
