// One call that a queue has in hand, and what the end of a leg means for it.
import type { AgentId, CallId, LegId, QueueId, TenantId } from "@tandem/kernel";
import type { LegEndCause } from "#telephony/calls";
import type { PromptLanguage } from "#telephony/prompts";
import type { OfferEnd } from "./queue-facts.ts";
import type { QueueRecord } from "./queue-store.ts";
import type { WaitingCaller, WaitingCallerSnapshot } from "./waiting-caller.ts";

export type QueuedCall = {
  readonly tenantId: TenantId;
  readonly callId: CallId;
  /** As it is now; another one after an overflow. */
  queue: QueueRecord;
  readonly ani: string;
  readonly dnis: string;
  readonly language: PromptLanguage;
  /** What is known of the call; left out while nothing is. */
  readonly tags?: Readonly<Record<string, string>>;
  /** That the agent has to know besides what the queue asks for, by id; left out while it is none. */
  readonly skills?: Readonly<Record<string, number>>;
  readonly caller: WaitingCaller;
  /** Into this queue. */
  queuedAt: number;
  /** Since when the place was kept of who is called back. */
  readonly calledBackSince?: number;
  /** Into the first one: what counts for the place in line. */
  waitsSince: number;
  /** What was expected when the caller came into this line, ms; undefined for who was offered at once. */
  estimateMs: number | undefined;
  /** In the line: higher goes first. */
  priority: number;
  /** Agents whose phones ring, with the leg of each. */
  readonly offers: Map<AgentId, LegId | undefined>;
  talking: { agentId: AgentId; readonly since: number } | undefined;
};

/** JSON of a call that a queue has in hand. An offer is not kept: a phone that rang rings no more. */
export type QueuedCallSnapshot = Omit<
  QueuedCall,
  "queue" | "caller" | "offers" | "waitsSince" | "estimateMs"
> & {
  /** Left out by earlier versions, which knew one queue. */
  readonly waitsSince?: number;
  /** The queue as it was, when it was removed while caller and agent talked. */
  readonly removedQueue?: QueueRecord;
  readonly queueId: QueueId;
  readonly legId: LegId;
  readonly caller: WaitingCallerSnapshot | undefined;
};

/** Ends of an agent's leg after which the caller still needs somebody. */
const losses: ReadonlySet<string> = new Set(["phone-lost", "no-sound", "media-lost", "transfer-failed"]);

export function isLoss(cause: string): boolean {
  return losses.has(cause);
}

/** What becomes of an offer when the leg to the agent ended so. */
export function offerEndOf(cause: LegEndCause): OfferEnd {
  if (cause === "no-answer") return "no-answer";
  if (cause === "busy" || cause === "declined") return "declined";
  return "unreachable";
}
