// Door of the vault: keys and passwords of tenants for servers of others.
export { secretHeadersOf } from "./secret-headers.ts";
export { Vault } from "./vault.ts";
export type { SecretListing } from "./secret-store.ts";
