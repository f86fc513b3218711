import assert from "node:assert/strict";
import { test } from "node:test";
import type { CallDetail, TimelineEntry } from "@tandem/contract";
import { consoleTexts } from "#console/texts";
import { timelineLines } from "./timeline.ts";

const say =
  (locale: "zh-CN" | "en") =>
  (key: string, values: Readonly<Record<string, string | number>> = {}) => {
    const text = (consoleTexts[locale] as Record<string, string>)[key];
    assert.ok(text !== undefined, `no text for ${key}`);
    return text.replace(/\{\{(\w+)\}\}/g, (_, name: string) => {
      assert.ok(name in values, `${key} is not given ${name}`);
      return String(values[name]);
    });
  };

const at = (seconds: number) => new Date(Date.parse("2026-10-17T01:00:00Z") + seconds * 1000).toISOString();
const entry = (seconds: number, type: string, data: Record<string, unknown> = {}): TimelineEntry => ({
  at: at(seconds),
  type,
  data,
});
const call = (timeline: TimelineEntry[]): CallDetail => ({
  id: "c",
  direction: "inbound",
  ani: "13800138000",
  dnis: "4000",
  startedAt: at(0),
  answeredAt: null,
  endedAt: at(60),
  endCause: "completed",
  endedBy: "caller",
  queueName: "客服",
  agentId: null,
  agentName: null,
  waitMs: 0,
  talkMs: 0,
  holdMs: 0,
  wrapUpMs: null,
  disposition: null,
  note: null,
  tags: {},
  hasRecording: false,
  timeline,
  legs: [],
  recordings: [],
  survey: [],
});
const texts = (timeline: TimelineEntry[], locale: "zh-CN" | "en" = "en") =>
  timelineLines(call(timeline), say(locale), (code) => `<${code}>`).map((line) => line.text);

test("supervision and conversations of more say who, how and how many, in both languages", () => {
  const boss = { supervisorId: "9", supervisorName: "Boss", mode: "whisper" };
  const timeline = [
    entry(1, "SupervisionStarted", boss),
    entry(2, "BridgePartiesChanged", { guests: [{}, {}] }),
    entry(3, "CallsMerged", { targetName: "Wang", linkedCallId: "l" }),
    entry(4, "CallTakenOver", boss),
    entry(5, "BridgePartiesChanged", { guests: [] }),
    entry(6, "LegHeld", { agentId: "9" }),
  ];
  const read = (locale: "zh-CN" | "en") =>
    timelineLines(call(timeline), say(locale), (code) => code).map(({ text }) => text);
  assert.deepEqual(read("en"), [
    "Boss began to whisper",
    "In the conversation: the agent, the other side and 2 more",
    "Wang joined: a conversation of three",
    "Boss took the call over",
    "In the conversation: the agent and the other side",
    "Boss put the call on hold",
  ]);
  assert.equal(read("zh-CN")[0], "Boss 开始指导");
});

test("a call's story reads as sentences, with agents by name once an offer named them", () => {
  const story = [
    entry(0, "CallArrived", { ani: "13800138000", dnis: "4000", source: { kind: "trunk", name: "Telecom" } }),
    entry(2, "ContactQueued", { queueName: "Service", returning: false }),
    entry(3, "OfferMade", { agentId: "a1", agentName: "Li" }),
    entry(3, "OfferExplained", {
      agentId: "a1",
      why: {
        strategy: "longest-idle",
        free: 2,
        passedOver: { busy: 3, notReady: 1, resting: 0, unskilled: 4, offDuty: 5 },
      },
    }),
    entry(4, "LegRinging", { agentId: "a1" }),
    entry(9, "ContactAnswered", { agentId: "a1", agentName: "Li", waitMs: 7_000 }),
    entry(60, "CallEnded", { cause: "completed", by: "caller" }),
    entry(70, "DispositionFiled", { agentId: "a1", disposition: "resolved", note: "secret" }),
  ];
  assert.deepEqual(texts(story), [
    "13800138000 called 4000, through trunk Telecom",
    "Joined the queue “Service”",
    "Offered to Li",
    "Why Li: longest idle; 2 free with the skills, 3 busy, 1 not ready, 0 just missed an offer, 4 without the skills, 5 signed out",
    "The phone of Li rings",
    "Li answered after a wait of 0:07",
    "Call ended: Completed (Caller)",
    "Outcome: <resolved>",
  ]);
});

test("every kind of fact has its words in both languages", () => {
  const types = Object.keys(consoleTexts.en)
    .filter((key) => key.startsWith("fact."))
    .map((key) => key.split(".")[1] ?? "");
  const everything = [...new Set(types)].map((type) => entry(1, type));
  for (const locale of ["zh-CN", "en"] as const) {
    for (const text of texts(everything, locale)) assert.doesNotMatch(text, /\{\{/);
  }
});

test("measurements are left out and facts of a newer server keep their name", () => {
  assert.deepEqual(texts([entry(1, "LegMeasured"), entry(2, "ContactCheered")]), ["Contact Cheered"]);
});

test("lines carry the time since the call began, and what went wrong stands out", () => {
  const [line] = timelineLines(call([entry(12, "OfferFailed", { reason: "no-answer" })]), say("en"), String);
  assert.deepEqual([line?.afterMs, line?.tone], [12_000, "bad"]);
});

test("what was told and written says what became of it, in both languages, and never to whom", () => {
  const about = { node: "text", kind: "sms", connector: "sms", flowId: "f", messageId: "m" };
  const story = [
    entry(1, "FlowMessageQueued", about),
    entry(2, "FlowMessageSent", { ...about, attempts: 3, outcome: "HTTP 200" }),
    entry(3, "FlowMessageGivenUp", { ...about, kind: "webhook", attempts: 1, outcome: "address-refused" }),
    entry(4, "FlowMessageRefused", { ...about, kind: "e-mail", reason: "no-recipient" }),
  ];
  assert.deepEqual(texts(story), [
    "SMS of text is on its way",
    "SMS of text was sent, at try 3: The server took it (HTTP 200)",
    "Webhook of text was given up at try 1: Private addresses are not allowed: an operator can allow this one by TANDEM_WEBHOOK_ALLOWED",
    "E-mail of text was not sent: the number or address cannot be written to",
  ]);
  assert.equal(texts(story, "zh-CN")[1], "text 的短信已发出，共 3 次：服务器收下了（HTTP 200）");
  const tones = timelineLines(call(story), say("en"), (code) => code).map(({ tone }) => tone);
  assert.deepEqual(tones, ["plain", "good", "bad", "bad"]);
});
