// What calls can come to: read by desks, settled by administrators.
import { endpoints } from "@tandem/contract";
import { err, ok } from "@tandem/kernel";
import type { Clock } from "@tandem/kernel";
import { storeDispositions, treeProblem } from "#contact-center/agents";
import type { DispositionList } from "#contact-center/agents";
import type { Database } from "#platform/database";
import type { Logger } from "#platform/logging";
import { audit } from "./audit.ts";
import type { Router } from "./router.ts";

export type DispositionRoutesOptions = {
  readonly database: Database;
  readonly clock: Clock;
  readonly dispositions: DispositionList;
  readonly log: Logger;
};

export function addDispositionRoutes(
  router: Router,
  { database, clock, dispositions, log }: DispositionRoutesOptions,
): void {
  router.add(endpoints.listDispositions, async ({ person }) =>
    ok({ dispositions: [...dispositions.ofTenant(person.tenant.id)] }),
  );

  router.add(endpoints.setDispositions, async ({ person, body }) => {
    const { tenant } = person;
    const message = treeProblem(body.dispositions);
    if (message !== undefined) return err({ kind: "not-usable", message, field: "body.dispositions" });
    await storeDispositions(tenant.id, database, body.dispositions, clock.now());
    dispositions.replace(tenant.id, body.dispositions);
    audit({ log }, person, "dispositions changed");
    return ok({});
  });
}
