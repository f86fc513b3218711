// A call's facts as lines to read: which words, and what fills them.
import type { CallDetail, TimelineEntry } from "@tandem/contract";
import { formatDurationMs } from "@tandem/ui/duration";
import type { Translate } from "#client/text";
import { timelineTexts } from "#console/texts";
import type { ConsoleKey } from "#console/texts";

export type TimelineLine = {
  readonly key: string;
  /** Milliseconds since the call began. */
  readonly afterMs: number;
  readonly at: string;
  readonly text: string;
  readonly tone: "good" | "bad" | "plain";
  /** The other call of a transfer. */
  readonly linkedCallId: string | undefined;
};

type Say = Translate<ConsoleKey>;
type FactKey = Extract<ConsoleKey, `fact.${string}`>;

/** Measurements stand in the table of legs. */
const unshown = new Set(["LegMeasured"]);
const goodFacts = new Set(["ContactAnswered", "LegsBridged", "RecordingStored", "TransferCompleted"]);
const badFacts = new Set([
  "OfferFailed",
  "ContactAbandoned",
  "ContactReturned",
  "RecordingFailed",
  "LegAway",
  "TransferFailed",
]);

function toneOf(type: string): TimelineLine["tone"] {
  if (goodFacts.has(type)) return "good";
  return badFacts.has(type) ? "bad" : "plain";
}

/** Offers name their agents; later facts of the call only carry the id. */
function agentNames(call: CallDetail): ReadonlyMap<unknown, string> {
  const names = new Map<unknown, string>();
  if (call.agentId !== null && call.agentName !== null) names.set(call.agentId, call.agentName);
  for (const { data } of call.timeline) {
    if (typeof data["agentName"] === "string") names.set(data["agentId"], data["agentName"]);
    if (typeof data["targetName"] === "string") names.set(data["toAgentId"], data["targetName"]);
  }
  return names;
}

const textOf = (value: unknown): string =>
  typeof value === "string" || typeof value === "number" ? String(value) : "?";

function length(value: unknown): string {
  return typeof value === "number" ? formatDurationMs(value) : "?";
}

/** Pure: the lines of a call's timeline, oldest first. `outcome` turns a disposition's code into words. */
export function timelineLines(call: CallDetail, t: Say, outcome: (code: string) => string): TimelineLine[] {
  const startMs = Date.parse(call.startedAt);
  const names = agentNames(call);
  return call.timeline
    .filter((entry) => !unshown.has(entry.type))
    .map((entry, index) => {
      const key = textKey(entry);
      return {
        key: `${index}`,
        at: entry.at,
        afterMs: Math.max(0, Date.parse(entry.at) - startMs),
        // A newer server may know facts that this page does not: their name is better than nothing.
        text: key ? t(key, values(entry, names, t, outcome)) : spaced(entry.type),
        tone: toneOf(entry.type),
        linkedCallId: linkedCallOf(entry),
      };
    });
}

const spaced = (type: string) => type.replace(/(?<=[a-z])(?=[A-Z])/g, " ");

function linkedCallOf({ data }: TimelineEntry): string | undefined {
  const id = data["linkedCallId"] ?? data["toCallId"] ?? data["fromCallId"];
  return typeof id === "string" ? id : undefined;
}

function textKey({ type, data }: TimelineEntry): FactKey | undefined {
  if (type === "MenuChosen" && data["valid"] === false) return "fact.MenuChosen.invalid";
  if (type === "ContactQueued" && data["returning"] === true) return "fact.ContactQueued.returning";
  const key = `fact.${type}`;
  return key in timelineTexts.en ? (key as FactKey) : undefined;
}

/** Whatever a text may ask for; each fact has its own few of these. */
function values(
  { data }: TimelineEntry,
  names: ReadonlyMap<unknown, string>,
  t: Say,
  outcome: (code: string) => string,
): Readonly<Record<string, string>> {
  const party = data["agentId"] ? t("party.agent") : t("party.caller");
  return {
    agent: names.get(data["agentId"]) ?? party,
    transferor: names.get(data["byAgentId"]) ?? t("party.agent"),
    target: textOf(data["targetName"]),
    why: word(data["cause"], transferFailures, (known) => t(`transfer.${known}`)),
    ani: textOf(data["ani"]) || t("number.withheld"),
    dnis: textOf(data["dnis"]),
    source: source(data["source"], t),
    codec: textOf(data["codec"]),
    trunk: trunkAndServer(data),
    attempt: attempt(data, t),
    flow: textOf(data["flowName"]),
    version: textOf(data["flowVersion"]),
    node: textOf(data["node"]),
    digit: textOf(data["digit"]),
    queue: textOf(data["queueName"]),
    wait: length(data["waitMs"]),
    talk: length(data["talkMs"]),
    length: length(data["durationMs"] ?? data["wrapUpMs"]),
    reason: word(data["reason"], offerEnds, (known) => t(`offer.${known}`)),
    cause: word(data["cause"], endCauses, (known) => t(`cause.${known}`)),
    by: word(data["by"], parties, (known) => t(`by.${known}`)),
    disposition: outcome(textOf(data["disposition"])),
  };
}

const transferFailures = [
  "no-answer",
  "busy",
  "declined",
  "unreachable",
  "not-found",
  "forbidden",
  "caller-left",
] as const;
const offerEnds = ["no-answer", "declined", "unreachable", "caller-left"] as const;
const parties = ["caller", "agent", "callee", "system"] as const;
const sources = ["trunk", "endpoint", "visitor"] as const;
export const endCauses = [
  "completed",
  "abandoned",
  "flow-ended",
  "rejected",
  "no-answer",
  "busy",
  "transferred",
  "media-lost",
  "system-restart",
  "failed",
] as const;

const attempts = ["answered", "cancelled", "rejected", "timeout", "unreachable", "redirected"] as const;

function trunkAndServer({ trunkName, server }: TimelineEntry["data"]): string {
  const name = textOf(trunkName);
  return typeof server === "string" ? `${name} (${server.replace(/^sip:/, "")})` : name;
}

/** What became of one server; a trunk that was passed over says why in the server's word. */
function attempt({ outcome, status }: TimelineEntry["data"], t: Say): string {
  const known = attempts.find((each) => each === outcome);
  if (known === undefined) return t("attempt.passed-over", { why: textOf(outcome) });
  return t(`attempt.${known}`, { status: textOf(status) });
}

function word<Known extends string>(
  value: unknown,
  known: readonly Known[],
  say: (known: Known) => string,
): string {
  const found = known.find((each) => each === value);
  return found === undefined ? textOf(value) : say(found);
}

function source(value: unknown, t: Say): string {
  if (typeof value !== "object" || value === null) return textOf(value);
  const { kind, name } = value as { kind?: unknown; name?: unknown };
  const known = sources.find((each) => each === kind);
  return known === undefined ? textOf(name) : t(`source.${known}`, { name: textOf(name) });
}
