// How many callers the interpreter of flows takes through a flow of 20 nodes on one core: each answers, listens, presses keys, waits in a
// queue and is asked how it was. CPU time, not time on a wall. The last line is JSON.
// Run: npm run bench:flows -- [--seconds=5]
import { parseArgs } from "node:util";
import { newFlowRun, parseFlowDocument, stepFlow } from "@tandem/flows";
import type { FlowInput, FlowState } from "@tandem/flows";

const { values: options } = parseArgs({
  args: process.argv.slice(2).filter((argument) => argument !== "--"),
  options: { seconds: { type: "string", default: "5" } },
});
const target = 100_000;
const callsPerRound = 5000;
const id = "00000000-0000-4000-8000-000000000001";

const document = documentOfTwentyNodes();
/** Added up and printed, so that nothing can be optimised away. */
let [calls, steps, entered] = [0, 0, 0];

round(1);
[calls, steps, entered] = [0, 0, 0];
const before = process.cpuUsage();
const until = performance.now() + Number(options.seconds) * 1000;
for (let seed = 2; performance.now() < until; seed++) round(seed);
const { user, system } = process.cpuUsage(before);
const cpuUs = user + system;
const callsPerSecond = Math.round((calls / cpuUs) * 1e6);
console.log(
  `${calls} calls through ${(entered / calls).toFixed(1)} nodes each, ${(steps / calls).toFixed(1)} steps`,
);
console.log(`${callsPerSecond >= target ? "met" : "missed"}: ${target} calls a second of one core`);
console.log(JSON.stringify({ callsPerSecond, stepUs: Number((cpuUs / steps).toFixed(3)) }));

/** Callers of a round do the same in each run: what they do is drawn from the seed. */
function round(seed: number): void {
  let random = seed;
  const draw = (below: number) => {
    random = (Math.imul(random, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((random / 2 ** 32) * below);
  };
  for (let n = 0; n < callsPerRound; n++) {
    let state = newFlowRun();
    for (let input: FlowInput | undefined = { kind: "start" }; input; input = nextOf(state, draw)) {
      ({ state } = stepFlow(document, state, input));
      steps++;
    }
    calls++;
    entered += state.entered;
  }
}

/** What happens next to a caller: most press a key that leads on, some none, some a wrong one. */
function nextOf({ phase, wait }: FlowState, draw: (below: number) => number): FlowInput | undefined {
  switch (phase) {
    case "answering":
      return { kind: "answered" };
    case "playing":
    case "farewell":
      return { kind: "playback-finished", wait };
    case "prompting":
      return draw(3) === 0 ? { kind: "digit", digit: "1" } : { kind: "playback-finished", wait };
    case "collecting": {
      const luck = draw(20);
      if (luck === 0) return { kind: "timeout", wait };
      return { kind: "digit", digit: luck === 1 ? "9" : "1" };
    }
    case "queued":
      return draw(10) === 0 ? { kind: "not-taken" } : { kind: "served" };
    case "handed":
      return { kind: "came-back" };
    case "asking":
      return { kind: "hours", open: true };
    case "requesting":
      return { kind: "no-response", wait };
    case "looking-up":
      return { kind: "looked-up", wait, row: null };
    case "sending":
      return { kind: "message-taken", wait, taken: true };
    case "transferring":
    case "calling":
      return { kind: "not-taken" };
    case "hearing":
    case "ended":
      return undefined;
    default:
      return phase satisfies never;
  }
}

/** 20 nodes that a caller comes through one after the other. */
function documentOfTwentyNodes() {
  const kinds = (next: string) => [
    { type: "play", prompts: ["welcome"], next },
    { type: "menu", prompts: ["menu-main"], choices: { "1": next, "2": "end" }, otherwise: next },
    { type: "business-hours", calendarId: id, open: next, closed: "end" },
    { type: "queue", queueId: id, next, unavailable: next },
    { type: "survey", next },
  ];
  const nodes: Record<string, unknown> = { end: { type: "hang-up", prompts: ["goodbye"] } };
  const order = [0, 1, 0, 1, 2, 1, 0, 1, 0, 1, 2, 1, 0, 1, 0, 1, 2, 3, 4];
  for (const [n, kind] of order.entries())
    nodes[`n${n}`] = kinds(n + 1 === order.length ? "end" : `n${n + 1}`)[kind];
  const parsed = parseFlowDocument({ schema: 1, language: "en", start: "n0", nodes });
  if (!parsed.ok) throw new Error(parsed.error.message);
  return parsed.value;
}
