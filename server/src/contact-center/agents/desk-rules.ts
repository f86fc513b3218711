// How agents work at their desks, as each tenant settles it: away reasons, and what takes readiness away; for all
// queues, and for single ones.
import type { AgentId, QueueId, TenantId } from "@tandem/kernel";
import type { AwayReason, SystemReason } from "./agent-state.ts";
import type { AgentRules } from "./agent-step.ts";

export type Words = { readonly "zh-CN": string; readonly en: string };

/** Why an agent may be away. */
export type AwayReasonSetting = {
  readonly code: AwayReason;
  readonly name: Words;
  /** Who stays away longer is shown to supervisors; null: no limit. */
  readonly limitMinutes: number | null;
  /** The time is work, as training is, and no break. */
  readonly countsAsWork: boolean;
};

/** A break after a call that took longer. */
export type LongCallBreak = { readonly overMinutes: number; readonly breakMinutes: number };

export type TenantDeskRules = {
  /** In the order to show. */
  readonly awayReasons: readonly AwayReasonSetting[];
  /** Calls missed in a row until the agent is away; 0: never. */
  readonly missesToAway: number;
  readonly longCall: LongCallBreak | null;
  /** Whose phones answer by themselves, whatever the queue. */
  readonly autoAnswerAgentIds: readonly AgentId[];
  /** A parked caller whom nobody picks up in that time comes back to whoever parked them. */
  readonly parkSeconds: number;
};

export type QueueDeskRules = {
  /** Null: as the tenant has it. */
  readonly missesToAway: number | null;
  /** Agents may sign out of this queue, and in again, by themselves. */
  readonly agentsMayLeave: boolean;
  /** Phones answer callers of this queue by themselves. */
  readonly autoAnswer: boolean;
  /** What agents see beside a caller of this queue: Markdown; empty: nothing. */
  readonly script: string;
};

/** A queue that an agent belongs to; one who is signed out of it takes none of its callers. */
export type QueueMembership = { readonly queueId: QueueId; readonly signedIn: boolean };

export type StoredDeskRules = {
  readonly tenant: TenantDeskRules;
  readonly queues: ReadonlyMap<QueueId, QueueDeskRules>;
  readonly memberships: ReadonlyMap<AgentId, readonly QueueMembership[]>;
};

/** What nobody chooses: the system gives these reasons itself. */
export const systemReasonNames: Readonly<Record<SystemReason, Words>> = {
  "no-answer": { "zh-CN": "未接来电", en: "Missed calls" },
  "long-call": { "zh-CN": "长通话后休息", en: "Rest after a long call" },
};

const reason = (code: string, chinese: string, english: string, countsAsWork = false): AwayReasonSetting => ({
  code,
  name: { "zh-CN": chinese, en: english },
  limitMinutes: null,
  countsAsWork,
});

/** Of a tenant that settled nothing. */
export const usualDeskRules: TenantDeskRules = {
  awayReasons: [
    reason("break", "小休", "Break"),
    reason("meal", "用餐", "Meal"),
    reason("training", "培训", "Training", true),
    reason("meeting", "会议", "Meeting", true),
    reason("other", "其他", "Other"),
  ],
  missesToAway: 3,
  longCall: null,
  autoAnswerAgentIds: [],
  parkSeconds: 120,
};

export const usualQueueDeskRules: QueueDeskRules = {
  missesToAway: null,
  agentsMayLeave: false,
  autoAnswer: false,
  script: "",
};

const minuteMs = 60_000;

export class DeskRules {
  readonly #byTenant = new Map<TenantId, StoredDeskRules>();
  /** Asked for at every step of an agent. */
  readonly #limitsMs = new Map<TenantId, ReadonlyMap<AwayReason, number>>();

  /** Takes over what a tenant settled. */
  replace(tenantId: TenantId, rules: StoredDeskRules): void {
    this.#byTenant.set(tenantId, rules);
    const limits = rules.tenant.awayReasons.flatMap(({ code, limitMinutes }) =>
      limitMinutes === null ? [] : [[code, limitMinutes * minuteMs] as const],
    );
    this.#limitsMs.set(tenantId, new Map(limits));
  }

  ofTenant(tenantId: TenantId): TenantDeskRules {
    return this.#byTenant.get(tenantId)?.tenant ?? usualDeskRules;
  }

  ofQueue(tenantId: TenantId, queueId: QueueId): QueueDeskRules {
    return this.#byTenant.get(tenantId)?.queues.get(queueId) ?? usualQueueDeskRules;
  }

  /** Whether an agent's phone is to answer a caller of that queue by itself. */
  autoAnswers(tenantId: TenantId, queueId: QueueId, agentId: AgentId): boolean {
    const isTheirs = this.ofTenant(tenantId).autoAnswerAgentIds.includes(agentId);
    return isTheirs || this.ofQueue(tenantId, queueId).autoAnswer;
  }

  /** The queues that an agent belongs to. */
  membershipsOf(tenantId: TenantId, agentId: AgentId): readonly QueueMembership[] {
    return this.#byTenant.get(tenantId)?.memberships.get(agentId) ?? [];
  }

  /** What the state of an agent goes by, with a contact of that queue or of none. */
  agentRules(tenantId: TenantId, queueId: QueueId | null): AgentRules {
    const { missesToAway, longCall } = this.ofTenant(tenantId);
    const queue = queueId && this.ofQueue(tenantId, queueId);
    return {
      limitsMs: this.#limitsMs.get(tenantId) ?? new Map(),
      missesToAway: (queue && queue.missesToAway) ?? missesToAway,
      longCall: longCall
        ? { overMs: longCall.overMinutes * minuteMs, breakMs: longCall.breakMinutes * minuteMs }
        : undefined,
    };
  }

  /** Undefined for a reason that is in no list any more. */
  awayReason(tenantId: TenantId, code: AwayReason): AwayReasonSetting | undefined {
    return this.ofTenant(tenantId).awayReasons.find((each) => each.code === code);
  }

  /** A reason's name; the code itself once the reason is gone. */
  nameOf(tenantId: TenantId, code: AwayReason): Words {
    const own = this.awayReason(tenantId, code)?.name;
    return own ?? systemReasonNames[code as SystemReason] ?? { "zh-CN": code, en: code };
  }
}
