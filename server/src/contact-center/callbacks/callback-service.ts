// All open requests of this node to be called back: keeps their places in line, calls when an agent is free, and puts whoever
// answers into the queue. There that agent is rung for them, or was rung before, as the queue has it.
import { makeFact, newId } from "@tandem/kernel";
import type { AgentId, CallId, FactContent, LegId, QueueId, TenantId } from "@tandem/kernel";
import type { CallbackSettings } from "#contact-center/queues";
import { callTheCaller } from "./call-the-caller.ts";
import { isOpenCallback, longestFarewellMs, stepCallback } from "./callback.ts";
import type { Callback, CallbackInput } from "./callback.ts";
import type { CallbackFact } from "./callback-facts.ts";
import { settingsFor } from "./callback-ports.ts";
import type { CallbackRequest, CallbacksOptions } from "./callback-ports.ts";

/** When no line was free, or dialling was forbidden, it is tried again so much later: past any farewell. */
const noLineMs = longestFarewellMs + 1000;

type Entry = {
  callback: Callback;
  cancelTimer: (() => void) | undefined;
  /** Who is kept free; the caller may not have put the phone down yet. */
  turn: AgentId | undefined;
  /** Whose phone is rung before the caller's, in which call. */
  rung: { readonly callId: CallId; readonly agentId: AgentId } | undefined;
};

const newEntry = (callback: Callback): Entry => ({
  callback,
  cancelTimer: undefined,
  turn: undefined,
  rung: undefined,
});

export class Callbacks {
  readonly #options: CallbacksOptions;
  readonly #entries = new Map<CallId, Entry>();
  /** The call that rings now, or the one that asked and is not over → the callback. */
  readonly #byCall = new Map<CallId, CallId>();

  constructor(options: CallbacksOptions) {
    this.#options = options;
    const { below } = options;
    below.on("CallAnswered", ({ callId }) => this.#answered(callId));
    below.on("CallEnded", ({ callId }) => this.#ended(callId));
  }

  /** Takes over open requests, after the calls of the process before are there. */
  load(open: readonly Callback[]): void {
    for (const callback of open) {
      this.#entries.set(callback.id, newEntry(callback));
      this.#apply(callback.id, { kind: "restarted", isReached: this.#options.isReached });
      this.#settle(callback.id);
    }
  }

  /** The open ones, in the order of their places. */
  ofTenant(tenantId: TenantId): Callback[] {
    return [...this.#entries.values()]
      .map(({ callback }) => callback)
      .filter((callback) => callback.tenantId === tenantId)
      .toSorted((a, b) => a.queuedAt - b.queuedAt);
  }

  /** How many wait to be called back for this queue. */
  countOf(queueId: QueueId): number {
    let count = 0;
    for (const { callback } of this.#entries.values()) if (callback.queueId === queueId) count++;
    return count;
  }

  /** Takes a request; who asked before keeps the better of both places. */
  request(asked: CallbackRequest): Callback {
    const now = this.#now();
    const { tenantId, sameNumber } = asked;
    const before = this.ofTenant(tenantId).find((each) => each.sameNumber === sameNumber);
    const { expiryHours } = this.#settingsOf(asked);
    const callback: Callback = before ?? {
      ...asked,
      id: newId<CallId>(now),
      requestedAt: now,
      expiresAt: now + expiryHours * 3_600_000,
      nextAt: now + longestFarewellMs,
      state: "waiting",
      attempts: [],
      endedAt: null,
      endedBy: null,
    };
    this.#publish("CallbackRequested", callback, {
      callId: asked.requestCallId,
      merged: before !== undefined,
    });
    if (before) return before;
    this.#byCall.set(asked.requestCallId, callback.id);
    this.#entries.set(callback.id, newEntry(callback));
    this.#changed(callback);
    this.#settle(callback.id);
    return callback;
  }

  /** False when it is not open any more. */
  cancel(tenantId: TenantId, id: CallId, byName: string): boolean {
    const callback = this.#entries.get(id)?.callback;
    if (callback?.tenantId !== tenantId) return false;
    const ringing = callback.state === "calling" ? callback.attempts.at(-1)?.callId : undefined;
    this.#apply(id, { kind: "cancelled", by: byName });
    if (ringing) this.#options.calls.hangUp(ringing, { cause: "rejected", by: "system", wire: "cancelled" });
    return true;
  }

  /**
   * Goes on with one that was held to be reached: an answering machine took that call, which ends. Undefined: it was not
   * reached by it, or goes on already.
   */
  reopen(reached: Callback, callId: CallId): Callback | undefined {
    const { id, tenantId } = reached;
    const rules = this.#settingsOf(reached);
    const callback = stepCallback(reached, { kind: "machine", callId }, rules, this.#now());
    if (callback === reached || this.#entries.has(id)) return undefined;
    this.#options.calls.hangUp(callId, { cause: "completed", by: "agent" });
    // Whoever has asked again meanwhile is called for that.
    const asked = this.ofTenant(tenantId).some((each) => each.sameNumber === reached.sameNumber);
    if (asked || !isOpenCallback(callback)) {
      const failed: Callback = { ...callback, state: "failed", endedAt: this.#now() };
      this.#changed(failed);
      return failed;
    }
    this.#entries.set(id, newEntry(callback));
    this.#changed(callback);
    this.#settle(id);
    return callback;
  }

  /** Calendars may have opened or closed, or queues have other settings. */
  lookAgain(tenantId: TenantId): void {
    for (const { id } of this.ofTenant(tenantId)) this.#settle(id);
  }

  /**
   * In line when it may be called now or the caller is about to put the phone down, out of it when not; and a timer for when
   * that changes.
   */
  #settle(id: CallId): void {
    this.#apply(id, { kind: "time" });
    const entry = this.#entries.get(id);
    if (!entry) return;
    const { queues, clock } = this.#options;
    const { tenantId, queueId, number, queuedAt, requestedAt, nextAt, expiresAt, state, attempts } =
      entry.callback;
    entry.cancelTimer?.();
    const now = this.#now();
    const dues = [nextAt, expiresAt].filter((at) => at > now);
    // Past its time while the number is called: the end of that call decides.
    if (dues.length > 0) entry.cancelTimer = clock.after(Math.min(...dues) - now + 1, () => this.#settle(id));
    if (state !== "waiting") return;
    const isHangingUp = attempts.length === 0 && nextAt <= requestedAt + longestFarewellMs;
    const isInLine = (nextAt <= now || isHangingUp) && queues.isOpen(tenantId, queueId);
    if (!isInLine) return this.#giveUp(id);
    if (queues.places.has(id)) return entry.turn ? this.#call(id) : undefined;
    const ringsOne = this.#settingsOf(entry.callback).first === "agent";
    queues.places.keep(
      { tenantId, id, queueId, number, queuedAt, ringsOne },
      {
        onTurn: (_, agentId) => {
          entry.turn = agentId;
          this.#call(id);
        },
        onWithdrawn: (_, agentId) => this.#withdrawn(entry, agentId),
        onMoved: (_, to) => this.#moved(id, to),
        onRefused: () => this.#apply(id, { kind: "refused" }),
      },
    );
  }

  #call(id: CallId): void {
    const entry = this.#entries.get(id);
    if (entry?.callback.state !== "waiting" || entry.callback.nextAt > this.#now()) return;
    if (this.#settingsOf(entry.callback).first === "agent") this.#ringAgent(entry);
    else this.#callCaller(entry);
  }

  #callCaller({ callback }: Entry): void {
    const { id } = callback;
    const callId = callTheCaller(callback, this.#options);
    if (!callId || !this.#options.calls.exists(callId)) return this.#wait(id, noLineMs);
    this.#byCall.set(callId, id);
    this.#dialed(callback, callId);
  }

  #ringAgent(entry: Entry): void {
    const { callback, turn, rung } = entry;
    if (!turn || rung) return;
    const { ringAgent, calls, queues } = this.#options;
    const ringing = ringAgent(callback, turn, (callId, legId) => this.#callerMet(callId, legId));
    if (!ringing.ok && ringing.error.kind === "no-line") return this.#wait(callback.id, noLineMs);
    if (ringing.ok && calls.exists(ringing.value)) {
      entry.rung = { callId: ringing.value, agentId: turn };
      this.#byCall.set(ringing.value, callback.id);
      return;
    }
    entry.turn = undefined;
    queues.places.fail(callback.id, turn);
  }

  /** The agent has answered, and the number is called in the same call. */
  #agentAnswered({ callback, rung }: Entry): void {
    if (!rung) return;
    this.#dialed(callback, rung.callId);
    this.#options.queues.places.accept(callback.id, rung.agentId);
  }

  #dialed(callback: Callback, callId: CallId): void {
    this.#apply(callback.id, { kind: "dialed", callId });
    const { requestCallId, attempts } = callback;
    this.#publish("CallbackDialed", callback, { callId, requestCallId, attempt: attempts.length + 1 });
  }

  /** Whoever was called for an agent is there: from here on they keep the call up, as if they had called. */
  #callerMet(callId: CallId, callerLegId: LegId): void {
    const id = this.#byCall.get(callId);
    const entry = id && this.#entries.get(id);
    const { calls, queues } = this.#options;
    const legId = calls.callerLegOf(callId);
    if (!entry?.rung || !legId) return calls.hangUp(callId, { cause: "failed", by: "system" });
    calls.anchor(callId, callerLegId);
    queues.expect(callId, { agentId: entry.rung.agentId, legId });
    this.#reached(entry.callback, callId);
  }

  #answered(callId: CallId): void {
    const id = this.#byCall.get(callId);
    const entry = id && this.#entries.get(id);
    if (!entry) return;
    if (entry.rung?.callId === callId) this.#agentAnswered(entry);
    else if (entry.callback.state === "calling") this.#reached(entry.callback, callId);
  }

  /** Whoever answers goes first in the queue; the agent who was kept free is rung for them, or there already. */
  #reached(callback: Callback, callId: CallId): void {
    const { tenantId, queueId, number: ani, dnis, language, queuedAt } = callback;
    const { queues, calls, enterQueue } = this.#options;
    this.#publish("CallbackAnswered", callback, { callId });
    this.#apply(callback.id, { kind: "answered", callId });
    const entry = { tenantId, callId, ani, dnis, language, calledBackSince: queuedAt };
    if (!enterQueue(entry, queueId)) calls.hangUp(callId, { cause: "failed", by: "system" });
    // After: the agent who comes free by it is to find the caller in line.
    queues.places.giveUp(callback.id);
  }

  #ended(callId: CallId): void {
    const id = this.#byCall.get(callId);
    if (!id) return;
    this.#byCall.delete(callId);
    const entry = this.#entries.get(id);
    if (!entry) return;
    const { callback, rung } = entry;
    if (rung?.callId === callId) entry.rung = undefined;
    if (callback.requestCallId === callId) this.#apply(id, { kind: "hung-up" });
    else if (rung && callback.state === "waiting") this.#agentMissed(entry, rung.agentId);
    else {
      this.#apply(id, { kind: "missed", callId });
      this.#giveUp(id);
    }
    this.#settle(id);
  }

  /** The number was not called: no attempt. */
  #agentMissed(entry: Entry, agentId: AgentId): void {
    entry.turn = undefined;
    this.#options.queues.places.fail(entry.callback.id, agentId);
  }

  #withdrawn(entry: Entry, agentId: AgentId): void {
    if (entry.turn === agentId) entry.turn = undefined;
    if (entry.rung?.agentId === agentId) this.#stopRinging(entry);
  }

  /** The agent's phone rings no more for it. */
  #stopRinging(entry: Entry): void {
    const { rung } = entry;
    if (!rung) return;
    entry.rung = undefined;
    this.#byCall.delete(rung.callId);
    this.#options.calls.hangUp(rung.callId, { cause: "rejected", by: "system", wire: "cancelled" });
  }

  #wait(id: CallId, ms: number): void {
    const entry = this.#entries.get(id);
    if (!entry) return;
    this.#giveUp(id);
    entry.callback = { ...entry.callback, nextAt: this.#now() + ms };
    this.#changed(entry.callback);
    this.#settle(id);
  }

  #giveUp(id: CallId): void {
    const entry = this.#entries.get(id);
    this.#options.queues.places.giveUp(id);
    if (!entry) return;
    entry.turn = undefined;
    this.#stopRinging(entry);
  }

  #moved(id: CallId, queueId: QueueId): void {
    const entry = this.#entries.get(id);
    if (!entry) return;
    entry.callback = { ...entry.callback, queueId };
    this.#changed(entry.callback);
  }

  #apply(id: CallId, input: CallbackInput): void {
    const entry = this.#entries.get(id);
    if (!entry) return;
    const before = entry.callback;
    entry.callback = stepCallback(before, input, this.#settingsOf(before), this.#now());
    if (entry.callback === before) return;
    if (!isOpenCallback(entry.callback)) {
      entry.cancelTimer?.();
      this.#entries.delete(id);
      // Of who was reached it is given up when they are in line.
      if (entry.callback.state !== "reached") this.#options.queues.places.giveUp(id);
      if (entry.callback.state !== "reached") this.#stopRinging(entry);
    }
    this.#changed(entry.callback);
  }

  #changed(callback: Callback): void {
    this.#options.store(callback);
    this.#options.onChanged(callback.tenantId, callback.queueId);
  }

  #settingsOf({ tenantId, queueId }: Pick<Callback, "tenantId" | "queueId">): CallbackSettings {
    return settingsFor({ tenantId, queueId }, this.#options.queues);
  }

  #publish<Type extends "CallbackRequested" | "CallbackDialed" | "CallbackAnswered">(
    type: Type,
    { id: callbackId, tenantId, queueId, number }: Callback,
    more: object,
  ): void {
    const { facts, clock, queues } = this.#options;
    const queueName = queues.get(tenantId, queueId)?.name ?? "";
    const content = { type, tenantId, callbackId, queueId, queueName, number, ...more };
    facts.publish(makeFact<CallbackFact>(clock, content as unknown as FactContent<CallbackFact>));
  }

  #now(): number {
    return this.#options.clock.now();
  }
}
