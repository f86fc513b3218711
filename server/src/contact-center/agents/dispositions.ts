// What a call can have come to, per tenant: a tree, in the order to show. Calls are filed under its leaves.
import { err, ok } from "@tandem/kernel";
import type { Result, TenantId } from "@tandem/kernel";

export type Disposition = {
  readonly code: string;
  readonly label: { readonly "zh-CN": string; readonly en: string };
  /** What this one refines; null at the top. */
  readonly parentCode: string | null;
  /** It says nothing without a note. */
  readonly noteRequired: boolean;
};

export type FilingError = { readonly kind: "unknown-disposition" | "not-a-leaf" | "note-required" };

/** So that nobody has to dig, and lists stay readable. */
const deepest = 3;

export class DispositionList {
  readonly #byTenant = new Map<TenantId, readonly Disposition[]>();

  replace(tenantId: TenantId, dispositions: readonly Disposition[]): void {
    this.#byTenant.set(tenantId, dispositions);
  }

  ofTenant(tenantId: TenantId): readonly Disposition[] {
    return this.#byTenant.get(tenantId) ?? [];
  }

  /** Whether a call can be filed so. */
  judge(tenantId: TenantId, code: string, note: string): Result<undefined, FilingError> {
    const all = this.ofTenant(tenantId);
    const chosen = all.find((each) => each.code === code);
    if (!chosen) return err({ kind: "unknown-disposition" });
    if (all.some(({ parentCode }) => parentCode === code)) return err({ kind: "not-a-leaf" });
    return chosen.noteRequired && note.trim() === "" ? err({ kind: "note-required" }) : ok();
  }
}

/** Pure: why a list is no tree, in words; undefined when it is one. */
export function treeProblem(dispositions: readonly Disposition[]): string | undefined {
  const parents = new Map(dispositions.map(({ code, parentCode }) => [code, parentCode]));
  if (parents.size < dispositions.length) return "a code is there twice";
  for (const { code, parentCode } of dispositions) {
    if (parentCode !== null && !parents.has(parentCode)) return `what ${code} refines is not there`;
    let depth = 1;
    for (let above = parentCode; above !== null; above = parents.get(above) ?? null)
      // A circle is deeper than any limit.
      if (++depth > deepest) return `${code} is more than ${deepest} levels deep, or refines itself`;
  }
  return undefined;
}
