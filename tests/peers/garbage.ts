// Somebody who sends garbage to every port there is: random bytes, and SIP messages with bytes changed.
import { randomBytes, randomInt } from "node:crypto";
import { createSocket } from "node:dgram";
import { connect } from "node:net";

export type GarbageTargets = {
  readonly udpPorts: readonly number[];
  readonly tcpPort: number;
  /** A SIP over WebSocket address. */
  readonly webSocketUrl: string;
};

const longestBytes = 1400;
/** Sent between two turns of the event loop: enough to keep the receiver busy, too little to fill its socket. */
const datagramsPerTurn = 20;

/** Sends for `ms` milliseconds; resolves with the number of messages sent. */
export async function sendGarbage(targets: GarbageTargets, ms: number): Promise<number> {
  const until = performance.now() + ms;
  const sent = await Promise.all([
    overUdp(targets.udpPorts, until),
    overTcp(targets.tcpPort, until),
    overWebSocket(targets.webSocketUrl, until),
  ]);
  return sent.reduce((sum, count) => sum + count, 0);
}

async function overUdp(ports: readonly number[], until: number): Promise<number> {
  const socket = createSocket("udp4");
  // A port that nobody listens on answers with ICMP.
  socket.on("error", () => {});
  let count = 0;
  for (; performance.now() < until; await turn()) {
    for (let n = 0; n < datagramsPerTurn; n++) {
      socket.send(garbage(), ports[count++ % ports.length] ?? 0, "127.0.0.1", () => {});
    }
  }
  socket.close();
  return count;
}

/** Whoever is hung up on connects again. */
async function overTcp(port: number, until: number): Promise<number> {
  let count = 0;
  while (performance.now() < until) {
    const socket = connect(port, "127.0.0.1");
    socket.on("error", () => socket.destroy());
    for (; !socket.destroyed && performance.now() < until; await turn()) {
      socket.write(garbage());
      count++;
    }
    socket.destroy();
  }
  return count;
}

async function overWebSocket(url: string, until: number): Promise<number> {
  let count = 0;
  while (performance.now() < until) {
    const socket = new WebSocket(url, "sip");
    for (; socket.readyState <= WebSocket.OPEN && performance.now() < until; await turn()) {
      if (socket.readyState !== WebSocket.OPEN) continue;
      const bytes = garbage();
      socket.send(count++ % 2 === 0 ? bytes : bytes.toString("latin1"));
    }
    socket.close();
  }
  return count;
}

async function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Half of it noise; the other half a request in which some bytes are not what they should be. */
function garbage(): Buffer {
  if (randomInt(2) === 0) return randomBytes(randomInt(1, longestBytes));
  const text = Buffer.from(request);
  for (let n = randomInt(1, 8); n > 0; n--) text[randomInt(text.length)] = randomInt(256);
  return text.subarray(0, randomInt(1, text.length + 1));
}

const request = [
  "INVITE sip:4000@127.0.0.1 SIP/2.0",
  "Via: SIP/2.0/UDP 127.0.0.1:9;branch=z9hG4bKgarbage;rport",
  "Max-Forwards: 70",
  "From: <sip:garbage@127.0.0.1>;tag=1",
  "To: <sip:4000@127.0.0.1>",
  "Call-ID: garbage",
  "CSeq: 1 INVITE",
  "Contact: <sip:garbage@127.0.0.1:9>",
  "Content-Length: 0",
  "",
  "",
].join("\r\n");
