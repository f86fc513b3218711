// Browsers against a relay worker, on a smooth network and on a rough one: ICE, DTLS and SRTP, with sound both ways.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { networkInterfaces } from "node:os";
import { after, before, describe, test } from "node:test";
import type { OpenedLeg } from "@tandem/media";
import { LoopbackPhone, WorkerRig } from "@tandem/media/testing";
import { answerOffer, browserCodecs, parseSdp } from "@tandem/sdp";
import { startChromium } from "../peers/chromium.ts";
import { Firefox } from "../peers/firefox.ts";
import { RoughNetwork } from "../support/rough-network.ts";
import { ToneFiles } from "../support/tone-files.ts";
import { toneShare } from "../support/tone.ts";
import { until } from "../support/until.ts";

/** Whole periods in 20 ms: a lost packet leaves no jump. Firefox's own test tone is of this frequency. */
const browserHz = 1000;
const phoneHz = 400;
const rough = { lossShare: 0.15, duplicateShare: 0.02, delayMs: 20, jitterMs: 20, reorderShare: 0.02 };

/** What a test asks a page: an expression's value. */
type Page = { evaluate<Value>(expression: string): Promise<Value> };

/** Speaks A-law alone, from a microphone; says how the connection stands and how loud it is. */
const page = `<!doctype html><title>Peer</title><audio autoplay></audio><script type="module">
  const pc = new RTCPeerConnection();
  pc.ontrack = ({ track }) => { document.querySelector("audio").srcObject = new MediaStream([track]); };
  window.offer = async () => {
    const microphone = await navigator.mediaDevices.getUserMedia({
      audio: { echoCancellation: false, noiseSuppression: false, autoGainControl: false },
    });
    const transceiver = pc.addTransceiver(microphone.getAudioTracks()[0], { streams: [microphone] });
    const { codecs } = RTCRtpReceiver.getCapabilities("audio");
    transceiver.setCodecPreferences(codecs.filter(({ mimeType }) => /PCMA/i.test(mimeType)));
    await pc.setLocalDescription();
    return pc.localDescription.sdp;
  };
  window.answer = async (sdp) => { await pc.setRemoteDescription({ type: "answer", sdp }); return true; };
  window.figures = async () => {
    const stats = [...(await pc.getStats()).values()];
    const heard = stats.find(({ type, kind }) => type === "inbound-rtp" && kind === "audio");
    const transport = stats.find(({ type }) => type === "transport");
    return {
      state: pc.connectionState,
      packets: heard?.packetsReceived ?? 0,
      energy: heard?.totalAudioEnergy ?? 0,
      cipher: transport?.srtpCipher,
    };
  };
  window.leave = () => { pc.close(); return true; };
</script>`;

type Figures = { state: string; packets: number; energy: number; cipher?: string };

/** Firefox pairs nothing with 127.0.0.1: this machine's own address, by which everything stays on the machine too. */
const ownAddress =
  Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .find(({ family, internal }) => family === "IPv4" && !internal)?.address ?? "127.0.0.1";

const server = createServer((_request, response) =>
  response.setHeader("content-type", "text/html").end(page),
);
const tones = new ToneFiles();

/** Connects the page with a phone through the network, and hears both. */
async function call(peer: Page, conditions: Partial<RoughNetwork["conditions"]>) {
  await using rig = await WorkerRig.start("dgram");
  const leg = (await rig.ask({
    kind: "open-leg",
    legId: "browser",
    callId: "call",
    transport: "webrtc",
  })) as OpenedLeg;
  const network = rig.own(await RoughNetwork.open(leg, { ...conditions, address: ownAddress, seed: 7 }));
  const phone = rig.own(await LoopbackPhone.open("PCMA", 0x0a0b0c0d));
  phone.call(await rig.openLeg("phone"));
  await rig.connectLeg("phone", phone.address);
  await rig.ask({ kind: "bridge", legA: "phone", legB: "browser" });
  await agree(rig, peer, leg, network.port);
  const speaking = setInterval(() => phone.sendTone(phoneHz), 20);
  try {
    await until(
      "the browser is connected and hears the phone",
      async () => {
        const { state, packets, energy } = await peer.evaluate<Figures>("figures()");
        return state === "connected" && packets > 50 && energy > 0.01;
      },
      30_000,
    );
    await rig.event("leg-connected", "browser");
    await hearsBrowser(phone);
    if (conditions.lossShare !== undefined) assert.ok(network.counts.toTarget.lost > 5);
    const { cipher } = await peer.evaluate<Figures>("figures()");
    // From another port, as when a router starts anew: the browser's checks tell it.
    network.rebind();
    await hearsBrowser(phone);
    const { packets: heard } = await peer.evaluate<Figures>("figures()");
    // Firefox checks every five seconds.
    await until(
      "the browser is found again",
      async () => (await peer.evaluate<Figures>("figures()")).packets > heard + 50,
      20_000,
    );
    return cipher;
  } finally {
    clearInterval(speaking);
    await peer.evaluate("leave()");
  }
}

/** The page offers, and the relay's leg is connected with what is answered; the candidate is the network's port. */
async function agree(rig: WorkerRig, peer: Page, leg: OpenedLeg, port: number): Promise<void> {
  const offer = parseSdp(await peer.evaluate<string>("offer()"));
  assert.ok(offer.ok && leg.ice !== null && leg.fingerprint !== null);
  const webrtc = { ...leg.ice, fingerprint: leg.fingerprint };
  const local = { address: ownAddress, port, webrtc, srtp: undefined, codecs: browserCodecs };
  const answered = answerOffer({ id: "1", version: 1 }, local, offer.value);
  assert.ok(answered.ok);
  const { agreed, text } = answered.value;
  assert.ok(agreed.webrtc);
  const { ufrag, pwd, fingerprint } = agreed.webrtc;
  await rig.ask({
    kind: "connect-leg",
    legId: "browser",
    codec: "PCMA",
    payloadType: agreed.payloadType,
    telephoneEventPayloadType: null,
    remote: null,
    webrtc: { ufrag, pwd, fingerprint },
    sdes: null,
    send: true,
    receive: true,
  });
  await peer.evaluate(`answer(${JSON.stringify(text)})`);
}

/** A second of what the phone hears from now on is the browser's tone. */
async function hearsBrowser(phone: LoopbackPhone): Promise<void> {
  const start = phone.heard.length;
  await until("the phone hears a second", () => phone.heard.length >= start + 60, 20_000);
  const samples = phone.soundHeard().subarray((start + 10) * 160);
  const share = toneShare(samples, 8000, browserHz);
  assert.ok(share > 0.8, `${share} of what the phone hears is the browser's tone`);
}

describe("browsers as DTLS peers", () => {
  before(async () => {
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
  });
  after(() => {
    server.close();
    server.closeAllConnections();
    tones[Symbol.dispose]();
  });
  const url = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;

  for (const [title, conditions] of [
    ["no loss", {}],
    ["15 % loss, jitter, reordering and repetition", rough],
  ] as const) {
    test(`Chromium with ${title}`, async () => {
      await using browser = await startChromium({ speaks: tones.microphone(browserHz) });
      const peer = await browser.newPage();
      await peer.goto(url());
      assert.match((await call(peer, conditions)) ?? "", /GCM|AES_CM/);
    });

    test(`Firefox with ${title}`, async () => {
      await using browser = await Firefox.start();
      await browser.open(url());
      await call(browser, conditions);
    });
  }
});
