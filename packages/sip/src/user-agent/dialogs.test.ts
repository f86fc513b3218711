import assert from "node:assert/strict";
import { test } from "node:test";
import { err, ok } from "@tandem/kernel";
import { pairAndRawPeer, rawAddress, rawCallAnswered, sdp, toRaw } from "../test-support/raw-calls.ts";
import { RawPeer } from "../test-support/raw-peer.ts";
import { assertNothingLeft, bobAddress, establishedCall, must, pair } from "../test-support/user-agents.ts";
import type { DialogEnd, IncomingInvite } from "./index.ts";

test("an INVITE without offer: ours goes in the 200, theirs comes in the ACK", async () => {
  const { clock, bob, peer, accepted, toTag } = await rawCallAnswered({}, "ours");
  assert.equal(bob.invites[0]?.offer, undefined);
  assert.equal(peer.responses("INVITE").at(-1)?.sdp, "ours");
  const body = sdp("theirs");
  peer.request(bobAddress, "ACK", { callId: "c", sequence: 1, toTag, body });
  await clock.advance(10);
  const { dialog, answer } = must(await accepted);
  assert.equal(answer, "theirs");

  // The same again within the dialog.
  const answers: string[] = [];
  dialog.onOffer = async (offer) => ok(`to ${offer}`);
  dialog.onAnswer = (text) => answers.push(text);
  peer.request(bobAddress, "INVITE", { callId: "c", sequence: 2, toTag });
  await clock.advance(10);
  assert.equal(peer.responses("INVITE").at(-1)?.sdp, "to undefined");
  peer.request(bobAddress, "ACK", { callId: "c", sequence: 2, toTag, body });
  await clock.advance(10);
  assert.deepEqual(answers, ["theirs"]);
});

test("INFO, OPTIONS, UPDATE, unknown methods and stale CSeq in a dialog", async () => {
  const { clock, peer, accepted, toTag } = await rawCallAnswered({ body: sdp("x") }, "ours");
  peer.request(bobAddress, "ACK", { callId: "c", sequence: 1, toTag });
  await clock.advance(10);
  const { dialog } = must(await accepted);
  const infos: string[] = [];
  dialog.onInfo = ({ contentType, text }) => infos.push(contentType, text);
  dialog.onOffer = async (offer) => (offer === "bad" ? err({ kind: "not-acceptable" }) : ok(`to ${offer}`));
  let sequence = 1;
  const ask = async (method: string, more: object = {}) => {
    peer.request(bobAddress, method, { callId: "c", sequence: ++sequence, toTag, ...more });
    await clock.advance(10);
    return peer.responses(method).at(-1);
  };
  assert.equal(
    (await ask("INFO", { body: { contentType: "application/dtmf-relay", text: "Signal=5" } }))?.status,
    200,
  );
  assert.deepEqual(infos, ["application/dtmf-relay", "Signal=5"]);
  const options = await ask("OPTIONS");
  assert.deepEqual([options?.status, options?.header("accept")], [200, "application/sdp"]);
  const updated = await ask("UPDATE", { body: sdp("hold") });
  assert.deepEqual([updated?.status, updated?.sdp], [200, "to hold"]);
  assert.equal((await ask("UPDATE", { body: sdp("bad") }))?.status, 488);
  assert.equal((await ask("UPDATE"))?.status, 200, "a mere target refresh");
  const unknown = await ask("FROBNICATE");
  assert.deepEqual([unknown?.status, unknown?.header("allow")?.includes("INVITE")], [405, true]);
  sequence = 1;
  assert.equal((await ask("INFO"))?.status, 500, "CSeq went back");
  sequence = 20;
  assert.equal((await ask("INFO", { toTag: "another" }))?.status, 481);
  assert.equal(
    (await ask("INVITE", { headers: [["Require", "timer, x-magic"]] }))?.header("unsupported"),
    "x-magic",
  );
});

test("without anybody to ask, an offer in the dialog is answered 488", async () => {
  const { near, far, clock } = await establishedCall();
  const result = near.reinvite("x");
  await clock.advance(10);
  assert.deepEqual(await result, { ok: false, error: { kind: "rejected", status: 488 } });
  far.onOffer = async () => err({ kind: "not-acceptable" });
  const again = near.reinvite("x");
  await clock.advance(10);
  assert.deepEqual(await again, { ok: false, error: { kind: "rejected", status: 488 } });
});

test("a BYE while a re-INVITE is being answered: 487, and the offer of the other side is over", async () => {
  const { near, far, clock, alice, bob } = await establishedCall();
  far.onOffer = () => new Promise(() => {});
  const result = near.reinvite("x");
  await clock.advance(10);
  void far.bye();
  await clock.advance(10);
  assert.deepEqual(await result, { ok: false, error: { kind: "rejected", status: 487 } });
  assert.deepEqual(await near.reinvite("y"), { ok: false, error: { kind: "ended" } });
  await assertNothingLeft(clock, alice, bob);
});

test("the peer forgot the call: its 481 ends it (§12.2.1.2)", async () => {
  const { near, clock, network, alice, bob } = await establishedCall();
  await bob.agent.close();
  const peer = new RawPeer(network, clock, bobAddress);
  const ends: DialogEnd[] = [];
  near.onEnded = (cause) => ends.push(cause);
  const answered = near.request("INFO", {});
  await clock.advance(10);
  peer.respond("192.0.2.1", peer.requests("INFO")[0] as never, 481);
  await clock.advance(10);
  assert.deepEqual([must(await answered).status, ends], [481, [{ by: "remote", reason: undefined }]]);
  await assertNothingLeft(clock, alice);
});

test("the peer is silent: the first request without any answer ends the call (§12.2.1.2)", async () => {
  const { near, clock, alice, bob } = await establishedCall();
  await bob.agent.close();
  const ends: DialogEnd[] = [];
  near.onEnded = (cause) => ends.push(cause);
  const answered = near.request("INFO", {});
  await clock.advance(40_000);
  assert.deepEqual(await answered, { ok: false, error: { kind: "timeout" } });
  assert.deepEqual(ends, [{ by: "timeout", reason: undefined }]);
  await assertNothingLeft(clock, alice);
});

test("an end that came before anybody listened is told to who listens then", async () => {
  const { near, far, clock } = await establishedCall();
  void near.bye();
  await clock.advance(10);
  const ends: DialogEnd[] = [];
  far.onEnded = (cause) => ends.push(cause);
  await clock.advance(0);
  far.onEnded = (cause) => ends.push(cause);
  await clock.advance(0);
  assert.deepEqual(ends, [{ by: "remote", reason: undefined }], "once");
});

test("forks: the first 2xx wins, the others are ACKed and ended (§13.2.2.4)", async () => {
  const { clock, alice, peer } = await pairAndRawPeer();
  const call = alice.agent.invite(toRaw);
  await clock.advance(10);
  const invite = peer.requests("INVITE")[0] as NonNullable<ReturnType<typeof peer.requests>[0]>;
  for (const toTag of ["one", "two", "three"]) peer.respond("192.0.2.1", invite, 180, { toTag });
  await clock.advance(10);
  assert.equal(alice.agent.stats().dialogs, 3);
  for (const toTag of ["two", "one", "two"]) peer.respond("192.0.2.1", invite, 200, { toTag });
  await clock.advance(10);
  assert.equal(must(await call.outcome).dialog.remoteTag, "two");
  assert.deepEqual(
    peer.requests("ACK").map(({ toTag }) => toTag),
    ["two", "one", "two"],
  );
  assert.deepEqual(
    peer.requests("BYE").map(({ toTag }) => toTag),
    ["one"],
  );
  const reason = peer.requests("BYE")[0]?.header("reason");
  assert.equal(reason, 'SIP;cause=200;text="Call completed elsewhere"', "no call was missed there");
  peer.respond("192.0.2.1", peer.requests("BYE")[0] as typeof invite, 200);
  await clock.advance(40_000);
  assert.deepEqual([alice.agent.stats().dialogs, alice.agent.stats().transactions], [1, 0]);
});

test("the same request over two paths is one call: 482 for the second (§8.2.2.2)", async () => {
  const { clock, bob, peer } = await pairAndRawPeer();
  peer.request(bobAddress, "INVITE", { callId: "c", sequence: 1, branch: "z9hG4bKone" });
  peer.request(bobAddress, "INVITE", { callId: "c", sequence: 1, branch: "z9hG4bKtwo" });
  await clock.advance(10);
  assert.deepEqual([bob.invites.length, peer.statuses("INVITE")], [1, [482]]);
  bob.invites[0]?.reject(486);
  await assertNothingLeft(clock, bob);
});

test("a CANCEL for nothing is answered 481, one for a call 200 with the call's tag (§9.2)", async () => {
  const { clock, bob, peer } = await pairAndRawPeer();
  peer.request(bobAddress, "CANCEL", { callId: "c", sequence: 1, branch: "z9hG4bKnothing" });
  peer.request(bobAddress, "INVITE", { callId: "c", sequence: 1, branch: "z9hG4bKcall" });
  await clock.advance(10);
  bob.invites[0]?.ring();
  peer.request(bobAddress, "CANCEL", { callId: "c", sequence: 1, branch: "z9hG4bKcall" });
  await clock.advance(10);
  assert.deepEqual(
    [peer.statuses("CANCEL"), peer.statuses("INVITE")],
    [
      [481, 200],
      [180, 487],
    ],
  );
  assert.equal(peer.responses("CANCEL")[1]?.toTag, peer.responses("INVITE")[0]?.toTag);
  peer.request(bobAddress, "ACK", { callId: "c", sequence: 1, branch: "z9hG4bKcall" });
  await assertNothingLeft(clock, bob);
});

test("a browser that reconnected is reached over the connection it speaks from now", async () => {
  const { clock, network, bob } = await pair();
  const browser = new RawPeer(network, clock, rawAddress);
  const first = network.connect(rawAddress, bobAddress);
  const invalid = [["Contact", "<sip:x@y.invalid;transport=ws>"]] as const;
  browser.request({ flow: first.flow }, "INVITE", { callId: "c", sequence: 1, headers: invalid });
  await clock.advance(10);
  const accepted = (bob.invites[0] as IncomingInvite).accept("answer");
  await clock.advance(10);
  const toTag = browser.responses("INVITE").at(-1)?.toTag ?? "";
  browser.request({ flow: first.flow }, "ACK", { callId: "c", sequence: 1, toTag });
  await clock.advance(10);
  const { dialog } = must(await accepted);
  dialog.onEnded = () => assert.fail("the call outlives the connection");
  first.cut();
  const lost = dialog.request("INFO", {});
  await clock.advance(10);
  assert.deepEqual(await lost, { ok: false, error: { kind: "unreachable" } });
  const second = network.connect(rawAddress, bobAddress);
  browser.request({ flow: second.flow }, "UPDATE", { callId: "c", sequence: 2, toTag, headers: invalid });
  await clock.advance(10);
  void dialog.bye();
  await clock.advance(10);
  assert.equal(browser.requests("BYE").length, 1);
  assert.equal(browser.requests("INFO").length, 0);
});

test("in-dialog requests follow the route set and the Contact", async () => {
  const { clock, alice, network, peer } = await pairAndRawPeer();
  const proxy = new RawPeer(network, clock, "192.0.2.4");
  const call = alice.agent.invite(toRaw);
  await clock.advance(10);
  const headers = [["Record-Route", "<sip:192.0.2.4;lr>"]] as const;
  peer.respond("192.0.2.1", peer.requests("INVITE")[0] as never, 200, { toTag: "t", headers });
  await clock.advance(10);
  void must(await call.outcome).dialog.bye();
  await clock.advance(10);
  assert.deepEqual(
    proxy.requests("ACK").map(({ uri }) => uri),
    [`sip:${rawAddress}`],
  );
  assert.deepEqual(proxy.requests("BYE")[0]?.headers("route"), ["<sip:192.0.2.4;lr>"]);
  assert.equal(peer.requests("BYE").length, 0);
});
