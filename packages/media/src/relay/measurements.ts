// The quality of a leg in both directions, every five seconds and over all: from what came in, and from what the
// far side reports of what we send.
import {
  bufferFor,
  codecImpairment,
  endReception,
  meanOpinionScore,
  rating,
  takeReception,
} from "../quality/index.ts";
import type { LegQuality, QualitySummary } from "../protocol/index.ts";
import { jitterMs } from "../rtp/index.ts";
import type { Leg } from "./leg.ts";
import type { Sum } from "./measurement.ts";
import type { RelayState } from "./relay-state.ts";

const measureEveryMs = 5000;
/** What is in a packet was spoken this long before it was sent. */
const packetMs = 20;

export function isMeasureDue(leg: Leg, nowMs: number): boolean {
  return nowMs - leg.measurement.lastAtMs >= measureEveryMs;
}

/** Measures the last, shorter interval, and sums up; null when nothing ever was there to measure. */
export function measureLast(state: RelayState, leg: Leg, nowMs: number): QualitySummary | null {
  endReception(leg.reception);
  measure(state, leg, nowMs);
  const { sums, roundTrips, roundTripSumMs } = leg.measurement;
  const received = summary(sums.received);
  const sent = summary(sums.sent);
  if (received === null && sent === null) return null;
  return { received, sent, roundTripMs: roundTrips === 0 ? null : roundTripSumMs / roundTrips };
}

export function measure(state: RelayState, leg: Leg, nowMs: number): void {
  const { measurement, reports } = leg;
  const hasNewReport = reports.blockAtMs > measurement.lastAtMs;
  const received = measureReceived(leg);
  const sent = hasNewReport ? measureSent(leg) : null;
  const roundTripMs = hasNewReport && reports.roundTripMs >= 0 ? reports.roundTripMs : null;
  measurement.lastAtMs = nowMs;
  measurement.packetsSent = leg.sender.packets;
  if (received === null && sent === null) return;
  if (roundTripMs !== null) {
    measurement.roundTrips++;
    measurement.roundTripSumMs += roundTripMs;
  }
  const { legId, codec } = leg;
  state.emit({ kind: "leg-quality", legId, codec, received, sent, roundTripMs, at: state.clock.now() });
}

function measureReceived(leg: Leg): LegQuality["received"] {
  const figures = takeReception(leg.reception, jitterMs(leg.receiver));
  if (figures.expected === 0) return null;
  const { expected, lost, late, burstRatio, bufferMs } = figures;
  const lossShare = (lost + late) / expected;
  const delayMs = oneWayMs(leg) + bufferMs + packetMs;
  const mos = meanOpinionScore(rating({ ...codecImpairment(leg.codec), lossShare, burstRatio, delayMs }));
  add(leg.measurement.sums.received, expected, lost + late, mos);
  return rounded({ ...figures, mos });
}

function measureSent(leg: Leg): LegQuality["sent"] {
  const { reports, measurement } = leg;
  const hasMetrics = reports.metricsAtMs > measurement.lastAtMs;
  const reportedJitterMs = reports.jitter / leg.sender.clockPerMs;
  const lossShare = Math.min(1, reports.lossShare + (hasMetrics ? reports.discardShare : 0));
  const ownDelayMs =
    hasMetrics && reports.endSystemDelayMs > 0 ? reports.endSystemDelayMs : bufferFor(reportedJitterMs);
  const delayMs = oneWayMs(leg) + ownDelayMs + packetMs;
  // How the losses lie is not told: as random ones.
  const mos = meanOpinionScore(rating({ ...codecImpairment(leg.codec), lossShare, burstRatio: 1, delayMs }));
  // A report can come when we have fallen silent: it is about what was sent before.
  const packets = Math.max(1, leg.sender.packets - measurement.packetsSent);
  add(measurement.sums.sent, packets, packets * lossShare, mos);
  return rounded({ lossShare, jitterMs: reportedJitterMs, mos });
}

/** A thousandth is finer than anybody can measure, and what is told every five seconds of every leg is kept short. */
function rounded<Figures extends Record<string, number>>(figures: Figures): Figures {
  const exact = figures as Record<string, number>;
  for (const name in exact) exact[name] = Math.round((exact[name] as number) * 1000) / 1000;
  return figures;
}

function oneWayMs({ reports }: Leg): number {
  return Math.max(0, reports.roundTripMs) / 2;
}

function add(sum: Sum, packets: number, lost: number, mos: number): void {
  sum.packets += packets;
  sum.lost += lost;
  sum.mosByPackets += packets * mos;
  sum.lowestMos = Math.min(sum.lowestMos, mos);
}

function summary({ packets, lost, mosByPackets, lowestMos }: Sum): QualitySummary["received"] {
  return packets === 0 ? null : { mos: mosByPackets / packets, lowestMos, lossShare: lost / packets };
}
