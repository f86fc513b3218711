import assert from "node:assert/strict";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { test } from "node:test";
import { freePort, freePorts } from "./free-ports.ts";

test("ports are even, in a row and never handed out twice", async () => {
  const first = await freePorts(10);
  const second = await freePorts(4);
  assert.equal(first % 2, 0);
  assert.ok(second >= first + 10 || second + 4 <= first);
});

test("a port in use by UDP alone is passed over", async () => {
  const port = await freePort();
  const socket = createSocket("udp4");
  socket.bind(port + 2, "127.0.0.1");
  await once(socket, "listening");
  const next = await freePort();
  socket.close();
  assert.notEqual(next, port + 2);
});
