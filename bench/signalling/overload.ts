// What a system does that is offered more than it can take: whom it refuses, whom it loses, when it is back.
import { setTimeout as pause } from "node:timers/promises";
import { readMetrics } from "../../tests/support/metrics.ts";
import { numbers } from "./floor-configuration.ts";
import type { MeasuredFloor } from "./measured-floor.ts";

const rushSeconds = 20;
/** After it the system must be as before. */
const recoverySeconds = 5;
const afterSeconds = 5;

export type Overload = {
  readonly offered: number;
  readonly served: number;
  /** Told 503 with Retry-After. */
  readonly refused: number;
  /** Neither served nor refused. */
  readonly lost: number;
  /** Of the calls at half the rate that can be taken, 5 s after the rush. */
  readonly failedAfterwards: number;
};

/** Offers twice `most`, calls a second, waits, and offers half of it. */
export async function overload(
  floor: MeasuredFloor,
  { most, talkMs }: { readonly most: number; readonly talkMs: number },
): Promise<Overload> {
  const call = (perSecond: number, seconds: number) =>
    floor.call({
      number: numbers.queue,
      calls: Math.round(perSecond * seconds),
      perSecond: Math.round(perSecond),
      patienceMs: talkMs + 20_000,
    });
  const before = await refusals(floor);
  const { successful, failed } = await call(most * 2, rushSeconds);
  const refused = (await refusals(floor)) - before;
  await pause(recoverySeconds * 1000);
  const afterwards = await call(most / 2, afterSeconds);
  return {
    offered: successful + failed,
    served: successful,
    refused,
    lost: failed - refused,
    failedAfterwards: afterwards.failed,
  };
}

async function refusals(floor: MeasuredFloor): Promise<number> {
  return (await readMetrics(floor.tandem)).get("tandem_calls_refused_busy_total") ?? 0;
}
