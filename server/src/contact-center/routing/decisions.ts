// What the routing engine is told, and what it decides.
import type { AgentId, CallId, QueueId } from "@tandem/kernel";
import type {
  AgentRouting,
  AgentStrategy,
  OverflowCause,
  OverflowTarget,
  QueueRouting,
  Requirement,
} from "./configuration.ts";

export type Contact = {
  readonly callId: CallId;
  readonly queueId: QueueId;
  /** Higher goes first, by the queue's step; equal ones in the order of coming. */
  readonly priority: number;
  readonly queuedAt: number;
  /** For one that an earlier process had in this queue: since when. It is not asked again whether it may come in. */
  readonly enteredAt?: number;
  /** No rule sends it on: its place is kept for a caller who is called back. */
  readonly stays?: true;
  /** One agent at a time is offered it, however many the queue rings at once. */
  readonly ringsOne?: true;
  /** What this contact needs beyond what its queue asks for. */
  readonly skills?: readonly Requirement[];
  /** Looked up in the lists. */
  readonly number?: string;
  readonly lastAgentId?: AgentId;
};

export type RoutingInput =
  | { readonly kind: "queue-configured"; readonly queue: QueueRouting }
  /** Who waits there goes to `moveTo`, or is given back. */
  | { readonly kind: "queue-removed"; readonly queueId: QueueId; readonly moveTo: QueueId | undefined }
  | { readonly kind: "queue-opened"; readonly queueId: QueueId; readonly open: boolean }
  | { readonly kind: "agent-configured"; readonly agent: AgentRouting }
  | { readonly kind: "agent-removed"; readonly agentId: AgentId }
  /** Priority by number, and numbers that are let into no queue. */
  | {
      readonly kind: "lists-configured";
      readonly important: ReadonlyMap<string, number>;
      readonly blocked: ReadonlySet<string>;
    }
  | {
      readonly kind: "agent-changed";
      readonly agentId: AgentId;
      /** Signed in, ready or not. */
      readonly onDuty: boolean;
      /** Ready, and reachable by a phone. */
      readonly ready: boolean;
      /** Contacts at hand, wrap-up included; those that are only offered do not count. */
      readonly load: number;
      readonly idleSince: number;
    }
  /** From now on all have had the same number of calls. */
  | { readonly kind: "day-began" }
  | { readonly kind: "contact-queued"; readonly contact: Contact }
  /** `willReturn`: it comes back with its place, and has not given up. */
  | { readonly kind: "contact-left"; readonly callId: CallId; readonly willReturn?: true }
  /** Somebody chose the agent for a contact in line, whatever skills and places say. */
  | { readonly kind: "contact-assigned"; readonly callId: CallId; readonly agentId: AgentId }
  | { readonly kind: "offer-accepted"; readonly callId: CallId; readonly agentId: AgentId }
  | { readonly kind: "offer-failed"; readonly callId: CallId; readonly agentId: AgentId }
  | { readonly kind: "time" };

/** What made the engine look. */
export type Trigger =
  | "contact-came"
  | "agent-came-free"
  | "offer-failed"
  | "skills-lowered"
  | "last-agent-not-free"
  | "configuration";

/** Agents of the queue who did not get the contact, by the reason; each counts once. */
export type PassedOver = {
  readonly offDuty: number;
  readonly notReady: number;
  readonly busy: number;
  /** Missed an offer a moment ago. */
  readonly resting: number;
  readonly unskilled: number;
};

/** Why an offer went to this agent, or why there is none: of bounded size, kept with the call. */
export type Explanation = {
  readonly trigger: Trigger;
  readonly strategy: AgentStrategy | "last-agent" | "assigned";
  readonly waitedMs: number;
  /** Free agents with the skills asked for, the chosen ones included. */
  readonly free: number;
  /** Who would have been next, at most three. */
  readonly nextAgents: readonly AgentId[];
  readonly passedOver: PassedOver;
  /** Contacts of other lines that the agent could have had, the most urgent first, at most three. */
  readonly nextContacts: readonly CallId[];
};

export type RoutingDecision =
  | {
      readonly kind: "offer";
      readonly callId: CallId;
      readonly agentId: AgentId;
      readonly queueId: QueueId;
      readonly why: Explanation;
    }
  | {
      readonly kind: "withdraw-offer";
      readonly callId: CallId;
      readonly agentId: AgentId;
      readonly because: "contact-left" | "answered-elsewhere" | "queue-removed" | "agent-removed";
    }
  /** Nobody can be offered the contact yet. `position` counts from 1. */
  | {
      readonly kind: "wait";
      readonly callId: CallId;
      readonly queueId: QueueId;
      readonly position: number;
      readonly why: Explanation;
    }
  /** The contact has left the queue for there; into another queue the engine has put it already. */
  | {
      readonly kind: "overflow";
      readonly callId: CallId;
      readonly queueId: QueueId;
      readonly to: OverflowTarget;
      readonly because: OverflowCause["kind"];
    }
  | {
      readonly kind: "refuse";
      readonly callId: CallId;
      readonly queueId: QueueId;
      readonly because: "blocked-number" | "unknown-queue" | "queue-removed";
    };
