// How many queue calls a second the system takes: the rate goes up until a call fails or waits too long.
import { numbers } from "./floor-configuration.ts";
import type { MeasuredFloor } from "./measured-floor.ts";
import { controlAndMedia } from "./phases.ts";
import { spent } from "./processor-time.ts";

export type Step = {
  readonly perSecond: number;
  readonly failed: number;
  /** ms from the INVITE until the agent is there, of all but one in a hundred calls. */
  readonly p99Ms: number;
  readonly retransmissions: number;
  /** Control and media together. */
  readonly msPerCall: number;
};

const stepSeconds = 4;
/** A caller who waits longer for a free agent than this is not served well. */
const maxSetupMs = 1000;
const bounds = { least: 2, most: 600, totalMs: 35_000 };
/** Near enough: two rates whose quotient is below this. */
const precision = 1.1;
const growth = 1.4;

/** Tries rates from `first` on; resolves with the highest that was served, 0 when none was, and each step. */
export async function mostCallsPerSecond(
  floor: MeasuredFloor,
  options: { readonly first: number; readonly talkMs: number },
): Promise<{ readonly most: number; readonly steps: readonly Step[] }> {
  const steps: Step[] = [];
  const untilMs = performance.now() + bounds.totalMs;
  let served = 0;
  let refused = Infinity;
  let next = Math.min(bounds.most, Math.max(bounds.least, Math.round(options.first)));
  while (performance.now() < untilMs) {
    const step = await tryRate(floor, next, options.talkMs);
    steps.push(step);
    if (step.failed === 0 && step.p99Ms <= maxSetupMs) served = next;
    else refused = next;
    await floor.quiet();
    if (served >= bounds.most || refused <= bounds.least || refused / served < precision) break;
    if (refused === Infinity) next = Math.min(bounds.most, Math.ceil(served * growth));
    else if (served === 0) next = Math.max(bounds.least, Math.floor(refused / growth));
    else next = Math.round((served + refused) / 2);
    if (next === served || next === refused) break;
  }
  return { most: served, steps };
}

async function tryRate(floor: MeasuredFloor, perSecond: number, talkMs: number): Promise<Step> {
  const calls = Math.max(10, perSecond * stepSeconds);
  const patienceMs = talkMs + 10_000;
  const before = floor.time.read();
  const { successful, failed, retransmissions, times } = await floor.call({
    number: numbers.queue,
    calls,
    perSecond,
    patienceMs,
  });
  // The agent hangs up after the talk: what is left of the whole call is setting it up.
  const p99Ms = Math.round((times.whole[Math.floor(times.whole.length * 0.99)] ?? Infinity) - talkMs);
  const used = controlAndMedia(spent(before, floor.time.read(), floor.idle));
  return { perSecond, failed, p99Ms, retransmissions, msPerCall: used / Math.max(1, successful) };
}
