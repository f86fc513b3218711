// Wires what stands against abuse: screens and bans by source, who fails to prove themselves, what may be dialled.
import { join } from "node:path";
import { err } from "@tandem/kernel";
import type { Clock, FactSource, TenantId } from "@tandem/kernel";
import type { Database } from "#platform/database";
import type { Logger } from "#platform/logging";
import {
  AuthenticationWatch,
  DiallingGuard,
  SourceGuard,
  storeSecurityFacts,
  TenantFacts,
} from "#telephony/abuse";
import type { CallFact } from "#telephony/calls";
import { addressMatcher, dialledToE164 } from "#telephony/trunks";
import type { Config } from "./config.ts";
import type { OutboundGuard } from "./inbound-pipeline.ts";

export type AbuseOptions = {
  readonly config: Config;
  readonly clock: Clock;
  readonly log: Logger;
  readonly database: Database;
  readonly facts: FactSource<CallFact>;
  /** Whether a trunk names this address. */
  readonly isCarrier: (address: string) => boolean;
  /** ISO 3166 code: how numbers without a country are read. */
  readonly countryOf: (tenantId: TenantId) => string;
  /** Whose user name this is. */
  readonly tenantOf: (username: string, domain: string) => Promise<TenantId | undefined>;
};

export function composeAbuse(options: AbuseOptions) {
  const { config, clock, log, database, facts, isCarrier, countryOf, tenantOf } = options;
  const sourceGuard = new SourceGuard({
    clock,
    banFile: join(config.dataDir, "security", "bans.json"),
    isAllowed: addressMatcher(["127.0.0.1", "::1", config.publicAddress, ...(config.sipAllowed ?? [])])
      .matches,
    isCarrier,
    onFact: ({ kind, source, subject }) => {
      if (kind === "banned" || kind === "unbanned")
        log.warn({ source, reason: subject }, `a source is ${kind}`);
    },
    onProblem: (message) => log.error(message),
  });
  const tenantFacts = new TenantFacts({
    clock,
    store: (gathered) => storeSecurityFacts(gathered, database),
    onLost: (count, reason) => log.warn({ err: reason, count }, "security facts were not written"),
  });
  const authenticationWatch = new AuthenticationWatch({
    clock,
    guard: sourceGuard,
    tenantOf,
    onTenantFact: (fact) => tenantFacts.add(fact),
  });
  const diallingGuard = new DiallingGuard({
    clock,
    toE164: (tenantId, dialled) => dialledToE164(dialled, countryOf(tenantId)),
    onTenantFact: (fact) => tenantFacts.add(fact),
  });
  // A leg of no agent that we dial leads to a number outside.
  facts.on("LegDialed", ({ tenantId, legId, agentId, address }) => {
    if (agentId === null) diallingGuard.begun(tenantId, legId, address);
  });
  facts.on("LegAnswered", ({ tenantId, legId }) => diallingGuard.answered(tenantId, legId));
  facts.on("LegEnded", ({ tenantId, legId }) => diallingGuard.ended(tenantId, legId));
  const outboundGuard: OutboundGuard = ({ tenantId, number, by }) => {
    const judged = diallingGuard.judge(tenantId, number, by);
    return judged.ok ? judged : err({ kind: judged.error.kind, status: 403 });
  };
  return { sourceGuard, tenantFacts, authenticationWatch, diallingGuard, outboundGuard };
}
