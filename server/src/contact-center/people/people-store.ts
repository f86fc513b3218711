// People as the database keeps them: who may sign in as what, and which extension is whose.
import { err, newId, ok } from "@tandem/kernel";
import type { AgentId, Millis, Result, TenantId, UserId } from "@tandem/kernel";
import type { Transaction } from "kysely";
import type { Database, Role, Schema } from "#platform/database";
import {
  createUser,
  hashPassword,
  issueSignInLink,
  randomSipSecret,
  readablePassword,
  setUserDisabled,
  setUserPassword,
  sipDigestHashes,
} from "#platform/identity";
import { digestRealm, insertBrowser } from "#telephony/endpoints";

export type PersonRecord = {
  readonly id: UserId;
  /** To sign in with. */
  readonly name: string;
  readonly displayName: string;
  readonly role: Role;
  readonly disabled: boolean;
  /** Both null for somebody without a desk. */
  readonly agentId: AgentId | null;
  readonly extension: string | null;
  /** Numbers that they may show to whom they call; null: all of the tenant. */
  readonly shownNumbers: readonly string[] | null;
};

export type PersonError =
  | { readonly kind: "not-found" }
  | { readonly kind: "name-taken" }
  | { readonly kind: "extension-taken"; readonly by: string }
  /** Agents work at a desk, and a desk has an extension. */
  | { readonly kind: "extension-needed" }
  | { readonly kind: "last-administrator" };

/** Shown once: only hashes are kept. */
export type NewAccess = {
  readonly password: string;
  /** A path that signs in once: see identity's `issueSignInLink`. */
  readonly link: string;
  readonly linkUntil: Millis;
};

export type PersonChange = {
  readonly displayName?: string | undefined;
  readonly role?: Role | undefined;
  readonly extension?: string | undefined;
  readonly shownNumbers?: readonly string[] | null | undefined;
};

export type Trx = Transaction<Schema>;

/** Long enough to reach somebody who is not at work today. */
const linkLifetimeMs = 24 * 60 * 60 * 1000;

/** By their sign-in names. */
export async function listPeople(tenantId: TenantId, database: Database): Promise<PersonRecord[]> {
  return database.withTenant(tenantId, (trx) => people(tenantId, trx).orderBy("users.name").execute());
}

export async function getPerson(
  tenantId: TenantId,
  database: Database,
  id: UserId,
): Promise<PersonRecord | undefined> {
  return database.withTenant(tenantId, (trx) => personOf(tenantId, trx, id));
}

export async function addPerson(
  tenantId: TenantId,
  database: Database,
  wanted: { readonly name: string; readonly displayName: string; readonly role: Role },
  { extension, now }: { readonly extension: string | null; readonly now: Millis },
): Promise<Result<{ person: PersonRecord; access: NewAccess }, PersonError>> {
  const password = readablePassword();
  const passwordHash = await hashPassword(password);
  return database.withTenant(tenantId, async (trx) => {
    await takeTurns(tenantId, trx);
    const others = await people(tenantId, trx).execute();
    if (others.some(({ name }) => name === wanted.name)) return err({ kind: "name-taken" });
    if (extension === null && wanted.role === "agent") return err({ kind: "extension-needed" });
    const taken = extension === null ? undefined : holderOf(others, extension);
    if (taken) return err(taken);
    const id = await createUser(tenantId, trx, { ...wanted, passwordHash });
    if (extension !== null) await giveDesk(tenantId, trx, id, extension);
    const access = { password, ...(await linkFor(tenantId, trx, { id, role: wanted.role }, now)) };
    return ok({ person: await personThere(tenantId, trx, id), access });
  });
}

/** What is left out stays as it is. An extension can be another one, and not taken away. */
export async function changePerson(
  tenantId: TenantId,
  database: Database,
  id: UserId,
  change: PersonChange,
): Promise<Result<PersonRecord, PersonError>> {
  return database.withTenant(tenantId, async (trx) => {
    await takeTurns(tenantId, trx);
    const all = await people(tenantId, trx).execute();
    const person = all.find((each) => each.id === id);
    if (!person) return err({ kind: "not-found" });
    const { displayName = person.displayName, role = person.role, extension = person.extension } = change;
    if (role !== "admin" && isLastAdministrator(all, person)) return err({ kind: "last-administrator" });
    if (role === "agent" && extension === null) return err({ kind: "extension-needed" });
    const others = all.filter((each) => each.id !== id);
    const taken = extension === null ? undefined : holderOf(others, extension);
    if (taken) return err(taken);
    await trx
      .updateTable("users")
      .set({ display_name: displayName, role })
      .where("tenant_id", "=", tenantId)
      .where("id", "=", id)
      .execute();
    if (extension !== null && person.agentId === null) await giveDesk(tenantId, trx, id, extension);
    const { shownNumbers: shown = person.shownNumbers } = change;
    if (extension !== null)
      await trx
        .updateTable("agents")
        .set({ extension, shown_numbers: shown && [...shown] })
        .where("tenant_id", "=", tenantId)
        .where("user_id", "=", id)
        .execute();
    return ok(await personThere(tenantId, trx, id));
  });
}

/** A new password and a link. Whoever is signed in is signed out everywhere, unless they ask for it themselves. */
export async function givePassword(
  tenantId: TenantId,
  database: Database,
  { id, byOneself, now }: { readonly id: UserId; readonly byOneself: boolean; readonly now: Millis },
): Promise<Result<NewAccess, PersonError>> {
  const password = readablePassword();
  const passwordHash = await hashPassword(password);
  return database.withTenant(tenantId, async (trx) => {
    const person = await personOf(tenantId, trx, id);
    if (!person) return err({ kind: "not-found" });
    await setUserPassword(tenantId, trx, id, passwordHash, { staysSignedIn: byOneself });
    // A link of before must not open what the new password closes.
    await trx
      .updateTable("sign_in_links")
      .set({ used_at: new Date(now) })
      .where("tenant_id", "=", tenantId)
      .where("user_id", "=", id)
      .where("used_at", "is", null)
      .execute();
    return ok({ password, ...(await linkFor(tenantId, trx, person, now)) });
  });
}

/** Every sign-in of somebody who is disabled ends. `at` null: enabled again. */
export async function setDisabled(
  tenantId: TenantId,
  database: Database,
  id: UserId,
  at: Date | null,
): Promise<Result<undefined, PersonError>> {
  return database.withTenant(tenantId, async (trx) => {
    await takeTurns(tenantId, trx);
    const all = await people(tenantId, trx).execute();
    const person = all.find((each) => each.id === id);
    if (!person) return err({ kind: "not-found" });
    if (at !== null && isLastAdministrator(all, person)) return err({ kind: "last-administrator" });
    await setUserDisabled(tenantId, trx, id, at);
    return ok();
  });
}

/** Two who make each other no administrator at the same moment would leave none: changes take turns. */
export async function takeTurns(tenantId: TenantId, trx: Trx): Promise<void> {
  const administrators = trx.selectFrom("users").where("tenant_id", "=", tenantId);
  await administrators.where("role", "=", "admin").select("id").orderBy("id").forUpdate().execute();
}

export function people(tenantId: TenantId, trx: Trx) {
  return trx
    .selectFrom("users")
    .leftJoin("agents", (join) =>
      join.onRef("agents.user_id", "=", "users.id").onRef("agents.tenant_id", "=", "users.tenant_id"),
    )
    .where("users.tenant_id", "=", tenantId)
    .select((eb) => [
      "users.id",
      "users.name",
      "users.display_name as displayName",
      "users.role",
      eb("users.disabled_at", "is not", null).$castTo<boolean>().as("disabled"),
      "agents.id as agentId",
      "agents.extension",
      "agents.shown_numbers as shownNumbers",
    ]);
}

/** Whether nobody would be left who can change anything. */
export function isLastAdministrator(all: readonly PersonRecord[], person: PersonRecord): boolean {
  const isAble = ({ role, disabled }: PersonRecord) => role === "admin" && !disabled;
  return isAble(person) && all.filter(isAble).length === 1;
}

async function personOf(tenantId: TenantId, trx: Trx, id: UserId): Promise<PersonRecord | undefined> {
  return people(tenantId, trx).where("users.id", "=", id).executeTakeFirst();
}

async function personThere(tenantId: TenantId, trx: Trx, id: UserId): Promise<PersonRecord> {
  return people(tenantId, trx).where("users.id", "=", id).executeTakeFirstOrThrow();
}

function holderOf(others: readonly PersonRecord[], extension: string): PersonError | undefined {
  const holder = others.find((each) => each.extension === extension);
  return holder && { kind: "extension-taken", by: holder.displayName };
}

/** An extension, and the browser that every agent has. Desk phones, with secrets of their own, are added to it. */
async function giveDesk(tenantId: TenantId, trx: Trx, user_id: UserId, extension: string): Promise<void> {
  const id = newId<AgentId>();
  const hashes = sipDigestHashes(extension, digestRealm, randomSipSecret());
  await trx
    .insertInto("agents")
    .values({ tenant_id: tenantId, id, user_id, extension, ...hashes })
    .execute();
  await insertBrowser(tenantId, trx, id);
}

async function linkFor(
  tenantId: TenantId,
  trx: Trx,
  { id, role }: Pick<PersonRecord, "id" | "role">,
  now: Millis,
): Promise<Pick<NewAccess, "link" | "linkUntil">> {
  const target = role === "agent" ? "/" : "/console";
  const link = await issueSignInLink(tenantId, trx, { userId: id, target, now, lifetimeMs: linkLifetimeMs });
  return { link, linkUntil: now + linkLifetimeMs };
}
