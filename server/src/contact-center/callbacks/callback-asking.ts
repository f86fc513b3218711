// Lets callers ask to be called back: at a node of their flow, or by a key while they wait in a queue.
import { makeFact } from "@tandem/kernel";
import type { CallId, Clock, FactPublisher, FactSource, QueueId, TenantId } from "@tandem/kernel";
import type { DialogueParty, Dialogues } from "#contact-center/dialogues";
import type { QueueFact, Queues } from "#contact-center/queues";
import type { CallFact, Calls, CallSignal } from "#telephony/calls";
import { askForCallback } from "./callback-dialogue.ts";
import type { NumberRefusal } from "./callback-dialogue.ts";
import type { CallbackFact } from "./callback-facts.ts";
import type { Callbacks } from "./callback-service.ts";

export type CallbackAskingOptions = {
  readonly clock: Clock;
  readonly dialogues: Pick<Dialogues, "run" | "has" | "stop">;
  readonly callbacks: Pick<Callbacks, "request">;
  readonly queues: Pick<Queues, "get" | "waiting" | "settingsOf" | "leaveForCallback" | "isBlocked">;
  readonly calls: Pick<Calls, "hangUp" | "callerLegOf">;
  /** A number in one form, E.164 where it is a whole one. */
  readonly sameNumber: (tenantId: TenantId, number: string) => string;
  /** Whether it rings in the house: an extension, or a number of our own. */
  readonly isInternal: (tenantId: TenantId, number: string) => boolean;
  readonly mayDial: (tenantId: TenantId, number: string) => boolean;
  readonly facts: FactPublisher<CallbackFact>;
  readonly below: FactSource<CallFact | CallSignal | QueueFact>;
};

export type CallbackQuestion = {
  readonly party: DialogueParty;
  readonly ani: string;
  readonly dnis: string;
  readonly queueId: QueueId;
};

export class CallbackAsking {
  readonly #options: CallbackAskingOptions;
  /** Callers in line who are being asked. */
  readonly #inLine = new Set<CallId>();

  constructor(options: CallbackAskingOptions) {
    this.#options = options;
    const { below } = options;
    below.on("DigitPressed", ({ callId, legId, digit }) => {
      if (options.calls.callerLegOf(callId) === legId) this.#pressed(callId, digit);
    });
    // Somebody has time for the caller before they have answered.
    below.on("ContactAnswered", ({ callId }) => this.#stop(callId));
    below.on("ContactFlowedOut", ({ callId, to }) => {
      if (to.kind !== "callback") this.#stop(callId);
    });
    below.on("CallEnded", ({ callId }) => void this.#inLine.delete(callId));
  }

  /** At a node of a flow; `CallbackAsked` tells when the caller is there still. */
  ask({ party, ani, dnis, queueId }: CallbackQuestion): void {
    const { tenantId, callId, language } = party;
    const { callbacks, clock, queues, sameNumber } = this.#options;
    if (!queues.get(tenantId, queueId)) return this.#tellAsked(party, false);
    let kept = false;
    this.#run(party, ani, {
      onNumber: (number) => {
        kept = true;
        const request = {
          tenantId,
          queueId,
          number,
          sameNumber: sameNumber(tenantId, number),
          dnis,
          language,
        };
        callbacks.request({ ...request, requestCallId: callId, queuedAt: clock.now() });
      },
      onEnd: () => this.#tellAsked(party, kept),
    });
  }

  #pressed(callId: CallId, digit: string): void {
    const { queues, dialogues, callbacks, calls, sameNumber } = this.#options;
    const waiting = queues.waiting(callId);
    if (!waiting || dialogues.has(callId) || waiting.calledBackSince !== undefined) return;
    const { tenantId, queue, ani, dnis, language, waitsSince: queuedAt, caller } = waiting;
    const { key } = queues.settingsOf(tenantId, queue.id)?.callback ?? { key: null };
    const legId = calls.callerLegOf(callId);
    if (key !== digit || !legId) return;
    caller.stop();
    this.#inLine.add(callId);
    let kept = false;
    this.#run({ tenantId, callId, legId, language }, ani, {
      onNumber: (number) => {
        kept = true;
        const request = { tenantId, queueId: queue.id, number, sameNumber: sameNumber(tenantId, number) };
        queues.leaveForCallback(callId);
        callbacks.request({ ...request, dnis, language, requestCallId: callId, queuedAt });
      },
      onEnd: () => {
        this.#inLine.delete(callId);
        if (kept) return calls.hangUp(callId, { cause: "flow-ended", by: "system", wire: "hung-up-locally" });
        queues.waiting(callId)?.caller.start("returning");
      },
    });
  }

  #run(
    party: DialogueParty,
    ani: string,
    listener: { readonly onNumber: (number: string) => void; readonly onEnd: () => void },
  ): void {
    const judge = (number: string) => this.#judge(party.tenantId, number);
    this.#options.dialogues.run(party, askForCallback({ ani, judge }), {
      onNews: ({ number }) => listener.onNumber(number),
      onEnd: listener.onEnd,
    });
  }

  #judge(tenantId: TenantId, number: string): "ok" | NumberRefusal {
    const { isInternal, queues, mayDial, sameNumber } = this.#options;
    if (isInternal(tenantId, number)) return "internal";
    const whole = sameNumber(tenantId, number);
    if (!/^\+\d{7,15}$/.test(whole)) return "invalid";
    if (queues.isBlocked(tenantId, number) || queues.isBlocked(tenantId, whole)) return "blocked";
    return mayDial(tenantId, number) ? "ok" : "forbidden";
  }

  #stop(callId: CallId): void {
    if (this.#inLine.delete(callId)) this.#options.dialogues.stop(callId);
  }

  #tellAsked({ tenantId, callId }: DialogueParty, kept: boolean): void {
    const { facts, clock } = this.#options;
    facts.publish(makeFact<CallbackFact>(clock, { type: "CallbackAsked", tenantId, callId, kept }));
  }
}
