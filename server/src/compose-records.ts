// Wires how calls are written down: kept facts go to the journal, from there to the database, and make records.
import { join } from "node:path";
import type { CallId, Clock, Fact, FactBus, TenantId } from "@tandem/kernel";
import { agentContribution } from "#contact-center/agents";
import { flowContribution } from "#contact-center/flows";
import { outboundContribution, placedCallFold } from "#contact-center/outbound";
import { CountedDayKeeper, isMetricsFact, segmentFold, storeAgentIntervals } from "#contact-center/metrics";
import { overflowContribution } from "#contact-center/overflow";
import { leaveQueue, loadTargets, queueContribution } from "#contact-center/queues";
import { keepSurveys } from "#contact-center/surveys";
import { keepMessages, voicemailContribution } from "#contact-center/voicemail";
import type { Database } from "#platform/database";
import { FactJournal } from "#platform/journal";
import type { Logger } from "#platform/logging";
import type { Tenant } from "#platform/tenancy";
import { CallRecords } from "#telephony/call-records";
import { directCallContribution } from "#telephony/direct-calls";
import { isQualityKept, keepLegQualities } from "#telephony/voice-quality";
import { keptFacts } from "./every-fact.ts";
import type { AnyFact } from "./every-fact.ts";

export type RecordsOptions = {
  readonly dataDir: string;
  readonly clock: Clock;
  readonly log: Logger;
  readonly database: Database;
  readonly facts: Pick<FactBus<AnyFact>, "onAny">;
  /** Whether the call runs still. */
  readonly isLive: (callId: CallId) => boolean;
  readonly onStored: (tenantId: TenantId, callId: CallId) => void;
  readonly tenants: () => readonly Tenant[];
};

export function composeRecords(options: RecordsOptions) {
  const { dataDir, clock, log, database, facts, isLive, onStored, tenants } = options;
  const callRecords = new CallRecords({
    database,
    clock,
    contributors: [
      flowContribution,
      directCallContribution,
      outboundContribution,
      overflowContribution,
      queueContribution,
      agentContribution,
      voicemailContribution,
    ],
    closings: [leaveQueue],
    folds: [segmentFold, placedCallFold],
    isLive,
    onStored,
  });
  const journal = new FactJournal<Fact>({
    directory: join(dataDir, "journal"),
    write: async (batch) => {
      await keepLegQualities(batch.filter(isQualityKept), database);
      await keepSurveys(batch, database);
      await keepMessages(batch, database);
      await storeAgentIntervals(batch.filter(isMetricsFact), database);
      await callRecords.write(batch.filter((fact) => !isQualityKept(fact) && !isMetricsFact(fact)));
    },
    clock,
    log,
    batchSize: 200,
    gatherMs: 200,
  });
  facts.onAny((fact) => {
    if (keptFacts.has(fact.type)) journal.append(fact);
  });
  const countedDays = new CountedDayKeeper({
    database,
    clock,
    log,
    tenants,
    targetsOf: (tenantId) => loadTargets(tenantId, database),
  });
  return { callRecords, journal, countedDays };
}
