import assert from "node:assert/strict";
import { test } from "node:test";
import { RawPeer } from "../test-support/raw-peer.ts";
import { agentAt, assertNothingLeft, bobAddress, pair } from "../test-support/user-agents.ts";
import type { HeaderList, SipRequest } from "../message/index.ts";
import type { IncomingSubscription } from "./index.ts";

const phoneAddress = "192.0.2.3";
const watchedAddress = "192.0.2.5";
const contact = ["Contact", `<sip:phone@${phoneAddress}>`] as const;
const state = (text: string) => ({ contentType: "application/dialog-info+xml", text });

/** A phone that watches; `subscribe` sends its next SUBSCRIBE and gives the answer. */
async function watched(onSubscribe?: (subscription: IncomingSubscription) => void) {
  const { clock, network } = await pair();
  const subscriptions: IncomingSubscription[] = [];
  const ends: string[] = [];
  const server = agentAt(network, clock, watchedAddress, {
    eventPackages: ["dialog", "presence"],
    onSubscribe: (subscription) => {
      subscriptions.push(subscription);
      subscription.onEnded = (cause) => ends.push(cause);
      onSubscribe?.(subscription);
    },
  });
  const phone = new RawPeer(network, clock, phoneAddress);
  let sequence = 0;
  const subscribe = async (own: { headers?: HeaderList; toTag?: string; callId?: string } = {}) => {
    const headers = [contact, ...(own.headers ?? [["Event", "dialog"]])] as HeaderList;
    const { callId = "s", ...rest } = own;
    phone.request(watchedAddress, "SUBSCRIBE", { callId, sequence: ++sequence, ...rest, headers });
    await clock.advance(10);
    return phone.responses("SUBSCRIBE").at(-1);
  };
  let answered = 0;
  const answer = async (status = 200, headers: HeaderList = []) => {
    await clock.advance(10);
    for (const notify of phone.requests("NOTIFY").slice(answered))
      phone.respond(watchedAddress, notify, status, { headers });
    answered = phone.requests("NOTIFY").length;
    await clock.advance(10);
  };
  const states = () =>
    phone.requests("NOTIFY").map((notify) => [notify.header("subscription-state"), notify.text]);
  return { clock, network, server, phone, subscribe, answer, states, subscriptions, ends };
}

test("subscribed, told of news one at a time, refreshed, left", async () => {
  const { clock, server, phone, subscribe, answer, states, subscriptions, ends } = await watched(
    (subscription) => {
      subscription.accept(600);
      subscription.notify(state("one"));
    },
  );
  const headers: HeaderList = [
    ["Event", "dialog;id=7"],
    ["Expires", "3600"],
  ];
  const accepted = await subscribe({ headers });
  assert.deepEqual([accepted?.status, accepted?.header("expires")], [200, "600"]);
  const [subscription] = subscriptions as [IncomingSubscription];
  assert.deepEqual(
    [subscription.event, subscription.resource.user, subscription.expiresSeconds, subscription.isActive],
    ["dialog", "we", 3_600, true],
  );
  const [first] = phone.requests("NOTIFY");
  assert.deepEqual(
    [first?.header("event"), first?.contentType, first?.uri],
    ["dialog;id=7", "application/dialog-info+xml", `sip:phone@${phoneAddress}`],
  );
  subscription.notify(state("two"));
  subscription.notify(state("three"));
  await clock.advance(100_000 - 20);
  assert.equal(ends.length, 1, "nobody answered");
  await assertNothingLeft(clock, server);
  assert.deepEqual(ends, ["timeout"]);
  assert.deepEqual(states()[0], ["active;expires=600", "one"]);

  // Once more, with answers.
  const again = await subscribe({ headers, callId: "t" });
  await answer();
  subscriptions[1]?.notify(state("two"));
  subscriptions[1]?.notify(state("three"));
  subscriptions[1]?.notify(state("four"));
  await answer();
  await answer();
  assert.deepEqual(states().slice(-2), [
    ["active;expires=600", "two"],
    ["active;expires=600", "four"],
  ]);
  await clock.advance(300_000);
  const toTag = again?.toTag ?? "";
  const refreshed = await subscribe({
    headers: [
      ["Event", "dialog;id=7"],
      ["Expires", "300"],
    ],
    toTag,
    callId: "t",
  });
  assert.deepEqual([refreshed?.status, refreshed?.header("expires")], [200, "300"]);
  assert.deepEqual(states().at(-1), ["active;expires=300", "four"], "the last state once more");
  await answer();
  (subscriptions[1] as IncomingSubscription).onRefresh = () => subscriptions[1]?.notify(state("last"));
  const left = await subscribe({
    headers: [
      ["Event", "dialog;id=7"],
      ["Expires", "0"],
    ],
    toTag,
    callId: "t",
  });
  assert.deepEqual([left?.status, left?.header("expires")], [200, "0"]);
  assert.deepEqual(states().at(-1), ["terminated;reason=timeout", "last"]);
  await answer();
  assert.deepEqual([ends, server.agent.stats().subscriptions], [["timeout", "unsubscribed"], 0]);
  assert.equal((await subscribe({ headers, toTag, callId: "t" }))?.status, 481);
  await assertNothingLeft(clock, server);
});

test("not refreshed: a last NOTIFY with reason timeout", async () => {
  const { clock, server, subscribe, answer, states, ends, subscriptions } = await watched((subscription) => {
    subscription.accept(60);
    subscription.notify(state("one"));
  });
  await subscribe();
  await answer();
  await clock.advance(60_000);
  assert.deepEqual(states().at(-1), ["terminated;reason=timeout", "one"]);
  await answer();
  subscriptions[0]?.notify(state("late"));
  assert.deepEqual([ends, subscriptions[0]?.isActive], [["expired"], false]);
  await assertNothingLeft(clock, server);
  assert.equal(states().length, 2);
});

test("asked once (Expires: 0): one NOTIFY, and that is all; an owner who says nothing is not waited for", async () => {
  const { clock, server, subscribe, answer, states, subscriptions, ends } = await watched((subscription) =>
    subscription.accept(600),
  );
  const once: HeaderList = [
    ["Event", "dialog"],
    ["Expires", "0"],
  ];
  assert.equal((await subscribe({ headers: once }))?.header("expires"), "0");
  subscriptions[0]?.notify(state("now"));
  await clock.advance(10);
  await answer();
  assert.deepEqual([states(), ends], [[["terminated;reason=timeout", "now"]], ["unsubscribed"]]);
  await subscribe({ headers: once, callId: "t" });
  await clock.advance(32_010);
  assert.deepEqual(states().at(-1), ["terminated;reason=timeout", ""]);
  await answer();
  await assertNothingLeft(clock, server);
});

test("refused: unknown event, too short, nonsense, by the owner; and an owner who never decides", async () => {
  const { clock, server, subscribe, subscriptions, ends } = await watched();
  const unknown = await subscribe({ headers: [["Event", "weather"]] });
  assert.deepEqual([unknown?.status, unknown?.header("allow-events")], [489, "dialog, presence"]);
  assert.equal((await subscribe({ headers: [] }))?.status, 489);
  const short = await subscribe({
    headers: [
      ["Event", "dialog"],
      ["Expires", "59"],
    ],
  });
  assert.deepEqual([short?.status, short?.header("min-expires")], [423, "60"]);
  assert.equal(
    (
      await subscribe({
        headers: [
          ["Event", "dialog"],
          ["Expires", "soon"],
        ],
      })
    )?.status,
    400,
  );
  assert.equal(subscriptions.length, 0);
  await subscribe({ callId: "a" });
  subscriptions[0]?.reject(403);
  await subscribe({ callId: "b" });
  subscriptions[1]?.notify(state("before accept"));
  await clock.advance(33_000);
  subscriptions[1]?.accept(600);
  assert.deepEqual([ends, subscriptions[1]?.isActive], [["timeout"], false]);
  assert.throws(() => subscriptions[0]?.reject(200), RangeError);
  await assertNothingLeft(clock, server);
});

test("ended by us with a time to come back; by a 481; by a lost connection", async () => {
  const { clock, network, server, phone, subscribe, answer, states, subscriptions, ends } = await watched(
    (subscription) => {
      subscription.accept(600);
      subscription.notify(state("one"));
    },
  );
  await subscribe({ callId: "a" });
  await answer();
  subscriptions[0]?.terminate("probation", 30);
  await clock.advance(10);
  assert.deepEqual(states().at(-1), ["terminated;reason=probation;retry-after=30", "one"]);
  await answer();
  await subscribe({ callId: "b" });
  await answer(481);
  const link = network.connect(phoneAddress, watchedAddress);
  const headers: HeaderList = [
    ["Contact", "<sip:x@y.invalid;transport=ws>"],
    ["Event", "presence"],
  ];
  phone.request({ flow: link.flow }, "SUBSCRIBE", { callId: "c", sequence: 1, headers });
  await clock.advance(10);
  phone.respond(watchedAddress, phone.requests("NOTIFY").at(-1) as SipRequest, 200);
  link.cut();
  assert.deepEqual(ends, ["terminated", "refused", "transport"]);
  await assertNothingLeft(clock, server);
});

test("without event packages: SUBSCRIBE and NOTIFY 489, MESSAGE 405", async () => {
  const { clock, network } = await pair();
  const phone = new RawPeer(network, clock, phoneAddress);
  for (const method of ["SUBSCRIBE", "NOTIFY", "MESSAGE"])
    phone.request(bobAddress, method, {
      callId: method,
      sequence: 1,
      headers: [contact, ["Event", "dialog"]],
    });
  await clock.advance(10);
  assert.deepEqual(
    ["SUBSCRIBE", "NOTIFY", "MESSAGE"].map((method) => phone.statuses(method)),
    [[489], [489], [405]],
  );
});

test("closing the user agent ends every subscription", async () => {
  const { clock, server, subscribe, ends } = await watched((subscription) => {
    subscription.accept(600);
    subscription.notify(state("one"));
  });
  await subscribe();
  await server.agent.close();
  assert.deepEqual([ends, server.agent.stats().subscriptions], [["transport"], 0]);
  await clock.advance(10);
  assert.equal(clock.pending(), 0);
});
