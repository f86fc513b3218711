// The users table.
import { newId } from "@tandem/kernel";
import type { TenantId, UserId } from "@tandem/kernel";
import type { Transaction } from "kysely";
import type { Locale, NewRow, Role, Schema } from "#platform/database";

/** A person who can sign in. */
export type User = {
  readonly id: UserId;
  readonly tenantId: TenantId;
  readonly name: string;
  readonly displayName: string;
  readonly role: Role;
  /** Undefined: the tenant's. */
  readonly locale: Locale | undefined;
  readonly disabled: boolean;
};

type Trx = Transaction<Schema>;

/** Adds a user; `passwordHash` is `hashPassword`'s. A name that is taken rejects with SQLSTATE 23505. */
export async function createUser(
  tenantId: TenantId,
  trx: Trx,
  user: { name: string; displayName: string; role: Role; passwordHash: string; locale?: Locale },
): Promise<UserId> {
  const row: NewRow<"users"> = {
    tenant_id: tenantId,
    id: newId<UserId>(),
    name: user.name,
    display_name: user.displayName,
    role: user.role,
    password_hash: user.passwordHash,
    locale: user.locale ?? null,
  };
  await trx.insertInto("users").values(row).execute();
  return row.id;
}

export async function findUser(tenantId: TenantId, trx: Trx, id: UserId): Promise<User | undefined> {
  const row = await users(tenantId, trx).where("id", "=", id).executeTakeFirst();
  return row && userOf(row);
}

/** The tenant's users by name. */
export async function listUsers(tenantId: TenantId, trx: Trx): Promise<User[]> {
  return (await users(tenantId, trx).orderBy("name").execute()).map(userOf);
}

/** For signing in: the user with the hash of the password. */
export async function findUserToSignIn(tenantId: TenantId, trx: Trx, name: string) {
  const row = await users(tenantId, trx).select("password_hash").where("name", "=", name).executeTakeFirst();
  return row && { user: userOf(row), passwordHash: row.password_hash };
}

/** Sets a new password; unless the user stays signed in, they are signed out everywhere. */
export async function setUserPassword(
  tenantId: TenantId,
  trx: Trx,
  id: UserId,
  passwordHash: string,
  { staysSignedIn = false } = {},
) {
  await update(tenantId, trx, id, { password_hash: passwordHash });
  if (!staysSignedIn) await signOutEverywhere(tenantId, trx, id);
}

/** Sets the language in which the user sees the pages. */
export async function setUserLocale(tenantId: TenantId, trx: Trx, id: UserId, locale: Locale) {
  await update(tenantId, trx, id, { locale });
}

/** Disables the user from `at` on and signs them out everywhere, or enables them again. */
export async function setUserDisabled(tenantId: TenantId, trx: Trx, id: UserId, at: Date | null) {
  await update(tenantId, trx, id, { disabled_at: at });
  if (at !== null) await signOutEverywhere(tenantId, trx, id);
}

function users(tenantId: TenantId, trx: Trx) {
  return trx
    .selectFrom("users")
    .select(["tenant_id", "id", "name", "display_name", "role", "locale", "disabled_at"])
    .where("tenant_id", "=", tenantId);
}

type UserColumns = Awaited<ReturnType<ReturnType<typeof users>["executeTakeFirstOrThrow"]>>;

function userOf(row: UserColumns): User {
  return {
    id: row.id,
    tenantId: row.tenant_id,
    name: row.name,
    displayName: row.display_name,
    role: row.role,
    locale: row.locale ?? undefined,
    disabled: row.disabled_at !== null,
  };
}

async function update(
  tenantId: TenantId,
  trx: Trx,
  id: UserId,
  change: { password_hash: string } | { disabled_at: Date | null } | { locale: Locale },
) {
  await trx.updateTable("users").set(change).where("tenant_id", "=", tenantId).where("id", "=", id).execute();
}

async function signOutEverywhere(tenantId: TenantId, trx: Trx, id: UserId) {
  await trx.deleteFrom("sign_ins").where("tenant_id", "=", tenantId).where("user_id", "=", id).execute();
}
