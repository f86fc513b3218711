import assert from "node:assert/strict";
import { test } from "node:test";
import { ok } from "@tandem/kernel";
import { rawCallAnswered, rawContact, sdp } from "../test-support/raw-calls.ts";
import {
  aliceAddress,
  agentAt,
  assertNothingLeft,
  bobAddress,
  establishedCall,
  must,
} from "../test-support/user-agents.ts";
import type { TestAgent } from "../test-support/user-agents.ts";
import type { MemoryNetwork } from "../test-support/memory-network.ts";
import type { VirtualClock } from "../test-support/virtual-clock.ts";
import type { Dialog, DialogEnd, DialogSnapshot } from "./index.ts";

/** What a checkpoint's file gives back. */
function throughFile(snapshot: DialogSnapshot | undefined): DialogSnapshot {
  assert.ok(snapshot);
  return JSON.parse(JSON.stringify(snapshot)) as DialogSnapshot;
}

/** The process at an address dies and another one, begun in its place, goes on with its dialog. */
async function killed(
  world: { network: MemoryNetwork; clock: VirtualClock },
  address: string,
  victim: TestAgent,
  dialog: Dialog,
) {
  const snapshot = throughFile(dialog.snapshot());
  await victim.agent.close();
  const heir = agentAt(world.network, world.clock, address);
  await heir.agent.listen({ address: "0.0.0.0", port: 5060 });
  return { heir, restored: heir.agent.restoreDialog(snapshot) };
}

test("who was called goes on after its process was killed: requests both ways, hold, and the end", async () => {
  const world = await establishedCall();
  const { clock, near, far, alice, bob } = world;
  const { heir, restored } = await killed(world, bobAddress, bob, far);
  assert.deepEqual([restored.id, restored.isConfirmed, restored.allowsUpdate], [far.id, true, true]);

  restored.onOffer = async (offer) => ok(`to ${offer}`);
  const held = near.reinvite("hold");
  await clock.advance(10);
  assert.deepEqual(must(await held), { answer: "to hold" });

  near.onOffer = async (offer) => ok(`to ${offer}`);
  const offered = restored.reinvite("resume");
  await clock.advance(10);
  assert.deepEqual(must(await offered), { answer: "to resume" });

  const ends: DialogEnd[] = [];
  near.onEnded = (end) => ends.push(end);
  void restored.bye();
  await clock.advance(10);
  assert.deepEqual(
    ends.map(({ by }) => by),
    ["remote"],
  );
  await assertNothingLeft(clock, alice, heir);
});

test("who called goes on as well, and its peer's BYE ends the dialog", async () => {
  const world = await establishedCall();
  const { clock, near, far, alice, bob } = world;
  const { heir, restored } = await killed(world, aliceAddress, alice, near);
  const ends: DialogEnd[] = [];
  restored.onEnded = (end) => ends.push(end);
  const info = restored.request("INFO", {});
  await clock.advance(10);
  assert.equal(must(await info).status, 200);
  void far.bye();
  await clock.advance(10);
  assert.deepEqual(
    ends.map(({ by }) => by),
    ["remote"],
  );
  await assertNothingLeft(clock, bob, heir);
});

test("a request that the killed process had taken and the peer repeats is answered anew", async () => {
  const world = await rawCallAnswered({ headers: [rawContact], body: sdp("x") }, "ours");
  const { clock, network, peer, accepted, toTag, bob } = world;
  peer.request(bobAddress, "ACK", { callId: "c", sequence: 1, toTag });
  await clock.advance(10);
  const { dialog } = must(await accepted);
  dialog.onOffer = () => new Promise(() => {}); // killed before it answered
  peer.request(bobAddress, "INVITE", { callId: "c", sequence: 2, toTag, body: sdp("hold") });
  await clock.advance(10);
  const { restored } = await killed({ network, clock }, bobAddress, bob, dialog);
  restored.onOffer = async (offer) => ok(`to ${offer}`);
  peer.request(bobAddress, "INVITE", { callId: "c", sequence: 2, toTag, body: sdp("hold") });
  await clock.advance(10);
  const final = peer.responses("INVITE").at(-1);
  assert.deepEqual([final?.status, final?.sdp], [200, "to hold"]);
  peer.request(bobAddress, "INVITE", { callId: "c", sequence: 1, toTag, body: sdp("old") });
  await clock.advance(10);
  assert.equal(peer.responses("INVITE").at(-1)?.status, 500, "what is older stays out of order");
});

test("our requests go on above every number that the killed process can have used", async () => {
  const world = await rawCallAnswered({ headers: [rawContact], body: sdp("x") }, "ours");
  const { clock, network, peer, accepted, toTag, bob } = world;
  peer.request(bobAddress, "ACK", { callId: "c", sequence: 1, toTag });
  await clock.advance(10);
  const { dialog } = must(await accepted);
  const before = throughFile(dialog.snapshot());
  void dialog.request("INFO", {}); // the killed process did not get to write this down
  await clock.advance(10);
  const used = peer.requests("INFO").at(-1)?.cseq.sequence ?? 0;
  await bob.agent.close();
  const heir = agentAt(network, clock, bobAddress);
  await heir.agent.listen({ address: "0.0.0.0", port: 5060 });
  void heir.agent.restoreDialog(before).request("INFO", {});
  await clock.advance(10);
  assert.ok((peer.requests("INFO").at(-1)?.cseq.sequence ?? 0) > used);
});

test("the 2xx to a re-INVITE that the killed process had sent is acknowledged", async () => {
  const world = await establishedCall();
  const { clock, near, far, network, alice, bob } = world;
  far.onOffer = async (offer) => ok(`to ${offer}`);
  const ends: DialogEnd[] = [];
  far.onEnded = (end) => ends.push(end);
  void near.reinvite("refresh");
  await clock.advance(1);
  const { heir } = await killed(world, aliceAddress, alice, near);
  network.log.length = 0;
  await clock.advance(60_000);
  assert.ok(network.log.some((line) => line.includes("ACK")));
  assert.deepEqual(ends, [], "the peer does not give the call up for want of an ACK");
  void far.bye();
  await assertNothingLeft(clock, bob, heir);
});

test("the session timer goes on: our refresh comes when it was due, a peer that does not refresh is given up", async () => {
  const world = await establishedCall();
  const { clock, far, network, alice, bob } = world;
  await clock.advance(600_000);
  const { heir, restored } = await killed(world, bobAddress, bob, far);
  network.log.length = 0;
  const updates = () => network.log.filter((line) => line.includes("UPDATE")).length;
  await clock.advance(299_000);
  assert.equal(updates(), 0);
  await clock.advance(2_000);
  assert.equal(updates(), 1);
  await alice.agent.close();
  const ends: DialogEnd[] = [];
  restored.onEnded = (end) => ends.push(end);
  await clock.advance(3_600_000);
  assert.deepEqual(
    ends.map(({ by }) => by),
    ["timeout"],
  );
  await assertNothingLeft(clock, heir);
});

test("a refresh that was due while nobody was there is sent a second after the start", async () => {
  const world = await establishedCall();
  const { clock, far, network, bob } = world;
  await clock.advance(890_000);
  const snapshot = throughFile(far.snapshot());
  await bob.agent.close();
  await clock.advance(30_000);
  const heir = agentAt(network, clock, bobAddress);
  await heir.agent.listen({ address: "0.0.0.0", port: 5060 });
  network.log.length = 0;
  heir.agent.restoreDialog(snapshot);
  await clock.advance(1_001);
  assert.equal(network.log.filter((line) => line.includes("UPDATE")).length, 1);
});

test("a lost connection is nobody's: its number does not lead to a new one", async () => {
  const { far, bob } = await establishedCall();
  const snapshot = throughFile(far.snapshot());
  const path = { fixed: { flow: "wss:1" }, order: "fixed-only" } as const;
  await bob.agent.close();
  const { agent } = bob;
  const restored = agent.restoreDialog({ ...snapshot, peer: { ...snapshot.peer, path } });
  assert.equal(restored.flow, "wss:lost");
  restored.moveTo("wss:7");
  assert.equal(restored.flow, "wss:7");
});

test("every change tells; nothing is kept of a dialog that is over", async () => {
  const { clock, near, far } = await establishedCall();
  let changes = 0;
  far.onChanged = () => void changes++;
  far.onOffer = async (offer) => ok(`to ${offer}`);
  void near.reinvite("hold");
  await clock.advance(10);
  assert.ok(changes > 0);
  const { descriptions, peer } = throughFile(far.snapshot());
  assert.deepEqual([descriptions, peer.state.remoteSequence], [{ local: "to hold", remote: "hold" }, 2]);
  void near.bye();
  await clock.advance(10);
  assert.equal(far.snapshot(), undefined);
});
