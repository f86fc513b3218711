import assert from "node:assert/strict";
import { test } from "node:test";
import { err, ok } from "@tandem/kernel";
import { pairAndRawPeer, rawAddress, sdp, toRaw } from "../test-support/raw-calls.ts";
import {
  aliceAddress,
  assertNothingLeft,
  bobAddress,
  establishedCall,
  must,
  toBob,
} from "../test-support/user-agents.ts";
import type { SipRequest } from "../message/index.ts";
import type { DialogEnd, IncomingInvite } from "./index.ts";

for (const method of ["reinvite", "update"] as const) {
  test(`glare: both sides ${method} at once: 491 twice, both succeed in the end`, async () => {
    const { near, far, clock, network, alice, bob } = await establishedCall();
    near.onOffer = async (offer) => ok(`near ${offer}`);
    far.onOffer = async (offer) => ok(`far ${offer}`);
    const results = Promise.all([near[method]("a"), far[method]("b")]);
    await clock.advance(10_000);
    assert.deepEqual(
      (await results).map((result) => must(result).answer),
      ["far a", "near b"],
    );
    assert.equal(network.log.filter((line) => line.includes("491")).length, 2);
    void near.bye();
    await assertNothingLeft(clock, alice, bob);
  });
}

test("an UPDATE without offer is in nobody's way; after the end there is none", async () => {
  const { near, far, clock, alice, bob } = await establishedCall();
  far.onOffer = () => new Promise(() => {});
  const pending = near.reinvite("x");
  await clock.advance(10);
  const bare = Promise.all([near.update(), far.update()]);
  await clock.advance(10);
  assert.deepEqual(await bare, [
    { ok: true, value: { answer: undefined } },
    { ok: true, value: { answer: undefined } },
  ]);
  await clock.advance(32_000);
  assert.deepEqual(await pending, { ok: false, error: { kind: "rejected", status: 500 } }, "nobody answered");
  void near.bye();
  await assertNothingLeft(clock, alice, bob);
  assert.deepEqual(await near.update(), { ok: false, error: { kind: "ended" } });
});

test("theirs while one of theirs is open: 500 with Retry-After, for INVITE and for UPDATE", async () => {
  const { clock, bob, peer } = await pairAndRawPeer();
  peer.request(bobAddress, "INVITE", { callId: "c", sequence: 1, body: sdp("x") });
  await clock.advance(10);
  const accepted = (bob.invites[0] as IncomingInvite).accept("y");
  await clock.advance(10);
  const toTag = peer.responses("INVITE").at(-1)?.toTag ?? "";
  const send = async (method: string, sequence: number, text?: string) => {
    const body = text === undefined ? undefined : sdp(text);
    peer.request(bobAddress, method, { callId: "c", sequence, toTag, ...(body && { body }) });
    await clock.advance(10);
    return peer.responses(method).at(-1);
  };
  await send("INVITE", 2, "early");
  assert.equal(peer.statuses("INVITE").at(-1), 491, "the ACK of the first is still on its way");
  await send("ACK", 1);
  must(await accepted).dialog.onOffer = () => new Promise(() => {});
  await send("UPDATE", 3, "a");
  for (const method of ["INVITE", "UPDATE"]) {
    const refused = await send(method, method === "INVITE" ? 4 : 5, "b");
    assert.deepEqual([refused?.status, refused?.header("retry-after")], [500, "5"]);
  }
  assert.equal((await send("UPDATE", 6))?.status, 500, "not even one without offer (RFC 3311 §5.2)");
});

test("a re-INVITE that fails leaves everything as it was", async () => {
  const { near, far, clock } = await establishedCall();
  far.onOffer = async (offer) => (offer === "bad" ? err({ kind: "not-acceptable" }) : ok(`far ${offer}`));
  const results = Promise.all([
    near.reinvite("good"),
    near.reinvite("bad"),
    near.update("bad"),
    near.reinvite("x"),
  ]);
  await clock.advance(100);
  assert.deepEqual(await results, [
    { ok: true, value: { answer: "far good" } },
    { ok: false, error: { kind: "rejected", status: 488 } },
    { ok: false, error: { kind: "rejected", status: 488 } },
    { ok: true, value: { answer: "far x" } },
  ]);
  assert.ok(near.isConfirmed && far.isConfirmed);
});

test("a re-INVITE answered 408 ends the dialog, and the peer is told; 481 ends it without a word", async () => {
  for (const [status, by, byes] of [
    [408, "timeout", 1],
    [481, "remote", 0],
  ] as const) {
    const { clock, alice, peer } = await pairAndRawPeer();
    const call = alice.agent.invite(toRaw);
    await clock.advance(10);
    peer.respond(aliceAddress, peer.requests("INVITE")[0] as SipRequest, 200, { toTag: "t", body: sdp("x") });
    await clock.advance(10);
    const { dialog } = must(await call.outcome);
    const ends: DialogEnd[] = [];
    dialog.onEnded = (cause) => ends.push(cause);
    const result = dialog.reinvite("again");
    await clock.advance(10);
    const headers = [["Reason", "Q.850;cause=102"]] as const;
    peer.respond(aliceAddress, peer.requests("INVITE")[1] as SipRequest, status, { headers });
    await clock.advance(10);
    assert.deepEqual(await result, { ok: false, error: { kind: "rejected", status } });
    assert.deepEqual(ends, [{ by, reason: { protocol: "Q.850", cause: 102, text: undefined } }]);
    assert.equal(peer.requests("BYE").length, byes);
    await assertNothingLeft(clock, alice);
  }
});

test("a 200 that crosses the CANCEL is ACKed and ended; a CANCEL after the 200 changes nothing", async () => {
  const { clock, bob, alice, peer } = await pairAndRawPeer();
  const own = { callId: "c", sequence: 1, branch: "z9hG4bKone" };
  peer.request(bobAddress, "INVITE", { ...own, body: sdp("x") });
  await clock.advance(10);
  const invite = bob.invites[0] as IncomingInvite;
  invite.onCancelled = () => assert.fail("too late");
  const accepted = invite.accept("y");
  peer.request(bobAddress, "CANCEL", own);
  await clock.advance(10);
  assert.deepEqual([peer.statuses("CANCEL"), peer.statuses("INVITE")], [[200], [200]]);
  peer.request(bobAddress, "ACK", {
    callId: "c",
    sequence: 1,
    toTag: peer.responses("INVITE")[0]?.toTag ?? "",
  });
  await clock.advance(10);
  void must(await accepted).dialog.bye();
  await clock.advance(10);
  peer.respond(bobAddress, peer.requests("BYE")[0] as SipRequest, 200);

  const call = alice.agent.invite(toRaw);
  await clock.advance(10);
  const outgoing = peer.requests("INVITE")[0] as SipRequest;
  peer.respond(aliceAddress, outgoing, 180, { toTag: "t" });
  await clock.advance(10);
  call.cancel();
  peer.respond(aliceAddress, outgoing, 200, { toTag: "t", body: sdp("x") });
  await clock.advance(10);
  assert.deepEqual(await call.outcome, { ok: false, error: { kind: "cancelled" } });
  assert.deepEqual(
    ["CANCEL", "ACK", "BYE"].map((method) => peer.requests(method).length),
    [1, 1, 2],
  );
  for (const method of ["CANCEL", "BYE"])
    peer.respond(aliceAddress, peer.requests(method).at(-1) as SipRequest, 200);
  await assertNothingLeft(clock, alice, bob);
});

test("a refusal hands up where else to call, best first, and the network's own reason", async () => {
  const { clock, alice, peer } = await pairAndRawPeer();
  const refusedWith = async (status: number, headers: readonly (readonly [string, string])[]) => {
    const call = alice.agent.invite(toRaw);
    await clock.advance(10);
    peer.respond(aliceAddress, peer.requests("INVITE").at(-1) as SipRequest, status, { toTag: "t", headers });
    await clock.advance(10);
    const outcome = await call.outcome;
    assert.ok(!outcome.ok && outcome.error.kind === "rejected");
    return outcome.error;
  };
  const moved = await refusedWith(302, [["Contact", "<sip:b@x>;q=0.1, <sip:a@x>;q=0.9"]]);
  assert.deepEqual(
    moved.contacts?.map(({ user, host }) => user ?? host),
    [rawAddress, "a", "b"],
    "one without q counts as 1",
  );
  const busy = await refusedWith(486, [["Reason", 'SIP;cause=486, Q.850;cause=17;text="User busy"']]);
  assert.deepEqual(busy.cause, { protocol: "Q.850", cause: 17, text: "User busy" });
  assert.deepEqual(busy.contacts, []);
});

test("User-to-User and INFO keys reach the owner", async () => {
  const { clock, alice, bob, near, far } = await establishedCall();
  const second = alice.agent.invite({ ...toBob, headers: [["User-to-User", "c0ffee;encoding=hex"]] });
  await clock.advance(10);
  assert.equal(bob.invites[1]?.userToUser[0]?.data, "c0ffee");
  bob.invites[1]?.reject(486);
  await clock.advance(10);
  assert.ok(!(await second.outcome).ok);
  const keys: string[] = [];
  far.onInfo = ({ contentType, text }) => keys.push(contentType, text);
  void near.request("INFO", { body: { contentType: "application/dtmf-relay", text: "Signal=5" } });
  await clock.advance(10);
  assert.deepEqual(keys, ["application/dtmf-relay", "Signal=5"]);
  void near.bye();
  await assertNothingLeft(clock, alice, bob);
});
