// The signed-in person behind a request.
import type { User } from "#platform/identity";
import type { Tenant } from "#platform/tenancy";

export type Person = { readonly user: User; readonly tenant: Tenant };
