// Door of abuse: who may speak to this node, what is held against whom, and what tenants may dial.
export { AuthenticationWatch } from "./authentication-watch.ts";
export type { AuthenticationWatchOptions, Judgement } from "./authentication-watch.ts";
export type { Ban } from "./ban-file.ts";
export { DiallingGuard } from "./dialling-guard.ts";
export type { DiallingGuardOptions, DiallingRefusal } from "./dialling-guard.ts";
export { loadDiallingLimits, storeDiallingLimits } from "./dialling-limit-store.ts";
export type { DiallingLimits, DiallingRate } from "./dialling-limits.ts";
export type { BanReason, Offence } from "./offences.ts";
export type { SecurityFact, SecurityFactKind } from "./recent-facts.ts";
export { listSecurityFacts, storeSecurityFacts } from "./security-fact-store.ts";
export { knownAllowance, strangerAllowance, strangersTogether } from "./source-allowances.ts";
export { SourceGuard } from "./source-guard.ts";
export type { GuardCounts, SourceGuardOptions } from "./source-guard.ts";
export type { Allowance } from "./source-state.ts";
export { TenantFacts } from "./tenant-facts.ts";
export type { TenantFactKind, TenantSecurityFact } from "./tenant-facts.ts";
