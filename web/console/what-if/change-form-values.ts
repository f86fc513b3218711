// What the form of changes holds, and what it asks the server for.
import type { RoutingView, WhatIfChanges } from "@tandem/contract";

type RoutingQueue = RoutingView["queues"][number];

export type ChangeFormValues = {
  readonly staffing?: readonly { readonly from: string; readonly to: string; readonly agents: number }[];
  readonly strategy: RoutingQueue["strategy"];
  readonly otherOverflow: boolean;
  readonly waitSeconds?: number | null;
  readonly callers?: number | null;
  readonly otherSkills: boolean;
  readonly skills?: readonly { readonly skillId: string; readonly minimum: number }[];
};

/** Pure: nothing changed, and what is set to begin with where something is. */
export function valuesOf(queue: RoutingQueue | undefined): ChangeFormValues {
  const rules = (queue?.overflow ?? []).map(({ when }) => when);
  return {
    staffing: [],
    strategy: queue?.strategy ?? "longest-idle",
    otherOverflow: false,
    waitSeconds: rules.find((when) => when.kind === "wait")?.seconds ?? null,
    callers: rules.find((when) => when.kind === "size")?.callers ?? null,
    otherSkills: false,
    skills: queue?.skills ?? [],
  };
}

/** Pure: only what is another than it is set. */
export function changesOf(values: ChangeFormValues, queue: RoutingQueue | undefined): WhatIfChanges {
  const { staffing = [], strategy, otherOverflow, otherSkills, skills = [] } = values;
  return {
    staffing: staffing.filter(({ agents }) => agents !== 0).map((row) => ({ ...row })),
    ...(strategy !== (queue?.strategy ?? "longest-idle") && { strategy }),
    ...(otherOverflow && {
      overflow: { waitSeconds: values.waitSeconds ?? null, callers: values.callers ?? null },
    }),
    ...(otherSkills && { skills: skills.map((row) => ({ ...row })) }),
  };
}

/** Pure: whether anything is changed at all. */
export function isChanged({ staffing, strategy, overflow, skills }: WhatIfChanges): boolean {
  return staffing.length > 0 || strategy !== undefined || overflow !== undefined || skills !== undefined;
}

/** `00:00`, `00:30`, … `23:30`. */
export const halfHours: readonly string[] = Array.from(
  { length: 48 },
  (_, n) => `${String(n >> 1).padStart(2, "0")}:${n % 2 === 0 ? "00" : "30"}`,
);
