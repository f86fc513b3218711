// Door of tenancy.
export { TenantDirectory } from "./tenant-directory.ts";
export { createTenant, findTenant, findTenantBySipDomain, listTenants } from "./tenant-store.ts";
export type { Tenant } from "./tenant-store.ts";
