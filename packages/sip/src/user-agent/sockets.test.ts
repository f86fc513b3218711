// Two user agents over real sockets on loopback; they wait for events, not for time.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { connect } from "node:net";
import type { AddressInfo } from "node:net";
import { after, test } from "node:test";
import { ok, systemClock } from "@tandem/kernel";
import { WebSocket, WebSocketServer } from "ws";
import { must } from "../test-support/user-agents.ts";
import { SipUserAgent } from "./index.ts";
import type { IncomingInvite, SipUserAgentOptions } from "./index.ts";

const loopback = "127.0.0.1";
const opened: SipUserAgent[] = [];
after(async () => {
  for (const agent of opened) await agent.close();
});

/** A listening user agent, with a promise of the next INVITE. */
async function open(more: Partial<SipUserAgentOptions> = {}) {
  const waiting: ((invite: IncomingInvite) => void)[] = [];
  const agent = new SipUserAgent({
    clock: systemClock,
    userAgent: "Tandem/test",
    advertised: { address: loopback },
    onInvite: (invite) => waiting.shift()?.(invite),
    onRegister: (incoming) => incoming.respond(200),
    ...more,
  });
  opened.push(agent);
  const { port } = must(await agent.listen({ address: loopback, port: 0 }));
  const nextInvite = () => new Promise<IncomingInvite>((resolve) => waiting.push(resolve));
  return { agent, port, nextInvite };
}

for (const transport of ["udp", "tcp"] as const) {
  test(`a call over ${transport}: INVITE, re-INVITE both ways, BYE`, async () => {
    const [alice, bob] = [await open(), await open()];
    const arrived = bob.nextInvite();
    const call = alice.agent.invite({
      uri: `sip:bob@${loopback}:${bob.port}`,
      to: { transport, address: loopback, port: bob.port },
      from: { uri: `sip:alice@${loopback}` },
      offer: "offer",
    });
    const invite = await arrived;
    assert.equal(invite.source.transport, transport);
    const accepted = invite.accept("answer");
    const near = must(await call.outcome).dialog;
    const far = must(await accepted).dialog;
    near.onOffer = async (offer) => ok(`near ${offer}`);
    far.onOffer = async (offer) => ok(`far ${offer}`);
    assert.equal(must(await near.reinvite("a")).answer, "far a");
    assert.equal(must(await far.reinvite("b")).answer, "near b");
    const ended = new Promise((resolve) => (near.onEnded = resolve));
    await far.bye();
    assert.deepEqual(await ended, { by: "remote", reason: undefined });
    assert.equal(
      alice.agent.stats().connections,
      transport === "tcp" ? 1 : 0,
      "one connection serves both directions",
    );
  });
}

test("CANCEL over UDP reaches the callee", async () => {
  const [alice, bob] = [await open(), await open()];
  const arrived = bob.nextInvite();
  const ringing = Promise.withResolvers<void>();
  const call = alice.agent.invite({
    uri: "sip:bob@localhost",
    to: { transport: "udp", address: "localhost", port: bob.port },
    from: { uri: "sip:alice@localhost" },
    offer: "offer",
    onProgress: () => ringing.resolve(),
  });
  const invite = await arrived;
  const cancelled = new Promise<void>((resolve) => (invite.onCancelled = () => resolve()));
  invite.ring();
  await ringing.promise;
  call.cancel();
  await cancelled;
  assert.deepEqual(await call.outcome, { ok: false, error: { kind: "cancelled" } });
});

test("a taken port, a foreign address and a closed port are told apart", async () => {
  const { port } = await open();
  const other = new SipUserAgent({
    clock: systemClock,
    userAgent: "x",
    advertised: { address: loopback },
    onInvite: () => {},
    onRegister: () => {},
  });
  opened.push(other);
  assert.deepEqual(await other.listen({ address: loopback, port }), {
    ok: false,
    error: { kind: "address-in-use" },
  });
  const foreign = await other.listen({ address: "192.0.2.77", port: 0 });
  assert.deepEqual(foreign, { ok: false, error: { kind: "address-not-available" } });
  must(await other.listen({ address: loopback, port: 0 }));
  const target = { transport: "tcp", address: loopback, port: 1 } as const;
  const refused = await other.request({ method: "OPTIONS", uri: "sip:x", to: target, from: "sip:y" });
  assert.deepEqual(refused, { ok: false, error: { kind: "unreachable" } });
});

const options = (callId: string, transport: string) =>
  `OPTIONS sip:x@y SIP/2.0\r\nVia: SIP/2.0/${transport} h.invalid;branch=z9hG4bK${callId}\r\nFrom: <sip:a@b>;tag=1\r\n` +
  `To: <sip:x@y>\r\nCall-ID: ${callId}\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n`;

test("TCP: keep-alive, pieces and several messages in one segment; a broken stream is closed", async () => {
  const bad = Promise.withResolvers<string>();
  const closed = Promise.withResolvers<string>();
  const { port } = await open({
    onBadMessage: ({ reason }) => bad.resolve(reason),
    onFlowClosed: closed.resolve,
  });
  const socket = connect({ host: loopback, port });
  let text = "";
  const has = (pattern: RegExp) =>
    new Promise<void>((resolve) => {
      const look = (bytes?: Buffer) => {
        text += bytes?.toString() ?? "";
        if (!pattern.test(text)) return;
        socket.off("data", look);
        resolve();
      };
      socket.on("data", look);
      look();
    });
  socket.write("\r\n\r\n");
  await has(/^\r\n$/);
  const both = options("one", "TCP") + options("two", "TCP");
  socket.write(both.slice(0, 40));
  socket.write(both.slice(40));
  await has(/Call-ID: one[^]*Call-ID: two[^]*\r\n\r\n$/);
  const ended = once(socket, "close");
  socket.write("OPTIONS sip:x@y SIP/2.0\r\nContent-Length: -4\r\n\r\n");
  assert.equal(await bad.promise, "no usable Content-Length");
  assert.match(await closed.promise, /^tcp:/);
  await ended;
});

test("TCP: an ACK and a BYE in one segment are an answered call that ended", async () => {
  const { port, nextInvite } = await open();
  const arrived = nextInvite();
  const socket = connect({ host: loopback, port });
  const request = (method: string, sequence: number, toTag: string) =>
    `${method} sip:x@y SIP/2.0\r\nVia: SIP/2.0/TCP h;branch=z9hG4bK${method}\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:x@y>${toTag}\r\n` +
    `Call-ID: segment\r\nCSeq: ${sequence} ${method}\r\nContact: <sip:a@h>\r\nContent-Length: 0\r\n\r\n`;
  socket.write(request("INVITE", 1, ""));
  const accepted = (await arrived).accept("answer");
  const [bytes] = (await once(socket, "data")) as [Buffer];
  const toTag = `;tag=${/To: .*tag=(\w+)/.exec(bytes.toString())?.[1]}`;
  socket.write(request("ACK", 1, toTag) + request("BYE", 2, toTag));
  const { dialog } = must(await accepted);
  assert.deepEqual(await new Promise((resolve) => (dialog.onEnded = resolve)), {
    by: "remote",
    reason: undefined,
  });
  socket.destroy();
});

test("WebSocket: answers come back on the connection, as text; its end is told", async () => {
  const closed = Promise.withResolvers<string>();
  const { agent } = await open({ onFlowClosed: closed.resolve });
  const http = createServer();
  const server = new WebSocketServer({ server: http });
  server.on("connection", (socket, request) =>
    agent.acceptWebSocket(socket, {
      address: request.socket.remoteAddress ?? "",
      port: request.socket.remotePort ?? 0,
    }),
  );
  http.listen(0, loopback);
  await once(http, "listening");
  const browser = new WebSocket(`ws://${loopback}:${(http.address() as AddressInfo).port}`, "sip");
  await once(browser, "open");
  for (const binary of [false, true]) {
    browser.send(Buffer.from(options(`c${binary}`, "WS")), { binary });
    const [data, isBinary] = (await once(browser, "message")) as [Buffer, boolean];
    assert.equal(isBinary, false);
    assert.match(data.toString(), /^SIP\/2\.0 200 OK\r\n/);
  }
  browser.send("\r\n\r\n");
  const [pong] = (await once(browser, "message")) as [Buffer];
  assert.equal(pong.toString(), "\r\n");
  assert.equal(agent.stats().connections, 1);
  browser.send(Buffer.alloc(70_000, "x"));
  const [code] = (await once(browser, "close")) as [number];
  assert.equal(code, 1009);
  assert.match(await closed.promise, /^ws:/);
  server.close();
  http.close();
});
