// Callers known by their numbers. Changes count for calls that come from then on.
import { endpoints } from "@tandem/contract";
import { err, ok } from "@tandem/kernel";
import type { TenantId } from "@tandem/kernel";
import { deleteListedNumber, loadListedNumbers, storeListedNumber } from "#contact-center/queues";
import type { Database } from "#platform/database";
import type { Logger } from "#platform/logging";
import { audit } from "./audit.ts";
import type { Person } from "./person.ts";
import type { Router } from "./router.ts";

export type ListedNumberRoutesOptions = {
  readonly database: Database;
  readonly log: Logger;
  /** Takes the tenant's stored lists over into the running node. */
  readonly reload: (tenantId: TenantId) => Promise<void>;
};

export function addListedNumberRoutes(router: Router, options: ListedNumberRoutesOptions): void {
  const { database } = options;
  const changed = async (person: Person, what: string) => {
    await options.reload(person.tenant.id);
    audit(options, person, what);
  };
  router.add(endpoints.listListedNumbers, async ({ person }) =>
    ok({ numbers: await loadListedNumbers(person.tenant.id, database) }),
  );
  router.add(endpoints.setListedNumber, async ({ person, body }) => {
    const id = await storeListedNumber(person.tenant.id, database, body);
    await changed(person, body.priority === null ? "number of a caller blocked" : "priority of a caller set");
    return ok({ id });
  });
  router.add(endpoints.deleteListedNumber, async ({ person, params }) => {
    if (!(await deleteListedNumber(person.tenant.id, database, params.listedNumberId)))
      return err({ kind: "not-found" });
    await changed(person, "number of a caller taken off the list");
    return ok({});
  });
}
