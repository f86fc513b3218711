// The routing engine against its targets: what a decision costs for 10 to 10,000 agents with 50 skills and 1,000 queues, how fast
// days are simulated, and how far the simulated waits are from Erlang C and Erlang A. Costs are processor time: the
// machine may have other work. The last line is JSON. Run: npm run bench:routing [-- --quick]
import { parseArgs } from "node:util";
import { measureDecisions } from "./routing/decision-cost.ts";
import { compareWithTheory, toleratedErrors, toleratedPct } from "./routing/theory.ts";

const { values: options } = parseArgs({
  args: process.argv.slice(2).filter((argument) => argument !== "--"),
  options: { quick: { type: "boolean", default: false }, seed: { type: "string", default: "1" } },
});
const quick = options.quick;

const costs = [10, 100, 1000, 10_000].map((agents) => {
  const cost = measureDecisions(agents, quick ? 60_000 : 300_000);
  console.log(
    `${agents} agents: ${cost.decisionUs.toFixed(2)} µs a decision, p99 ${cost.p99Us.toFixed(1)} µs, ${Math.round(1e6 / cost.decisionUs)} a second`,
  );
  return cost;
});
const theory = compareWithTheory(quick ? 5 : 20, Number(options.seed), (line) => console.log(line));

const [at10, at100, , at10000] = costs.map(({ decisionUs }) => decisionUs) as [
  number,
  number,
  number,
  number,
];
const p99UsAt10000 = costs[3]?.p99Us ?? Infinity;
const round = (value: number) => Number(value.toFixed(2));
const met =
  p99UsAt10000 <= 200 &&
  at10000 <= 4 * at100 &&
  (["c", "a"] as const).every(
    (kind) => theory.plainPct[kind] <= toleratedPct[kind] && theory.controlledPct[kind] <= toleratedPct[kind],
  ) &&
  theory.standardErrors <= toleratedErrors &&
  theory.contactsPerSecond >= 200_000;
console.log(met ? "every target is met" : "a target is missed");
console.log(
  JSON.stringify({
    decisionUsAt10: round(at10),
    decisionUsAt100: round(at100),
    decisionUsAt10000: round(at10000),
    p99UsAt10000: round(p99UsAt10000),
    erlangMaxErrorPct: round(Math.max(theory.plainPct.c, theory.plainPct.a)),
    erlangCMaxErrorPct: round(theory.plainPct.c),
    erlangAMaxErrorPct: round(theory.plainPct.a),
    erlangDecidable: theory.decidable,
    erlangUndecidable: theory.undecidable,
    erlangMaxStandardErrors: round(theory.standardErrors),
    erlangControlledMaxErrorPct: round(Math.max(theory.controlledPct.c, theory.controlledPct.a)),
    simulatedContactsPerSecond: Math.round(theory.contactsPerSecond),
  }),
);
process.exitCode = met ? 0 : 1;
