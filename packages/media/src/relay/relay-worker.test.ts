import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { assertNoJump, bridgedPhones, leftHz, rightHz } from "./testing/bridged-phones.ts";
import { toneShare } from "./testing/goertzel.ts";
import { LoopbackPhone, everyFrame } from "./testing/loopback-phone.ts";
import { WorkerRig } from "./testing/worker-rig.ts";

for (const io of ["epoll", "dgram"] as const) {
  describe(`relay over ${io}`, { skip: io === "epoll" && process.platform !== "linux" }, () => {
    test("a tone in one leg is heard on the other, transcoded, under the leg's own stream", async () => {
      await using rig = await WorkerRig.start(io);
      const { a, b } = await bridgedPhones(rig, "PCMA", "PCMU");
      await everyFrame(25, () => {
        a.sendTone(leftHz);
        b.sendTone(rightHz);
      });
      await rig.event("leg-connected", "a");
      await rig.event("leg-connected", "b");
      await a.hears(25);
      await b.hears(25);
      assert.ok(toneShare(b.soundHeard(), leftHz) > 0.9);
      assert.ok(toneShare(a.soundHeard(), rightHz) > 0.9);
      assert.notEqual(b.heard[0]?.ssrc, a.header.ssrc);
      assertNoJump(b.heard);
      await rig.ask({ kind: "close-leg", legId: "a" });
      const statistics = await rig.event("leg-stats", "a");
      assert.equal(statistics.packetsReceived, 25);
      assert.equal(statistics.packetsLost, 0);
    });

    test("once the source is learned, a stranger is not heard", async () => {
      await using rig = await WorkerRig.start(io);
      const { a, b, legA } = await bridgedPhones(rig);
      await using stranger = await LoopbackPhone.open("PCMA", 0x66666666);
      a.sendTone(leftHz);
      await rig.event("leg-connected", "a");
      stranger.call(legA);
      await everyFrame(10, () => {
        stranger.sendTone(rightHz);
        a.sendTone(leftHz);
      });
      await b.hears(11);
      assert.equal(b.heard.length, 11);
      assert.equal(toneShare(b.soundHeard(), rightHz) < 0.05, true);
      const stats = (await rig.ask({ kind: "stats" })) as { strangerPackets: number };
      // Over epoll the socket is connected by then: the kernel drops what strangers send.
      assert.equal(stats.strangerPackets, io === "epoll" ? 0 : 10);
    });

    test("a far side behind NAT is answered where it sends from", async () => {
      await using rig = await WorkerRig.start(io);
      const { a, b } = await bridgedPhones(rig);
      await rig.connectLeg("a", { address: "127.0.0.1", port: 9 });
      await everyFrame(8, () => {
        a.sendTone(leftHz);
        b.sendTone(rightHz);
      });
      await a.hears(3);
      assert.ok(a.heard.length < 8, `${a.heard.length} packets`);
    });

    test("hold: what comes is not passed on, what should go is not sent", async () => {
      await using rig = await WorkerRig.start(io);
      const { a, b } = await bridgedPhones(rig);
      await rig.connectLeg("a", a.address, { send: false, receive: false });
      await everyFrame(4, () => {
        a.sendTone(leftHz);
        b.sendTone(rightHz);
      });
      assert.deepEqual([a.heard.length, b.heard.length], [0, 0]);
    });

    test("after a hold the stream goes on behind a pause: nothing counts as lost", async () => {
      await using rig = await WorkerRig.start(io);
      const { a, b } = await bridgedPhones(rig);
      const speak = () => everyFrame(5, () => b.sendTone(rightHz));
      await speak();
      await a.hears(5);
      await rig.connectLeg("a", a.address, { send: false });
      await speak();
      await rig.connectLeg("a", a.address);
      await speak();
      await a.hears(10);
      const [last, next] = [a.heard[4], a.heard[5]];
      assert.ok(last && next);
      assert.deepEqual([next.sequence, next.marker], [(last.sequence + 1) & 0xffff, true]);
      assert.ok(next.timestamp - last.timestamp > 160, "the time of the hold has passed");
    });

    test("ports: given back, rested, and refused when there are none", async () => {
      await using rig = await WorkerRig.start(io, { ports: { first: 21_901, last: 21_905 } });
      assert.deepEqual([(await rig.openLeg("a")).port, (await rig.openLeg("b")).port], [21_902, 21_904]);
      assert.equal(
        await rig.errorOf({ kind: "open-leg", legId: "a", callId: "call", transport: "rtp" }),
        "leg-exists",
      );
      const third = { kind: "open-leg", legId: "c", callId: "call", transport: "rtp" } as const;
      assert.equal(await rig.errorOf(third), "no-free-port");
      await rig.ask({ kind: "close-leg", legId: "a" });
      assert.equal(await rig.errorOf(third), "no-free-port");
    });

    test("a leg that failed is watched anew from when it is connected again", async () => {
      await using rig = await WorkerRig.start(io, { rtpTimeoutMs: 150 });
      await rig.openLeg("a");
      await rig.connectLeg("a", { address: "127.0.0.1", port: 9 });
      await rig.event("leg-failed", "a");
      rig.events.length = 0;
      await rig.connectLeg("a", { address: "127.0.0.1", port: 9 });
      await rig.event("leg-failed", "a");
    });

    test("who holds may be silent for longer than the timeout, which counts anew from the end of the hold", async () => {
      await using rig = await WorkerRig.start(io, { rtpTimeoutMs: 300 });
      const { a } = await bridgedPhones(rig);
      await rig.connectLeg("a", a.address, { send: false });
      const failed = await rig.event("leg-failed", "b");
      assert.equal(failed.reason, "no-rtp");
      const failures = (legId: string) =>
        rig.events.filter((event) => event.kind === "leg-failed" && event.legId === legId).length;
      await rig.connectLeg("b", { address: "127.0.0.1", port: 9 });
      while (failures("b") < 2) await everyFrame(2, () => {});
      assert.equal(failures("a"), 0, "the other failed twice meanwhile");
      await rig.connectLeg("a", a.address);
      a.sendTone(leftHz);
      await rig.event("leg-failed", "a");
      assert.equal(failures("a"), 1);
    });

    test("no RTP for the timeout fails the leg once; garbage never ends anything", async () => {
      await using rig = await WorkerRig.start(io, { rtpTimeoutMs: 150 });
      const { a, b } = await bridgedPhones(rig);
      await rig.event("leg-failed", "b");
      for (let length = 0; length < 60; length++) a.sendBytes(new Uint8Array(length).fill(length * 37));
      a.sendBytes(Uint8Array.from([0x9f, 8, ...Array.from({ length: 20 }, () => 255)]));
      await everyFrame(4, () => a.sendTone(leftHz));
      await b.hears(3);
      assert.equal(
        rig.events.filter((event) => event.kind === "leg-failed" && event.legId === "b").length,
        1,
      );
    });
  });
}
