import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { decodeToLinear, encodeLinear, silenceByte } from "../codecs/index.ts";
import { createDtlsIdentity } from "../certificates/index.ts";
import type { OpenedLeg } from "../protocol/index.ts";
import { sequenceDelta } from "../rtp/index.ts";
import { toneShare } from "./testing/goertzel.ts";
import { LoopbackBrowser } from "./testing/loopback-browser.ts";
import { LoopbackPhone, everyFrame } from "./testing/loopback-phone.ts";
import { WorkerRig } from "./testing/worker-rig.ts";

const phoneHz = 440;
/** Eight samples long: every packet is the same tone in phase. */
const browserHz = 1000;
const browserSound = new Uint8Array(160);
const wave = Int16Array.from(
  { length: 160 },
  (_, i) => 8000 * Math.sin((2 * Math.PI * browserHz * i) / 8000),
);
encodeLinear(wave, "PCMA", browserSound);

async function openBrowserLeg(rig: WorkerRig, legId = "browser"): Promise<OpenedLeg> {
  return (await rig.ask({ kind: "open-leg", legId, callId: "call", transport: "webrtc" })) as OpenedLeg;
}

async function connectBrowserLeg(
  rig: WorkerRig,
  fingerprint: OpenedLeg["fingerprint"],
  ufrag = "browser",
): Promise<void> {
  assert.ok(fingerprint);
  await rig.ask({
    kind: "connect-leg",
    sdes: null,
    legId: "browser",
    codec: "PCMA",
    payloadType: 8,
    telephoneEventPayloadType: 126,
    remote: null,
    webrtc: { ufrag, pwd: "the-password-of-the-browser", fingerprint },
    send: true,
    receive: true,
  });
}

for (const io of ["epoll", "dgram"] as const) {
  describe(`WebRTC leg over ${io}`, { skip: io === "epoll" && process.platform !== "linux" }, () => {
    test("ICE, DTLS and SRTP on one port, bridged with a phone, with silence while nobody speaks", async () => {
      await using rig = await WorkerRig.start(io);
      const leg = await openBrowserLeg(rig);
      assert.match(String(leg.fingerprint?.value), /^([0-9A-F]{2}:){31}[0-9A-F]{2}$/);
      await using browser = await LoopbackBrowser.open(leg);
      await using phone = await LoopbackPhone.open("PCMA", 0x0a0a0a0a);
      phone.call(await rig.openLeg("phone"));
      await rig.connectLeg("phone", phone.address);
      await rig.ask({ kind: "bridge", legA: "phone", legB: "browser" });
      // Checks and DTLS come before the answer is applied, as they often do.
      await browser.nominate();
      browser.startDtls();
      await connectBrowserLeg(rig, browser.fingerprint);
      await rig.event("leg-connected", "browser");
      await browser.hears(4);
      assert.ok(browser.heard.every(({ payload }) => payload.every((byte) => byte === silenceByte.PCMA)));
      await everyFrame(20, () => {
        phone.sendTone(phoneHz);
        assert.ok(browser.sendSound(browserSound));
      });
      await phone.hears(20);
      await browser.hears(20);
      assert.ok(toneShare(phone.soundHeard(), browserHz) > 0.9);
      const heard = browser.heard.slice(-15, -5).map(({ payload }) => payload);
      assert.ok(toneShare(decodeToLinear(Buffer.concat(heard), "PCMA"), phoneHz) > 0.9);
      browser.heard.slice(1).forEach(({ sequence, ssrc }, i) => {
        assert.equal(sequenceDelta(sequence, browser.heard[i]?.sequence as number), 1);
        assert.equal(ssrc, browser.heard[i]?.ssrc);
      });
      while (browser.reports.length === 0) await everyFrame(2, () => {});
      assert.equal(browser.reports.length, 1, "the next one comes after some seconds");
    });

    test("an ICE restart: the old pair carries sound until the new one is nominated, under the same keys", async () => {
      await using rig = await WorkerRig.start(io);
      const leg = await openBrowserLeg(rig);
      await using browser = await LoopbackBrowser.open(leg);
      await connectBrowserLeg(rig, browser.fingerprint);
      await browser.nominate();
      browser.startDtls();
      await rig.event("leg-connected", "browser");
      const restarted = (await rig.ask({ kind: "restart-ice", legId: "browser" })) as OpenedLeg["ice"];
      assert.notEqual(restarted?.ufrag, leg.ice?.ufrag);
      await connectBrowserLeg(rig, browser.fingerprint, "moved");
      const before = browser.heard.length;
      await browser.hears(before + 5);
      await browser.nominate(restarted, "moved");
      await browser.hears(browser.heard.length + 5);
      assert.ok(browser.sendSound(browserSound));
      assert.equal(rig.events.filter(({ kind }) => kind === "leg-connected").length, 1, "one handshake");
    });

    test("a new identity is for legs opened from now on; one that is there keeps what its description said", async () => {
      await using rig = await WorkerRig.start(io);
      const leg = await openBrowserLeg(rig);
      await using browser = await LoopbackBrowser.open(leg);
      rig.worker.setIdentity(createDtlsIdentity());
      const later = await openBrowserLeg(rig, "later");
      assert.notEqual(later.fingerprint?.value, leg.fingerprint?.value);
      await connectBrowserLeg(rig, browser.fingerprint);
      await browser.nominate();
      browser.startDtls();
      await rig.event("leg-connected", "browser");
      assert.equal(browser.shownFingerprint?.value, leg.fingerprint?.value);
    });

    test("a leg that falls quiet says so after a second, and when it is heard again", async () => {
      await using rig = await WorkerRig.start(io);
      const leg = await openBrowserLeg(rig);
      await using browser = await LoopbackBrowser.open(leg);
      await connectBrowserLeg(rig, browser.fingerprint);
      await browser.nominate();
      browser.startDtls();
      const quiet = await rig.event("leg-quiet", "browser");
      const connected = await rig.event("leg-connected", "browser");
      assert.ok(quiet.at - connected.at < 1500);
      assert.ok(browser.sendSound(browserSound));
      await rig.event("leg-heard", "browser");
    });

    test("a certificate that is not the one of the SDP fails the leg; nothing is heard", async () => {
      await using rig = await WorkerRig.start(io);
      await using browser = await LoopbackBrowser.open(await openBrowserLeg(rig));
      await using other = await LoopbackBrowser.open(await openBrowserLeg(rig, "other"));
      await connectBrowserLeg(rig, other.fingerprint);
      await browser.nominate();
      browser.startDtls();
      assert.equal((await rig.event("leg-failed", "browser")).reason, "dtls-failed");
      browser.sendSound(browserSound);
      await everyFrame(3, () => {});
      assert.equal(browser.heard.length, 0);
      assert.equal(
        rig.events.some((event) => event.kind === "leg-connected"),
        false,
      );
    });
  });
}
