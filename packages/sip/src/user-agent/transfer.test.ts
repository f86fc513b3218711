import assert from "node:assert/strict";
import { test } from "node:test";
import { pairAndRawPeer, rawAddress, rawContact, sdp } from "../test-support/raw-calls.ts";
import { RawPeer } from "../test-support/raw-peer.ts";
import {
  agentAt,
  aliceAddress,
  assertNothingLeft,
  bobAddress,
  establishedCall,
  must,
  pair,
  toBob,
} from "../test-support/user-agents.ts";
import type { SipRequest } from "../message/index.ts";
import { replacesOf } from "./index.ts";
import type { IncomingInvite, IncomingRefer, ReferNotifier } from "./index.ts";

const carol = "sip:carol@192.0.2.9";

test("a blind transfer: 202, the progress by NOTIFY, the outcome, and nothing left", async () => {
  const { clock, near, far, alice, bob, network } = await establishedCall();
  const refers: IncomingRefer[] = [];
  far.onRefer = (refer) => refers.push(refer);
  const progress: string[] = [];
  const outcome = near.refer({
    referTo: carol,
    referredBy: "sip:alice@192.0.2.1",
    onAccepted: () => progress.push("accepted"),
    onProgress: ({ status, reason }) => progress.push(`${status} ${reason}`),
  });
  await clock.advance(10);
  const [refer] = refers as [IncomingRefer];
  assert.deepEqual(
    [refer.referTo.uri, refer.referTo.method, refer.referredBy?.user],
    [carol, "INVITE", "alice"],
  );
  const notifier = refer.accept();
  await clock.advance(10);
  notifier.notify(180);
  await clock.advance(10);
  assert.equal(bob.agent.stats().subscriptions, 1);
  notifier.notify(200, "Fine");
  notifier.notify(486);
  await clock.advance(10);
  assert.deepEqual(must(await outcome), { status: 200, reason: "Fine" });
  assert.deepEqual(progress, ["accepted", "100 Trying", "180 Ringing", "200 Fine"]);
  assert.deepEqual([notifier.isEnded, near.isConfirmed, far.isConfirmed], [true, true, true]);
  assert.equal(network.log.filter((line) => line.includes("NOTIFY")).length, 3);
  void near.bye();
  await assertNothingLeft(clock, alice, bob);
});

test("the one who transfers hangs up at once: the news still reaches it", async () => {
  const { clock, near, far, alice, bob } = await establishedCall();
  let notifier: ReferNotifier | undefined;
  far.onRefer = (refer) => (notifier = refer.accept());
  const outcome = near.refer({ referTo: carol });
  await clock.advance(10);
  void near.bye();
  await clock.advance(10);
  assert.deepEqual([near.isConfirmed, alice.agent.stats().dialogs], [false, 1]);
  notifier?.notify(486);
  await clock.advance(10);
  assert.deepEqual(must(await outcome), { status: 486, reason: "Busy Here" });
  await assertNothingLeft(clock, alice, bob);
});

test("REFER refused, unheard, malformed; without progress; two at once", async () => {
  const { clock, near, far, alice, bob } = await establishedCall();
  const ask = async (options: Parameters<typeof near.refer>[0]) => {
    const outcome = near.refer(options);
    await clock.advance(10);
    return outcome;
  };
  assert.deepEqual(await ask({ referTo: carol }), { ok: false, error: { kind: "rejected", status: 603 } });
  far.onRefer = (refer) => refer.reject(488);
  assert.deepEqual(await ask({ referTo: carol }), { ok: false, error: { kind: "rejected", status: 488 } });
  assert.deepEqual(await ask({ referTo: "nonsense" }), {
    ok: false,
    error: { kind: "rejected", status: 400 },
  });
  far.onRefer = (refer) => refer.accept().notify(200);
  assert.deepEqual(must(await ask({ referTo: carol, withoutProgress: true })), {
    status: undefined,
    reason: "",
  });
  assert.equal(bob.agent.stats().subscriptions, 0);
  const notifiers: ReferNotifier[] = [];
  far.onRefer = (refer) => notifiers.push(refer.accept());
  const [first, second] = [near.refer({ referTo: carol }), near.refer({ referTo: carol })];
  await clock.advance(10);
  notifiers[1]?.notify(603);
  notifiers[0]?.notify(200);
  await clock.advance(10);
  assert.deepEqual([must(await first).status, must(await second).status], [200, 603]);
  void far.bye();
  await clock.advance(10);
  assert.deepEqual(await near.refer({ referTo: carol }), { ok: false, error: { kind: "ended" } });
  await assertNothingLeft(clock, alice, bob);
});

test("a transfer nobody finishes: the subscription ends by itself on both sides", async () => {
  const { clock, near, far, alice, bob } = await establishedCall();
  far.onRefer = (refer) => void refer.accept();
  const outcome = near.refer({ referTo: carol });
  await clock.advance(301_000);
  assert.deepEqual(must(await outcome), { status: 100, reason: "Trying" });
  assert.deepEqual([alice.agent.stats().subscriptions, bob.agent.stats().subscriptions], [0, 0]);
  void near.bye();
  await assertNothingLeft(clock, alice, bob);
});

test("a peer that accepts a REFER and never notifies: a time-out", async () => {
  const { clock, near, alice, bob, network } = await establishedCall();
  await bob.agent.close();
  const peer = new RawPeer(network, clock, bobAddress);
  const outcome = near.refer({ referTo: carol });
  await clock.advance(10);
  peer.respond(aliceAddress, peer.requests("REFER")[0] as SipRequest, 202);
  await clock.advance(32_100);
  assert.deepEqual(await outcome, { ok: false, error: { kind: "timeout" } });
  void near.bye();
  await assertNothingLeft(clock, alice);
});

test("a REFER within a call can be refreshed and ended by SUBSCRIBE; a 481 to its NOTIFY leaves the call alone", async () => {
  const { clock, bob, peer } = await pairAndRawPeer();
  peer.request(bobAddress, "INVITE", {
    callId: "c",
    sequence: 1,
    body: sdp("x"),
  });
  await clock.advance(10);
  const accepted = (bob.invites[0] as IncomingInvite).accept("y");
  await clock.advance(10);
  const toTag = peer.responses("INVITE").at(-1)?.toTag ?? "";
  const send = async (method: string, sequence: number, ...headers: [string, string][]) => {
    peer.request(bobAddress, method, { callId: "c", sequence, toTag, headers: [rawContact, ...headers] });
    await clock.advance(10);
    return peer.responses(method).at(-1);
  };
  await send("ACK", 1);
  const { dialog } = must(await accepted);
  const notifiers: ReferNotifier[] = [];
  dialog.onRefer = (refer) => notifiers.push(refer.accept());
  await send("REFER", 2, ["Refer-To", `<${carol}>`]);
  await send("REFER", 3, ["Refer-To", `<${carol}>`]);
  for (const notify of peer.requests("NOTIFY")) peer.respond(bobAddress, notify, 200);
  await clock.advance(10);
  assert.deepEqual(
    peer
      .requests("NOTIFY")
      .map((notify) => [notify.header("event"), notify.header("subscription-state"), notify.text]),
    ["refer;id=2", "refer;id=3"].map((event) => [event, "active;expires=300", "SIP/2.0 100 Trying\r\n"]),
  );
  const refreshed = await send("SUBSCRIBE", 4, ["Event", "refer;id=2"], ["Expires", "200"]);
  assert.deepEqual([refreshed?.status, refreshed?.header("expires")], [200, "200"]);
  peer.respond(bobAddress, peer.requests("NOTIFY").at(-1) as SipRequest, 481);
  await clock.advance(10);
  assert.deepEqual([notifiers[0]?.isEnded, dialog.isConfirmed], [true, true]);
  assert.equal((await send("SUBSCRIBE", 5, ["Event", "refer;id=3"], ["Expires", "0"]))?.status, 200);
  assert.match(peer.requests("NOTIFY").at(-1)?.header("subscription-state") ?? "", /^terminated/);
  peer.respond(bobAddress, peer.requests("NOTIFY").at(-1) as SipRequest, 200);
  await clock.advance(10);
  assert.deepEqual([notifiers[1]?.isEnded, bob.agent.stats().subscriptions], [true, 0]);
  assert.equal((await send("SUBSCRIBE", 6, ["Event", "refer;id=3"]))?.status, 489);
  assert.equal((await send("NOTIFY", 7, ["Event", "refer"]))?.status, 481);
  assert.equal((await send("NOTIFY", 8, ["Event", "dialog"]))?.status, 489);
});

test("REFER outside a call: 403 without a handler; with one it is answered and told of", async () => {
  const { clock, alice, network } = await pair();
  const send = async (address: string, ...headers: [string, string][]) => {
    const to = { transport: "udp", address, port: 5060 } as const;
    const uri = `sip:x@${address}`;
    const answered = alice.agent.request({ method: "REFER", uri, to, from: "sip:alice@192.0.2.1", headers });
    await clock.advance(10);
    return must(await answered).status;
  };
  const target: [string, string][] = [
    ["Refer-To", `<${carol}>`],
    ["Contact", `<sip:alice@${aliceAddress}>`],
  ];
  assert.equal(await send(bobAddress, ...target), 403);
  const dave = agentAt(network, clock, "192.0.2.4", { onRefer: (refer) => void refer.accept() });
  assert.equal(await send("192.0.2.4"), 400);
  assert.equal(await send("192.0.2.4", ...target, ["Refer-To", "<sip:other@x>"]), 400);
  assert.equal(await send("192.0.2.4", ...target), 202);
  assert.ok(network.log.some((line) => line.startsWith("192.0.2.4 > 192.0.2.1: NOTIFY")));
  await clock.advance(10);
  assert.equal(dave.agent.stats().subscriptions, 0, "the sender answered 481: it keeps no subscription");
  await assertNothingLeft(clock, alice, dave);
});

test("an INVITE with Replaces finds the dialog it is about; accepting does not end that one", async () => {
  const { clock, near, far, alice, bob, network } = await establishedCall();
  const dave = agentAt(network, clock, "192.0.2.4");
  const take = dave.agent.invite({
    ...toBob,
    replaces: replacesOf(far.remoteTag === near.localTag ? near : far),
  });
  await clock.advance(10);
  const invite = bob.invites[1] as IncomingInvite;
  assert.equal(invite.replaces?.dialog, far);
  assert.equal(invite.replaces.earlyOnly, false);
  assert.deepEqual(invite.request.list("require"), ["replaces"]);
  const accepted = invite.accept("answer");
  await clock.advance(10);
  assert.ok(far.isConfirmed);
  void must(await take.outcome).dialog.bye();
  void must(await accepted);
  void far.bye();
  await assertNothingLeft(clock, alice, bob, dave);
});

test("Replaces that fits nothing: 481; answered and early-only: 486; two or malformed: 400; over: 603", async () => {
  const { clock, near, bob, network } = await establishedCall();
  const peer = new RawPeer(network, clock, rawAddress);
  const { callId, toTag, fromTag } = replacesOf(near);
  const good = `${callId};to-tag=${toTag};from-tag=${fromTag}`;
  let number = 0;
  const send = async (...values: string[]) => {
    const headers = [rawContact, ...values.map((value) => ["Replaces", value])] as [string, string][];
    peer.request(bobAddress, "INVITE", { callId: `r${++number}`, sequence: 1, headers });
    await clock.advance(10);
    return peer.statuses("INVITE").at(-1);
  };
  assert.equal(await send("nobody;to-tag=1;from-tag=2"), 481);
  assert.equal(await send(`${callId};to-tag=${fromTag};from-tag=${toTag}`), 481, "tags the other way round");
  assert.equal(await send(`${good};early-only`), 486);
  assert.equal(await send(good, good), 400);
  assert.equal(await send("nonsense"), 400);
  assert.equal(bob.invites.length, 1);
  network.fate = (text) => (/ BYE\r\n/.test(text) ? [] : [1]);
  void (bob.invites[0] as IncomingInvite).dialog.bye();
  assert.equal(await send(good), 603);
});

test("an early dialog can be replaced at the one who rings, not at the one who is rung", async () => {
  const { clock, alice, bob, peer } = await pairAndRawPeer();
  const progress: (string | undefined)[] = [];
  const call = alice.agent.invite({ ...toBob, onProgress: ({ dialog }) => progress.push(dialog?.id) });
  await clock.advance(10);
  const rung = bob.invites[0] as IncomingInvite;
  rung.ring();
  await clock.advance(10);
  const ask = async (address: string, replaces: string) => {
    const headers = [rawContact, ["Replaces", replaces]] as [string, string][];
    peer.request(address, "INVITE", { callId: address, sequence: 1, headers });
    await clock.advance(10);
  };
  const { callId, localTag, remoteTag } = rung.dialog;
  await ask(bobAddress, `${callId};to-tag=${localTag};from-tag=${remoteTag}`);
  assert.equal(peer.statuses("INVITE").at(-1), 481);
  await ask(aliceAddress, `${callId};to-tag=${remoteTag};from-tag=${localTag};early-only`);
  const taking = alice.invites[0] as IncomingInvite;
  assert.deepEqual(
    [taking.replaces?.dialog.id, taking.replaces?.dialog.callId, taking.replaces?.earlyOnly],
    [progress[0], call.callId, true],
  );
});
