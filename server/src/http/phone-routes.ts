// Credentials with which a browser becomes a phone.
import { endpoints } from "@tandem/contract";
import { err, ok } from "@tandem/kernel";
import type { Clock } from "@tandem/kernel";
import type { Agents } from "#contact-center/agents";
import type { EntryPoints } from "#contact-center/entry-points";
import { issuePhoneCredential } from "#platform/identity";
import type { PhoneCredentialKey } from "#platform/identity";
import type { Tenant } from "#platform/tenancy";
import { digestRealm } from "#telephony/endpoints";
import { RateLimit } from "./rate-limit.ts";
import type { Router } from "./router.ts";

/** A shift; the desk renews before. */
const agentTtlSeconds = 12 * 3600;
/** Long enough to allow the microphone and be connected; a call that runs needs no credential any more. */
const visitorTtlSeconds = 10 * 60;

/** Path of SIP over WebSocket on this server. */
export const sipWebSocketPath = "/sip";

export type PhoneRoutesOptions = {
  readonly clock: Clock;
  readonly key: PhoneCredentialKey;
  readonly agents: Agents;
  readonly entryPoints: EntryPoints;
  /** Whose call page this is, by the host name of the request. */
  readonly tenantOfHost: (host: string | undefined) => Tenant | undefined;
};

export function addPhoneRoutes(router: Router, options: PhoneRoutesOptions): void {
  const { clock, key, agents, entryPoints, tenantOfHost } = options;
  // A person presses the button a few times; a script presses it all day.
  const visitors = new RateLimit({ perMinute: 30, burst: 10 });

  router.add(endpoints.createPhoneCredential, async ({ person }) => {
    const agent = agents.ofUser(person.tenant.id, person.user.id);
    if (!agent) return err({ kind: "unknown-agent", message: "this user is not an agent and has no phone" });
    const { id, tenantId, extension, displayName } = agent.record;
    const issued = issuePhoneCredential(
      key,
      { purpose: "agent", tenantId, subject: id, ttlSeconds: agentTtlSeconds },
      clock.now(),
    );
    return ok({ ...describe(issued), uri: `sip:${extension}@${digestRealm}`, displayName });
  });

  router.add(endpoints.createVisitorCall, async ({ source, headers }) => {
    const waitMs = visitors.take(source, clock.now());
    if (waitMs > 0) return err({ kind: "throttled", retryAfterSeconds: Math.ceil(waitMs / 1000) });
    const tenant = tenantOfHost(headers.get("Host")?.split(":")[0]);
    const number = tenant && entryPoints.ofTenant(tenant.id)[0]?.number;
    if (!tenant || number === undefined) return err({ kind: "no-number" });
    return ok(visitorTicket(key, tenant, number, clock.now()));
  });
}

/** With which somebody who is no agent may call this number, and no other. */
export function visitorTicket(
  key: PhoneCredentialKey,
  { id: tenantId, name: tenantName }: Pick<Tenant, "id" | "name">,
  number: string,
  now: number,
) {
  const issued = issuePhoneCredential(
    key,
    { purpose: "visitor", tenantId, subject: number, ttlSeconds: visitorTtlSeconds },
    now,
  );
  return {
    ...describe(issued),
    uri: `sip:visitor@${digestRealm}`,
    displayName: "web",
    target: `sip:${encodeURIComponent(number)}@${digestRealm}`,
    tenantName,
  };
}

function describe(issued: { username: string; password: string; expiresAt: number }) {
  const { username, password, expiresAt } = issued;
  return {
    username,
    password,
    realm: digestRealm,
    webSocketPath: sipWebSocketPath,
    expiresAt: new Date(expiresAt).toISOString(),
  };
}
