// Door of the first run.
export { seedFirstTenant } from "./first-tenant.ts";
export type { FirstTenant } from "./first-tenant.ts";
