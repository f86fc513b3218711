// Numbers: which flow answers each, and over which trunk it is reached. Changes take effect at once.
import { endpoints } from "@tandem/contract";
import type { NumberView } from "@tandem/contract";
import { err, ok } from "@tandem/kernel";
import type { FlowId, NumberId, Result, TenantId, TrunkId } from "@tandem/kernel";
import { deleteEntryPoint, storeEntryPoint } from "#contact-center/entry-points";
import type { EntryPoint, EntryPoints } from "#contact-center/entry-points";
import type { Flows } from "#contact-center/flows";
import type { Database } from "#platform/database";
import type { Logger } from "#platform/logging";
import type { Trunks } from "#telephony/trunks";
import { audit } from "./audit.ts";
import type { Person } from "./person.ts";
import type { Failure } from "./problems.ts";
import type { Router } from "./router.ts";

export type NumberRoutesOptions = {
  readonly database: Database;
  readonly entryPoints: EntryPoints;
  readonly flows: Flows;
  readonly trunks: Trunks;
  readonly log: Logger;
  /** Takes the tenant's stored numbers over into the running node. */
  readonly reload: (tenantId: TenantId) => Promise<void>;
};

type Wanted = { readonly number: string; readonly trunkId: string | null; readonly flowId: string };

export function addNumberRoutes(router: Router, options: NumberRoutesOptions): void {
  const { entryPoints, database } = options;
  router.add(endpoints.listNumbers, async ({ person }) =>
    ok({ numbers: entryPoints.ofTenant(person.tenant.id).map(viewOf) }),
  );
  router.add(endpoints.createNumber, ({ person, body }) => store(options, person, undefined, body));
  router.add(endpoints.updateNumber, ({ person, body, params }) =>
    store(options, person, params.numberId as NumberId, body),
  );
  router.add(endpoints.deleteNumber, async ({ person, params }) => {
    const { id: tenantId } = person.tenant;
    const number = await deleteEntryPoint(tenantId, database, params.numberId as NumberId);
    if (number === undefined) return err(notFound);
    await options.reload(tenantId);
    audit(options, person, "number deleted", { number });
    return ok({});
  });
}

async function store(
  options: NumberRoutesOptions,
  person: Person,
  id: NumberId | undefined,
  wanted: Wanted,
): Promise<Result<NumberView, Failure>> {
  const { id: tenantId } = person.tenant;
  const problem = missing(options, tenantId, wanted);
  if (problem) return err(problem);
  const { number } = wanted;
  const target = { number, trunkId: wanted.trunkId as TrunkId | null, flowId: wanted.flowId as FlowId };
  const stored = await storeEntryPoint(tenantId, options.database, { id, ...target });
  if (stored === "not-found") return err(notFound);
  if (stored === "number-taken")
    return err({
      kind: "number-taken",
      message: `${number} is there already; change it where it is`,
      field: "body.number",
    });
  await options.reload(tenantId);
  audit(options, person, id ? "number changed" : "number created", { number });
  return ok({ id: stored.id, ...target });
}

/** A flow and a trunk of this tenant must be there. */
function missing(
  { flows, trunks }: NumberRoutesOptions,
  tenantId: TenantId,
  wanted: Wanted,
): Failure | undefined {
  if (!flows.ofTenant(tenantId).some(({ id }) => id === wanted.flowId))
    return {
      kind: "not-usable",
      message: "this flow is not published; choose another",
      field: "body.flowId",
    };
  const { trunkId } = wanted;
  if (trunkId === null || trunks.ofTenant(tenantId).some(({ id }) => id === trunkId)) return undefined;
  return {
    kind: "not-usable",
    message: "this trunk is gone; choose another, or none",
    field: "body.trunkId",
  };
}

function viewOf({ id, number, trunkId, flowId }: EntryPoint): NumberView {
  return { id, number, trunkId, flowId };
}

const notFound: Failure = { kind: "not-found", message: "there is no such number; it may have been deleted" };
