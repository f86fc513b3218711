import assert from "node:assert/strict";
import { createSocket } from "node:dgram";
import type { Socket } from "node:dgram";
import { once } from "node:events";
import { describe, test } from "node:test";
import type { OpenedLeg, WorkerStats } from "../protocol/index.ts";
import {
  createReceiverStatistics,
  createSenderStream,
  middleNtpOf,
  writeGoodbye,
  writeReport,
} from "../rtp/index.ts";
import { countReceived, createFarReports, readReports } from "../rtp/index.ts";
import { SrtpContext } from "../srtp/index.ts";
import { bridgedPhones } from "./testing/bridged-phones.ts";
import { LoopbackPhone, everyFrame } from "./testing/loopback-phone.ts";
import { WorkerRig } from "./testing/worker-rig.ts";

/** A phone's sockets for sound and reports: on a port and the one after it, as RFC 3550 §11 has them. */
class ReportingPhone implements AsyncDisposable {
  readonly rtp: Socket;
  readonly rtcp: Socket;
  readonly heard: { bytes: Uint8Array; port: number }[] = [];
  readonly receiver = createReceiverStatistics();
  readonly sender = { ...createSenderStream(), packets: 1, lastSentAtMs: performance.now() };
  #waiting: (() => void) | undefined;

  private constructor(rtp: Socket, rtcp: Socket) {
    this.rtp = rtp;
    this.rtcp = rtcp;
    rtp.on("message", (bytes) => {
      if (bytes[1] === 8 || bytes[1] === 136)
        countReceived(this.receiver, bytes.readUInt32BE(8), bytes.readUInt16BE(2), bytes.readUInt32BE(4), 0);
      else this.#take(bytes, rtp.address().port);
    });
    rtcp.on("message", (bytes) => this.#take(bytes, rtcp.address().port));
  }

  static async open(): Promise<ReportingPhone> {
    for (;;) {
      const rtp = createSocket("udp4").bind(0, "127.0.0.1");
      await once(rtp, "listening");
      const rtcp = createSocket("udp4");
      const bound = await new Promise<boolean>((resolve) => {
        rtcp.once("error", () => resolve(false));
        rtcp.bind(rtp.address().port + 1, "127.0.0.1", () => resolve(true));
      });
      if (bound) return new ReportingPhone(rtp, rtcp);
      rtp.close();
      rtcp.close();
    }
  }

  get address() {
    return { address: "127.0.0.1", port: this.rtp.address().port };
  }

  sendSound(leg: OpenedLeg, number: number): void {
    const packet = Buffer.alloc(172, 0xd5);
    packet.writeUInt32BE(0x8008_0000 + number, 0);
    packet.writeUInt32BE(number * 160, 4);
    packet.writeUInt32BE(this.sender.ssrc, 8);
    this.rtp.send(packet, leg.port, leg.address);
  }

  /** Reports on our stream as it came, to port + 1 of the leg; `delayMs` by the phone's own account. */
  report(middleNtp: number, nowMs = performance.now()): Buffer {
    const bytes = Buffer.alloc(200);
    const lastSenderReport = { middleNtp, receivedAtMs: nowMs };
    const { sender, receiver } = this;
    const times = { nowMs, unixMs: Date.now() };
    const length = writeReport(bytes, { sender, receiver, lastSenderReport, cname: "phone", ...times });
    return bytes.subarray(0, length);
  }

  /** Resolves when that many reports have come. */
  async hearsReports(count: number): Promise<void> {
    while (this.heard.length < count) await new Promise<void>((resolve) => (this.#waiting = resolve));
  }

  #take(bytes: Uint8Array, port: number): void {
    this.heard.push({ bytes, port });
    this.#waiting?.();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = [once(this.rtp, "close"), once(this.rtcp, "close")];
    this.rtp.close();
    this.rtcp.close();
    await Promise.all(closed);
  }
}

const packetTypes = (bytes: Uint8Array): number[] => {
  const types: number[] = [];
  for (
    let at = 0;
    at < bytes.length;
    at += 4 * (((bytes[at + 2] as number) << 8) + (bytes[at + 3] as number) + 1)
  )
    types.push(bytes[at + 1] as number);
  return types;
};

async function statsOf(rig: WorkerRig): Promise<WorkerStats> {
  return (await rig.ask({ kind: "stats" })) as WorkerStats;
}

for (const io of ["epoll", "dgram"] as const) {
  describe(`RTCP over ${io}`, { skip: io === "epoll" && process.platform !== "linux" }, () => {
    test("plain RTP has it on the next port both ways: reports, round trip, and goodbye at the end", async () => {
      await using rig = await WorkerRig.start(io);
      await using phone = await ReportingPhone.open();
      await using other = await LoopbackPhone.open("PCMA", 5);
      const leg = await rig.openLeg("a");
      other.call(await rig.openLeg("b"));
      await rig.connectLeg("a", phone.address);
      await rig.connectLeg("b", other.address);
      await rig.ask({ kind: "bridge", legA: "a", legB: "b" });
      await phone.hearsReports(1);
      const [first] = phone.heard;
      assert.equal(first?.port, phone.address.port + 1);
      assert.deepEqual(packetTypes(first?.bytes ?? new Uint8Array()), [201, 202], "nothing was sent yet");
      await everyFrame(60, (index) => {
        phone.sendSound(leg, index);
        if (index !== 20 && index !== 21) other.sendTone(440);
        else other.header.sequence++;
        if (index !== 50) return;
        phone.rtcp.send(phone.report(middleNtpOf(Date.now() - 40)), leg.port + 1, leg.address);
        phone.rtcp.send(Buffer.from([0x81, 200, 0, 200, 1, 2, 3, 4]), leg.port + 1, leg.address);
      });
      const { malformedReports, malformedPackets } = await statsOf(rig);
      assert.deepEqual([malformedReports, malformedPackets], [1, 0]);
      await rig.ask({ kind: "close-leg", legId: "a" });
      await phone.hearsReports(2);
      const last = phone.heard.at(-1)?.bytes ?? new Uint8Array();
      assert.deepEqual(packetTypes(last), [200, 202, 203]);
      const told = createFarReports();
      const reading = { ownSsrc: phone.sender.ssrc, nowMs: 1, middleNtp: middleNtpOf(Date.now()) };
      assert.ok(readReports(last, last.length, reading, told));
      assert.ok(told.goodbyeAtMs === 1 && told.blockAtMs === 1);
      const { received, sent, roundTripMs } = await rig.event("leg-quality", "a");
      assert.ok(roundTripMs !== null && roundTripMs >= 35 && roundTripMs < 300, `${roundTripMs} ms`);
      assert.ok(received !== null && received.expected > 50 && received.lost === 0);
      assert.ok(sent !== null && sent.lossShare > 0.01 && sent.lossShare < 0.1, `${sent?.lossShare}`);
      assert.ok(sent.mos < 4.4);
      const { quality } = await rig.event("leg-stats", "a");
      assert.ok(quality?.received && quality.sent);
      assert.ok(Math.abs(quality.sent.lowestMos - sent.mos) < 0.001);
    });

    test("where rtcp-mux is agreed, it is on the port of the sound", async () => {
      await using rig = await WorkerRig.start(io);
      await using phone = await ReportingPhone.open();
      const leg = await rig.openLeg("a");
      await rig.connectLeg("a", phone.address, { rtcpMux: true });
      await phone.hearsReports(1);
      assert.equal(phone.heard[0]?.port, phone.address.port);
      phone.rtp.send(phone.report(0), leg.port, leg.address);
      phone.sendSound(leg, 1);
      await rig.event("leg-connected", "a");
      const { malformedPackets, malformedReports, strangerPackets } = await statsOf(rig);
      assert.deepEqual([malformedPackets, malformedReports, strangerPackets], [0, 0, 0]);
    });

    test("on a protected leg it is SRTCP, and what is not is dropped", async () => {
      await using rig = await WorkerRig.start(io);
      await using phone = await ReportingPhone.open();
      const leg = await rig.openLeg("a");
      const [key, salt] = [Buffer.alloc(16, 1), Buffer.alloc(14, 2)];
      const both = Buffer.concat([key, salt]).toString("base64");
      const suite = "AES_CM_128_HMAC_SHA1_80" as const;
      await rig.connectLeg("a", phone.address, { sdes: { suite, localKey: both, remoteKey: both } });
      await phone.hearsReports(1);
      const report = Buffer.from(phone.heard[0]?.bytes ?? []);
      using context = disposable(new SrtpContext({ profile: suite, key, salt }));
      const length = context.value.unprotectRtcp(report, report.length);
      assert.deepEqual(packetTypes(report.subarray(0, length)), [201, 202]);
      const bare = phone.report(0);
      const protectedOne = Buffer.concat([bare, Buffer.alloc(20)]);
      using own = disposable(new SrtpContext({ profile: suite, key, salt }));
      const protectedLength = own.value.protectRtcp(protectedOne, bare.length);
      phone.rtcp.send(bare, leg.port + 1, leg.address);
      phone.rtcp.send(protectedOne.subarray(0, protectedLength), leg.port + 1, leg.address);
      let stats = await statsOf(rig);
      while (stats.packetsReceived < 2) stats = await statsOf(rig);
      assert.equal(stats.malformedReports, 1);
    });
  });
}

test("a phone that is not heard is told of within three seconds, and that it is heard again", async () => {
  await using rig = await WorkerRig.start("dgram");
  const { a } = await bridgedPhones(rig);
  const startedAt = Date.now();
  const silent = await rig.event("leg-silent", "b");
  assert.ok(silent.at - startedAt < 3000, `${silent.at - startedAt} ms`);
  assert.equal(silent.reason, "nothing");
  a.sendTone(440);
  await rig.event("leg-sounding", "a");
  assert.ok(rig.events.every((event) => event.kind !== "leg-sounding" || event.legId === "a"));
});

test("a far side that said goodbye is not missed", async () => {
  await using rig = await WorkerRig.start("dgram");
  await using phone = await ReportingPhone.open();
  const leg = await rig.openLeg("a");
  await rig.connectLeg("a", phone.address);
  phone.sendSound(leg, 1);
  await phone.hearsReports(1);
  const report = phone.report(0);
  const bytes = Buffer.concat([report, Buffer.alloc(8)]);
  phone.rtcp.send(
    bytes.subarray(0, writeGoodbye(bytes, report.length, phone.sender.ssrc)),
    leg.port + 1,
    leg.address,
  );
  await everyFrame(150, () => {});
  assert.equal(
    rig.events.some(({ kind }) => kind === "leg-silent"),
    false,
  );
});

function disposable(value: SrtpContext) {
  return { value, [Symbol.dispose]: () => value.close() };
}
