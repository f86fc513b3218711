import assert from "node:assert/strict";
import { test } from "node:test";
import { err, FactBus, ok } from "@tandem/kernel";
import type { AgentId, Clock, LegId, TenantId } from "@tandem/kernel";
import type { IncomingSubscription, MessageBody } from "@tandem/sip";
import type { CallFact } from "#telephony/calls";
import { Lamps } from "./lamp-service.ts";
import type { Watcher } from "./lamp-service.ts";

const extensions: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  ours: { "1001": "li", "1002": "wang" },
  theirs: { "1001": "stranger" },
};

/** Lamps whose watchers are named by the From of the SUBSCRIBE, on a clock that the test moves. */
function lamps() {
  let now = 100_000;
  let timers: { at: number; run: () => void }[] = [];
  const clock: Clock = {
    now: () => now,
    after: (delayMs, run) => {
      const timer = { at: now + delayMs, run };
      timers.push(timer);
      return () => void (timers = timers.filter((each) => each !== timer));
    },
  };
  const pass = (ms: number) => {
    now += ms;
    const due = timers.filter(({ at }) => at <= now);
    timers = timers.filter(({ at }) => at > now);
    for (const { run } of due) run();
  };
  const facts = new FactBus<CallFact>((error) => assert.fail(error as Error));
  let open = true;
  const service = new Lamps({
    clock,
    callFacts: facts,
    authenticate: async (request) => {
      const [tenantId, agentId] = (request as unknown as string).split("/");
      if (agentId === "nobody") return err({ kind: "challenge", headers: [["WWW-Authenticate", "Digest"]] });
      if (agentId === "visitor") return err({ kind: "forbidden" });
      return ok({ tenantId, agentId } as unknown as Watcher);
    },
    agentOf: (tenantId, extension) => extensions[tenantId]?.[extension] as AgentId | undefined,
    presenceOf: () => ({ open, activities: open ? [] : ["meal"] }),
    messagesOf: () => ({ newMessages: 0, oldMessages: 0 }),
  });
  const watch = async (who: string, event: string, user: string, expiresSeconds = 600) => {
    const heard: string[] = [];
    const said: string[] = [];
    const subscription = {
      request: who,
      event,
      resource: { user, host: "tandem" },
      expiresSeconds,
      accept: (seconds: number) => void said.push(`200 ${seconds}`),
      reject: (status: number, options?: { headers?: unknown[] }) =>
        void said.push(`${status}${options?.headers ? " challenged" : ""}`),
      notify: ({ text }: MessageBody) => {
        const version = /version="(\d+)"/.exec(text)?.[1] ?? "-";
        const words = [
          ...text.matchAll(/<state>(\w+)|<basic>(\w+)|rpid:(on-the-phone|meal)\/|Waiting: (\w+)/g),
        ];
        heard.push([version, ...words.map((match) => match.slice(1).find(Boolean))].join(" "));
      },
      onEnded: undefined,
      onRefresh: undefined,
    };
    await service.subscribe(subscription as unknown as IncomingSubscription);
    return { heard, said, subscription: subscription as unknown as IncomingSubscription };
  };
  const publish = (type: CallFact["type"], legId: string, agentId: string) =>
    facts.publish({
      type,
      tenantId: "ours" as TenantId,
      legId: legId as LegId,
      agentId,
    } as unknown as CallFact);
  const setOpen = (value: boolean) => void (open = value);
  return { service, watch, publish, pass, setOpen, timerCount: () => timers.length };
}

test("a lamp goes on when the colleague is rung and speaks, and off at the end; only changes are told", async () => {
  const { watch, publish, pass } = lamps();
  const { heard, said } = await watch("ours/wang", "dialog", "1001");
  assert.deepEqual([said, heard], [["200 600"], ["0"]]);
  for (const [type, at] of [
    ["LegDialed", 2000],
    ["LegRinging", 2000],
    ["LegHeld", 2000],
    ["LegAnswered", 2000],
    ["LegEnded", 2000],
  ] as const) {
    pass(at);
    publish(type, "leg", "li");
  }
  assert.deepEqual(heard, ["0", "1 trying", "2 early", "3 confirmed", "4"]);
  publish("LegDialed", "other leg", "wang");
  pass(2000);
  assert.equal(heard.length, 5, "what somebody else does is not told");
});

test("quick changes are told together, and not at all when nothing is left of them", async () => {
  const { watch, publish, pass, timerCount } = lamps();
  const { heard } = await watch("ours/wang", "dialog", "1001");
  publish("LegDialed", "leg", "li");
  publish("LegRinging", "leg", "li");
  assert.deepEqual(heard, ["0"]);
  pass(1000);
  assert.deepEqual(heard, ["0", "1 early"]);
  publish("LegDialed", "second", "li");
  publish("LegEnded", "second", "li");
  pass(1000);
  assert.deepEqual(heard, ["0", "1 early"]);
  assert.equal(timerCount(), 0);
});

test("extensions of another tenant are unknown, however they are asked for", async () => {
  const { service, watch, publish, pass } = lamps();
  const stranger = await watch("theirs/stranger", "dialog", "1002");
  assert.deepEqual(stranger.said, ["404"]);
  const own = await watch("theirs/stranger", "dialog", "1001");
  pass(2000);
  publish("LegDialed", "leg", "li");
  pass(2000);
  assert.deepEqual(own.heard, ["0"], "their 1001 is not our 1001");
  assert.equal(service.size, 1);
});

test("who proves no password is challenged; a visitor and a colleague's mailbox are refused", async () => {
  const { watch } = lamps();
  assert.deepEqual((await watch("ours/nobody", "dialog", "1001")).said, ["401 challenged"]);
  assert.deepEqual((await watch("ours/visitor", "dialog", "1001")).said, ["403"]);
  assert.deepEqual((await watch("ours/wang", "message-summary", "1001")).said, ["403"]);
  const own = await watch("ours/wang", "message-summary", "1002", 99_999);
  assert.deepEqual([own.said, own.heard], [["200 3600"], ["- no"]]);
});

test("presence tells what was chosen, and the phone on top of it", async () => {
  const { service, watch, publish, pass, setOpen } = lamps();
  const { heard } = await watch("ours/wang", "presence", "1001");
  pass(1000);
  publish("LegDialed", "leg", "li");
  publish("LegAnswered", "leg", "li");
  pass(1000);
  publish("LegEnded", "leg", "li");
  setOpen(false);
  service.agentChanged("li" as AgentId);
  pass(1000);
  service.agentChanged("li" as AgentId);
  assert.deepEqual(heard, ["- open", "- open on-the-phone", "- open", "- closed meal"]);
});

test("a refresh is answered with the full state and the next version", async () => {
  const { watch, publish, pass } = lamps();
  const { heard, subscription } = await watch("ours/wang", "dialog", "1001");
  pass(1000);
  publish("LegDialed", "leg", "li");
  subscription.onRefresh?.();
  assert.deepEqual(heard, ["0", "1 trying", "2 trying"]);
});

test("nothing is left of subscriptions that ended, also while a change waits to be told", async () => {
  const { service, watch, publish, pass, timerCount } = lamps();
  const all = await Promise.all([...Array(50)].map(() => watch("ours/wang", "dialog", "1001")));
  assert.equal(service.size, 50);
  publish("LegDialed", "leg", "li");
  assert.equal(timerCount(), 50);
  for (const { subscription } of all) subscription.onEnded?.("expired");
  assert.deepEqual([service.size, timerCount()], [0, 0]);
  pass(5000);
  assert.deepEqual(new Set(all.flatMap(({ heard }) => heard)), new Set(["0"]));
});

test("one agent cannot fill the memory with lamps", async () => {
  const { service, watch } = lamps();
  for (let index = 0; index < 400; index++) await watch("ours/wang", "dialog", "1001");
  assert.deepEqual((await watch("ours/wang", "dialog", "1001")).said, ["403"]);
  assert.deepEqual((await watch("ours/li", "dialog", "1001")).said, ["200 600"]);
  assert.equal(service.size, 401);
});
