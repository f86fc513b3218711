// Whom a number that an agent transfers to belongs to: one of our own numbers, a colleague, or somebody outside.
import type { TenantId } from "@tandem/kernel";
import type { Agent, Agents } from "#contact-center/agents";
import type { EntryPoint, EntryPoints } from "#contact-center/entry-points";
import type { LegEndCause } from "#telephony/calls";
import type { TransferFailure } from "./transfer-facts.ts";

export type TransferTarget =
  | { readonly kind: "entry-point"; readonly name: string; readonly entryPoint: EntryPoint }
  | { readonly kind: "agent"; readonly name: string; readonly agent: Agent }
  | { readonly kind: "number"; readonly name: string };

/** What a person may dial that no directory of ours knows. */
const dialable = /^\+?[\d*#().\- ]{2,}$/;

/** Undefined: neither ours nor a number. */
export function findTarget(
  tenantId: TenantId,
  number: string,
  { agents, entryPoints }: { agents: Pick<Agents, "byExtension">; entryPoints: Pick<EntryPoints, "match"> },
): TransferTarget | undefined {
  const entryPoint = entryPoints.match(tenantId, number, undefined);
  if (entryPoint) return { kind: "entry-point", name: entryPoint.queueName ?? number, entryPoint };
  const agent = agents.byExtension(tenantId, number);
  if (agent) return { kind: "agent", name: agent.record.displayName, agent };
  return dialable.test(number) ? { kind: "number", name: number } : undefined;
}

/** Why a target's leg ended that was never answered. */
export function failureOf(cause: LegEndCause): TransferFailure {
  switch (cause) {
    case "busy":
      return "busy";
    case "declined":
    case "rejected":
      return "declined";
    case "no-answer":
      return "no-answer";
    case "not-found":
    case "number-changed":
      return "not-found";
    default:
      return "unreachable";
  }
}
