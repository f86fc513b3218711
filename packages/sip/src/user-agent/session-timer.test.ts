import assert from "node:assert/strict";
import { test } from "node:test";
import { ok } from "@tandem/kernel";
import {
  pairAndRawPeer,
  rawAddress,
  rawCallAnswered,
  rawCallsBob,
  rawContact,
  sdp,
  toRaw,
} from "../test-support/raw-calls.ts";
import { RawPeer } from "../test-support/raw-peer.ts";
import {
  aliceAddress,
  assertNothingLeft,
  bobAddress,
  establishedCall,
  must,
  pair,
} from "../test-support/user-agents.ts";
import type { HeaderList, SipRequest } from "../message/index.ts";
import type { DialogEnd, IncomingInvite } from "./index.ts";

/** A raw peer calls Bob with these headers, and Bob answers. */
async function calledWith(...headers: HeaderList) {
  const world = await rawCallAnswered({ headers: [rawContact, ...headers], body: sdp("a") }, "answer");
  world.peer.request(bobAddress, "ACK", { callId: "c", sequence: 1, toTag: world.toTag });
  await world.clock.advance(10);
  return world;
}

test("two of ours: half an hour by default, refreshed by the callee with UPDATE, for as long as the call stands", async () => {
  const { clock, near, far, alice, bob, network } = await establishedCall();
  near.onOffer = async () => assert.fail("a refresh brings no offer");
  near.onEnded = () => assert.fail("refreshed in time");
  await clock.advance(4 * 3_600_000);
  assert.equal(network.log.filter((line) => line.includes("UPDATE")).length, 15);
  void far.bye();
  near.onEnded = undefined;
  await assertNothingLeft(clock, alice, bob);
});

test("a caller without session timers has none (RFC 4028 §9)", async () => {
  const { final, clock } = await calledWith();
  assert.deepEqual([final?.status, final?.header("session-expires")], [200, undefined]);
  await clock.advance(40_000);
  assert.equal(clock.pending(), 0);
});

test("too short an interval: 422 with Min-SE, and nobody hears of the call", async () => {
  const { bob, clock, peer } = await rawCallsBob({
    headers: [rawContact, ["Supported", "timer"], ["Session-Expires", "60"]],
    body: sdp("a"),
  });
  const [final] = peer.responses("INVITE");
  assert.deepEqual([final?.status, final?.header("min-se"), bob.invites.length], [422, "90", 0]);
  await assertNothingLeft(clock, bob);
});

test("the caller refreshes: without a refresh the call ends with BYE, with one it goes on", async () => {
  const { clock, peer, final, toTag, accepted } = await calledWith(
    ["Supported", "timer"],
    ["Session-Expires", "90;refresher=uac"],
  );
  assert.deepEqual(
    [final?.header("session-expires"), final?.header("require")],
    ["90;refresher=uac", "timer"],
  );
  const { dialog } = must(await accepted);
  const ends: DialogEnd[] = [];
  dialog.onEnded = (cause) => ends.push(cause);
  await clock.advance(45_000);
  const headers: HeaderList = [rawContact, ["Supported", "timer"], ["Session-Expires", "90;refresher=uac"]];
  peer.request(bobAddress, "UPDATE", { callId: "c", sequence: 2, toTag, headers });
  await clock.advance(10);
  assert.equal(peer.responses("UPDATE").at(-1)?.header("session-expires"), "90;refresher=uac");
  const short: HeaderList = [rawContact, ["Supported", "timer"], ["Session-Expires", "30"]];
  peer.request(bobAddress, "UPDATE", { callId: "c", sequence: 3, toTag, headers: short, body: sdp("b") });
  await clock.advance(10);
  assert.equal(peer.statuses("UPDATE").at(-1), 422);
  await clock.advance(59_000);
  assert.deepEqual(ends, []);
  await clock.advance(1_000);
  assert.deepEqual(ends, [{ by: "timeout", reason: undefined }]);
  assert.match(peer.requests("BYE")[0]?.header("reason") ?? "", /cause=408/);
});

test("we refresh one who does not know UPDATE by a re-INVITE with what is in force", async () => {
  const { clock, peer, accepted, toTag } = await calledWith(
    ["Supported", "timer"],
    ["Session-Expires", "90"],
    ["Allow", "INVITE, ACK, BYE"],
  );
  const { dialog } = must(await accepted);
  const answers: string[] = [];
  dialog.onAnswer = (answer) => answers.push(answer);
  dialog.onOffer = async (offer) => ok(`to ${offer}`);
  // What is in force is the latest of both sides.
  peer.request(bobAddress, "INVITE", {
    callId: "c",
    sequence: 2,
    toTag,
    headers: [rawContact, ["Supported", "timer"], ["Session-Expires", "90;refresher=uas"]],
    body: sdp("b"),
  });
  await clock.advance(10);
  peer.request(bobAddress, "ACK", { callId: "c", sequence: 2, toTag });
  const refresh = async (index: number, answer: string) => {
    await clock.advance(45_010);
    const invite = peer.requests("INVITE")[index] as SipRequest;
    assert.deepEqual([invite.sdp, invite.header("session-expires")], ["to b", "90;refresher=uac"]);
    const headers = [["Session-Expires", "90;refresher=uac"]] as const;
    peer.respond(bobAddress, invite, 200, { headers, body: sdp(answer) });
    await clock.advance(10);
  };
  await refresh(0, "b");
  assert.deepEqual(answers, [], "nothing changed");
  await refresh(1, "moved");
  assert.deepEqual(answers, ["moved"]);
  assert.equal(peer.requests("ACK").length, 2);
});

test("a peer that says it knows UPDATE but refuses it is refreshed by re-INVITE", async () => {
  const { clock, peer } = await calledWith(
    ["Supported", "timer"],
    ["Session-Expires", "90"],
    ["Allow", "UPDATE"],
  );
  await clock.advance(45_010);
  peer.respond(bobAddress, peer.requests("UPDATE")[0] as SipRequest, 501);
  await clock.advance(10);
  assert.equal(peer.requests("INVITE")[0]?.sdp, "answer");
});

test("our refresh: 422 raises the interval, a cut connection is waited out", async () => {
  const { clock, peer } = await calledWith(
    ["Supported", "timer"],
    ["Session-Expires", "90"],
    ["Allow", "UPDATE"],
  );
  await clock.advance(45_010);
  peer.respond(bobAddress, peer.requests("UPDATE")[0] as SipRequest, 422, { headers: [["Min-SE", "300"]] });
  await clock.advance(10);
  const second = peer.requests("UPDATE")[1] as SipRequest;
  assert.deepEqual([second.header("session-expires"), second.header("min-se")], ["300;refresher=uac", "300"]);
  peer.respond(bobAddress, second, 200, { headers: [["Session-Expires", "300;refresher=uac"]] });
  await clock.advance(150_010);
  peer.respond(bobAddress, peer.requests("UPDATE")[2] as SipRequest, 500);
  await clock.advance(5_010);
  assert.equal(peer.requests("UPDATE").length, 4, "again after 5 s");
});

test("a browser whose connection is cut keeps its call until the deadline, and a new connection saves it", async () => {
  for (const comesBack of [true, false]) {
    const { clock, network, bob } = await pair();
    const browser = new RawPeer(network, clock, rawAddress);
    const first = network.connect(rawAddress, bobAddress);
    const headers: HeaderList = [
      ["Contact", "<sip:x@y.invalid;transport=ws>"],
      ["Supported", "timer"],
      ["Session-Expires", "90"],
      ["Allow", "INVITE, UPDATE"],
    ];
    browser.request({ flow: first.flow }, "INVITE", { callId: "c", sequence: 1, headers, body: sdp("a") });
    await clock.advance(10);
    const accepted = (bob.invites[0] as IncomingInvite).accept("answer");
    await clock.advance(10);
    const toTag = browser.responses("INVITE").at(-1)?.toTag ?? "";
    browser.request({ flow: first.flow }, "ACK", { callId: "c", sequence: 1, toTag });
    await clock.advance(10);
    const ends: DialogEnd[] = [];
    must(await accepted).dialog.onEnded = (cause) => ends.push(cause);
    first.cut();
    await clock.advance(50_000);
    if (comesBack) {
      const second = network.connect(rawAddress, bobAddress);
      browser.request({ flow: second.flow }, "UPDATE", { callId: "c", sequence: 2, toTag, headers });
    }
    await clock.advance(20_000);
    assert.deepEqual(
      ends.map(({ by }) => by),
      comesBack ? [] : ["timeout"],
    );
    await bob.agent.close();
  }
});

test("our INVITE meets 422: it goes out again with the peer's minimum, once for each higher one", async () => {
  const { clock, alice, peer } = await pairAndRawPeer({
    sessionTimer: { intervalSeconds: 120, minSeconds: 90 },
  });
  const call = alice.agent.invite(toRaw);
  await clock.advance(10);
  const [first] = peer.requests("INVITE");
  assert.deepEqual([first?.header("session-expires"), first?.header("min-se")], ["120", undefined]);
  peer.respond(aliceAddress, first as SipRequest, 422, { toTag: "x", headers: [["Min-SE", "200"]] });
  await clock.advance(10);
  const second = peer.requests("INVITE")[1] as SipRequest;
  assert.deepEqual(
    [second.header("session-expires"), second.header("min-se"), second.callId, second.cseq.sequence],
    ["200", "200", first?.callId, 2],
  );
  peer.respond(aliceAddress, second, 422, { toTag: "x", headers: [["Min-SE", "200"]] });
  await clock.advance(10);
  const outcome = await call.outcome;
  assert.ok(!outcome.ok && outcome.error.kind === "rejected" && outcome.error.status === 422);
  await assertNothingLeft(clock, alice);
});

test("our call: the peer's 2xx says who refreshes; without Session-Expires nothing expires", async () => {
  for (const [value, updates, byes] of [
    ["90;refresher=uac", 1, 0],
    ["90;refresher=uas", 0, 1],
    [undefined, 0, 0],
  ] as const) {
    const { clock, alice, peer } = await pairAndRawPeer();
    alice.agent.invite(toRaw);
    await clock.advance(10);
    const timer = value === undefined ? [] : [["Session-Expires", value] as const];
    const headers: HeaderList = [["Allow", "UPDATE"], ...timer];
    peer.respond(aliceAddress, peer.requests("INVITE")[0] as SipRequest, 200, {
      toTag: "t",
      headers,
      body: sdp("x"),
    });
    await clock.advance(45_020);
    for (const update of peer.requests("UPDATE")) peer.respond(aliceAddress, update, 200, { headers });
    await clock.advance(15_000);
    assert.deepEqual(
      [peer.requests("UPDATE").length, Math.min(1, peer.requests("BYE").length)],
      [updates, byes],
      value,
    );
    await alice.agent.close();
  }
});
