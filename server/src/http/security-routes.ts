// Abuse: banned sources of the node for its operators, security facts and dialling limits for each tenant.
import { endpoints } from "@tandem/contract";
import type { Ban as BanView, TenantSecurityFact } from "@tandem/contract";
import { err, ok } from "@tandem/kernel";
import type { Clock, TenantId } from "@tandem/kernel";
import type { Database } from "#platform/database";
import type { Logger } from "#platform/logging";
import {
  knownAllowance,
  listSecurityFacts,
  storeDiallingLimits,
  strangerAllowance,
  strangersTogether,
} from "#telephony/abuse";
import type { Ban, DiallingGuard, SourceGuard } from "#telephony/abuse";
import type { Router } from "./router.ts";

export type SecurityRoutesOptions = {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Logger;
  readonly sourceGuard: SourceGuard;
  readonly diallingGuard: DiallingGuard;
};

export function addSecurityRoutes(router: Router, options: SecurityRoutesOptions): void {
  addNodeRoutes(router, options);
  addTenantRoutes(router, options);
}

/** How many bans one answer names: more are read in the file. */
const maxListedBans = 1_000;

function addNodeRoutes(router: Router, { sourceGuard, log }: SecurityRoutesOptions): void {
  router.add(endpoints.getNodeSecurity, async () => {
    const { sources, banned, droppedOfBanned, droppedOverLimit } = sourceGuard.counts();
    return ok({
      bans: sourceGuard.bans().slice(0, maxListedBans).map(banView),
      facts: sourceGuard.recentFacts().map(({ kind, source, subject, firstAtMs, lastAtMs, count }) => {
        return {
          kind,
          source,
          subject: subject ?? null,
          firstAt: time(firstAtMs),
          lastAt: time(lastAtMs),
          count,
        };
      }),
      counts: { sources, banned, droppedOfBanned, droppedOverLimit },
      limits: { stranger: strangerAllowance, strangersTogether, known: knownAllowance },
    });
  });

  router.add(endpoints.createBan, async ({ person, body }) => {
    const ban = sourceGuard.ban(body.address, body.minutes * 60_000);
    log.warn(
      { source: ban.source, minutes: body.minutes, user: person.user.name },
      "a person banned a source",
    );
    return ok(banView(ban));
  });

  router.add(endpoints.deleteBan, async ({ person, params }) => {
    if (!sourceGuard.unban(params.source)) return err({ kind: "not-found" });
    log.warn({ source: params.source, user: person.user.name }, "a person ended a ban");
    return ok({});
  });
}

function addTenantRoutes(router: Router, { database, diallingGuard }: SecurityRoutesOptions): void {
  const diallingView = (tenantId: TenantId) => {
    const { allowedPrefixes, rates, ...limits } = diallingGuard.limitsOf(tenantId);
    return {
      limits: { ...limits, allowedPrefixes: [...allowedPrefixes], rates: [...rates] },
      usage: diallingGuard.usageOf(tenantId),
    };
  };

  router.add(endpoints.listSecurityFacts, async ({ person, query }) => {
    const rows = await listSecurityFacts(person.tenant.id, query.limit, database);
    const facts = rows.map(({ id, at, kind, source, subject, count }) => {
      return { id, at: at.toISOString(), kind: kind as TenantSecurityFact["kind"], source, subject, count };
    });
    return ok({ facts });
  });

  router.add(endpoints.getDiallingLimits, async ({ person }) => ok(diallingView(person.tenant.id)));

  router.add(endpoints.setDiallingLimits, async ({ person, body }) => {
    await storeDiallingLimits(person.tenant.id, body, database);
    diallingGuard.setLimits(person.tenant.id, body);
    return ok(diallingView(person.tenant.id));
  });
}

function banView({ source, reason, sinceMs, untilMs, bans }: Ban): BanView {
  return { source, reason, since: time(sinceMs), until: time(untilMs), number: bans };
}

function time(timeMs: number): string {
  return new Date(timeMs).toISOString();
}
