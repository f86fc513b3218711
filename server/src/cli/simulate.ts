// `npm run simulate`: runs a day through the routing engine in virtual time and says what came of it.
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import type { AgentId, Fact, QueueId } from "@tandem/kernel";
import { plainAgent, plainQueue } from "#contact-center/routing";
import { recordedContacts, simulate, syntheticContacts, until } from "#contact-center/simulation";
import type { QueueResult } from "#contact-center/simulation";
import { usageExitCode } from "./command.ts";
import { textTable } from "./text-table.ts";

const help = `Usage: npm run simulate -- [options]
Runs a day of one queue, or a recorded day of several, through the routing engine in virtual time.

  --agents N        agents who serve every queue                            (10)
  --per-hour N      callers in an hour, Poisson                             (180)
  --hours N         how long callers come                                   (8)
  --handling S      mean handling time with wrap-up, s, exponential         (180)
  --deviation X     log-normal handling instead, with that deviation/mean
  --patience S      mean patience, s, exponential                           (endless)
  --target S        a call is answered in time within that                  (20)
  --ring S          how long a phone rings before it is answered            (0)
  --ring-at-once N  agents rung together                                    (1)
  --strategy NAME   longest-idle, least-calls, most-skilled or round-robin  (longest-idle)
  --seed N          the same seed gives the same day                        (1)
  --recorded FILE   callers of a recorded day: its facts as lines of JSON, as kept in call_facts
  --json            the result as JSON

Exit code 64 when an option is wrong.`;

const strategies = ["longest-idle", "least-calls", "most-skilled", "round-robin"] as const;

function readOptions() {
  const text = (value: string) => ({ type: "string", default: value }) as const;
  const { values } = parseArgs({
    options: {
      agents: text("10"),
      "per-hour": text("180"),
      hours: text("8"),
      handling: text("180"),
      deviation: { type: "string" },
      patience: { type: "string" },
      target: text("20"),
      ring: text("0"),
      "ring-at-once": text("1"),
      strategy: text("longest-idle"),
      seed: text("1"),
      recorded: { type: "string" },
      json: { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  return values;
}

/** A number of that least value, or the process ends with the reason. */
function number(name: string, text: string, least: number): number {
  const value = Number(text);
  if (text.trim() !== "" && Number.isFinite(value) && value >= least) return value;
  return refuse(`--${name} takes a number of at least ${least}, not "${text}"`);
}

function refuse(message: string): never {
  process.stderr.write(`simulate: ${message} (see --help)\n`);
  process.exit(usageExitCode);
}

function recordedDay(file: string) {
  try {
    const lines = readFileSync(file, "utf8").split("\n");
    return recordedContacts(lines.filter(Boolean).map((line) => JSON.parse(line) as Fact));
  } catch (error) {
    return refuse(`${file} cannot be read: ${(error as Error).message}`);
  }
}

function syntheticDay(options: ReturnType<typeof readOptions>, queueId: QueueId) {
  const { deviation, patience } = options;
  const traffic = {
    queueId,
    perSecond: number("per-hour", options["per-hour"], 1) / 3600,
    handlingMs: number("handling", options.handling, 1) * 1000,
    ...(deviation !== undefined && { handlingDeviation: number("deviation", deviation, 0) }),
    ...(patience !== undefined && { patienceMs: number("patience", patience, 1) * 1000 }),
  };
  const atMs = number("hours", options.hours, 0) * 3_600_000;
  return [...until(syntheticContacts([traffic], number("seed", options.seed, 0)), { atMs })];
}

function figures(queueId: QueueId, queue: QueueResult) {
  const { offered, answered, abandoned, flowedOut, estimates } = queue;
  const share = (part: number) => (offered === 0 ? 0 : Number((part / offered).toFixed(4)));
  const seconds = (ms: number, count: number) => (count === 0 ? 0 : Number((ms / count / 1000).toFixed(1)));
  return {
    queue: queueId,
    offered,
    answered,
    abandoned,
    flowedOut,
    serviceLevel: share(queue.withinTarget),
    meanWaitSeconds: seconds(queue.waitMs, answered + abandoned),
    handlingSeconds: seconds(queue.handlingMs, answered),
    estimateErrorSeconds:
      estimates.count === 0 ? 0 : Number((estimates.sumSeconds / estimates.count).toFixed(1)),
  };
}

function run(): void {
  const options = readOptions();
  if (options.help) return void process.stdout.write(`${help}\n`);
  const strategy = strategies.find((name) => name === options.strategy);
  if (!strategy) return refuse(`--strategy is one of ${strategies.join(", ")}`);
  const contacts =
    options.recorded === undefined
      ? syntheticDay(options, "queue" as QueueId)
      : recordedDay(options.recorded);
  const queueIds = [...new Set(contacts.map(({ queueId }) => queueId))];
  const targetMs = number("target", options.target, 0) * 1000;
  const ringAtOnce = number("ring-at-once", options["ring-at-once"], 1);
  const count = number("agents", options.agents, 1);
  const result = simulate({
    queues: queueIds.map((queueId) => ({ ...plainQueue(queueId), strategy, ringAtOnce, targetMs })),
    agents: Array.from({ length: count }, (_, n) => plainAgent(`agent-${n + 1}` as AgentId, queueIds)),
    contacts,
    answerMs: number("ring", options.ring, 0) * 1000,
    estimates: true,
  });
  const rows = [...result.queues].map(([queueId, queue]) => figures(queueId, queue));
  if (options.json) return void process.stdout.write(`${JSON.stringify(rows)}\n`);
  const table = [Object.keys(rows[0] ?? {}), ...rows.map((row) => Object.values(row).map(String))];
  for (const line of textTable(table)) process.stdout.write(`${line}\n`);
}

try {
  run();
} catch (error) {
  const { code, message } = error as NodeJS.ErrnoException;
  if (!code?.startsWith("ERR_PARSE_ARGS_")) throw error;
  refuse(message);
}
