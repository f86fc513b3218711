import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { createDtlsIdentity } from "../certificates/index.ts";
import { parseRecords } from "../dtls/record-layer.ts";
import { DtlsTestClient } from "../dtls/testing/dtls-test-client.ts";
import { STUN_ATTRIBUTE, STUN_TYPE, writeStunMessage } from "../ice/stun-message.ts";
import { SrtpContext } from "../srtp/index.ts";
import { formatAddress, parseAddress } from "./ip-address.ts";
import type { Packet } from "./datagram-io.ts";
import { HandshakeGate } from "./handshake-gate.ts";
import { WebrtcTransport } from "./webrtc-transport.ts";

const browserAddress = parseAddress("192.0.2.7")!;
const browserPort = 40_000;
const identity = createDtlsIdentity();
const clientIdentity = createDtlsIdentity();

type Sent = { readonly datagram: Uint8Array; readonly to: string };

/** A transport, the browser it speaks with, and what it sends and says. */
class Scene {
  readonly sent: Sent[] = [];
  readonly said: string[] = [];
  readonly client = new DtlsTestClient({}, clientIdentity);
  readonly transport: WebrtcTransport;

  constructor(gate = new HandshakeGate()) {
    this.transport = new WebrtcTransport(identity, gate, {
      send: (datagram, address, port) =>
        this.sent.push({ datagram, to: `${formatAddress(address)}:${port}` }),
      connected: () => this.said.push("connected"),
      failed: (reason) => this.said.push(reason),
    });
  }

  describeBrowser(nowMs = 0): void {
    const { fingerprint } = clientIdentity;
    this.transport.setRemote({ ufrag: "browser", pwd: "p".repeat(22), fingerprint }, nowMs);
  }

  check(port = browserPort, pwd = this.transport.credentials.pwd, nominates = true): Uint8Array {
    const attributes = [
      { type: STUN_ATTRIBUTE.username, value: Buffer.from(`${this.transport.credentials.ufrag}:browser`) },
      { type: STUN_ATTRIBUTE.priority, value: Uint8Array.of(110, 0, 1, 255) },
      ...(nominates ? [{ type: STUN_ATTRIBUTE.useCandidate, value: new Uint8Array(0) }] : []),
    ];
    const request = writeStunMessage(
      STUN_TYPE.bindingRequest,
      new Uint8Array(12).fill(port),
      attributes,
      pwd,
    );
    this.transport.receiveStun(packetOf(request, port), 0);
    return request;
  }

  /** Gives datagrams of DTLS to the transport, and what it answers to the client. */
  dtls(datagrams: readonly Uint8Array[], nowMs = 0, port = browserPort): void {
    const before = this.sent.length;
    for (const datagram of datagrams) this.transport.receiveDtls(packetOf(datagram, port), nowMs);
    for (const { datagram } of this.sent.slice(before)) this.client.receive(datagram);
  }

  connect(nowMs = 0): void {
    this.check();
    this.dtls(this.client.hello(), nowMs);
    this.dtls(this.client.flight(), nowMs);
  }
}

function packetOf(bytes: Uint8Array, sourcePort: number): Packet {
  return { bytes, length: bytes.length, sourceAddress: browserAddress, sourcePort };
}

/** An RTP packet with room for what protects it. */
function soundPacket(): Packet {
  const bytes = Buffer.alloc(200);
  bytes.set([0x80, 8, 0, 1]);
  return { ...packetOf(bytes, browserPort), length: 172 };
}

describe("ICE comes first", () => {
  test("a stranger's ClientHello is not answered, nor one from beside the nominated port", () => {
    const scene = new Scene();
    scene.describeBrowser();
    scene.dtls(scene.client.hello());
    assert.deepEqual(scene.sent, []);
    scene.check();
    const answers = scene.sent.length;
    scene.dtls(scene.client.hello(), 0, browserPort + 1);
    assert.equal(scene.sent.length, answers);
  });

  test("who does not know the password gets less than three times what came, and nominates nothing", () => {
    const scene = new Scene();
    scene.describeBrowser();
    const asked = scene.check(browserPort, "a wrong password of 22");
    const bytes = scene.sent.reduce((sum, { datagram }) => sum + datagram.length, 0);
    assert.ok(bytes <= 3 * asked.length);
    assert.equal(scene.transport.ready || scene.transport.remotePort !== 0, false);
  });

  test("a nominated address that never answers gets at most three times what came from it", () => {
    const scene = new Scene();
    scene.describeBrowser();
    let received = scene.check().length;
    for (const datagram of scene.client.hello()) {
      received += datagram.length;
      scene.dtls([datagram]);
    }
    for (let nowMs = 0; nowMs < 30_000; nowMs += 100) scene.transport.tick(nowMs);
    const handshake = scene.sent.filter(({ datagram }) => parseRecords(datagram).length > 0);
    assert.ok(handshake.length > 0);
    const bytes = handshake.reduce((sum, { datagram }) => sum + datagram.length, 0);
    assert.ok(bytes <= 3 * received, `${bytes} sent, ${received} received`);
    assert.deepEqual(scene.said, ["dtls-failed"]);
  });
});

describe("the gate", () => {
  test("a handshake that may not start yet is left without an answer, and starts when it is tried again", () => {
    const gate = new HandshakeGate();
    while (gate.admit(browserAddress, 0));
    const scene = new Scene(gate);
    scene.describeBrowser();
    scene.check();
    const answers = scene.sent.length;
    const hello = scene.client.hello();
    scene.dtls(hello, 0);
    assert.equal(scene.sent.length, answers);
    scene.dtls(hello, 1_000);
    scene.dtls(scene.client.flight(), 1_000);
    assert.deepEqual(scene.said, ["connected"]);
  });

  test("one that was held for the description is dropped when it may not start", () => {
    const gate = new HandshakeGate();
    const scene = new Scene(gate);
    const hello = scene.client.hello();
    scene.check();
    scene.dtls(hello);
    while (gate.admit(browserAddress, 0));
    scene.describeBrowser(0);
    const handshake = scene.sent.filter(({ datagram }) => parseRecords(datagram).length > 0);
    assert.deepEqual(handshake, []);
    scene.dtls(hello, 1_000);
    scene.dtls(scene.client.flight(), 1_000);
    assert.deepEqual(scene.said, ["connected"]);
  });

  test("done, failed or closed, a handshake gives its place back", () => {
    const gate = new HandshakeGate();
    for (const end of ["done", "failed", "closed"] as const) {
      // More than may be open at once.
      for (let round = 0; round < 250; round += 1) {
        const nowMs = round * 1_000;
        const scene = new Scene(gate);
        scene.describeBrowser();
        scene.check();
        const before = scene.sent.length;
        scene.dtls(round < 240 ? scene.client.hello().slice(0, 1) : scene.client.hello(), nowMs);
        if (round === 249) assert.ok(scene.sent.length > before, `the last one is answered (${end})`);
        if (end === "done" && round >= 240) scene.dtls(scene.client.flight(), nowMs);
        if (end === "failed") scene.transport.tick(nowMs + 20_000);
        else scene.transport.close();
      }
    }
  });
});

test("a browser behind a restarted router is followed once both its sound and a check come from the new port", () => {
  const scene = new Scene();
  scene.describeBrowser();
  scene.connect();
  const keys = scene.client.expectedKeys!;
  const browser = new SrtpContext({ profile: keys.profile, ...keys.remote });
  const newPort = browserPort + 9;
  scene.check(newPort, undefined, false);
  assert.equal(scene.transport.remotePort, browserPort, "a check alone may be somebody else's");
  const sound = { ...soundPacket(), sourcePort: newPort };
  sound.length = browser.protectRtp(sound.bytes, sound.length);
  assert.ok(scene.transport.unprotectRtp(sound));
  assert.equal(scene.transport.remotePort, browserPort, "sound alone may be repeated by somebody else");
  scene.check(newPort, undefined, false);
  assert.equal(scene.transport.remotePort, newPort);
  browser.close();
});

describe("the end", () => {
  test("a browser that says goodbye is sent nothing more, and nothing is taken", () => {
    const scene = new Scene();
    scene.describeBrowser();
    scene.connect();
    assert.deepEqual(scene.said, ["connected"]);
    assert.ok(scene.transport.ready && scene.transport.protectRtp(soundPacket()));
    scene.dtls([scene.client.alert(1, 0)]);
    assert.equal(scene.transport.ready, false);
    assert.equal(scene.transport.protectRtp(soundPacket()), false);
    assert.equal(scene.transport.unprotectRtp(soundPacket()), false);
  });

  test("closing says goodbye to the browser", () => {
    const scene = new Scene();
    scene.describeBrowser();
    scene.connect();
    scene.transport.close();
    scene.client.receive(scene.sent.at(-1)!.datagram);
    assert.deepEqual(scene.client.alerts, [0]);
  });
});
