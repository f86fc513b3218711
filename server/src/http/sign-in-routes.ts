// Signing in and out, and who I am.
import { endpoints } from "@tandem/contract";
import type { Me } from "@tandem/contract";
import { err, ok } from "@tandem/kernel";
import type { Clock } from "@tandem/kernel";
import type { Agents } from "#contact-center/agents";
import type { Database } from "#platform/database";
import { redeemSignInLink, setUserLocale } from "#platform/identity";
import type { SignedIn, SignInService } from "#platform/identity";
import type { Tenant } from "#platform/tenancy";
import type { Person } from "./person.ts";
import { problemResponse } from "./problems.ts";
import type { Router } from "./router.ts";
import { signInCookie, signOutCookie, tokenOf } from "./sign-in-cookie.ts";
import type { SignedInPeople } from "./sign-in-cookie.ts";

export type SignInRoutesOptions = {
  readonly database: Database;
  readonly clock: Clock;
  readonly signIns: SignInService;
  readonly people: SignedInPeople;
  readonly agents: Agents;
  readonly tenants: {
    byId(id: Tenant["id"]): Tenant | undefined;
    byDomain(domain: string | undefined): Tenant | undefined;
  };
};

export function addSignInRoutes(router: Router, options: SignInRoutesOptions): void {
  const { database, clock, signIns, people, agents, tenants } = options;
  const meOf = (person: Person) => describeMe(person, agents);
  const signedIn = ({ token, user, expiresAt }: SignedIn) => {
    const tenant = tenants.byId(user.tenantId);
    if (!tenant) return problemResponse({ kind: "wrong-credentials" });
    return Response.json(meOf({ user, tenant }), {
      headers: { "Set-Cookie": signInCookie(token, expiresAt) },
    });
  };

  router.add(endpoints.signIn, async ({ body, source }) => {
    const tenant = tenants.byDomain(body.tenant);
    if (!tenant) return err({ kind: "wrong-credentials" });
    const { name, password } = body;
    const result = await signIns.signIn({ tenantId: tenant.id, name, password, source });
    if (result.ok) return signedIn(result.value);
    if (result.error.kind === "wrong-credentials") return err({ kind: "wrong-credentials" });
    return err({ kind: "throttled", retryAfterSeconds: Math.ceil(result.error.retryAfterMs / 1000) });
  });

  router.add(endpoints.signInByLink, async ({ body }) => {
    const redeemed = await redeemSignInLink(database, body.token, clock.now());
    return redeemed.ok ? signedIn(redeemed.value) : err({ kind: "link-not-valid" });
  });

  router.add(endpoints.signOut, async ({ headers, person }) => {
    people.forget(headers);
    await signIns.signOut(tokenOf(headers) ?? "");
    const agent = agents.ofUser(person.tenant.id, person.user.id);
    if (agent) agents.choosePresence(agent.record.id, "offline", undefined);
    return Response.json({}, { headers: { "Set-Cookie": signOutCookie } });
  });

  router.add(endpoints.getMe, async ({ person }) => ok(meOf(person)));

  router.add(endpoints.updateMe, async ({ person, body, headers }) => {
    const { user, tenant } = person;
    await database.withTenant(tenant.id, (trx) => setUserLocale(tenant.id, trx, user.id, body.locale));
    people.forget(headers);
    return ok(meOf({ tenant, user: { ...user, locale: body.locale } }));
  });
}

function describeMe({ user, tenant }: Person, agents: Agents): Me {
  const agent = agents.ofUser(tenant.id, user.id);
  return {
    user: {
      id: user.id,
      name: user.name,
      displayName: user.displayName,
      role: user.role,
      locale: user.locale ?? tenant.locale,
    },
    tenant: { id: tenant.id, name: tenant.name, timeZone: tenant.timeZone },
    agent: agent ? { id: agent.record.id, extension: agent.record.extension } : null,
  };
}
