// People: added, changed, disabled and removed while calls run.
import { endpoints } from "@tandem/contract";
import type { PersonAccess, PersonUse, PersonView } from "@tandem/contract";
import { err, ok } from "@tandem/kernel";
import type { Clock, Result, TenantId, UserId } from "@tandem/kernel";
import { workStateOf } from "#contact-center/agents";
import type { Agents } from "#contact-center/agents";
import type { Flows } from "#contact-center/flows";
import {
  addPerson,
  belongingsOf,
  changePerson,
  getPerson,
  givePassword,
  listPeople,
  removePerson,
  setDisabled,
} from "#contact-center/people";
import type { NewAccess, PersonChange, PersonRecord, RemovalError } from "#contact-center/people";
import type { Queues } from "#contact-center/queues";
import type { Database } from "#platform/database";
import type { Logger } from "#platform/logging";
import { audit } from "./audit.ts";
import type { Person } from "./person.ts";
import type { Failure } from "./problems.ts";
import type { Router } from "./router.ts";

export type PeopleRoutesOptions = {
  readonly database: Database;
  readonly clock: Clock;
  readonly agents: Agents;
  readonly queues: Queues;
  readonly flows: Flows;
  readonly log: Logger;
  /** Whether whoever dials this reaches something else: a number of the tenant, or help in an emergency. */
  readonly isOtherNumber: (tenantId: TenantId, extension: string) => boolean;
  /** Whether this is a number of the tenant, as it is written there. */
  readonly isOwnNumber: (tenantId: TenantId, number: string) => boolean;
  /** Takes the tenant's stored people over into the running node. */
  readonly reload: (tenantId: TenantId) => Promise<void>;
  /** Pages of this person ask anew who is there, and what they may see. */
  readonly forget: (tenantId: TenantId, userId: UserId) => void;
};

export function addPeopleRoutes(router: Router, options: PeopleRoutesOptions): void {
  const { database, clock } = options;

  router.add(endpoints.listPeople, async ({ person }) =>
    ok({ people: (await listPeople(person.tenant.id, database)).map(personView) }),
  );

  router.add(endpoints.createPerson, async ({ person, body: { extension, ...wanted } }) => {
    const { id: tenantId } = person.tenant;
    if (extension !== null && options.isOtherNumber(tenantId, extension)) return err(otherNumber);
    const added = await addPerson(tenantId, database, wanted, { extension, now: clock.now() });
    if (!added.ok) return err(failureOf(added.error));
    await options.reload(tenantId);
    audit(options, person, "person added", { personId: added.value.person.id });
    return ok({ person: personView(added.value.person), access: accessView(added.value.access) });
  });

  router.add(endpoints.updatePerson, ({ person, params, body }) =>
    change(options, person, params.personId as UserId, body),
  );

  router.add(endpoints.resetPassword, async ({ person, params }) => {
    const { id: tenantId } = person.tenant;
    const id = params.personId as UserId;
    const byOneself = id === person.user.id;
    const given = await givePassword(tenantId, database, { id, byOneself, now: clock.now() });
    if (!given.ok) return err(failureOf(given.error));
    if (!byOneself) options.forget(tenantId, id);
    audit(options, person, "password reset", { personId: id });
    return ok(accessView(given.value));
  });

  addLeavingRoutes(router, options);
}

/** What becomes of somebody who goes, for a while or for good. */
function addLeavingRoutes(router: Router, options: PeopleRoutesOptions): void {
  const { database, clock } = options;

  router.add(endpoints.getPersonUse, async ({ person, params }) => {
    const found = await getPerson(person.tenant.id, database, params.personId as UserId);
    return found ? ok(await useOf(options, person.tenant.id, found)) : err(failureOf({ kind: "not-found" }));
  });

  router.add(endpoints.setPersonDisabled, async ({ person, params, body }) => {
    const { id: tenantId } = person.tenant;
    const id = params.personId as UserId;
    if (id === person.user.id) return err(oneself);
    const at = body.disabled ? new Date(clock.now()) : null;
    const done = await setDisabled(tenantId, database, id, at);
    if (!done.ok) return err(failureOf(done.error));
    await leave(options, tenantId, id);
    audit(options, person, body.disabled ? "person disabled" : "person enabled", { personId: id });
    return ok({});
  });

  router.add(endpoints.deletePerson, async ({ person, params, query }) => {
    const { id: tenantId } = person.tenant;
    const id = params.personId as UserId;
    if (id === person.user.id) return err(oneself);
    const handTo = query.handTo === "nobody" ? null : (query.handTo as UserId | undefined);
    const done = await removePerson(tenantId, database, id, handTo);
    if (!done.ok) return err(failureOf(done.error));
    await leave(options, tenantId, id);
    audit(options, person, "person removed", { personId: id });
    return ok({});
  });
}

async function change(
  options: PeopleRoutesOptions,
  person: Person,
  id: UserId,
  wanted: PersonChange,
): Promise<Result<{ person: PersonView }, Failure>> {
  const { id: tenantId } = person.tenant;
  const { database, agents, isOtherNumber } = options;
  if (id === person.user.id && wanted.role !== undefined && wanted.role !== person.user.role)
    return err(oneself);
  const isNew = agents.ofUser(tenantId, id)?.record.extension !== wanted.extension;
  if (isNew && wanted.extension !== undefined && isOtherNumber(tenantId, wanted.extension))
    return err(otherNumber);
  if (!wanted.shownNumbers?.every((number) => options.isOwnNumber(tenantId, number)) && wanted.shownNumbers)
    return err(notOurNumber);
  const changed = await changePerson(tenantId, database, id, wanted);
  if (!changed.ok) return err(failureOf(changed.error));
  await leave(options, tenantId, id);
  audit(options, person, "person changed", { personId: changed.value.id });
  return ok({ person: personView(changed.value) });
}

/** First nobody is known by what was, then the node learns what is. */
async function leave({ forget, reload }: PeopleRoutesOptions, tenantId: TenantId, id: UserId): Promise<void> {
  forget(tenantId, id);
  await reload(tenantId);
}

async function useOf(
  { database, agents, queues, flows }: PeopleRoutesOptions,
  tenantId: TenantId,
  person: PersonRecord,
): Promise<PersonUse> {
  const agent = person.agentId === null ? undefined : agents.get(person.agentId);
  const work = agent ? workStateOf(agent.state) : "idle";
  const { reminders, messages } = await belongingsOf(tenantId, database, person);
  const serves = person.agentId === null ? [] : queues.ofAgent(tenantId, person.agentId);
  const named = ({ id, name }: { id: string; name: string }) => ({ id, name });
  const leadsIn = flows
    .ofTenant(tenantId)
    .filter(({ document }) =>
      Object.values(document.nodes).some(
        (node) => node.type === "voicemail" && person.agentId !== null && node.agentId === person.agentId,
      ),
    );
  return {
    isTalking: work === "talking" || work === "on-hold",
    queues: serves.map(named),
    flows: leadsIn.map(named),
    reminders,
    messages,
  };
}

function personView({ shownNumbers, ...person }: PersonRecord): PersonView {
  return { ...person, shownNumbers: shownNumbers && [...shownNumbers] };
}

function accessView({ password, link, linkUntil }: NewAccess): PersonAccess {
  return { password, link, linkUntil: new Date(linkUntil).toISOString() };
}

/** `reason` is what pages have words for. */
function failureOf(error: RemovalError): Failure {
  const { kind: reason } = error;
  switch (error.kind) {
    case "not-found":
      return { kind: "not-found", message: "this person is not there any more" };
    case "name-taken":
      return { kind: "name-taken", field: "body.name", reason };
    case "extension-taken": {
      const message = `${error.by} has this extension; choose another`;
      return { kind: "number-taken", message, field: "body.extension", reason, subject: error.by };
    }
    case "extension-needed":
      return {
        kind: "not-usable",
        message: "an agent needs an extension",
        field: "body.extension",
        reason,
      };
    case "last-administrator":
      return { kind: "still-bound", message: "this is the last administrator who can sign in", reason };
    case "hand-over-needed": {
      const message = "callbacks or messages of theirs are open; say who gets them";
      return { kind: "still-bound", message, field: "query.handTo", reason };
    }
    case "taker-gone": {
      const message = "who shall get their callbacks and messages has no desk";
      return { kind: "not-usable", message, field: "query.handTo", reason };
    }
    default:
      return error satisfies never;
  }
}

const oneself: Failure = {
  kind: "still-bound",
  message: "this is yourself; another administrator has to do it",
  reason: "oneself",
};

const notOurNumber: Failure = {
  kind: "not-usable",
  message: "this is no number of this tenant",
  field: "body.shownNumbers",
  reason: "number-gone",
};

const otherNumber: Failure = {
  kind: "number-taken",
  message: "whoever dials this reaches something else; choose another extension",
  field: "body.extension",
  reason: "extension-is-number",
};
