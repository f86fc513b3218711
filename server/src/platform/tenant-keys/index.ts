// Door of tenants' keys: what protects a tenant's recordings at rest.
export { loadOperatorKey } from "./operator-key.ts";
export { TenantKeys } from "./tenant-keys.ts";
export type { NewDataKey, TenantKeyError, WrappedKey } from "./tenant-keys.ts";
