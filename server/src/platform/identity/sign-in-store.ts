// The sign_ins table: who is signed in, and for how long still.
import { newId } from "@tandem/kernel";
import type { Millis, TenantId, UserId } from "@tandem/kernel";
import type { Transaction } from "kysely";
import type { Schema } from "#platform/database";
import { hashToken, newToken } from "./secret-token.ts";

/** A shift and its breaks; anybody who works on is never asked again. */
const signInLifetimeMs = 12 * 60 * 60 * 1000;
/** The end is moved at most this often: a desk asks many times a minute. */
const touchEveryMs = 5 * 60 * 1000;

type Trx = Transaction<Schema>;
export type NewSignIn = { readonly token: string; readonly expiresAt: Millis };

/** Signs a user in: the token is shown once, its hash is kept. Ends of past sign-ins are cleared away. */
export async function createSignIn(
  tenantId: TenantId,
  trx: Trx,
  userId: UserId,
  now: Millis,
): Promise<NewSignIn> {
  const token = newToken(tenantId);
  const expiresAt = now + signInLifetimeMs;
  await trx
    .deleteFrom("sign_ins")
    .where("tenant_id", "=", tenantId)
    .where("user_id", "=", userId)
    .where("expires_at", "<=", new Date(now))
    .execute();
  await trx
    .insertInto("sign_ins")
    .values({
      tenant_id: tenantId,
      id: newId(),
      user_id: userId,
      token_hash: hashToken(token),
      expires_at: new Date(expiresAt),
      last_seen_at: new Date(now),
    })
    .execute();
  return { token, expiresAt };
}

/** Whose sign-in the token is, while it lasts; using it makes it last longer. */
export async function useSignIn(
  tenantId: TenantId,
  trx: Trx,
  token: string,
  now: Millis,
): Promise<{ userId: UserId; expiresAt: Millis } | undefined> {
  const found = await trx
    .selectFrom("sign_ins")
    .select(["id", "user_id", "expires_at", "last_seen_at"])
    .where("tenant_id", "=", tenantId)
    .where("token_hash", "=", hashToken(token))
    .where("expires_at", ">", new Date(now))
    .executeTakeFirst();
  if (found === undefined) return undefined;
  if (now - found.last_seen_at.getTime() < touchEveryMs) {
    return { userId: found.user_id, expiresAt: found.expires_at.getTime() };
  }
  const expiresAt = now + signInLifetimeMs;
  await trx
    .updateTable("sign_ins")
    .set({ expires_at: new Date(expiresAt), last_seen_at: new Date(now) })
    .where("tenant_id", "=", tenantId)
    .where("id", "=", found.id)
    .execute();
  return { userId: found.user_id, expiresAt };
}

export async function deleteSignIn(tenantId: TenantId, trx: Trx, token: string): Promise<void> {
  await trx
    .deleteFrom("sign_ins")
    .where("tenant_id", "=", tenantId)
    .where("token_hash", "=", hashToken(token))
    .execute();
}

/** All sign-ins of a user, on whatever page. */
export async function deleteSignIns(tenantId: TenantId, trx: Trx, userId: UserId): Promise<void> {
  await trx.deleteFrom("sign_ins").where("tenant_id", "=", tenantId).where("user_id", "=", userId).execute();
}
