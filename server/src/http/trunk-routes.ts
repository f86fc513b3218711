// Trunks: reading, changing, checking and trying them. Every change takes effect at once and is logged with who
// made it; passwords are taken in and never given out.
import { endpoints } from "@tandem/contract";
import type { TrunkView } from "@tandem/contract";
import { err, newId, ok } from "@tandem/kernel";
import type { CallId, Clock, LegId, Result, TenantId, TrunkId } from "@tandem/kernel";
import type { z } from "zod";
import type { Database } from "#platform/database";
import type { SecretBox } from "#platform/identity";
import type { Logger } from "#platform/logging";
import {
  checkTrunk,
  completedSettings,
  deleteTrunk,
  insertTrunk,
  loadCallLimits,
  placeTestCall,
  storeCallLimits,
  updateTrunk,
} from "#telephony/trunks";
import type { Trunk, TrunkDialer, TrunkFact, Trunks, TrunkSettings, TrunkToStore } from "#telephony/trunks";
import { audit } from "./audit.ts";
import { trunkLive } from "./live-views.ts";
import type { Person } from "./person.ts";
import type { Failure } from "./problems.ts";
import type { Router } from "./router.ts";

export type TrunkRoutesOptions = {
  readonly database: Database;
  readonly secretBox: SecretBox;
  readonly trunks: Trunks;
  readonly trunkDialer: TrunkDialer;
  readonly facts: { on(type: "TrunkAttempted", handler: (fact: TrunkFact) => void): () => void };
  readonly clock: Clock;
  readonly log: Logger;
  readonly ownAddress: string;
  /** Takes the stored trunks and limits over into the running node. */
  readonly reload: () => Promise<void>;
};

type Input = z.output<typeof endpoints.createTrunk.body>;

/** A test call rings no longer than a person would wait at a form. */
const testRingMs = 30_000;

export function addTrunkRoutes(router: Router, options: TrunkRoutesOptions): void {
  const { trunks, database, secretBox } = options;
  router.add(endpoints.listTrunks, async ({ person }) =>
    ok({ trunks: trunks.ofTenant(person.tenant.id).map((trunk) => viewOf(trunk, trunks)) }),
  );
  router.add(endpoints.createTrunk, async ({ person, body }) => {
    const checked = readInput(body, undefined, trunks);
    if (!checked.ok) return checked;
    const id = await insertTrunk(person.tenant.id, database, secretBox, checked.value);
    if (id === "name-taken") return err(nameTaken(body.name));
    return changed(options, person, "trunk created", id);
  });
  router.add(endpoints.updateTrunk, async ({ person, body, params }) => {
    const before = ownTrunk(trunks, person.tenant.id, params.trunkId);
    if (!before) return err(notFound);
    const checked = readInput(body, before, trunks);
    if (!checked.ok) return checked;
    const outcome = await updateTrunk(person.tenant.id, database, secretBox, {
      id: before.id,
      ...checked.value,
    });
    if (outcome === "name-taken") return err(nameTaken(body.name));
    if (outcome === "not-found") return err(notFound);
    return changed(options, person, "trunk changed", before.id);
  });
  router.add(endpoints.deleteTrunk, async ({ person, params }) => {
    const before = ownTrunk(trunks, person.tenant.id, params.trunkId);
    if (!before) return err(notFound);
    const { deleted, boundNumbers } = await deleteTrunk(person.tenant.id, database, before.id);
    if (boundNumbers.length > 0) return err(stillBound(before.name, boundNumbers));
    if (!deleted) return err(notFound);
    await options.reload();
    audit(options, person, "trunk deleted", { trunk: before.name, trunkId: before.id });
    return ok({});
  });
  addTrialRoutes(router, options);
  addLimitRoutes(router, options);
}

function addTrialRoutes(router: Router, options: TrunkRoutesOptions): void {
  const { trunks, ownAddress, trunkDialer, facts } = options;
  router.add(endpoints.checkTrunk, async ({ person, params }) => {
    const trunk = ownTrunk(trunks, person.tenant.id, params.trunkId);
    if (!trunk) return err(notFound);
    await trunks.checkNow(trunk);
    return ok({ live: trunkLive(trunks, trunk) });
  });
  router.add(endpoints.placeTrunkTestCall, async ({ person, params, body }) => {
    const { id: tenantId } = person.tenant;
    const trunk = ownTrunk(trunks, tenantId, params.trunkId);
    if (!trunk) return err(notFound);
    // Nobody should be alarmed to try a form.
    if (trunks.isEmergency(tenantId, body.number)) return err(emergencyTest(body.number));
    const callId = newId<CallId>();
    const attempts: { server: string; outcome: string; status: number | null; tookMs: number }[] = [];
    const stop = facts.on("TrunkAttempted", (fact) => {
      const { server, outcome, status, tookMs } = fact;
      if (fact.callId === callId)
        attempts.push({ server: server ?? fact.trunkName, outcome, status, tookMs });
    });
    const legId = newId<LegId>();
    const { outcome } = await placeTestCall(
      trunkDialer,
      {
        tenantId,
        callId,
        legId,
        number: body.number,
        caller: { number: "", withheld: false },
        ringTimeoutMs: testRingMs,
        onlyTrunkId: trunk.id,
      },
      ownAddress,
    );
    stop();
    trunks.release(legId);
    audit(options, person, "trunk test call", { trunk: trunk.name, trunkId: trunk.id, outcome });
    return ok({ answered: outcome === "answered", attempts });
  });
}

function addLimitRoutes(router: Router, options: TrunkRoutesOptions): void {
  const { database } = options;
  router.add(endpoints.getCallLimits, async ({ person }) =>
    ok(await loadCallLimits(person.tenant.id, database)),
  );
  router.add(endpoints.setCallLimits, async ({ person, body }) => {
    await storeCallLimits(person.tenant.id, database, body);
    await options.reload();
    audit(options, person, "call limits changed", body);
    return ok(body);
  });
}

async function changed(
  options: TrunkRoutesOptions,
  person: Person,
  what: string,
  id: TrunkId,
): Promise<Result<{ trunk: TrunkView }, Failure>> {
  await options.reload();
  const trunk = ownTrunk(options.trunks, person.tenant.id, id);
  if (!trunk) return err(notFound);
  audit(options, person, what, { trunk: trunk.name, trunkId: id });
  return ok({ trunk: viewOf(trunk, options.trunks) });
}

/** What is stored, or what is wrong with it. A password that is not given stays as it is. */
function readInput(body: Input, before: Trunk | undefined, trunks: Trunks): Result<TrunkToStore, Failure> {
  const { name, password, inboundPassword, ...plain } = body;
  const settings: TrunkSettings = completedSettings(plain);
  const has = (written: string | null | undefined, stored: Trunk["password"] | undefined) =>
    written === undefined ? stored?.kind === "known" : written !== null;
  const hasPassword = has(password, before?.password);
  const hasInboundPassword = has(inboundPassword, before?.inboundPassword);
  const problem = checkTrunk({ ...settings, hasPassword, hasInboundPassword }, trunks.canEncrypt);
  if (problem) return err({ kind: "not-usable", message: problem.message, field: `body.${problem.field}` });
  return ok({ name, settings, password, inboundPassword });
}

function ownTrunk(trunks: Trunks, tenantId: TenantId, id: string): Trunk | undefined {
  const trunk = trunks.byId(id as TrunkId);
  return trunk?.tenantId === tenantId ? trunk : undefined;
}

/** Everything but the passwords. */
function viewOf(trunk: Trunk, trunks: Trunks): TrunkView {
  const { tenantId: _tenant, password, inboundPassword, ...settings } = trunk;
  return {
    ...(structuredClone(settings) as unknown as Omit<
      TrunkView,
      "hasPassword" | "hasInboundPassword" | "live"
    >),
    hasPassword: password.kind !== "none",
    hasInboundPassword: inboundPassword.kind !== "none",
    live: trunkLive(trunks, trunk),
  };
}

const notFound: Failure = { kind: "not-found", message: "there is no such trunk; it may have been deleted" };

function nameTaken(name: string): Failure {
  return {
    kind: "name-taken",
    message: `another trunk is called "${name}"; choose another name`,
    field: "body.name",
  };
}

function stillBound(name: string, numbers: readonly string[]): Failure {
  const message = `${numbers.join(", ")} can be reached over "${name}" only; bind them to another trunk, or to none, first`;
  return { kind: "still-bound", message };
}

function emergencyTest(number: string): Failure {
  const message = `${number} is an emergency number: a test call would alarm somebody; take another number`;
  return { kind: "not-usable", message, field: "body.number" };
}
