// What a queue call costs while few or many others are in talk: always the same pace, with ever longer talks.
import { numbers } from "./floor-configuration.ts";
import { pause } from "./measured-floor.ts";
import type { MeasuredFloor } from "./measured-floor.ts";
import { controlAndMedia } from "./phases.ts";
import { spent } from "./processor-time.ts";

export type ConcurrencyCost = {
  readonly calls: number;
  /** Of control and media. With the calls at once their talk grows, which media records: that is in it. */
  readonly msPerCall: number;
  readonly controlMsPerCall: number;
  readonly failed: number;
};

/** New calls per second: the number at once is this times the talk. */
const perSecond = 20;
/** Long enough for the timers of calls before it to end in it as those of its own calls end after it. */
const windowSeconds = 15;
/** Until begun calls and ended ones, with their longest timers of 32 s, are in balance. */
const settleMs = 34_000;

/** Measures at `calls` at once: as many begin in the window as end in it. */
export async function costAtOnce(floor: MeasuredFloor, calls: number): Promise<ConcurrencyCost> {
  const talkMs = Math.max(100, Math.round((calls / perSecond) * 1000));
  await floor.openQueue(talkMs);
  const seconds = (talkMs + settleMs) / 1000 + windowSeconds + 1;
  const load = floor.call({
    number: numbers.queue,
    calls: Math.round(perSecond * seconds),
    perSecond,
    patienceMs: talkMs + 20_000,
  });
  await pause(talkMs + settleMs);
  const before = floor.time.read();
  await pause(windowSeconds * 1000);
  const used = spent(before, floor.time.read(), floor.idle);
  const { failed } = await load;
  await floor.quiet();
  const ended = perSecond * windowSeconds;
  return { calls, msPerCall: controlAndMedia(used) / ended, controlMsPerCall: used.control / ended, failed };
}
