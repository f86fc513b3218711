// A whole floor under load: agents with a phone and a page each, and calls that arrive at a rate and are answered. Says how many
// were lost, how soon pages knew of a ringing phone, what it cost, and what was left. The last line is JSON.
// Run: npm run load:floor -- [--agents=300] [--rate=30] [--minutes=5] [--find-rate] [--profile=FILE]
import { loadavg } from "node:os";
import { parseArgs } from "node:util";
import { Desks } from "./floor-load/desks.ts";
import { runFloor } from "./floor-load/floor-run.ts";
import type { FloorFigures } from "./floor-load/floor-run.ts";
import { MeasuredFloor } from "./signalling/measured-floor.ts";

const { values: options } = parseArgs({
  args: process.argv.slice(2).filter((argument) => argument !== "--"),
  options: {
    agents: { type: "string", default: "300" },
    rate: { type: "string", default: "30" },
    minutes: { type: "string", default: "5" },
    "find-rate": { type: "boolean", default: false },
    profile: { type: "string" },
  },
});
const agents = Number(options.agents);
/** Of their time agents talk so much: the rest is ringing, and the chance that calls come together. */
const busy = 0.7;
/** How long a rate is held while the highest is looked for. */
const tryMinutes = 0.5;

await using floor = await MeasuredFloor.start({
  inQueue: agents,
  others: 0,
  mediaWorkers: 1,
  rtpPorts: 10_000,
  profileFile: options.profile,
});
await floor.openQueue(talkMsAt(Number(options.rate)), true);
await using desks = await Desks.open(`${floor.tandem.wsUrl}/api/v1/live`, floor.queueCookies);
await floor.measureIdle();
console.log(
  `${agents} agents with phone and page; idle ${percent(floor.idle.control)} of a core for control`,
);
// Compiled, and its memory in shape, before anything counts.
await run(Math.min(10, Number(options.rate)), 0.2);
const best = options["find-rate"]
  ? await findRate(Number(options.rate))
  : await run(Number(options.rate), Number(options.minutes), options.profile !== undefined);
console.log(`load of the machine ${loadavg()[0]?.toFixed(1)}`);
console.log(JSON.stringify({ load: "floor", agents, ...best }));
process.exitCode = best?.held ? 0 : 1;

function talkMsAt(perSecond: number): number {
  return Math.round(((agents * busy) / perSecond) * 1000);
}

async function run(perSecond: number, minutes: number, profiled = false): Promise<FloorFigures> {
  const talkMs = talkMsAt(perSecond);
  await floor.openQueue(talkMs, true);
  if (profiled) await floor.toggleProfiler("started");
  const figures = await runFloor(floor, desks, { perSecond, minutes, talkMs, agents });
  if (profiled) await floor.toggleProfiler("stopped");
  say(figures);
  return figures;
}

function say(figures: FloorFigures): void {
  const { perSecond, offered, answered, lost, popP50Ms, popP99Ms, setupP99Ms, left } = figures;
  console.log(
    `${perSecond}/s: ${offered} offered, ${answered} answered, ${lost} lost (${figures.refusedBusy} refused); page ${popP50Ms} ms (p99 ${popP99Ms}) after the phone; p99 ${setupP99Ms} ms to the agent; ` +
      `control ${percent(figures.controlShare)}, media ${percent(figures.mediaShare)}, PostgreSQL ${percent(figures.postgresShare)} of a core; machine ${figures.machineCores} cores busy; ` +
      `control ${figures.controlMb} MB, media ${figures.mediaMb} MB; left: ${left.join(", ") || "nothing"}: ${figures.held ? "held" : "not held"}`,
  );
}

function percent(share: number): string {
  return `${(share * 100).toFixed(0)} %`;
}

/** Up by a third while it holds, then halfway between what held and what did not; the highest that held, for as long as asked. */
async function findRate(first: number): Promise<FloorFigures | undefined> {
  let [held, refused] = [0, Infinity];
  let next = first;
  while (refused / Math.max(held, 1) > 1.15 && next >= 1) {
    const figures = await run(next, tryMinutes);
    if (figures.held) held = next;
    else refused = next;
    next = refused === Infinity ? Math.ceil(held * 1.33) : Math.floor((held + refused) / 2);
    if (next === held) break;
  }
  return held === 0 ? undefined : run(held, Number(options.minutes));
}
