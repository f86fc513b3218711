import assert from "node:assert/strict";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { test } from "node:test";
import { systemClock } from "@tandem/kernel";
import { HepForwarder } from "./hep-forwarder.ts";
import { encodeHep3 } from "./hep3.ts";
import type { HepMessage } from "./hep3.ts";

/** Reads a packet back as the HEP3 specification tells: six bytes of heading, then chunks. */
function decode(packet: Buffer): Map<number, Buffer> {
  assert.equal(packet.toString("latin1", 0, 4), "HEP3");
  assert.equal(packet.readUInt16BE(4), packet.length);
  const chunks = new Map<number, Buffer>();
  for (let at = 6; at < packet.length;) {
    assert.equal(packet.readUInt16BE(at), 0, "generic chunks have vendor 0");
    const length = packet.readUInt16BE(at + 4);
    assert.ok(length >= 6 && at + length <= packet.length);
    chunks.set(packet.readUInt16BE(at + 2), packet.subarray(at + 6, at + length));
    at += length;
  }
  return chunks;
}

const message: HepMessage = {
  at: 1_800_000_000_250,
  direction: "in",
  transport: "udp",
  address: "192.0.2.10",
  port: 5070,
  text: "INVITE sip:4000@t SIP/2.0\r\nSubject: 坐席\r\n\r\n",
  own: { address: "192.0.2.1", port: 5060 },
  correlationId: "01a9-call",
};

const hex = (chunks: Map<number, Buffer>, ...types: number[]) =>
  types.map((type) => chunks.get(type)?.toString("hex"));

test("a message over IPv4 and UDP, field by field", () => {
  const chunks = decode(encodeHep3(message, 0x01020304));
  // Family AF_INET, protocol 17, addresses, ports, seconds, microseconds, SIP, capture agent.
  assert.deepEqual(hex(chunks, 1, 2, 3, 4, 5, 6), ["02", "11", "c000020a", "c0000201", undefined, undefined]);
  assert.deepEqual(hex(chunks, 7, 8, 9, 10), ["13ce", "13c4", "6b49d200", "0003d090"]);
  assert.deepEqual(hex(chunks, 11, 12), ["01", "01020304"]);
  assert.equal(chunks.get(0x0f)?.toString("utf8"), message.text);
  assert.equal(chunks.get(0x11)?.toString("utf8"), message.correlationId);
});

test("a message of ours over IPv6 and a stream goes the other way", () => {
  const own = { address: "2001:db8::1", port: 5061 };
  const chunks = decode(
    encodeHep3({ ...message, own, direction: "out", transport: "wss", address: "2001:db8::2" }, 1),
  );
  assert.deepEqual(hex(chunks, 1, 2, 3, 4), ["0a", "06", undefined, undefined]);
  assert.deepEqual(hex(chunks, 5, 6), [`20010db8${"0".repeat(23)}1`, `20010db8${"0".repeat(23)}2`]);
  assert.deepEqual(hex(chunks, 7, 8), ["13c5", "13ce"]);
});

test("packets arrive by UDP; what is too large or has no address yet is counted", async () => {
  const homer = createSocket("udp4");
  homer.bind(0, "127.0.0.1");
  await once(homer, "listening");
  const forwarder = new HepForwarder({
    clock: systemClock,
    host: "localhost",
    port: homer.address().port,
    captureId: 7,
  });
  try {
    forwarder.send(message);
    assert.deepEqual([forwarder.sent, forwarder.failed], [0, 1], "before the name is known");
    await forwarder.start();
    forwarder.send({ ...message, text: "x".repeat(66_000) });
    assert.equal(forwarder.failed, 2);
    const arrived = once(homer, "message");
    forwarder.send(message);
    const [packet] = (await arrived) as [Buffer];
    assert.equal(decode(packet).get(0x0f)?.toString("utf8"), message.text);
  } finally {
    forwarder.close();
    homer.close();
  }
});
