import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { decodeToLinear, encodeLinear } from "../codecs/index.ts";
import type { OpenedLeg, SdesKeys } from "../protocol/index.ts";
import { toneShare } from "./testing/goertzel.ts";
import { LoopbackBrowser } from "./testing/loopback-browser.ts";
import { everyFrame, LoopbackPhone } from "./testing/loopback-phone.ts";
import { WorkerRig } from "./testing/worker-rig.ts";

const addresses = ["127.0.0.1", "::1"];
const leftHz = 440;
const rightHz = 1000;
const suite = "AES_CM_128_HMAC_SHA1_80";
const key = (fill: number): string => Buffer.alloc(30, fill).toString("base64");

for (const io of ["epoll", "dgram"] as const) {
  describe(`IPv6 over ${io}`, { skip: io === "epoll" && process.platform !== "linux" }, () => {
    test("an IPv6 phone with SRTP hears an IPv4 phone and is heard; a stranger is not", async () => {
      await using rig = await WorkerRig.start(io, { addresses });
      const a = rig.own(await LoopbackPhone.open("PCMA", 0xa0, "::1"));
      const b = rig.own(await LoopbackPhone.open("PCMU", 0xb0));
      const stranger = rig.own(await LoopbackPhone.open("PCMA", 0xc0, "::1"));
      const legA = await rig.openLeg("a", "ipv6");
      assert.equal(legA.address, "::1");
      const legB = await rig.openLeg("b");
      assert.equal(legB.address, "127.0.0.1");
      a.call(legA);
      b.call(legB);
      stranger.call(legA);
      const sdes: SdesKeys = { suite, localKey: key(1), remoteKey: key(2) };
      await rig.connectLeg("a", a.address, { sdes });
      a.protect({ suite, localKey: key(2), remoteKey: key(1) });
      await rig.connectLeg("b", b.address, { codec: "PCMU", payloadType: 0 });
      await rig.ask({ kind: "bridge", legA: "a", legB: "b" });
      await everyFrame(20, () => {
        a.sendTone(leftHz);
        b.sendTone(rightHz);
        stranger.sendTone(rightHz);
      });
      await Promise.all([a.hears(19), b.hears(19)]);
      assert.ok(toneShare(a.soundHeard(), rightHz) > 0.9);
      assert.ok(toneShare(b.soundHeard(), leftHz) > 0.9);
      assert.equal(toneShare(b.soundHeard(), rightHz) < 0.05, true);
    });

    test("an IPv6 phone behind a translator is answered where it sends from, and then alone", async () => {
      await using rig = await WorkerRig.start(io, { addresses });
      const a = rig.own(await LoopbackPhone.open("PCMA", 0xa0, "::1"));
      const b = rig.own(await LoopbackPhone.open("PCMA", 0xb0, "::1"));
      const stranger = rig.own(await LoopbackPhone.open("PCMA", 0xc0, "::1"));
      const legA = await rig.openLeg("a", "ipv6");
      a.call(legA);
      stranger.call(legA);
      b.call(await rig.openLeg("b", "ipv6"));
      await rig.connectLeg("a", { address: "2001:db8::99", port: 4000 });
      await rig.connectLeg("b", b.address);
      await rig.ask({ kind: "bridge", legA: "a", legB: "b" });
      await everyFrame(8, () => {
        a.sendTone(leftHz);
        b.sendTone(rightHz);
      });
      await everyFrame(12, () => {
        stranger.sendTone(rightHz);
        a.sendTone(leftHz);
        b.sendTone(rightHz);
      });
      await a.hears(12);
      await b.hears(19);
      assert.equal(stranger.heard.length, 0);
      assert.ok(toneShare(a.soundHeard(), rightHz) > 0.9);
      assert.equal(toneShare(b.soundHeard(), rightHz) < 0.05, true);
    });

    test("a browser over IPv6: ICE, DTLS, SRTP and reports on one port", async () => {
      await using rig = await WorkerRig.start(io, { addresses });
      const opened = {
        kind: "open-leg",
        legId: "browser",
        callId: "call",
        transport: "webrtc",
        family: "ipv6",
      } as const;
      const leg = (await rig.ask(opened)) as OpenedLeg;
      assert.equal(leg.address, "::1");
      await using browser = await LoopbackBrowser.open(leg);
      const phone = rig.own(await LoopbackPhone.open("PCMA", 0xa0));
      phone.call(await rig.openLeg("phone"));
      await rig.connectLeg("phone", phone.address);
      await rig.ask({ kind: "bridge", legA: "phone", legB: "browser" });
      await browser.nominate();
      browser.startDtls();
      const webrtc = {
        ufrag: "browser",
        pwd: "the-password-of-the-browser",
        fingerprint: browser.fingerprint,
      };
      const agreed = {
        kind: "connect-leg",
        legId: "browser",
        codec: "PCMA",
        payloadType: 8,
        sdes: null,
      } as const;
      await rig.ask({
        ...agreed,
        telephoneEventPayloadType: 126,
        remote: null,
        webrtc,
        send: true,
        receive: true,
      });
      await rig.event("leg-connected", "browser");
      const sound = new Uint8Array(160);
      const wave = Int16Array.from(
        { length: 160 },
        (_, i) => 8000 * Math.sin((2 * Math.PI * rightHz * i) / 8000),
      );
      encodeLinear(wave, "PCMA", sound);
      await everyFrame(20, () => {
        phone.sendTone(leftHz);
        assert.ok(browser.sendSound(sound));
      });
      await phone.hears(19);
      await browser.hears(20);
      assert.ok(toneShare(phone.soundHeard(), rightHz) > 0.9);
      const heard = browser.heard.slice(-12, -2).map(({ payload }) => payload);
      assert.ok(toneShare(decodeToLinear(Buffer.concat(heard), "PCMA"), leftHz) > 0.9);
      while (browser.reports.length === 0) await everyFrame(2, () => {});
    });

    test("a far side of the other family, and a family that is not there, are refused", async () => {
      await using rig = await WorkerRig.start(io);
      const leg = { kind: "open-leg", legId: "a", callId: "call", transport: "rtp", family: "ipv6" } as const;
      assert.equal(await rig.errorOf(leg), "bad-command");
      await rig.openLeg("a");
      const connect = { kind: "connect-leg", legId: "a", codec: "PCMA", payloadType: 8, sdes: null } as const;
      const remote = { address: "::1", port: 4000 };
      const rest = { telephoneEventPayloadType: null, webrtc: null, send: true, receive: true };
      assert.equal(await rig.errorOf({ ...connect, ...rest, remote }), "bad-command");
    });

    test("reports of an IPv6 phone and ours share the port of the sound", async () => {
      await using rig = await WorkerRig.start(io, { addresses });
      const a = rig.own(await LoopbackPhone.open("PCMA", 0xa0, "::1"));
      a.call(await rig.openLeg("a", "ipv6"));
      await rig.connectLeg("a", a.address, { rtcpMux: true });
      await everyFrame(4, () => a.sendTone(leftHz));
      a.sendReport();
      while (a.reports.length === 0) await everyFrame(2, () => a.sendTone(leftHz));
      const stats = (await rig.ask({ kind: "stats" })) as { malformedReports: number };
      assert.equal(stats.malformedReports, 0);
    });
  });
}
