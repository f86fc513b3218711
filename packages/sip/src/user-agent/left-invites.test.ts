import assert from "node:assert/strict";
import { test } from "node:test";
import { uniqueBranch } from "../message/index.ts";
import { pairAndRawPeer, rawAddress, rawCallsBob, sdp, toRaw } from "../test-support/raw-calls.ts";
import { agentAt, assertNothingLeft, aliceAddress, bobAddress } from "../test-support/user-agents.ts";
import type { IncomingInvite } from "./index.ts";

const reason = 'SIP;cause=503;text="System restart"';

/** Alice's INVITE rings at the raw peer when her process dies; another one takes its place. */
async function ringsAtHeir() {
  const world = await pairAndRawPeer();
  const { clock, network, alice, peer } = world;
  const call = alice.agent.invite({ ...toRaw, offer: "offer" });
  await clock.advance(10);
  const invite = peer.requests("INVITE")[0];
  assert.ok(invite);
  peer.respond(aliceAddress, invite, 180, { toTag: "theirs" });
  await clock.advance(10);
  const left = JSON.parse(JSON.stringify(call.left?.()));
  await alice.agent.close();
  const heir = agentAt(network, clock, aliceAddress);
  await heir.agent.listen({ address: "0.0.0.0", port: 5060 });
  return { ...world, heir, left, invite };
}

test("a phone that rang for a process that died is cancelled, and its refusal acknowledged", async () => {
  const { clock, peer, heir, left, invite } = await ringsAtHeir();
  heir.agent.endLeftInvite(left, reason);
  await clock.advance(10);
  const cancel = peer.requests("CANCEL")[0];
  assert.ok(cancel);
  assert.deepEqual(
    [uniqueBranch(cancel.topVia), cancel.cseq.sequence, cancel.header("Reason")],
    [uniqueBranch(invite.topVia), invite.cseq.sequence, reason],
  );
  peer.respond(aliceAddress, cancel, 200);
  peer.respond(aliceAddress, invite, 487, { toTag: "theirs" });
  await clock.advance(10);
  assert.equal(peer.requests("ACK").length, 1);
  await assertNothingLeft(clock, heir);
});

test("who answers in that moment is acknowledged and hung up on, once for any number of copies", async () => {
  const { clock, peer, heir, left, invite } = await ringsAtHeir();
  heir.agent.endLeftInvite(left, reason);
  for (let copy = 0; copy < 2; copy++) {
    peer.respond(aliceAddress, invite, 200, { toTag: "theirs", body: sdp("answer") });
    await clock.advance(10);
  }
  assert.equal(peer.requests("ACK").length, 2);
  const byes = peer.requests("BYE");
  assert.deepEqual([byes.length, byes[0]?.header("Reason")], [1, reason]);
  peer.respond(aliceAddress, byes[0] as never, 200);
  await assertNothingLeft(clock, heir);
});

test("a caller who was not answered arrives again, and a CANCEL finds them", async () => {
  const { clock, network, bob, peer } = await rawCallsBob({ body: sdp("offer") });
  const invite = bob.invites[0] as IncomingInvite;
  invite.ring();
  await clock.advance(10);
  const left = JSON.parse(JSON.stringify(invite.left?.()));
  await bob.agent.close();
  const heir = agentAt(network, clock, bobAddress);
  await heir.agent.listen({ address: "0.0.0.0", port: 5060 });
  assert.equal(heir.agent.receiveLeft(left), true);
  const [again] = heir.invites;
  assert.deepEqual(
    [again?.offer, again?.source.address, again?.request.callId],
    ["offer", rawAddress, invite.request.callId],
  );
  again?.ring();
  await clock.advance(10);
  assert.deepEqual(peer.statuses("INVITE").slice(-1), [180]);
  let cancelled = false;
  if (again) again.onCancelled = () => void (cancelled = true);
  const branch = uniqueBranch(invite.request.topVia) ?? "";
  peer.request(bobAddress, "CANCEL", { callId: "c", sequence: 1, branch });
  await clock.advance(10);
  assert.equal(cancelled, true);
  assert.equal(heir.agent.receiveLeft({ ...left, message: "no message" }), false);
});

test("what came or went over a connection is not left to anybody", async () => {
  const { alice } = await pairAndRawPeer();
  const call = alice.agent.invite({ ...toRaw, to: { flow: "wss:1" }, offer: "offer" });
  assert.equal(call.left?.(), undefined);
});
