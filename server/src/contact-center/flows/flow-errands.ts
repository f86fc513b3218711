// What a flow wants of others for its caller: a place in a queue, a survey, a message taken or sent, an answer of a server. They are told
// what they are to do, and what comes of it is fed to the flow.
import type { FlowEffect, FlowInput } from "@tandem/flows";
import type { CalendarId, CallId, Clock, FactContent, TenantId } from "@tandem/kernel";
import type { CallbackAsking } from "#contact-center/callbacks";
import type { DataTables } from "#contact-center/data-tables";
import type { Outbox } from "#contact-center/flow-messages";
import type { FlowRequests, RequestOutcome } from "#contact-center/flow-requests";
import type { Queues } from "#contact-center/queues";
import type { Surveys } from "#contact-center/surveys";
import type { Mailbox, Voicemails } from "#contact-center/voicemail";
import type { FlowFact } from "./flow-facts.ts";
import type { FlowRun } from "./flow-run.ts";

/** Who does what flows want. */
export type ErrandTakers = {
  readonly clock: Clock;
  readonly queues: Pick<Queues, "enqueue">;
  readonly surveys: Pick<Surveys, "ask">;
  readonly voicemails: Pick<Voicemails, "take">;
  readonly callbackAsking: Pick<CallbackAsking, "ask">;
  readonly isOpen: (tenantId: TenantId, calendarId: CalendarId) => boolean;
  readonly requests: Pick<FlowRequests, "ask">;
  readonly tables: Pick<DataTables, "find">;
  readonly outbox: Pick<Outbox, "take" | "refuse">;
};

export type FlowErrandsOptions = ErrandTakers & {
  readonly feed: (callId: CallId, input: FlowInput) => void;
  readonly publish: (content: FactContent<FlowFact>) => void;
  /** Whether the call is in this run still. */
  readonly isCurrent: (run: FlowRun) => boolean;
};

type Effect<Kind extends FlowEffect["kind"]> = Extract<FlowEffect, { kind: Kind }>;
type Errand = Effect<
  | "enqueue"
  | "ask-survey"
  | "take-message"
  | "ask-callback"
  | "ask-hours"
  | "look-up"
  | "send-message"
  | "message-unsaid"
  | "send-request"
>;

export class FlowErrands {
  readonly #options: FlowErrandsOptions;

  constructor(options: FlowErrandsOptions) {
    this.#options = options;
  }

  run(run: FlowRun, effect: Errand): void {
    const { tenantId, callId } = run;
    const { feed, isCurrent } = this.#options;
    switch (effect.kind) {
      case "enqueue": {
        const { ani, dnis, calledBackSince: since } = run;
        const { queueId, language, priority, skills, tags } = effect;
        const place = since === undefined ? {} : { calledBackSince: since };
        const caller = { tenantId, callId, ani, dnis, language };
        const taken = this.#options.queues.enqueue({ ...caller, queueId, priority, skills, tags, ...place });
        return taken ? undefined : feed(callId, { kind: "not-taken" });
      }
      case "ask-survey": {
        const { callerLegId: legId, servedBy: subject = { queueId: null, agentId: null } } = run;
        const party = { tenantId, callId, legId, language: effect.language };
        return this.#options.surveys.ask({ party, node: run.state.node, form: effect.node, subject });
      }
      case "take-message": {
        const { node, language } = effect;
        const party = { tenantId, callId, legId: run.callerLegId, language };
        const mailbox = { queueId: node.queueId ?? null, agentId: node.agentId ?? null } as Mailbox;
        return this.#options.voicemails.take({ party, ani: run.ani, mailbox, form: node });
      }
      case "ask-callback": {
        const party = { tenantId, callId, legId: run.callerLegId, language: effect.language };
        const { ani, dnis } = run;
        return this.#options.callbackAsking.ask({ party, ani, dnis, queueId: effect.queueId });
      }
      case "ask-hours":
        return feed(callId, {
          kind: "hours",
          open: this.#options.isOpen(tenantId, effect.calendarId),
        });
      case "look-up": {
        const { table, key, wait } = effect;
        const found = this.#options.tables.find(tenantId, table, key);
        return void found.then((row) => {
          if (isCurrent(run)) feed(callId, { kind: "looked-up", wait, row });
        });
      }
      case "send-message":
        return this.#sendMessage(run, effect);
      case "message-unsaid": {
        const about = { tenantId, callId, flowId: run.flow.id, node: effect.node };
        return this.#options.outbox.refuse(about, effect.of, "no-value");
      }
      case "send-request":
        return this.#request(run, effect);
      default:
        effect satisfies never;
    }
  }

  #sendMessage(run: FlowRun, { message, wait }: Effect<"send-message">): void {
    const { id = run.callId, tenantId, callId, flow, ani, dnis, state } = run;
    const about = { tenantId, callId, flowId: flow.id, flowName: flow.name, node: state.node, ani, dnis };
    // The same when the node is gone through again after a restart: it is entered once by each count.
    const taken = this.#options.outbox.take({ ...about, key: `${id}-${state.entered}`, message });
    this.#options.feed(callId, { kind: "message-taken", wait, taken });
  }

  #request(run: FlowRun, { request, wait }: Effect<"send-request">): void {
    const { tenantId, callId, state } = run;
    const { clock, requests } = this.#options;
    const startedAt = clock.now();
    const given = new AbortController();
    run.cancelRequest = () => given.abort();
    // The same when it is asked again after a restart: a node is entered once by each count.
    const idempotencyKey = `${run.id ?? callId}-${state.entered}`;
    const told = ({ status, failure, body }: RequestOutcome) => {
      if (given.signal.aborted) return;
      run.cancelRequest = undefined;
      const durationMs = clock.now() - startedAt;
      this.#options.publish({
        type: "FlowRequestEnded",
        tenantId,
        callId,
        node: state.node,
        status,
        failure,
        durationMs,
      });
      const isAnswer = status !== null && failure === null;
      this.#options.feed(
        callId,
        isAnswer ? { kind: "response", wait, status, body } : { kind: "no-response", wait },
      );
    };
    requests
      .ask({ tenantId, request, idempotencyKey, signal: given.signal })
      .then(told, () => told({ status: null, failure: "broken" }));
  }
}
