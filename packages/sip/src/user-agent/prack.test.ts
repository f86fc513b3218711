import assert from "node:assert/strict";
import { test } from "node:test";
import { err, ok } from "@tandem/kernel";
import {
  pairAndRawPeer,
  rawAddress,
  rawCallsBob,
  rawContact,
  sdp,
  toRaw,
} from "../test-support/raw-calls.ts";
import { RawPeer } from "../test-support/raw-peer.ts";
import { aliceAddress, assertNothingLeft, bobAddress, must, pair } from "../test-support/user-agents.ts";
import type { MessageBody, SipRequest } from "../message/index.ts";
import type { DialogEnd, IncomingInvite, InviteProgress, OutgoingInviteOptions } from "./index.ts";

const able = [rawContact, ["Supported", "100rel"]] as const;

/** A raw peer that calls Bob; `prack` acknowledges the latest reliable response. */
async function callFromRaw(body?: MessageBody) {
  const world = await rawCallsBob({ headers: able, body });
  const { clock, bob, peer } = world;
  const invite = bob.invites[0] as IncomingInvite;
  let sequence = 1;
  const send = async (method: string, own: { rack?: string; body?: MessageBody }) => {
    const latest = peer.responses("INVITE").at(-1);
    const rack = own.rack ?? `${latest?.header("rseq")} 1 INVITE`;
    peer.request(bobAddress, method, {
      callId: "c",
      sequence: ++sequence,
      toTag: latest?.toTag ?? "",
      headers: [["RAck", rack], ...able],
      ...(own.body && { body: own.body }),
    });
    await clock.advance(10);
    return peer.responses(method).at(-1);
  };
  const prack = (own: Parameters<typeof send>[1] = {}) => send("PRACK", own);
  return { ...world, invite, prack, send };
}

test("a reliable 183 is repeated until its PRACK; the 200 waits for it and says nothing new", async () => {
  const { clock, bob, peer, invite, prack } = await callFromRaw(sdp("offer"));
  invite.progress("early");
  await clock.advance(3_600);
  const early = peer.responses("INVITE");
  assert.deepEqual(
    early.map(({ status, sdp: text }) => [status, text]),
    [...Array(4).keys()].map(() => [183, "early"]),
    "at 0, 0.5, 1.5 and 3.5 s",
  );
  assert.equal(new Set(early.map((response) => response.header("rseq"))).size, 1);
  const accepted = invite.accept("later");
  await clock.advance(10);
  assert.deepEqual(peer.statuses("INVITE").at(-1), 183);
  assert.equal((await prack({ rack: "1 1 INVITE" }))?.status, 481);
  assert.equal((await prack({ rack: "nonsense" }))?.status, 400);
  assert.equal((await prack())?.status, 200);
  const success = peer.responses("INVITE").at(-1);
  assert.deepEqual([success?.status, success?.sdp], [200, undefined]);
  peer.request(bobAddress, "ACK", { callId: "c", sequence: 1, toTag: success?.toTag ?? "" });
  await clock.advance(10);
  void must(await accepted).dialog.bye();
  await clock.advance(10);
  peer.respond(bobAddress, peer.requests("BYE")[0] as SipRequest, 200);
  await assertNothingLeft(clock, bob);
});

test("180 then 183: the second waits for the PRACK of the first, the 200 only for SDP", async () => {
  const { clock, peer, invite, prack } = await callFromRaw(sdp("offer"));
  invite.ring();
  invite.progress("early");
  await clock.advance(10);
  assert.deepEqual(peer.statuses("INVITE"), [180]);
  await prack();
  assert.deepEqual(peer.statuses("INVITE"), [180, 183]);
  await prack();
  invite.ring();
  void invite.accept("x");
  await clock.advance(10);
  assert.deepEqual(peer.statuses("INVITE"), [180, 183, 180, 200]);
  const numbers = peer.responses("INVITE").map((response) => Number(response.header("rseq")));
  assert.deepEqual(numbers.slice(1, 3), [(numbers[0] ?? 0) + 1, (numbers[0] ?? 0) + 2]);
  const [, , late] = peer.responses("INVITE");
  assert.equal((await prack({ rack: `${late?.header("rseq")} 1 INVITE` }))?.status, 200, "late, but welcome");
});

test("no PRACK in 32 s: 504, and the call is over", async () => {
  const { clock, bob, peer, invite } = await callFromRaw(sdp("offer"));
  const causes: DialogEnd[] = [];
  invite.onCancelled = (cause) => causes.push(cause);
  invite.progress("early");
  const accepted = invite.accept("answer");
  await clock.advance(32_100);
  assert.equal(peer.statuses("INVITE").at(-1), 504);
  assert.deepEqual(causes, [{ by: "timeout", reason: undefined }]);
  assert.deepEqual(await accepted, { ok: false, error: { kind: "cancelled" } });
  await assertNothingLeft(clock, bob);
});

test("CANCEL while the 200 waits for a PRACK: 487, with the caller's reason", async () => {
  const world = await pair();
  const { clock, network, bob } = world;
  const peer = new RawPeer(network, clock, rawAddress);
  const own = { callId: "c", sequence: 1, branch: "z9hG4bKone" };
  peer.request(bobAddress, "INVITE", { ...own, headers: able, body: sdp("offer") });
  await clock.advance(10);
  const invite = bob.invites[0] as IncomingInvite;
  const causes: DialogEnd[] = [];
  invite.onCancelled = (cause) => causes.push(cause);
  invite.progress("early");
  const accepted = invite.accept("answer");
  peer.request(bobAddress, "CANCEL", { ...own, headers: [["Reason", "SIP;cause=200"]] });
  await clock.advance(10);
  assert.equal(peer.statuses("INVITE").at(-1), 487);
  assert.deepEqual(causes, [{ by: "remote", reason: { protocol: "SIP", cause: 200, text: undefined } }]);
  assert.deepEqual(await accepted, { ok: false, error: { kind: "cancelled" } });
  await assertNothingLeft(clock, bob);
});

test("an INVITE without offer: ours in the 183, theirs in the PRACK", async () => {
  const { clock, peer, invite, prack } = await callFromRaw();
  const early: (string | undefined)[] = [];
  invite.onEarlyAnswer = (answer) => early.push(answer);
  invite.progress("our offer");
  await clock.advance(10);
  assert.equal(peer.responses("INVITE").at(-1)?.sdp, "our offer");
  const accepted = invite.accept("ignored");
  await prack({ body: sdp("their answer") });
  assert.deepEqual(early, ["their answer"]);
  const success = peer.responses("INVITE").at(-1);
  assert.deepEqual([success?.status, success?.sdp], [200, undefined]);
  peer.request(bobAddress, "ACK", { callId: "c", sequence: 1, toTag: success?.toTag ?? "" });
  await clock.advance(10);
  assert.equal(must(await accepted).answer, "their answer");
});

test("a caller that cannot PRACK gets no offer in its 183", async () => {
  const { clock, bob, peer } = await pairAndRawPeer();
  peer.request(bobAddress, "INVITE", { callId: "c", sequence: 1 });
  await clock.advance(10);
  bob.invites[0]?.progress("our offer");
  await clock.advance(10);
  const [early] = peer.responses("INVITE");
  assert.deepEqual([early?.status, early?.sdp, early?.header("rseq")], [183, undefined, undefined]);
});

test("before the answer the caller's side hears of the call every minute (RFC 3261 §13.3.1.1)", async () => {
  const { clock, network, bob } = await pair();
  const peer = new RawPeer(network, clock, rawAddress);
  peer.request(bobAddress, "INVITE", { callId: "c", sequence: 1, body: sdp("offer") });
  await clock.advance(10);
  bob.invites[0]?.progress("early");
  await clock.advance(125_000);
  assert.deepEqual(
    peer.responses("INVITE").map(({ status, sdp: text }) => [status, text]),
    [...Array(3).keys()].map(() => [183, "early"]),
  );
  bob.invites[0]?.reject(486);
  await clock.advance(61_000);
  assert.equal(
    peer.statuses("INVITE").filter((status) => status < 200).length,
    3,
    "and nothing after its end",
  );
});

test("who acknowledges provisional responses gets the reminder reliably, without the SDP again", async () => {
  const { clock, peer, invite, prack } = await callFromRaw(sdp("offer"));
  invite.progress("early");
  await clock.advance(10);
  await prack();
  await clock.advance(60_000);
  const again = peer.responses("INVITE").at(-1);
  assert.deepEqual([peer.statuses("INVITE").length, again?.status, again?.sdp], [2, 183, undefined]);
  assert.equal((await prack())?.status, 200);
});

test("a PRACK may bring a second offer, answered in its 200; a body of another kind is refused", async () => {
  const { clock, peer, invite, prack, send } = await callFromRaw(sdp("offer"));
  invite.dialog.onOffer = async (offer) =>
    offer === "bad" ? err({ kind: "not-acceptable" }) : ok(`to ${offer}`);
  invite.progress("early");
  await clock.advance(10);
  const answered = await prack({ body: sdp("second") });
  assert.deepEqual([answered?.status, answered?.sdp], [200, "to second"]);
  // And so does an UPDATE in the early dialog, both ways.
  assert.equal((await send("UPDATE", { body: sdp("third") }))?.sdp, "to third");
  assert.equal((await send("UPDATE", { body: sdp("bad") }))?.status, 488);
  assert.equal((await send("UPDATE", { body: { contentType: "text/plain", text: "x" } }))?.status, 415);
  const ours = invite.dialog.update("ours");
  await clock.advance(10);
  peer.respond(bobAddress, peer.requests("UPDATE")[0] as SipRequest, 200, { body: sdp("theirs") });
  await clock.advance(10);
  assert.equal(must(await ours).answer, "theirs");
});

async function callToRaw(more: Partial<OutgoingInviteOptions> = {}) {
  const world = await pairAndRawPeer();
  const { clock, alice, peer } = world;
  const progress: InviteProgress[] = [];
  const call = alice.agent.invite({
    ...toRaw,
    onProgress: (each) => progress.push(each),
    ...more,
  });
  await clock.advance(10);
  const invite = peer.requests("INVITE")[0] as SipRequest;
  const respond = async (status: number, toTag: string, number?: number, text?: string) => {
    const headers =
      number === undefined ? [] : [["Require", "100rel"] as const, ["RSeq", String(number)] as const];
    peer.respond(aliceAddress, invite, status, {
      toTag,
      headers,
      ...(text !== undefined && { body: sdp(text) }),
    });
    await clock.advance(10);
  };
  const racks = () => peer.requests("PRACK").map((prack) => `${prack.toTag} ${prack.header("rack")}`);
  /** Answers every PRACK that has no answer yet. */
  let pracked = 0;
  const answerPracks = async () => {
    for (const prack of peer.requests("PRACK").slice(pracked)) peer.respond(aliceAddress, prack, 200);
    pracked = peer.requests("PRACK").length;
    await clock.advance(10);
  };
  return { ...world, call, invite, respond, progress, racks, answerPracks };
}

test("our INVITE: each reliable response is PRACKed once, in order, per early dialog", async () => {
  const { invite, respond, progress, racks } = await callToRaw();
  assert.ok(invite.list("supported").includes("100rel"));
  await respond(180, "one", 5);
  await respond(180, "one", 5);
  await respond(183, "one", 7, "too early");
  await respond(183, "two", 9, "early two");
  await respond(183, "one", 6, "early one");
  assert.deepEqual(racks(), ["one 5 1 INVITE", "two 9 1 INVITE", "one 6 1 INVITE"]);
  assert.deepEqual(
    progress.map(({ status, answer, dialog }) => [status, answer, dialog?.remoteTag]),
    [
      [180, undefined, "one"],
      [183, "early two", "two"],
      [183, "early one", "one"],
    ],
  );
});

test("the 2xx of another fork than the one with early media is the call; its own SDP counts", async () => {
  const { call, respond, peer, clock, alice, answerPracks } = await callToRaw();
  await respond(183, "one", 5, "early one");
  await answerPracks();
  await respond(200, "two", undefined, "two");
  const { dialog, answer } = must(await call.outcome);
  assert.deepEqual([dialog.remoteTag, answer, dialog.isConfirmed], ["two", "two", true]);
  await respond(200, "one", undefined, "late");
  assert.deepEqual(
    [peer.requests("ACK").map(({ toTag }) => toTag), peer.requests("BYE").map(({ toTag }) => toTag)],
    [["two", "one"], ["one"]],
  );
  peer.respond(aliceAddress, peer.requests("BYE")[0] as SipRequest, 200);
  await clock.advance(40_000);
  assert.deepEqual([alice.agent.stats().dialogs, alice.agent.stats().transactions], [1, 0]);
});

test("a 2xx without SDP after an early answer: the early one counts, reliable or not", async () => {
  for (const number of [undefined, 5]) {
    const { call, respond } = await callToRaw();
    await respond(183, "one", number, "early");
    await respond(
      200,
      "one",
      undefined,
      number === undefined ? undefined : "ignored after a reliable answer",
    );
    assert.equal(must(await call.outcome).answer, "early");
  }
});

test("UPDATE in our early dialog: refused until the answer came, ours waits for it", async () => {
  const { respond, progress, peer, clock, answerPracks } = await callToRaw();
  await respond(180, "one");
  const dialog = progress[0]?.dialog;
  assert.ok(dialog !== undefined);
  dialog.onOffer = async (offer) => ok(`to ${offer}`);
  const early = { callId: peer.requests("INVITE")[0]?.callId ?? "", toTag: dialog.localTag };
  const fromOne = async (sequence: number, method: string) => {
    peer.request(aliceAddress, method, { ...early, fromTag: "one", sequence, body: sdp("theirs") });
    await clock.advance(10);
    return peer.responses(method).at(-1);
  };
  assert.equal((await fromOne(1, "UPDATE"))?.status, 491);
  assert.equal((await fromOne(2, "INVITE"))?.status, 491);
  const ours = dialog.update("ours");
  await clock.advance(10);
  assert.equal(peer.requests("UPDATE").length, 0);
  await respond(183, "one", 5, "early");
  await answerPracks();
  const [update] = peer.requests("UPDATE");
  assert.equal(update?.sdp, "ours");
  assert.equal(update?.header("session-expires"), undefined, "no timer before the answer of the call");
  assert.equal((await fromOne(3, "UPDATE"))?.status, 491, "ours is on its way");
  peer.respond(aliceAddress, update, 200, { body: sdp("fine") });
  await clock.advance(10);
  assert.equal(must(await ours).answer, "fine");
  assert.equal((await fromOne(4, "UPDATE"))?.sdp, "to theirs");
});

test("a late offer in the 2xx: the answer goes in the ACK, copies get it again", async () => {
  const { call, invite, respond, peer } = await callToRaw({
    offer: undefined,
    answerOffer: async (offer) => ok(`to ${offer}`),
  });
  assert.equal(invite.body.length, 0);
  await respond(200, "one", undefined, "theirs");
  await respond(200, "one", undefined, "theirs");
  const { answer, dialog } = must(await call.outcome);
  assert.deepEqual([answer, dialog.isConfirmed], [undefined, true]);
  assert.deepEqual(
    peer.requests("ACK").map((ack) => ack.sdp),
    ["to theirs", "to theirs"],
  );
});

test("a late offer in a reliable 183: the answer goes in the PRACK", async () => {
  const { call, respond, peer, answerPracks } = await callToRaw({
    offer: undefined,
    answerOffer: async (offer) => ok(`to ${offer}`),
  });
  await respond(183, "one", 5, "theirs");
  assert.equal(peer.requests("PRACK")[0]?.sdp, "to theirs");
  await answerPracks();
  await respond(200, "one");
  assert.ok((await call.outcome).ok);
  assert.equal(peer.requests("ACK")[0]?.sdp, undefined);
});

test("an unwanted late offer is answered with every stream at port 0, and the call ends", async () => {
  const offer =
    "v=0\r\no=- 1 1 IN IP4 h\r\ns=-\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0 8\r\na=x\r\nm=video 5 RTP/AVP 31\r\n";
  const inSuccess = await callToRaw({
    offer: undefined,
    answerOffer: async () => err({ kind: "not-acceptable" }),
  });
  await inSuccess.respond(200, "one", undefined, offer);
  const lines = inSuccess.peer.requests("ACK")[0]?.sdp?.split("\r\n") ?? [];
  assert.deepEqual(
    lines.filter((line) => line.startsWith("m=")),
    ["m=audio 0 RTP/AVP 0 8", "m=video 0 RTP/AVP 31"],
  );
  assert.equal(inSuccess.peer.requests("BYE").length, 1);
  const outcome = await inSuccess.call.outcome;
  assert.ok(!outcome.ok && outcome.error.kind === "rejected" && outcome.error.status === 488);

  const early = await callToRaw({ offer: undefined });
  await early.respond(183, "one", 5, offer);
  assert.match(early.peer.requests("PRACK")[0]?.sdp ?? "", /m=audio 0 /);
  assert.equal(early.peer.requests("CANCEL").length, 1);
  assert.ok(!(await early.call.outcome).ok);
});
