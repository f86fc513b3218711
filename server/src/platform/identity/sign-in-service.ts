// Signing in with name and password, staying signed in, signing out.
import { err, ok } from "@tandem/kernel";
import type { Clock, Millis, Result, TenantId, UserId } from "@tandem/kernel";
import type { Database } from "#platform/database";
import { verifyPassword } from "./password.ts";
import { tenantOfToken } from "./secret-token.ts";
import { createSignIn, deleteSignIn, deleteSignIns, useSignIn } from "./sign-in-store.ts";
import { perName, perSource, stepAttempt, stepSuccess } from "./sign-in-throttle.ts";
import type { Throttle, ThrottleLimits } from "./sign-in-throttle.ts";
import { findUser, findUserToSignIn } from "./user-store.ts";
import type { User } from "./user-store.ts";

/** `token` goes into a cookie or an Authorization header and is never stored or logged. */
export type SignedIn = { readonly token: string; readonly user: User; readonly expiresAt: Millis };

export type SignInError =
  | { readonly kind: "wrong-credentials" }
  | { readonly kind: "throttled"; readonly retryAfterMs: number };

export type SignInService = {
  /** `source` is where the attempt comes from: the peer's address. */
  signIn(input: {
    tenantId: TenantId;
    name: string;
    password: string;
    source: string;
  }): Promise<Result<SignedIn, SignInError>>;
  /** Whose token it is. The sign-in lasts 12 hours from its last use. */
  authenticate(token: string): Promise<Result<SignedIn, { kind: "signed-out" }>>;
  signOut(token: string): Promise<void>;
  /** Ends every sign-in of a user. */
  signOutEverywhere(tenantId: TenantId, userId: UserId): Promise<void>;
};

/** Counters beyond this are cleared of what is forgotten anyway. */
const maxCounters = 10_000;

export function createSignInService(options: { database: Database; clock: Clock }): SignInService {
  const { database, clock } = options;
  const counters = new Map<string, Throttle>();

  /** Milliseconds to wait; 0 lets the attempt go on. */
  const attempt = (key: string, limits: ThrottleLimits): number => {
    const now = clock.now();
    if (counters.size > maxCounters) forget(counters, now);
    const { state, waitMs } = stepAttempt(counters.get(key), limits, now);
    counters.set(key, state);
    return waitMs;
  };

  return {
    async signIn({ tenantId, name, password, source }) {
      const [nameKey, sourceKey] = [`${tenantId}/${name}`, source];
      const retryAfterMs = attempt(sourceKey, perSource) || attempt(nameKey, perName);
      if (retryAfterMs > 0) return err({ kind: "throttled", retryAfterMs });
      const found = await database.withTenant(tenantId, (trx) => findUserToSignIn(tenantId, trx, name));
      const right = await verifyPassword(password, found?.passwordHash);
      if (found === undefined || !right || found.user.disabled) return err({ kind: "wrong-credentials" });
      counters.delete(nameKey);
      const counter = counters.get(sourceKey);
      // Not forgotten: with one password of one's own, one could otherwise guess others' for ever.
      if (counter !== undefined) counters.set(sourceKey, stepSuccess(counter));
      const { user } = found;
      return database.withTenant(tenantId, async (trx) =>
        ok({ user, ...(await createSignIn(tenantId, trx, user.id, clock.now())) }),
      );
    },

    async authenticate(token) {
      const tenantId = tenantOfToken(token);
      if (tenantId === undefined) return err({ kind: "signed-out" });
      return database.withTenant(tenantId, async (trx) => {
        const found = await useSignIn(tenantId, trx, token, clock.now());
        const user = found && (await findUser(tenantId, trx, found.userId));
        if (found === undefined || user === undefined || user.disabled) return err({ kind: "signed-out" });
        return ok({ token, user, expiresAt: found.expiresAt });
      });
    },

    async signOut(token) {
      const tenantId = tenantOfToken(token);
      if (tenantId === undefined) return;
      await database.withTenant(tenantId, (trx) => deleteSignIn(tenantId, trx, token));
    },

    async signOutEverywhere(tenantId, userId) {
      await database.withTenant(tenantId, (trx) => deleteSignIns(tenantId, trx, userId));
    },
  };
}

function forget(counters: Map<string, Throttle>, now: Millis): void {
  for (const [key, { lastAt }] of counters) if (now - lastAt >= perName.forgetMs) counters.delete(key);
}
