// What a queue settles about its callers beside its name and its agents, in the units that people set it in.
import type { AgentId, CalendarId, FlowId, QueueId } from "@tandem/kernel";
import { plainQueue } from "#contact-center/routing";
import type {
  AgentStrategy,
  OverflowCause,
  OverflowTarget,
  QueueRouting,
  Requirement,
} from "#contact-center/routing";

export type OverflowCauseSetting =
  | { readonly kind: "wait" | "estimated-wait"; readonly seconds: number }
  | { readonly kind: "size"; readonly callers: number }
  | { readonly kind: "nobody-on-duty" | "closed" };

export type OverflowTargetSetting =
  | { readonly kind: "queue"; readonly queueId: QueueId }
  | { readonly kind: "flow"; readonly flowId: FlowId }
  /** The queue's own mailbox. */
  | { readonly kind: "voicemail" }
  | { readonly kind: "message"; readonly prompt: string }
  | { readonly kind: "external"; readonly number: string };

export type OverflowSetting = { readonly when: OverflowCauseSetting; readonly to: OverflowTargetSetting };

export type RingSetting = { readonly afterSeconds: number; readonly minimums: readonly Requirement[] };

/** What waiting callers are told every so often. */
export type Announces = "thanks" | "position" | "wait" | "position-and-wait";

/** Callers who wait may ask to be called back. */
export type CallbackSettings = {
  /** The key that asks for it while waiting; null: none does. */
  readonly key: string | null;
  /** How often the number is called. */
  readonly attempts: number;
  readonly gapSeconds: number;
  /** After so long it is given up. */
  readonly expiryHours: number;
  readonly ringSeconds: number;
  /** Who is called first when an agent is free: the caller, or that agent, who then hears it ring. */
  readonly first: "caller" | "agent";
};

export const defaultCallbackSettings: CallbackSettings = {
  key: null,
  attempts: 3,
  gapSeconds: 300,
  expiryHours: 24,
  ringSeconds: 40,
  first: "caller",
};

export type QueueSettings = {
  readonly strategy: AgentStrategy;
  readonly priority: number;
  readonly priorityStepSeconds: number;
  readonly serviceLevelSeconds: number;
  /** Share of callers to be answered within that time. */
  readonly goalPercent: number;
  readonly skills: readonly Requirement[];
  readonly rings: readonly RingSetting[];
  readonly ringAtOnce: number;
  /** How long a caller is kept for who they spoke with last; 0: not at all. */
  readonly lastAgentSeconds: number;
  /** So long ago that talk may be. */
  readonly lastAgentHours: number;
  readonly excludedAgentIds: readonly AgentId[];
  /** Null: always open. */
  readonly calendarId: CalendarId | null;
  readonly overflow: readonly OverflowSetting[];
  readonly announces: Announces;
  /** Every so often; 0: never. */
  readonly announcementSeconds: number;
  readonly callback: CallbackSettings;
};

/** As the routing engine takes it; a queue without settings has nothing but agents. */
export function queueRouting(queueId: QueueId, settings: QueueSettings | undefined): QueueRouting {
  if (!settings) return plainQueue(queueId);
  const { strategy, priority, skills, ringAtOnce } = settings;
  return {
    queueId,
    strategy,
    priority,
    skills,
    ringAtOnce,
    rings: settings.rings.map(({ afterSeconds, minimums }) => ({ afterMs: afterSeconds * 1000, minimums })),
    priorityStepMs: settings.priorityStepSeconds * 1000,
    targetMs: settings.serviceLevelSeconds * 1000,
    goal: settings.goalPercent / 100,
    lastAgentMs: settings.lastAgentSeconds * 1000,
    overflow: settings.overflow.map(({ when, to }) => ({
      when: causeOf(when),
      to: to satisfies OverflowTarget,
    })),
  };
}

function causeOf(when: OverflowCauseSetting): OverflowCause {
  switch (when.kind) {
    case "wait":
    case "estimated-wait":
      return { kind: when.kind, overMs: when.seconds * 1000 };
    case "size":
      return { kind: "size", from: when.callers };
    case "nobody-on-duty":
    case "closed":
      return { kind: when.kind };
    default:
      return when satisfies never;
  }
}
