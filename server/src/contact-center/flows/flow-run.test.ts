import assert from "node:assert/strict";
import { test } from "node:test";
import { FactBus, makeFact, newId } from "@tandem/kernel";
import type { AgentId, CallId, FactContent, FlowId, LegId, QueueId, TenantId } from "@tandem/kernel";
import type { QueueFact, QueueRecord } from "#contact-center/queues";
import type { Mailbox, VoicemailFact } from "#contact-center/voicemail";
import type { CallbackFact } from "#contact-center/callbacks";
import type { SurveyFact, SurveySubject } from "#contact-center/surveys";
import type { CallFact, CallSignal } from "#telephony/calls";
import type { ListeningEvents, ListeningWish } from "#telephony/recognition";
import type { FlowFact } from "./flow-facts.ts";
import type { Handing } from "#contact-center/flow-messages";
import { Flows } from "./flow-service.ts";
import type { FlowRunSnapshot } from "./flow-run.ts";
import type { FlowRecord } from "./flow-store.ts";

const tenantId = newId<TenantId>();
const flowId = newId<FlowId>();
const callId = newId<CallId>();
const legId = newId<LegId>();

const record = (version: number) => ({
  id: flowId,
  tenantId,
  name: "main",
  version,
  document: {
    schema: 1,
    language: "en",
    start: "menu",
    nodes: {
      menu: {
        type: "menu",
        prompts: ["hello"],
        choices: { "1": "bye" },
        timeoutSeconds: 5,
        otherwise: "bye",
      },
      bye: { type: "hang-up" },
    },
  },
});

function world() {
  let now = 1000;
  const timers: { at: number; callback: () => void }[] = [];
  const clock = {
    now: () => now,
    after(delayMs: number, callback: () => void) {
      const timer = { at: now + delayMs, callback };
      timers.push(timer);
      return () => void timers.splice(timers.indexOf(timer), 1);
    },
  };
  const facts = new FactBus<
    CallFact | CallSignal | QueueFact | SurveyFact | VoicemailFact | CallbackFact | FlowFact
  >((error) => assert.fail(error as Error));
  const done: string[] = [];
  const asked: (SurveySubject | Mailbox)[] = [];
  const changed: CallId[] = [];
  const spoken: string[] = [];
  const listenings: (ListeningWish & ListeningEvents)[] = [];
  const handed: Handing[] = [];
  const refused: string[] = [];
  const flows = new Flows({
    clock,
    calls: {
      answer: () => done.push("answer"),
      answerEarly: () => {},
      play: () => `playback-${done.push("play")}`,
      stopPlayback: () => void done.push("stop-playback"),
      hangUp: () => done.push("hang-up"),
      callerLegOf: () => legId,
    },
    queues: {
      enqueue: ({ queueId }) => done.push(`enqueue ${queueId}`) > 0,
      get: (_tenantId, queueId) => ({ id: queueId, name: "sales" }) as QueueRecord,
    },
    voicemails: { take: ({ mailbox }) => asked.push(mailbox) },
    callbackAsking: { ask: ({ queueId }) => asked.push({ queueId, agentId: null }) },
    surveys: { ask: ({ subject }) => asked.push(subject) },
    isOpen: () => true,
    requests: { ask: async () => ({ status: null, failure: "not here" }) },
    prompts: { files: () => ["hello.wav"] },
    speech: {
      speak: async ({ text }) => {
        spoken.push(text);
        if (text === "for ever") return new Promise(() => {});
        return text === "unsayable"
          ? { ok: false, error: { kind: "engine-failed", message: "none" } }
          : { ok: true, value: { path: `${text}.wav`, voice: "v", engine: "e" } };
      },
    },
    recognition: {
      listen(wish, events) {
        listenings.push({ ...wish, ...events });
        return () => void done.push("stop-listening");
      },
    },
    tables: { find: async () => null },
    outbox: {
      take: (handing) => handed.push(handing) > 0 && handing.message.kind === "text",
      refuse: ({ node }, kind, reason) => refused.push(`${node} ${kind} ${reason}`),
    },
    trials: { get: () => undefined },
    putThrough: ({ to }) => done.push(`put through to ${to.kind}`),
    facts,
    below: facts,
    onChanged: (id) => changed.push(id),
  });
  flows.replace(tenantId, [record(1)]);
  type Below = CallFact | CallSignal | QueueFact | SurveyFact | VoicemailFact | CallbackFact;
  const publish = (content: FactContent<Below>) => facts.publish(makeFact<Below>(clock, content));
  const about = { tenantId, callId, legId };
  const finished = (playbackId: string) =>
    publish({ type: "PlaybackFinished", ...about, playbackId, reason: "completed" });
  const pass = (ms: number) => {
    now += ms;
    for (const { callback } of timers.filter(({ at }) => at <= now)) callback();
  };
  return {
    flows,
    done,
    asked,
    changed,
    spoken,
    listenings,
    handed,
    refused,
    publish,
    finished,
    about,
    pass,
  };
}

/** A caller to whom the menu is being read. */
function inMenu() {
  const before = world();
  before.flows.start({ tenantId, callId, flowId, ani: "1380", dnis: "4000" });
  before.publish({ type: "CallAnswered", ...before.about, codec: "PCMA" });
  assert.deepEqual([before.done, before.changed.length], [["answer", "play"], 2]);
  return before;
}

const kept = (flows: Flows) => JSON.parse(JSON.stringify(flows.snapshot(callId))) as FlowRunSnapshot;

test("a caller in a menu presses on after a restart", () => {
  const after = world();
  assert.ok(after.flows.restore(kept(inMenu().flows)));
  assert.deepEqual(after.done, [], "nothing is played again");
  after.publish({ type: "DigitPressed", ...after.about, digit: "1" });
  assert.deepEqual(after.done, ["hang-up"]);
});

test("the time for a key goes on, and is over when it would have been", () => {
  const before = inMenu();
  before.finished("playback-2");
  before.pass(3000);
  const after = world();
  after.pass(3000);
  assert.ok(after.flows.restore(kept(before.flows)));
  after.pass(1900);
  assert.deepEqual(after.done, []);
  after.pass(200);
  assert.deepEqual(after.done, ["play"], "the menu is read again");
});

test("a prompt whose end nobody heard is taken as ended; one that plays still is not", () => {
  const after = world();
  after.flows.restore(kept(inMenu().flows));
  after.flows.onPlaying(callId, "playback-2");
  assert.equal(after.flows.snapshot(callId)?.state.phase, "prompting");
  after.flows.onPlaying(callId, null);
  assert.equal(after.flows.snapshot(callId)?.state.phase, "collecting");
});

test("a run keeps the version it began with: by its number while that is published, else with its document", () => {
  const before = inMenu();
  assert.deepEqual(kept(before.flows).flow, { id: flowId, version: 1 });
  const changes = before.changed.length;
  before.flows.replace(tenantId, [record(2)]);
  assert.equal(before.changed.length, changes + 1, "its checkpoint is written again");
  const snapshot = kept(before.flows);
  const after = world();
  after.flows.replace(tenantId, [record(2)]);
  assert.ok(after.flows.restore(snapshot));
  after.publish({ type: "DigitPressed", ...after.about, digit: "1" });
  assert.deepEqual(after.done, ["hang-up"]);
  assert.equal(after.flows.restore({ ...snapshot, flow: { id: flowId, version: 1 } }), false);
});

const surveyed = {
  ...record(1),
  document: {
    schema: 1,
    language: "en",
    start: "service",
    nodes: {
      service: { type: "queue", queueId: newId(), next: "asked", unavailable: "bye" },
      asked: { type: "survey", next: "bye" },
      bye: { type: "hang-up" },
    },
  },
};

test("who was served is asked about their queue and agent; after a restart again; and then the flow goes on", () => {
  const before = world();
  before.flows.replace(tenantId, [surveyed]);
  before.flows.start({ tenantId, callId, flowId, ani: "1380", dnis: "4000" });
  before.publish({ type: "CallAnswered", ...before.about, codec: "PCMA" });
  const subject = { queueId: newId<QueueId>(), agentId: newId<AgentId>() };
  before.publish({ type: "ContactServed", tenantId, callId, ...subject, talkMs: 1000 });
  assert.deepEqual(before.asked, [subject]);
  const after = world();
  after.flows.replace(tenantId, [surveyed]);
  assert.ok(after.flows.restore(kept(before.flows)));
  assert.deepEqual(after.asked, [], "not before media can play");
  after.flows.onPlaying(callId, null);
  assert.deepEqual(after.asked, [subject]);
  after.publish({ type: "SurveyEnded", tenantId, callId, answers: 1 });
  assert.deepEqual(after.done, ["hang-up"]);
});

test("a caller whom a queue sends to its mailbox leaves a message there, and the call ends", () => {
  const { flows, done, asked, publish } = world();
  flows.start({ tenantId, callId, flowId, ani: "138", dnis: "4000" });
  const queueId = newId<FlowId>();
  assert.equal(flows.takeMessage({ tenantId, callId, flowId: queueId, ani: "138", dnis: "4000" }), true);
  assert.deepEqual(asked, [{ queueId, agentId: null }]);
  publish({ type: "MessageEnded", tenantId, callId });
  assert.equal(done.at(-1), "hang-up");
});

test("a caller whom an agent sends into a queue goes straight there, in the language they were spoken to", () => {
  const { flows, done } = world();
  flows.start({ tenantId, callId, flowId, ani: "138", dnis: "4000" });
  const queueId = newId<FlowId>();
  assert.equal(flows.handOver({ tenantId, callId, flowId: queueId, ani: "138", dnis: "4000" }), true);
  assert.equal(done.at(-1), `enqueue ${queueId}`);
  const { document } = kept(flows).flow;
  assert.equal(document?.document.language, "en", "kept whole: nobody publishes it");
});

/** Asks for a key in a flow that several share, and says which. */
const [asking, outer] = [newId<FlowId>(), newId<FlowId>()];
const flowOf = (id: FlowId, start: string, nodes: object) => ({
  ...record(1),
  id,
  document: { schema: 1, language: "en", start, nodes },
});
const askingFlow = flowOf(asking, "speaks", {
  speaks: { type: "language", speaks: "zh-CN", next: "ask" },
  ask: {
    type: "collect-digits",
    prompts: ["hello"],
    variable: "pin",
    most: 1,
    next: "back",
    otherwise: "back",
  },
  back: { type: "return" },
});
const outerFlow = flowOf(outer, "first", {
  first: {
    type: "sub-flow",
    flowId: asking,
    arguments: { n: "1" },
    results: { key: "pin" },
    next: "which",
    unavailable: "bye",
  },
  which: { type: "condition", when: 'key == "7"', next: "again", otherwise: "bye" },
  again: { type: "transfer-flow", flowId, unavailable: "bye" },
  bye: { type: "hang-up" },
});

test("a caller is led through a flow that several share, and back, also over a restart; its language goes with them", () => {
  const before = world();
  before.flows.replace(tenantId, [record(1), askingFlow, outerFlow]);
  before.flows.start({ tenantId, callId, flowId: outer, ani: "138", dnis: "4000" });
  before.publish({ type: "CallAnswered", ...before.about, codec: "PCMA" });
  assert.deepEqual([kept(before.flows).flow.id, kept(before.flows).callers?.length], [asking, 1]);
  assert.deepEqual(kept(before.flows).state.variables, { n: 1 }, "it knows what it was given, and no more");
  const after = world();
  after.flows.replace(tenantId, [record(1), askingFlow, outerFlow]);
  assert.ok(after.flows.restore(kept(before.flows)));
  after.publish({ type: "DigitPressed", ...after.about, digit: "7" });
  const there = kept(after.flows);
  assert.deepEqual([there.flow.id, there.state.node, there.callers], [flowId, "menu", undefined]);
  assert.equal(there.state.language, "zh-CN");
  after.publish({ type: "DigitPressed", ...after.about, digit: "1" });
  assert.equal(after.done.at(-1), "hang-up");
});

test("a flow that is not there, one that leads into itself, and a return to nobody end as they should", () => {
  const run = (flow: ReturnType<typeof flowOf>, ...others: ReturnType<typeof flowOf>[]) => {
    const { flows, publish, about, done } = world();
    flows.replace(tenantId, [flow, ...others]);
    flows.start({ tenantId, callId, flowId: flow.id, ani: "138", dnis: "4000" });
    publish({ type: "CallAnswered", ...about, codec: "PCMA" });
    return done;
  };
  assert.deepEqual(run(outerFlow), ["answer", "hang-up"]);
  assert.deepEqual(run(flowOf(outer, "back", { back: { type: "return" } })), ["answer", "hang-up"]);
  const itself = { type: "sub-flow", flowId: outer, next: "bye", unavailable: "deep" };
  const deep = { type: "queue", queueId: newId(), next: "bye", unavailable: "bye" };
  const done = run(flowOf(outer, "itself", { itself, deep, bye: { type: "hang-up" } }));
  assert.deepEqual([done.length, done.at(-1)?.split(" ")[0]], [2, "enqueue"]);
  const person = { type: "transfer-person", agentId: newId(), unavailable: "bye" };
  assert.equal(
    run(flowOf(outer, "person", { person, bye: { type: "hang-up" } })).at(-1),
    "put through to person",
  );
});

test("a text is spoken and heard, by its other way when it cannot be, and anew after a restart that came between", async () => {
  const saying = (text: string) => ({
    ...record(1),
    document: {
      schema: 1,
      language: "en",
      start: "say",
      nodes: {
        say: { type: "say", text, next: "again", unavailable: "bye" },
        again: { type: "queue", queueId: newId(), next: "bye", unavailable: "bye" },
        bye: { type: "hang-up" },
      },
    },
  });
  const run = async (text: string) => {
    const made = world();
    made.flows.replace(tenantId, [saying(text)]);
    made.flows.start({ tenantId, callId, flowId, ani: "138", dnis: "4000" });
    made.publish({ type: "CallAnswered", ...made.about, codec: "PCMA" });
    await new Promise(setImmediate);
    return made;
  };
  const heard = await run("hello");
  assert.deepEqual(heard.done, ["answer", "play"]);
  assert.equal(kept(heard.flows).playback?.id, "playback-2");
  heard.finished("playback-2");
  assert.match(heard.done.at(-1) ?? "", /^enqueue/);
  assert.deepEqual((await run("unsayable")).done, ["answer", "hang-up"]);
  // What comes when the call is in another flow already is for nobody.
  const moved = world();
  moved.flows.replace(tenantId, [saying("hello")]);
  moved.flows.start({ tenantId, callId, flowId, ani: "138", dnis: "4000" });
  moved.publish({ type: "CallAnswered", ...moved.about, codec: "PCMA" });
  moved.flows.handOver({ tenantId, callId, flowId: newId<FlowId>(), ani: "138", dnis: "4000" });
  await new Promise(setImmediate);
  assert.deepEqual(
    moved.done.filter((each) => each === "play"),
    [],
  );

  const before = await run("for ever");
  const after = world();
  after.flows.replace(tenantId, [saying("for ever")]);
  assert.ok(after.flows.restore(kept(before.flows)));
  assert.deepEqual(after.spoken, []);
  after.flows.onPlaying(callId, null);
  assert.deepEqual(after.spoken, ["for ever"]);
});

const listened = {
  ...record(1),
  document: {
    schema: 1,
    language: "zh-CN",
    start: "ask",
    nodes: {
      ask: {
        type: "collect-speech",
        prompts: ["hello"],
        variable: "wish",
        next: "bye",
        otherwise: "bye",
        unavailable: "other",
      },
      other: { type: "menu", prompts: ["hello"], choices: { "1": "bye" }, otherwise: "bye" },
      bye: { type: "hang-up" },
    },
  },
};

function inQuestion() {
  const before = world();
  before.flows.replace(tenantId, [listened]);
  before.flows.start({ tenantId, callId, flowId, ani: "1380", dnis: "4000" });
  before.publish({ type: "CallAnswered", ...before.about, codec: "PCMA" });
  const [listening = assert.fail("nobody listens")] = before.listenings;
  return { ...before, listening };
}

test("a caller who speaks ends the prompt, and what they said is kept", () => {
  const { flows, done, listening } = inQuestion();
  assert.deepEqual([listening.legId, listening.language, listening.pauseSeconds], [legId, "zh-CN", 0.8]);
  listening.onSpeech();
  assert.deepEqual(done, ["answer", "play", "stop-playback"]);
  assert.equal(kept(flows).state.phase, "hearing");
  listening.onHeard({ text: "退货", spokenMs: 900, answerMs: 200 });
  assert.deepEqual(done.slice(3), ["stop-listening", "hang-up"]);
});

test("an engine that fails leads on, what it says later changes nothing, and the end of the call ends it", () => {
  const failing = inQuestion();
  failing.listening.onFailed("no-engine");
  assert.equal(failing.flows.snapshot(callId)?.state.node, "other");
  failing.listening.onHeard({ text: "late", spokenMs: 1, answerMs: 1 });
  assert.equal(failing.flows.snapshot(callId)?.state.node, "other");
  const ended = inQuestion();
  ended.publish({ type: "CallEnded", tenantId, callId, cause: "completed" } as FactContent<CallFact>);
  assert.equal(ended.done.at(-1), "stop-listening");
});

test("who was asked to speak is asked again after a restart", () => {
  const before = inQuestion();
  before.listening.onSpeech();
  const after = world();
  after.flows.replace(tenantId, [listened]);
  assert.ok(after.flows.restore(kept(before.flows)));
  after.flows.onPlaying(callId, null);
  assert.deepEqual([after.done, after.listenings.length], [["play"], 1]);
});

test("what is told and written is handed over, and the caller goes on at once: by the other way when it is not taken", () => {
  const telling = (text: string) => ({
    ...record(1),
    document: {
      schema: 1,
      language: "en",
      start: "text",
      nodes: {
        text: { type: "send-message", connector: "sms", text, next: "hook", otherwise: "hook" },
        hook: { type: "webhook", url: "https://a.example/", next: "bye", otherwise: "menu" },
        menu: { type: "menu", prompts: ["hello"], choices: { "1": "bye" }, otherwise: "bye" },
        bye: { type: "hang-up" },
      },
    },
  });
  const run = (text: string) => {
    const made = world();
    made.flows.replace(tenantId, [telling(text)]);
    made.flows.start({ tenantId, callId, flowId, ani: "138", dnis: "4000" });
    made.publish({ type: "CallAnswered", ...made.about, codec: "PCMA" });
    return made;
  };
  const { handed, done, flows } = run("to {{call.to}}");
  assert.deepEqual(done, ["answer", "play"], "the webhook was not taken");
  const [text, hook] = handed;
  assert.deepEqual(
    [text?.node, text?.flowId, text?.ani, text?.message],
    ["text", flowId, "138", { kind: "text", connector: "sms", to: "138", text: "to 4000", subject: "" }],
  );
  const { id } = kept(flows);
  assert.deepEqual([text?.key, hook?.key], [`${id}-1`, `${id}-2`], "the same over a restart");
  assert.notEqual(kept(run("hello").flows).id, id);
  const unsaid = run('{{int("x")}}');
  assert.deepEqual([unsaid.refused, unsaid.handed.length], [["text message no-value"], 1]);
});

test("two flows that hand a caller to each other for ever do not: one of them is not taken", () => {
  const other = newId<FlowId>();
  const handing = (id: FlowId, to: FlowId): FlowRecord => ({
    ...record(1),
    id,
    document: {
      schema: 1,
      language: "en",
      start: "on",
      nodes: { on: { type: "transfer-flow", flowId: to, unavailable: "bye" }, bye: { type: "hang-up" } },
    },
  });
  const { flows, done, publish, about } = world();
  flows.replace(tenantId, [handing(flowId, other), handing(other, flowId)]);
  flows.start({ tenantId, callId, flowId, ani: "1380", dnis: "4000" });
  publish({ type: "CallAnswered", ...about, codec: "PCMA" });
  assert.deepEqual(done, ["answer", "hang-up"]);
});
