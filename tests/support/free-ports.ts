// Ports for programs under test: found free on loopback, never handed out twice by one process.
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { createServer } from "node:net";

/** Below Linux's ephemeral range (32768 and up), so that no outgoing connection takes a port handed out. */
const firstPort = 10_240;
const lastPort = 32_000;

// Test files run as processes of their own at the same time: each starts looking in another place.
let next = firstPort + ((process.pid * 97) % (lastPort - firstPort));

/** `count` ports in a row, free for TCP and UDP on 127.0.0.1 at the time of asking; the first is even (RFC 3550 §11). */
export async function freePorts(count: number): Promise<number> {
  for (let attempt = 0; attempt < 1000; attempt++) {
    if (next + count > lastPort) next = firstPort;
    next += next & 1;
    const first = next;
    next += count;
    if (await allFree(first, count)) return first;
  }
  throw new Error(`no ${count} free ports in a row between ${firstPort} and ${lastPort}`);
}

/** One port, free for TCP and UDP on 127.0.0.1 at the time of asking. */
export async function freePort(): Promise<number> {
  return freePorts(1);
}

async function allFree(first: number, count: number): Promise<boolean> {
  const ports = Array.from({ length: count }, (_, index) => first + index);
  const free = await Promise.all(ports.map(async (port) => (await freeForTcp(port)) && freeForUdp(port)));
  return free.every(Boolean);
}

async function freeForTcp(port: number): Promise<boolean> {
  const server = createServer().listen(port, "127.0.0.1");
  try {
    await once(server, "listening");
  } catch {
    return false;
  }
  server.close();
  await once(server, "close");
  return true;
}

async function freeForUdp(port: number): Promise<boolean> {
  const socket = createSocket("udp4");
  try {
    socket.bind(port, "127.0.0.1");
    await once(socket, "listening");
  } catch {
    return false;
  }
  socket.close();
  return true;
}
