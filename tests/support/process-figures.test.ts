import assert from "node:assert/strict";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { createServer } from "node:net";
import { test } from "node:test";
import { Program } from "./process.ts";
import {
  childrenOf,
  commandOf,
  cpuMs,
  openDescriptors,
  proportionalBytes,
  residentBytes,
  udpSockets,
} from "./process-figures.ts";

test("UDP sockets are counted, TCP sockets are not", async () => {
  const before = udpSockets(process.pid);
  const openBefore = openDescriptors(process.pid);
  const udp = createSocket("udp4");
  udp.bind(0, "127.0.0.1");
  await once(udp, "listening");
  const tcp = createServer().listen(0, "127.0.0.1");
  await once(tcp, "listening");
  assert.equal(udpSockets(process.pid), before + 1);
  assert.equal(openDescriptors(process.pid), openBefore + 2);
  udp.close();
  await once(udp, "close");
  tcp.close();
  assert.equal(udpSockets(process.pid), before);
});

test("memory that is written to is resident", () => {
  const before = residentBytes(process.pid);
  const block = Buffer.alloc(64 * 1024 * 1024, 1);
  const after = residentBytes(process.pid);
  const grown = after - before;
  assert.ok(grown > 0.9 * block.length, `${grown} bytes more after ${block.length} were written`);
  assert.ok(proportionalBytes(process.pid) <= after * 1.1);
});

test("processor time grows with work, as Node counts it too", () => {
  const before = cpuMs(process.pid);
  const usage = process.cpuUsage();
  for (let spent = 0; spent < 100_000; spent = process.cpuUsage(usage).user);
  const grown = cpuMs(process.pid) - before;
  assert.ok(grown >= 80, `${grown} ms after 100 ms of work`);
});

test("a child is found with its command line until it has ended", async () => {
  await using program = new Program("sleep", ["60"], {});
  assert.ok(childrenOf(process.pid).includes(program.pid));
  assert.equal(commandOf(program.pid), "sleep 60");
  await program.end();
  assert.ok(!childrenOf(process.pid).includes(program.pid));
});
