// Who of a tenant changed what, told to the log.
import type { Logger } from "#platform/logging";
import type { Person } from "./person.ts";

/** `about`: names and ids of what was changed; no secrets. */
export function audit(
  { log }: { readonly log: Logger },
  { user, tenant }: Person,
  what: string,
  about: object = {},
): void {
  log.info({ audit: true, tenantId: tenant.id, userId: user.id, userName: user.name, ...about }, what);
}
