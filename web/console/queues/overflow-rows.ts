// The overflow rules of a queue as the flat rows that a form edits.
import type { OverflowRule } from "@tandem/contract";

export type OverflowRow = {
  readonly cause: OverflowRule["when"]["kind"];
  /** Seconds, or callers. */
  readonly figure?: number | null;
  readonly target: OverflowRule["to"]["kind"];
  /** Id of a queue or a flow, name of a prompt, or a number; one for each kind, so that changing one's mind loses nothing. */
  readonly queueId?: string;
  readonly flowId?: string;
  readonly prompt?: string;
  readonly number?: string;
};

export const causes = ["wait", "size", "estimated-wait", "nobody-on-duty", "closed"] as const;
export const targets = ["queue", "flow", "voicemail", "message", "external"] as const;

/** Whether a rule of this kind has a figure. */
export const hasFigure = (cause: OverflowRow["cause"]): boolean =>
  cause === "wait" || cause === "size" || cause === "estimated-wait";

export function rowOf({ when, to }: OverflowRule): OverflowRow {
  const figure = "seconds" in when ? when.seconds : "callers" in when ? when.callers : undefined;
  const { kind: target, ...where } = to;
  return { cause: when.kind, ...(figure !== undefined && { figure }), target, ...where };
}

export function ruleOf(row: OverflowRow): OverflowRule {
  return { when: whenOf(row), to: toOf(row) };
}

function whenOf({ cause, figure }: OverflowRow): OverflowRule["when"] {
  switch (cause) {
    case "wait":
    case "estimated-wait":
      return { kind: cause, seconds: figure ?? 0 };
    case "size":
      return { kind: cause, callers: figure ?? 0 };
    case "nobody-on-duty":
    case "closed":
      return { kind: cause };
    default:
      return cause satisfies never;
  }
}

function toOf({ target, queueId, flowId, prompt, number }: OverflowRow): OverflowRule["to"] {
  switch (target) {
    case "queue":
      return { kind: target, queueId: queueId ?? "" };
    case "flow":
      return { kind: target, flowId: flowId ?? "" };
    case "voicemail":
      return { kind: target };
    case "message":
      return { kind: target, prompt: prompt ?? "" };
    case "external":
      return { kind: target, number: number ?? "" };
    default:
      return target satisfies never;
  }
}
