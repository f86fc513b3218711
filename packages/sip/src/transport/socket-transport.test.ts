// The sockets themselves, on loopback: TLS, IPv6, keep-alives and limits. They wait for events, not for time.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { connect } from "node:net";
import { after, test } from "node:test";
import { connect as connectTls } from "node:tls";
import { WebSocket, WebSocketServer } from "ws";
import type { AddressInfo } from "node:net";
import { VirtualClock } from "../test-support/virtual-clock.ts";
import { TestAuthority, testCredentials } from "../test-support/test-certificates.ts";
import { SocketTransport } from "./index.ts";
import type { Destination, FlowKey, SipSource, SocketLimits, TlsCredentials } from "./index.ts";

const authority = new TestAuthority();
const trust = { authorities: [authority.certificate] };
const opened: SocketTransport[] = [];
after(async () => {
  for (const transport of opened) await transport.close();
  authority.close();
});

type Arrived = { text: string; source: SipSource; flow: FlowKey };

/** Things that arrive one after the other, asked for before or after they do. */
class Arrivals<T> {
  readonly #arrived: T[] = [];
  readonly #waiting: ((item: T) => void)[] = [];

  put(item: T): void {
    const waiting = this.#waiting.shift();
    if (waiting === undefined) this.#arrived.push(item);
    else waiting(item);
  }

  next(): Promise<T> {
    const item = this.#arrived.shift();
    return item === undefined ? new Promise((resolve) => this.#waiting.push(resolve)) : Promise.resolve(item);
  }
}

async function open(
  options: { address?: string; credentials?: TlsCredentials; limits?: Partial<SocketLimits> } = {},
) {
  const { address = "127.0.0.1", credentials, limits } = options;
  const clock = new VirtualClock();
  const [messages, broken, closed] = [
    new Arrivals<Arrived>(),
    new Arrivals<string>(),
    new Arrivals<FlowKey>(),
  ];
  const transport = new SocketTransport(
    {
      onMessage: (bytes, source, flow) => messages.put({ text: bytes.toString(), source, flow }),
      onBroken: (_source, reason) => broken.put(reason),
      onFlowClosed: (flow) => closed.put(flow),
    },
    clock,
    limits,
  );
  opened.push(transport);
  const listening = await transport.listen({ address, port: 0 });
  assert.ok(listening.ok);
  const secure = credentials && (await transport.listenTls({ address, port: 0 }, credentials));
  assert.ok(secure?.ok !== false);
  const { port } = listening.value;
  return { transport, clock, port, tlsPort: secure?.value.port ?? 0, messages, broken, closed };
}

const message = (name: string) => `OPTIONS sip:${name} SIP/2.0\r\nContent-Length: 0\r\n\r\n`;

/** Sends, and rejects when that fails. */
function send(transport: SocketTransport, to: Destination, name: string): Promise<"failed"> {
  return new Promise((resolve) => transport.send(to, Buffer.from(message(name)), () => resolve("failed")));
}

for (const [listening, target] of [
  ["::1", "::1"],
  ["::", "::1"],
  ["::", "127.0.0.1"],
] as const) {
  for (const transport of ["udp", "tcp", "tls"] as const) {
    test(`${transport} to ${target} at a socket on ${listening}: addresses are plain, the flow leads back`, async () => {
      const credentials = testCredentials(authority.issue(["DNS:pbx.example"]));
      const server = await open({ address: listening, credentials });
      const client = await open({ address: listening });
      const port = transport === "tls" ? server.tlsPort : server.port;
      void send(
        client.transport,
        { transport, address: target, port, domain: "pbx.example", trust },
        "there",
      );
      const there = await server.messages.next();
      assert.deepEqual(
        [there.text, there.source.transport, there.source.address],
        [message("there"), transport, target],
      );
      void send(server.transport, { flow: there.flow }, "back");
      const back = await client.messages.next();
      assert.deepEqual([back.text, back.source], [message("back"), { transport, address: target, port }]);
    });
  }
}

test("an address of the other family fails at once on a socket that cannot reach it", async () => {
  const { transport } = await open();
  assert.equal(await send(transport, { transport: "udp", address: "::1", port: 5060 }, "x"), "failed");
});

test("TLS: the certificate must come from an authority and name the domain; the cause is told", async () => {
  const server = await open({ credentials: testCredentials(authority.issue(["DNS:pbx.example"])) });
  const { transport, broken } = await open();
  const target = { transport: "tls", address: "127.0.0.1", port: server.tlsPort } as const;
  assert.equal(await send(transport, { ...target, domain: "other.example", trust }, "x"), "failed");
  assert.match(await broken.next(), /does not name other\.example, it names pbx\.example/);
  assert.equal(await send(transport, { ...target, domain: "pbx.example" }, "x"), "failed");
  assert.match(await broken.next(), /unable to (get local issuer|verify the first) certificate/);
  assert.equal(await send(transport, { ...target, domain: "pbx.example", port: 1, trust }, "x"), "failed");
  assert.equal(transport.connectionCount(), 0);
});

test("TLS: one connection per peer, domain and trust; a host name is its own domain", async () => {
  const pair = authority.issue(["DNS:localhost", "DNS:pbx.example"]);
  const server = await open({ credentials: testCredentials(pair) });
  const { transport } = await open();
  const target = { transport: "tls", address: "127.0.0.1", port: server.tlsPort, trust } as const;
  const flows: FlowKey[] = [];
  for (const domain of ["pbx.example", "pbx.example", "localhost"]) {
    void send(transport, { ...target, domain }, domain);
    flows.push((await server.messages.next()).flow);
  }
  assert.equal(flows[0], flows[1], "reused");
  assert.notEqual(flows[0], flows[2], "what proved one domain does not stand for another");
  void send(transport, { ...target, address: "localhost" }, "by name");
  assert.equal((await server.messages.next()).flow, flows[2]);
  const phone = await open();
  void send(phone.transport, { ...target, domain: "localhost" }, "hello");
  const { source } = await server.messages.next();
  void send(server.transport, source, "back over the phone's own connection");
  assert.match((await phone.messages.next()).text, /back over/);
});

test("TLS: by name the certificate of that name, and new ones without listening again", async () => {
  const [first, named, second] = [["DNS:a.example"], ["DNS:b.example"], ["DNS:c.example"]].map((names) =>
    authority.issue(names),
  );
  assert.ok(first && named && second);
  const credentials = testCredentials(first, { "b.example": named });
  const server = await open({ credentials });
  const { transport, broken } = await open();
  const target = { transport: "tls", address: "127.0.0.1", port: server.tlsPort, trust } as const;
  for (const domain of ["a.example", "b.example"]) {
    void send(transport, { ...target, domain }, domain);
    assert.equal((await server.messages.next()).text, message(domain));
  }
  credentials.replace(second);
  void send(transport, { ...target, domain: "a.example" }, "old connection");
  assert.match((await server.messages.next()).text, /old connection/, "connections that stand go on");
  void send(transport, { ...target, domain: "c.example" }, "new");
  assert.equal((await server.messages.next()).text, message("new"));
  assert.equal(await send(transport, { ...target, domain: "d.example" }, "x"), "failed");
  assert.match(await broken.next(), /it names c\.example/);
});

test("TLS: openssl speaks with us; below 1.2 and without TLS nobody does", async () => {
  const server = await open({ credentials: testCredentials(authority.issue(["DNS:pbx.example"])) });
  const target = ["-connect", `127.0.0.1:${server.tlsPort}`, "-servername", "pbx.example", "-quiet"];
  const checked = [
    "-CAfile",
    `${authority.folder}/ca.pem`,
    "-verify_return_error",
    "-verify_hostname",
    "pbx.example",
  ];
  const client = spawn("openssl", ["s_client", ...target, ...checked], { stdio: ["pipe", "pipe", "ignore"] });
  client.stdin.write(message("from-openssl"));
  const { flow, text } = await server.messages.next();
  assert.equal(text, message("from-openssl"));
  void send(server.transport, { flow }, "to-openssl");
  const [bytes] = (await once(client.stdout, "data")) as [Buffer];
  assert.equal(bytes.toString(), message("to-openssl"));
  client.stdin.end();
  client.kill();
  await server.closed.next();
  const old = connectTls({
    host: "127.0.0.1",
    port: server.tlsPort,
    rejectUnauthorized: false,
    minVersion: "TLSv1.1",
    maxVersion: "TLSv1.1",
    ciphers: "DEFAULT@SECLEVEL=0",
  });
  await once(old, "error");
  assert.match(await server.broken.next(), /unsupported protocol|version/i);
  const plain = connect({ host: "127.0.0.1", port: server.tlsPort });
  plain.on("error", () => {});
  plain.write(message("plain"));
  await once(plain, "close");
  assert.notEqual(await server.broken.next(), "");
});

test("UDP: a STUN binding request is answered, other keep-alives are dropped, SIP goes on", async () => {
  const { port, messages } = await open();
  const phone = createSocket("udp4").bind(0, "127.0.0.1");
  await once(phone, "listening");
  phone.send("\r\n\r\n", port, "127.0.0.1");
  phone.send(Buffer.of(0), port, "127.0.0.1");
  phone.send(Buffer.from("000100002112a442b7e7a701bc34d686fa87dfae", "hex"), port, "127.0.0.1");
  const [answer] = (await once(phone, "message")) as [Buffer];
  assert.equal(answer.readUInt16BE(26) ^ 0x2112, phone.address().port, "the mapped port is the phone's");
  phone.send(message("after"), port, "127.0.0.1");
  assert.equal((await messages.next()).text, message("after"));
  phone.close();
});

test("TCP: pings are answered, ours are sent when it is quiet, and a peer that stops answering is lost", async () => {
  const server = await open();
  const client = await open();
  void send(client.transport, { transport: "tcp", address: "127.0.0.1", port: server.port }, "x");
  await server.messages.next();
  // The virtual time of the client passes; bytes take real time, so the pong is waited for by the next message.
  await client.clock.advance(90_000);
  void send(server.transport, { flow: "tcp:1" }, "after the pong");
  await client.messages.next();
  await client.clock.advance(100_000);
  assert.equal(client.transport.connectionCount(), 1, "it answered");
  const raw = connect({ host: "127.0.0.1", port: server.port });
  raw.write("\r\n\r\n");
  const [pong] = (await once(raw, "data")) as [Buffer];
  assert.equal(pong.toString(), "\r\n");
  raw.destroy();
});

test("slow-loris: half a message closes the connection in time, and says why", async () => {
  const { clock, port, transport, broken, messages } = await open();
  const socket = connect({ host: "127.0.0.1", port });
  socket.write(message("whole") + "OPTIONS sip:half");
  await messages.next();
  await clock.advance(9_000);
  assert.equal(transport.connectionCount(), 1);
  await clock.advance(4_000);
  assert.equal(await broken.next(), "message not finished");
  await once(socket, "close");
  assert.equal(transport.connectionCount(), 0);
  assert.equal(clock.pending(), 0, "nothing is watched any more");
});

test("connections are limited by source and in all; one that closes makes room", async () => {
  const { port, transport, closed } = await open({
    limits: { maxConnections: 3, maxConnectionsPerSource: 2 },
  });
  const dial = async (localAddress: string) => {
    const socket = connect({ host: "127.0.0.1", port, localAddress });
    socket.on("error", () => {});
    socket.write("\r\n\r\n");
    const [outcome] = await Promise.race([once(socket, "data"), once(socket, "close")]);
    return { socket, isOpen: Buffer.isBuffer(outcome) };
  };
  const [one, two, three] = [await dial("127.0.0.1"), await dial("127.0.0.1"), await dial("127.0.0.1")];
  assert.deepEqual([one.isOpen, two.isOpen, three.isOpen], [true, true, false], "two from one source");
  const other = await dial("127.0.0.2");
  assert.deepEqual([other.isOpen, (await dial("127.0.0.3")).isOpen], [true, false], "three in all");
  assert.equal(transport.connectionCount(), 3);
  one.socket.destroy();
  await closed.next();
  assert.equal((await dial("127.0.0.1")).isOpen, true);
});

test("WebSocket: a flood of messages ends it, a silent browser is asked and given up", async () => {
  const server = await open({ limits: { webSocketBurst: 5, webSocketPerSecond: 1 } });
  const listener = new WebSocketServer({ port: 0, host: "127.0.0.1" });
  await once(listener, "listening");
  listener.on("connection", (socket) =>
    server.transport.acceptWebSocket(socket, { address: "::ffff:192.0.2.7", port: 1, secure: true }),
  );
  const dial = () => new WebSocket(`ws://127.0.0.1:${(listener.address() as AddressInfo).port}`, "sip");
  const flooding = dial();
  await once(flooding, "open");
  for (let index = 0; index < 6; index++) flooding.send(message(`${index}`));
  const [code] = (await once(flooding, "close")) as [number];
  assert.equal(code, 1008);
  assert.equal(await server.broken.next(), "too many messages");
  const { source, flow } = await server.messages.next();
  assert.deepEqual([source, flow], [{ transport: "wss", address: "192.0.2.7", port: 1 }, "wss:1"]);
  await server.closed.next();

  const silent = dial();
  silent.on("error", () => {});
  await once(silent, "open");
  silent.pong = () => {}; // its answers get lost
  await server.clock.advance(60_000);
  assert.equal(server.transport.connectionCount(), 1);
  await server.clock.advance(62_000);
  await once(silent, "close");
  assert.equal(await server.closed.next(), "wss:2");
  listener.close();
});
