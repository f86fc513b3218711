// The toll-fraud limits of all tenants: asked before a call goes out, told of how calls go on.
import { err, ok } from "@tandem/kernel";
import type { LegId, Clock, Result, TenantId } from "@tandem/kernel";
import { defaultDiallingLimits } from "./dialling-limits.ts";
import type { DiallingLimits } from "./dialling-limits.ts";
import { emptyLoad, mayDial, spendOf, stepDialling } from "./dialling-load.ts";
import type { DiallingInput, DiallingLoad, DiallingVerdict } from "./dialling-load.ts";
import type { TenantFactKind, TenantSecurityFact } from "./tenant-facts.ts";

export type DiallingRefusal = Exclude<DiallingVerdict, "allowed">;

export type DiallingGuardOptions = {
  readonly clock: Clock;
  /** A number as dialled, in E.164 where it is a whole number. */
  readonly toE164: (tenantId: TenantId, dialled: string) => string;
  readonly onTenantFact: (fact: TenantSecurityFact) => void;
};

const factOf: Readonly<Record<DiallingRefusal, TenantFactKind>> = {
  "destination-not-allowed": "destination-refused",
  "too-many-calls": "too-many-calls",
  "too-many-calls-per-minute": "too-many-calls",
  "spend-limit": "spend-limit",
};

/** Where nobody has set limits: calls within China. */
const homePrefix = "+86";

export class DiallingGuard {
  readonly #options: DiallingGuardOptions;
  readonly #limits = new Map<TenantId, DiallingLimits>();
  readonly #loads = new Map<TenantId, DiallingLoad>();

  constructor(options: DiallingGuardOptions) {
    this.#options = options;
  }

  setLimits(tenantId: TenantId, limits: DiallingLimits): void {
    this.#limits.set(tenantId, limits);
  }

  limitsOf(tenantId: TenantId): DiallingLimits {
    return this.#limits.get(tenantId) ?? defaultDiallingLimits(homePrefix);
  }

  /** What the last hour cost about, in yuan, and how many calls to numbers run. */
  usageOf(tenantId: TenantId): { readonly spentYuan: number; readonly calls: number } {
    const load = this.#loads.get(tenantId) ?? emptyLoad;
    return { spentYuan: spendOf(load, this.#options.clock.now()), calls: load.running.size };
  }

  /** Whether this call may go out now. `dialled` is as the agent's phone sent it; `by` says who, for the fact. */
  judge(tenantId: TenantId, dialled: string, by = ""): Result<undefined, { kind: DiallingRefusal }> {
    const { clock, toE164, onTenantFact } = this.#options;
    const now = clock.now();
    const load = this.#loads.get(tenantId) ?? emptyLoad;
    const verdict = mayDial(load, this.limitsOf(tenantId), toE164(tenantId, dialled), now);
    if (verdict === "allowed") return ok(undefined);
    onTenantFact({ tenantId, kind: factOf[verdict], source: by, subject: dialled.slice(0, 40), at: now });
    return err({ kind: verdict });
  }

  begun(tenantId: TenantId, legId: LegId, dialled: string): void {
    this.#step(tenantId, { kind: "begun", legId, number: this.#options.toE164(tenantId, dialled) });
  }

  answered(tenantId: TenantId, legId: LegId): void {
    this.#step(tenantId, { kind: "answered", legId });
  }

  ended(tenantId: TenantId, legId: LegId): void {
    this.#step(tenantId, { kind: "ended", legId });
  }

  #step(tenantId: TenantId, input: DiallingInput): void {
    const before = this.#loads.get(tenantId);
    if (before === undefined && input.kind !== "begun") return;
    const limits = this.limitsOf(tenantId);
    this.#loads.set(tenantId, stepDialling(before ?? emptyLoad, input, limits, this.#options.clock.now()));
  }
}
