// Links that sign a person in once, without a password: after an invitation, and after the first start.
import { err, newId, ok } from "@tandem/kernel";
import type { Millis, Result, TenantId, UserId } from "@tandem/kernel";
import type { Transaction } from "kysely";
import type { Database, Schema } from "#platform/database";
import { hashToken, newToken, tenantOfToken } from "./secret-token.ts";
import { createSignIn } from "./sign-in-store.ts";
import type { SignedIn } from "./sign-in-service.ts";
import { findUser } from "./user-store.ts";

/** Long enough to change from the terminal or the mail to the browser. */
const defaultLifetimeMs = 15 * 60 * 1000;

/**
 * Makes a link for the user. The result is a path such as `/console#sign-in=TOKEN`: what follows the `#` stays
 * in the browser, so that the token is in no server's or proxy's log (RFC 3986 §3.5).
 */
export async function issueSignInLink(
  tenantId: TenantId,
  trx: Transaction<Schema>,
  link: { userId: UserId; target: string; now: Millis; lifetimeMs?: number },
): Promise<string> {
  const token = newToken(tenantId);
  await trx
    .insertInto("sign_in_links")
    .values({
      tenant_id: tenantId,
      id: newId(),
      user_id: link.userId,
      token_hash: hashToken(token),
      target: link.target,
      expires_at: new Date(link.now + (link.lifetimeMs ?? defaultLifetimeMs)),
    })
    .execute();
  return `${link.target}#sign-in=${token}`;
}

/** Turns a link's token into a sign-in, once. `target` is the path the link leads to. */
export async function redeemSignInLink(
  database: Database,
  token: string,
  now: Millis,
): Promise<Result<SignedIn & { target: string }, { kind: "link-not-valid" }>> {
  const tenantId = tenantOfToken(token);
  if (tenantId === undefined) return err({ kind: "link-not-valid" });
  return database.withTenant(tenantId, async (trx) => {
    // One statement both asks and marks: of two that come together, one finds it used.
    const link = await trx
      .updateTable("sign_in_links")
      .set({ used_at: new Date(now) })
      .where("tenant_id", "=", tenantId)
      .where("token_hash", "=", hashToken(token))
      .where("used_at", "is", null)
      .where("expires_at", ">", new Date(now))
      .returning(["user_id", "target"])
      .executeTakeFirst();
    const user = link && (await findUser(tenantId, trx, link.user_id));
    if (link === undefined || user === undefined || user.disabled) return err({ kind: "link-not-valid" });
    const signIn = await createSignIn(tenantId, trx, user.id, now);
    return ok({ ...signIn, user, target: link.target });
  });
}
