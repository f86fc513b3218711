// The standard metrics as the contract shows them.
import type { ReportFigures } from "@tandem/contract";
import {
  abandonment,
  abandonmentWithoutShort,
  averageHandlingTime,
  averageSpeedOfAnswer,
  contactTime,
  firstContactResolution,
  occupancy,
  responseRate,
  satisfaction,
  serviceLevel,
} from "#contact-center/metrics";
import type { ReportLine } from "#contact-center/metrics";

export function reportFigures({ tally, times, surveys, outbound }: ReportLine): ReportFigures {
  const { offered, answered, abandoned, flowedOut, callbacks, shortAbandoned, returned } = tally;
  const { handled, talkMs, holdMs, wrapUpMs, longestWaitMs } = tally;
  return {
    offered,
    answered,
    abandoned,
    flowedOut,
    callbacks,
    shortAbandoned,
    returned,
    serviceLevel: serviceLevel(tally, "offered"),
    serviceLevelNoShort: serviceLevel(tally, "no-short"),
    serviceLevelAnsweredOnly: serviceLevel(tally, "answered-only"),
    serviceLevelRemoved: serviceLevel(tally, "removed"),
    abandonment: abandonment(tally),
    abandonmentNoShort: abandonmentWithoutShort(tally),
    averageWaitMs: averageSpeedOfAnswer(tally),
    longestWaitMs,
    handled,
    averageHandlingMs: averageHandlingTime(tally),
    talkMs,
    holdMs,
    wrapUpMs,
    firstContactResolution: firstContactResolution(tally),
    satisfaction: satisfaction(surveys),
    responseRate: responseRate(surveys),
    surveyed: surveys.asked,
    responded: surveys.responded,
    outboundAttempts: outbound.attempts,
    outboundConnected: outbound.connected,
    outboundTalkMs: outbound.talkMs,
    occupancy: times && occupancy(times),
    contactMs: times && contactTime(times),
    idleMs: times && times.idleMs,
    awayMs: times && times.awayMs,
  };
}
