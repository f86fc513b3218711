// The command line of the benchmark.
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";

const phaseNames = ["a", "b", "c", "register", "max", "overload", "parse"] as const;
export type PhaseName = (typeof phaseNames)[number];

export type Options = {
  readonly wants: (phase: PhaseName) => boolean;
  readonly needsSystem: boolean;
  /** Calls of a round; undefined: what the rate gives in three seconds. */
  readonly calls: number | undefined;
  /** Calls or refreshes a second. */
  readonly perSecond: number;
  /** Calls at once to compare. */
  readonly concurrency: readonly number[];
  /** Where the processor profile goes. */
  readonly profile: string | undefined;
  readonly profiledPhase: PhaseName;
};

/**
 * Reads `--only=a,c --calls=N --rate=N --concurrency=10,100 --profile --profile-file=FILE`. With `--concurrency` and without
 * `--only` nothing else is measured. `--profile` takes the first of the chosen phases that makes calls, by itself (c).
 * Throws on what it does not know.
 */
export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: args.filter((argument) => argument !== "--"),
    options: {
      only: { type: "string" },
      calls: { type: "string" },
      rate: { type: "string", default: "100" },
      concurrency: { type: "string" },
      profile: { type: "boolean", default: false },
      "profile-file": { type: "string", default: path.join(tmpdir(), "tandem-signalling.cpuprofile") },
    },
  });
  const concurrency = list(values.concurrency).map((text) => wholeNumber("--concurrency", text));
  // The rush takes half a minute of its own and needs "max" before it, or --rate as what can be taken.
  const byDefault: readonly PhaseName[] = values.profile
    ? ["c"]
    : phaseNames.filter((name) => name !== "overload");
  const asked = list(values.only).map(phaseName);
  const phases = asked.length > 0 ? asked : concurrency.length > 0 ? [] : byDefault;
  const profiledPhase =
    phases.find((phase) => phase !== "max" && phase !== "overload" && phase !== "parse") ?? "c";
  return {
    wants: (phase) => phases.includes(phase),
    needsSystem: concurrency.length > 0 || phases.some((phase) => phase !== "parse"),
    calls: values.calls === undefined ? undefined : wholeNumber("--calls", values.calls),
    perSecond: wholeNumber("--rate", values.rate),
    concurrency,
    profile: values.profile ? path.resolve(values["profile-file"]) : undefined,
    profiledPhase,
  };
}

function list(text: string | undefined): string[] {
  return text === undefined ? [] : text.split(",").filter((part) => part !== "");
}

function phaseName(text: string): PhaseName {
  const phase = phaseNames.find((name) => name === text);
  if (phase === undefined) throw new Error(`--only=${text}: expected some of ${phaseNames.join(",")}`);
  return phase;
}

function wholeNumber(name: string, text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1)
    throw new Error(`${name} takes whole numbers from 1, not ${text}`);
  return value;
}
