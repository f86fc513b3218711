import assert from "node:assert/strict";
import { test } from "node:test";
import { RawPeer } from "../test-support/raw-peer.ts";
import {
  assertNothingLeft,
  bobAddress,
  establishedCall,
  must,
  pair,
  toBob,
} from "../test-support/user-agents.ts";
import type { DialogEnd, IncomingInvite } from "./index.ts";

test("a call: ringing, early media, answer, BYE", async () => {
  const { clock, alice, bob, network } = await pair();
  const progress: (string | number | undefined)[] = [];
  const call = alice.agent.invite({
    ...toBob,
    onProgress: ({ status, answer }) => progress.push(status, answer),
  });
  await clock.advance(10);
  const invite = bob.invites[0] as IncomingInvite;
  assert.equal(invite.offer, "offer");
  assert.equal(invite.request.from.displayName, "Alice");
  assert.equal(invite.source.address, "192.0.2.1");
  invite.ring();
  await clock.advance(10);
  invite.progress("early");
  await clock.advance(10);
  const accepted = invite.accept("answer");
  await clock.advance(10);
  const near = must(await call.outcome);
  const far = must(await accepted);
  assert.deepEqual(progress, [180, undefined, 183, "early"]);
  assert.deepEqual([near.answer, far.answer], ["early", undefined], "what was said reliably counts");
  assert.deepEqual([near.dialog.callId, near.dialog.localTag], [far.dialog.callId, far.dialog.remoteTag]);
  assert.equal(near.dialog.remoteUri, `sip:bob@${bobAddress}`);
  const ends: DialogEnd[] = [];
  near.dialog.onEnded = () => assert.fail("our own BYE is no news");
  far.dialog.onEnded = (cause) => ends.push(cause);
  const bye = near.dialog.bye({ reason: "Q.850;cause=16" });
  assert.equal(near.dialog.bye(), bye, "once");
  await clock.advance(10);
  await bye;
  assert.deepEqual(ends, [{ by: "remote", reason: { protocol: "Q.850", cause: 16, text: undefined } }]);
  assert.deepEqual(
    network.log.map((line) =>
      line
        .split(": ")[1]
        ?.replace(/ sip:.*| SIP\/2.0$/, "")
        .replace("SIP/2.0 ", ""),
    ),
    "INVITE,180 Ringing,PRACK,200 OK,183 Session Progress,PRACK,200 OK,200 OK,ACK,BYE,200 OK".split(","),
  );
  await assertNothingLeft(clock, alice, bob);
});

test("a UAS that thinks longer than 200 ms sends 100 by itself", async () => {
  const { clock, alice, bob, network } = await pair();
  alice.agent.invite(toBob);
  await clock.advance(150);
  assert.equal(network.log.length, 1);
  await clock.advance(100);
  assert.match(network.log[1] ?? "", /SIP\/2\.0 100 Trying/);
  bob.invites[0]?.reject(486);
  await assertNothingLeft(clock, alice, bob);
});

test("a refusal reaches the caller with reason and headers", async () => {
  const { clock, alice, bob } = await pair();
  const call = alice.agent.invite(toBob);
  await clock.advance(10);
  bob.invites[0]?.reject(486, { reason: "Lunch", headers: [["Retry-After", "60"]] });
  bob.invites[0]?.reject(603);
  await clock.advance(10);
  const outcome = await call.outcome;
  assert.ok(!outcome.ok && outcome.error.kind === "rejected");
  assert.deepEqual([outcome.error.status, outcome.error.reason], [486, "Lunch"]);
  assert.ok(outcome.error.headers.some(([name, value]) => name === "Retry-After" && value === "60"));
  assert.throws(() => bob.invites[0]?.reject(200), RangeError);
  assert.deepEqual(await bob.invites[0]?.accept("late"), { ok: false, error: { kind: "cancelled" } });
  await assertNothingLeft(clock, alice, bob);
});

test("CANCEL: 487 to the INVITE, the callee hears once, the Reason travels", async () => {
  const { clock, alice, bob, network } = await pair();
  const call = alice.agent.invite(toBob);
  await clock.advance(10);
  const invite = bob.invites[0] as IncomingInvite;
  let cancelled = 0;
  invite.onCancelled = () => cancelled++;
  invite.ring();
  await clock.advance(10);
  call.cancel('SIP;cause=200;text="Call completed elsewhere"');
  call.cancel();
  assert.deepEqual(await call.outcome, { ok: false, error: { kind: "cancelled" } });
  await clock.advance(10);
  assert.equal(cancelled, 1);
  assert.ok(network.log.some((line) => line.endsWith("487 Request Terminated")));
  assert.deepEqual(await invite.accept("late"), { ok: false, error: { kind: "cancelled" } });
  await assertNothingLeft(clock, alice, bob);
});

test("CANCEL waits for a provisional response (§9.1)", async () => {
  const { clock, alice, bob, network } = await pair();
  const call = alice.agent.invite(toBob);
  call.cancel();
  await clock.advance(150);
  assert.ok(!network.log.some((line) => line.includes("CANCEL")));
  await clock.advance(100);
  assert.ok(network.log.some((line) => line.includes("CANCEL")));
  assert.deepEqual(await call.outcome, { ok: false, error: { kind: "cancelled" } });
  await assertNothingLeft(clock, alice, bob);
});

test("CANCEL crosses the 200: the call is ACKed and ended with BYE", async () => {
  const { clock, alice, bob, network } = await pair();
  const call = alice.agent.invite(toBob);
  await clock.advance(10);
  const invite = bob.invites[0] as IncomingInvite;
  invite.ring();
  await clock.advance(10);
  const accepted = invite.accept("answer");
  call.cancel();
  await clock.advance(10);
  assert.ok((await accepted).ok, "the callee had answered");
  await assertNothingLeft(clock, alice, bob);
  assert.deepEqual(network.log.filter((line) => / (ACK|BYE) /.test(line)).length, 2);
});

test("nobody answers: the ring time-out cancels", async () => {
  const { clock, alice, bob } = await pair();
  const call = alice.agent.invite({ ...toBob, ringTimeoutMs: 20_000 });
  await clock.advance(10);
  const cancelled: DialogEnd[] = [];
  (bob.invites[0] as IncomingInvite).onCancelled = (cause) => cancelled.push(cause);
  bob.invites[0]?.ring();
  await clock.advance(20_100);
  assert.deepEqual(await call.outcome, { ok: false, error: { kind: "timeout" } });
  const reason = { protocol: "Q.850", cause: 19, text: "No answer" };
  assert.deepEqual(cancelled, [{ by: "remote", reason }]);
  await assertNothingLeft(clock, alice, bob);
});

test("nobody there: seven INVITEs, then a time-out after 64*T1", async () => {
  const { clock, alice, network } = await pair();
  network.fate = () => [];
  const call = alice.agent.invite(toBob);
  await clock.advance(32_000);
  assert.deepEqual(await call.outcome, { ok: false, error: { kind: "timeout" } });
  assert.equal(network.log.length, 7);
  await assertNothingLeft(clock, alice);
});

test("a destination that cannot be reached", async () => {
  const { clock, alice } = await pair();
  const call = alice.agent.invite({ ...toBob, to: { flow: "ws:99" } });
  await clock.advance(10);
  assert.deepEqual(await call.outcome, { ok: false, error: { kind: "unreachable" } });
  const request = alice.agent.request({
    method: "OPTIONS",
    uri: "sip:x",
    to: { flow: "ws:99" },
    from: "sip:y",
  });
  await clock.advance(10);
  assert.deepEqual(await request, { ok: false, error: { kind: "unreachable" } });
  await assertNothingLeft(clock, alice);
});

test("an established call holds no transaction, and only the timers of its refresh", async () => {
  const { clock, alice, bob } = await establishedCall();
  assert.equal(alice.agent.stats().dialogs + bob.agent.stats().dialogs, 2);
  await clock.advance(100_000);
  assert.equal(alice.agent.stats().transactions + bob.agent.stats().transactions, 0);
  assert.equal(clock.pending(), 3, "the deadline at both ends, the refresh at one");
});

test("the 2xx is repeated until its ACK; without one the call ends with BYE after 64*T1", async () => {
  const { clock, alice, bob, network } = await pair();
  network.fate = (text) => (text.startsWith("ACK") ? [] : [1]);
  const call = alice.agent.invite(toBob);
  await clock.advance(10);
  const accepted = (bob.invites[0] as IncomingInvite).accept("answer");
  await clock.advance(10);
  const { dialog } = must(await call.outcome);
  const ends: DialogEnd[] = [];
  dialog.onEnded = (cause) => ends.push(cause);
  await clock.advance(32_100);
  assert.deepEqual(await accepted, { ok: false, error: { kind: "unacknowledged" } });
  assert.equal(ends[0]?.by, "remote");
  const count = (word: string) => network.log.filter((line) => line.includes(word)).length;
  assert.deepEqual([count("> 192.0.2.1: SIP/2.0 200"), count(" ACK "), count(" BYE ")], [11, 11, 1]);
  await assertNothingLeft(clock, alice, bob);
});

test("a lost connection cancels what rings over it; an established call waits for its browser", async () => {
  const { clock, alice, bob, network } = await pair();
  const link = network.connect("192.0.2.1", bobAddress);
  const ringing = alice.agent.invite({ ...toBob, to: { flow: link.flow } });
  await clock.advance(10);
  let cancelled = 0;
  (bob.invites[0] as IncomingInvite).onCancelled = () => cancelled++;
  link.cut();
  assert.equal(cancelled, 1);
  assert.deepEqual([bob.closedFlows.length, alice.closedFlows.length], [1, 1]);
  ringing.cancel();

  const first = network.connect("192.0.2.1", bobAddress);
  const call = alice.agent.invite({ ...toBob, to: { flow: first.flow } });
  await clock.advance(10);
  const accepted = (bob.invites[1] as IncomingInvite).accept("answer");
  await clock.advance(10);
  assert.ok((await call.outcome).ok);
  const far = must(await accepted).dialog;
  far.onEnded = () => assert.fail("a cut connection is not the end of a call");
  first.cut();
  const failed = far.reinvite("again");
  await clock.advance(10);
  assert.deepEqual(await failed, { ok: false, error: { kind: "timeout" } });
  far.onEnded = undefined;
  await clock.advance(200_000);
  assert.equal(bob.agent.stats().dialogs, 1);
  await bob.agent.close();
  await alice.agent.close();
});

test("early dialogs end with BYE as well (§15.1.2)", async () => {
  const { clock, bob, network } = await pair();
  const peer = new RawPeer(network, clock, "192.0.2.3");
  peer.request(bobAddress, "INVITE", { callId: "c", sequence: 1 });
  await clock.advance(10);
  let cancelled = 0;
  const invite = bob.invites[0] as IncomingInvite;
  invite.onCancelled = () => cancelled++;
  invite.ring();
  await clock.advance(10);
  peer.request(bobAddress, "BYE", {
    callId: "c",
    sequence: 2,
    toTag: peer.responses("INVITE")[0]?.toTag ?? "",
  });
  await clock.advance(10);
  assert.deepEqual([peer.statuses("BYE"), peer.statuses("INVITE"), cancelled], [[200], [180, 487], 1]);
  await assertNothingLeft(clock, bob);
});

test("close settles everything that waits", async () => {
  const { clock, alice, bob } = await pair();
  const { near, far, clock: otherClock, alice: carol, bob: dave } = await establishedCall();
  const call = alice.agent.invite(toBob);
  const options = alice.agent.request({ method: "OPTIONS", uri: "sip:x", to: toBob.to, from: "sip:y" });
  await clock.advance(10);
  const accepted = (bob.invites[0] as IncomingInvite).accept("answer");
  const reinvite = near.reinvite("x");
  await bob.agent.close();
  await alice.agent.close();
  await carol.agent.close();
  await dave.agent.close();
  assert.deepEqual(await accepted, { ok: false, error: { kind: "cancelled" } });
  assert.deepEqual(await call.outcome, { ok: false, error: { kind: "unreachable" } });
  assert.equal((await options).ok, true);
  assert.deepEqual(await reinvite, { ok: false, error: { kind: "ended" } });
  assert.deepEqual(await far.request("INFO", {}), { ok: false, error: { kind: "unreachable" } });
  // What is still on its way arrives nowhere; no timer of ours is left behind it.
  await otherClock.advance(10);
  await clock.advance(10);
  assert.deepEqual([clock.pending(), otherClock.pending()], [0, 0]);
});
