// A call's facts as lines to read: which words, and what fills them.
import type { CallDetail, CallLegRecord, TimelineEntry } from "@tandem/contract";
import { formatDurationMs } from "@tandem/ui/duration";
import type { Translate } from "#client/text";
import { outcomeText, questionWord, timelineTexts } from "#console/texts";
import type { ConsoleKey } from "#console/texts";
import { endingSentence } from "./leg-ending.ts";

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
const goodFacts = new Set([
  "LegSounding",
  "LegGood",
  "ContactAnswered",
  "LegsBridged",
  "RecordingStored",
  "SoundRestored",
  "TransferCompleted",
  "CallsMerged",
  "FlowMessageSent",
]);
const badFacts = new Set([
  "OfferFailed",
  "ContactAbandoned",
  "ContactRefused",
  "OverflowFailed",
  "ContactReturned",
  "RecordingFailed",
  "RecordingIncomplete",
  "MediaRestarted",
  "LegAway",
  "LegSilent",
  "LegPoor",
  "TransferFailed",
  "FlowMessageRefused",
  "FlowMessageGivenUp",
]);

function toneOf(type: string): TimelineLine["tone"] {
  if (goodFacts.has(type)) return "good";
  return badFacts.has(type) ? "bad" : "plain";
}

/** What a line may have to look up. */
type About = { readonly names: ReadonlyMap<unknown, string>; readonly legs: readonly CallLegRecord[] };

/** Offers name their agents; later facts of the call only carry the id. */
function agentNames(call: CallDetail): ReadonlyMap<unknown, string> {
  const names = new Map<unknown, string>();
  if (call.agentId !== null && call.agentName !== null) names.set(call.agentId, call.agentName);
  for (const { data } of call.timeline) {
    if (typeof data["agentName"] === "string") names.set(data["agentId"], data["agentName"]);
    if (typeof data["supervisorName"] === "string") names.set(data["supervisorId"], data["supervisorName"]);
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
  const about: About = { names: agentNames(call), legs: call.legs };
  return call.timeline
    .filter((entry) => !unshown.has(entry.type))
    .map((entry, index) => {
      const key = textKey(entry);
      return {
        key: `${index}`,
        at: entry.at,
        afterMs: Math.max(0, Date.parse(entry.at) - startMs),
        // A newer server may know facts that this page does not: their name is better than nothing.
        text: key ? t(key, values(entry, about, t, outcome)) : spaced(entry.type),
        tone: toneOf(entry.type),
        linkedCallId: linkedCallOf(entry),
      };
    });
}

const spaced = (type: string) => type.replace(/(?<=[a-z])(?=[A-Z])/g, " ");

function linkedCallOf({ data }: TimelineEntry): string | undefined {
  const id = data["requestCallId"] ?? data["linkedCallId"] ?? data["toCallId"] ?? data["fromCallId"];
  return typeof id === "string" ? id : undefined;
}

function textKey({ type, data }: TimelineEntry): FactKey | undefined {
  if (type === "MenuChosen" && data["valid"] === false) return "fact.MenuChosen.invalid";
  if (type === "MenuChosen" && data["said"] === true) return "fact.MenuChosen.said";
  if (type === "FlowSpeechHeard" && data["understood"] === false)
    return "fact.FlowSpeechHeard.not-understood";
  if (type === "CallbackRequested" && data["merged"] === true) return "fact.CallbackRequested.merged";
  if (type === "ContactQueued" && data["returning"] === true) return "fact.ContactQueued.returning";
  if (type === "LegSilent" && (data["reason"] === "only-silence" || data["reason"] === "stopped"))
    return `fact.LegSilent.${data["reason"]}`;
  const key = `fact.${type}`;
  return key in timelineTexts.en ? (key as FactKey) : undefined;
}

/** How long something was not there, with a tenth: a gap of a second or two is what people ask about. */
function gapSeconds({ afterMs, fromMs, untilMs }: TimelineEntry["data"]): string {
  const ms = typeof afterMs === "number" ? afterMs : Number(untilMs) - Number(fromMs);
  return Number.isFinite(ms) ? (ms / 1000).toFixed(1) : "?";
}

const strategies = [
  "longest-idle",
  "least-calls",
  "most-skilled",
  "round-robin",
  "last-agent",
  "assigned",
] as const;
const passedOver = ["busy", "notReady", "resting", "unskilled", "offDuty"] as const;

/** How routing came to an agent. */
function explanation(why: unknown, t: Say): Readonly<Record<string, string>> {
  const { strategy, free, passedOver: counts } = fieldsOf(why);
  const given = fieldsOf(counts);
  return {
    strategy: word(strategy, strategies, (known) => t(`strategy.${known}`)),
    free: textOf(free),
    ...Object.fromEntries(passedOver.map((name) => [name, textOf(given[name])])),
  };
}

const fieldsOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};

/** Whatever a text may ask for; each fact has its own few of these. */
function values(
  { data }: TimelineEntry,
  { names, legs }: About,
  t: Say,
  outcome: (code: string) => string,
): Readonly<Record<string, string>> {
  const leg = legs.find(({ id }) => id === data["legId"]);
  const party = data["agentId"] ? "agent" : leg?.kind === "callee" ? "callee" : "caller";
  return {
    agent: names.get(data["agentId"]) ?? t(`party.${party}`),
    ending: leg ? ending(leg, data, t) : "?",
    transferor: names.get(data["byAgentId"]) ?? t("party.agent"),
    target: data["to"] === undefined ? textOf(data["targetName"]) : flowsTo(data["to"], t),
    number: textOf(data["number"]),
    place: textOf(data["place"]),
    supervisor: textOf(data["supervisorName"]),
    mode: word(data["mode"], supervisionModes, (known) => t(`mode.${known}`)),
    parties: parties(data["guests"], t),
    why:
      data["because"] === undefined
        ? word(data["cause"], transferFailures, (known) => t(`transfer.${known}`))
        : word(data["because"], departures, (known) => t(`flowed-out.${known}`)),
    ani: textOf(data["ani"]) || t("number.withheld"),
    dnis: textOf(data["dnis"]),
    source: source(data["source"], t),
    codec: textOf(data["codec"]),
    trunk: trunkAndServer(data),
    attempt: typeof data["attempt"] === "number" ? String(data["attempt"]) : attempt(data, t),
    flow: textOf(data["flowName"]),
    version: textOf(data["flowVersion"]),
    node: textOf(data["node"]),
    digit: textOf(data["digit"]),
    tags: Object.entries(data["tags"] ?? {})
      .map(([name, value]) => `${name}: ${String(value)}`)
      .join(", "),
    answer: textOf(data["failure"] ?? data["status"]),
    what: word(data["kind"], messageKinds, (known) => t(`message-kind.${known}`)),
    unsent: word(data["reason"], unsentReasons, (known) => t(`unsent.${known}`)),
    came: typeof data["outcome"] === "string" ? outcomeText(data["outcome"], t) : "?",
    tries: textOf(data["attempts"]),
    duration: `${textOf(data["durationMs"])} ms`,
    spoken: typeof data["spokenMs"] === "number" ? (data["spokenMs"] / 1000).toFixed(1) : "?",
    answered: textOf(data["answerMs"]),
    trouble: word(data["reason"], listeningTroubles, (known) => t(`listening.${known}`)),
    question: questionWord(textOf(data["question"]), t),
    score: textOf(data["score"]),
    mailbox: textOf(data["mailboxName"]),
    mos: textOf(data["mos"]),
    silence: typeof data["silentMs"] === "number" ? String(Math.round(data["silentMs"] / 1000)) : "?",
    gap: gapSeconds(data),
    ...explanation(data["why"], t),
    queue: textOf(data["queueName"]),
    wait: length(data["waitMs"]),
    talk: length(data["talkMs"]),
    length: length(data["durationMs"] ?? data["wrapUpMs"]),
    reason: word(data["reason"], offerEnds, (known) => t(`offer.${known}`)),
    cause: word(data["cause"], endCauses, (known) => t(`cause.${known}`)),
    by:
      typeof data["byName"] === "string"
        ? data["byName"]
        : word(data["by"], sides, (known) => t(`by.${known}`)),
    disposition: outcome(textOf(data["disposition"])),
  };
}

/** The fact knows how the leg ended; of a leg that came from another call the record may not. */
function ending(leg: CallLegRecord, data: TimelineEntry["data"], t: Say): string {
  const cause = typeof data["cause"] === "string" ? data["cause"] : leg.endCause;
  return endingSentence({ ...leg, endCause: cause }, t);
}

const listeningTroubles = ["no-engine", "too-many", "media-lost"] as const;
const messageKinds = ["sms", "e-mail", "webhook", "message"] as const;
const unsentReasons = [
  "no-value",
  "no-connector",
  "no-recipient",
  "no-address",
  "too-long",
  "too-many",
] as const;
const supervisionModes = ["listen", "whisper", "barge"] as const;

function parties(guests: unknown, t: Say): string {
  const count = Array.isArray(guests) ? guests.length : 0;
  return count === 0 ? t("parties.two") : t("parties.more", { count: String(count) });
}

const departures = [
  "wait",
  "size",
  "estimated-wait",
  "nobody-on-duty",
  "closed",
  "queue-removed",
  "callback-asked",
] as const;
const destinations = [
  "queue",
  "flow",
  "voicemail",
  "message",
  "external",
  "callback",
  "unavailable",
] as const;

/** Where a queue sent a caller whom it did not keep. */
function flowsTo(to: unknown, t: Say): string {
  const { kind, name } = fieldsOf(to);
  return word(kind, destinations, (known) =>
    known === "queue" ? t("flows-to.queue", { name: textOf(name) }) : t(`flows-to.${known}`),
  );
}

const transferFailures = [
  "no-answer",
  "busy",
  "declined",
  "unreachable",
  "not-found",
  "forbidden",
  "caller-left",
  "withdrawn",
  "restarted",
] as const;
const offerEnds = [
  "no-answer",
  "declined",
  "unreachable",
  "caller-left",
  "answered-elsewhere",
  "withdrawn",
] as const;
const sides = ["caller", "agent", "callee", "system"] as const;
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
