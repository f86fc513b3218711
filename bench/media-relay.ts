// What a relayed packet costs, against the same relay in C and rtpengine, interleaved in one run. The last line is JSON.
// Run: npm run bench:media [-- --quick] [--calls=200,500,1000] [--rounds=3] [--seconds=5] [--only=C,ours]
import { loadavg } from "node:os";
import { parseArgs } from "node:util";
import { cRelay } from "./media/c-relay.ts";
import type { Contender } from "./media/contender.ts";
import { runUnderLoad } from "./media/load.ts";
import type { Figures } from "./media/load.ts";
import { rtpengine, rtpengineIsInstalled } from "./media/rtpengine.ts";
import { tandemRelay } from "./media/tandem-relay.ts";

const { values: options } = parseArgs({
  args: process.argv.slice(2).filter((argument) => argument !== "--"),
  options: {
    quick: { type: "boolean", default: false },
    calls: { type: "string" },
    rounds: { type: "string" },
    seconds: { type: "string" },
    only: { type: "string" },
  },
});
const sizes = (options.calls ?? (options.quick ? "200" : "200,500,1000")).split(",").map(Number);
const rounds = Number(options.rounds ?? (options.quick ? 2 : 3));
const measuredMs = Number(options.seconds ?? (options.quick ? 3 : 5)) * 1000;
const warmUpMs = 2000;

const ours = tandemRelay("ours", {});
const recorded = tandemRelay("ours, recorded", { records: true });
const protectedLeg = tandemRelay("ours, SRTP on one side", { protects: true });
const nodeSockets = tandemRelay("ours over node:dgram", { io: "dgram" });
const rtpengines = rtpengineIsInstalled()
  ? [rtpengine("rtpengine", false), rtpengine("rtpengine, recorded", true)]
  : [];
const contenders: Contender[] = [cRelay, ours, recorded, protectedLeg, nodeSockets, ...rtpengines].filter(
  ({ name }) => options.only === undefined || `,${options.only},`.includes(`,${name},`),
);

const bySize = new Map<number, Map<string, Figures>>();
for (const calls of sizes) bySize.set(calls, await measure(calls));
console.log(`load of the machine ${loadavg()[0]?.toFixed(1)}`);
// The targets are about 500 calls.
console.log(
  JSON.stringify(summary(bySize.get(500) ?? (bySize.get(sizes[0] as number) as Map<string, Figures>))),
);

/** Every contender once a round, so that what else the machine does falls on all alike. */
async function measure(calls: number): Promise<Map<string, Figures>> {
  const taken = new Map<string, Figures[]>(contenders.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const contender of contenders) {
      taken.get(contender.name)?.push(await runUnderLoad(contender, { calls, warmUpMs, measuredMs }));
    }
  }
  console.log(`${calls} calls, ${calls * 100} packets/s in and as many out, medians of ${rounds}`);
  const medians = new Map([...taken].map(([name, runs]) => [name, median(runs)]));
  for (const [name, { microsPerPacket, loss, p50, p99, max, bytesPerCall }] of medians) {
    console.log(
      `  ${name.padEnd(24)} ${microsPerPacket.toFixed(2).padStart(6)} µs, lost ${(loss * 100).toFixed(3)} %, ` +
        `delay ${p50}/${p99}/${max} µs (p50/p99/max), ${(bytesPerCall / 1024).toFixed(1)} KiB a call`,
    );
  }
  return medians;
}

function median(runs: readonly Figures[]): Figures {
  const of = (pick: (figures: Figures) => number): number =>
    runs.map(pick).toSorted((a, b) => a - b)[Math.floor(runs.length / 2)] as number;
  return {
    microsPerPacket: of((run) => run.microsPerPacket),
    loss: of((run) => run.loss),
    p50: of((run) => run.p50),
    p99: of((run) => run.p99),
    max: of((run) => run.max),
    bytesPerCall: of((run) => run.bytesPerCall),
  };
}

function summary(figures: Map<string, Figures>): Record<string, number | null> {
  const micros = (contender: Contender | undefined): number | undefined =>
    contender && figures.get(contender.name)?.microsPerPacket;
  const ratio = (a: number | undefined, b: number | undefined): number | null =>
    a === undefined || b === undefined ? null : rounded(a / b);
  const difference = (a: number | undefined, b: number | undefined): number | null =>
    a === undefined || b === undefined ? null : rounded(a - b);
  const own = figures.get(ours.name);
  const nullable = (value: number | undefined): number | null =>
    value === undefined ? null : rounded(value);
  return {
    relayUs: nullable(micros(ours)),
    cRelayUs: nullable(micros(cRelay)),
    ratioToC: ratio(micros(ours), micros(cRelay)),
    ratioToRtpengine: ratio(micros(ours), micros(rtpengines[0])),
    recordingUs: difference(micros(recorded), micros(ours)),
    ratioRecordedToRtpengineRecorded: ratio(micros(recorded), micros(rtpengines[1])),
    srtpExtraUs: difference(micros(protectedLeg), micros(ours)),
    p99Us: own?.p99 ?? null,
    loss: own ? Number(own.loss.toFixed(6)) : null,
    bytesPerCall: own?.bytesPerCall ?? null,
  };
}

function rounded(value: number): number {
  return Number(value.toFixed(3));
}
