// Which reminders are due, and when the next one will be.
import type { Reminder } from "@tandem/contract";

export type Due = {
  readonly due: readonly Reminder[];
  /** Epoch ms; undefined when none is left. */
  readonly nextAt: number | undefined;
};

/** Pure. */
export function dueAt(reminders: readonly Reminder[], nowMs: number): Due {
  const due = reminders.filter(({ at }) => Date.parse(at) <= nowMs);
  const later = reminders.map(({ at }) => Date.parse(at)).filter((at) => at > nowMs);
  return { due, nextAt: later.length === 0 ? undefined : Math.min(...later) };
}
