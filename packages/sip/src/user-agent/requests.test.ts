import assert from "node:assert/strict";
import { test } from "node:test";
import { DigestAuthenticator, digestHa1 } from "../digest/index.ts";
import { RawPeer } from "../test-support/raw-peer.ts";
import { agentAt, assertNothingLeft, bobAddress, must, pair, toBob } from "../test-support/user-agents.ts";
import type { SipUserAgentOptions } from "./index.ts";

const out = { to: toBob.to, from: "sip:alice@192.0.2.1", uri: toBob.uri };

test("OPTIONS is answered with what we can do; other methods with 405 or 481", async () => {
  const { clock, alice, bob } = await pair();
  const ask = async (method: string) => {
    const answered = alice.agent.request({ ...out, method });
    await clock.advance(10);
    return must(await answered);
  };
  const options = await ask("OPTIONS");
  assert.deepEqual([options.status, options.header("accept")], [200, "application/sdp"]);
  assert.ok(options.header("allow")?.includes("UPDATE"));
  assert.equal((await ask("MESSAGE")).status, 405);
  assert.equal((await ask("BYE")).status, 481);
  await assertNothingLeft(clock, alice, bob);
});

test("OPTIONS that comes back to its sender is a loop (RFC 5393)", async () => {
  const { clock, alice } = await pair();
  const itself = { transport: "udp", address: "192.0.2.1", port: 5060 } as const;
  const answered = alice.agent.request({ ...out, to: itself, uri: "sip:192.0.2.1", method: "OPTIONS" });
  await clock.advance(10);
  assert.equal(must(await answered).status, 482);
  await assertNothingLeft(clock, alice);
});

test("requests that belong together share a Call-ID and count on", async () => {
  const { clock, alice, bob } = await pair();
  const seen: string[] = [];
  for (const sequence of [1, 2]) {
    const more = { callId: "one", sequence, method: "REGISTER" };
    void alice.agent.request({ ...out, ...more });
    await clock.advance(10);
  }
  for (const { request, respond } of bob.registers) {
    seen.push(`${request.callId} ${request.cseq.sequence}`);
    respond(200);
  }
  assert.deepEqual(seen, ["one 1", "one 2"]);
  await assertNothingLeft(clock, alice, bob);
});

test("a request nobody answers times out after 64*T1 and eleven attempts", async () => {
  const { clock, alice, network } = await pair();
  network.fate = () => [];
  const answered = alice.agent.request({ ...out, method: "OPTIONS" });
  await clock.advance(32_000);
  assert.deepEqual(await answered, { ok: false, error: { kind: "timeout" } });
  assert.equal(network.log.length, 11);
  await assertNothingLeft(clock, alice);
});

test("REGISTER with digest: challenged, answered, and a wrong password gives up with 401", async () => {
  const realm = "tandem";
  const { clock, alice, bob, network } = await pair();
  const authenticator = new DigestAuthenticator({ clock, realm, secret: "s" });
  const stored = {
    ha1Md5: digestHa1("ann", realm, "pw", "MD5"),
    ha1Sha256: digestHa1("ann", realm, "pw", "SHA-256"),
  };
  const onRegister: SipUserAgentOptions["onRegister"] = async (incoming) => {
    const result = await authenticator.check(incoming.request, async () => stored);
    if (result.ok) incoming.respond(200);
    else incoming.respond(401, { headers: result.error.headers });
  };
  const registrar = agentAt(network, clock, "192.0.2.7", { onRegister });
  const to = { transport: "udp", address: "192.0.2.7", port: 5060 } as const;
  const register = async (password: string) => {
    const credentials = { username: "ann", password };
    const answered = alice.agent.request({ ...out, to, method: "REGISTER", uri: "sip:tandem", credentials });
    await clock.advance(10);
    return must(await answered);
  };
  assert.equal((await register("pw")).status, 200);
  const before = network.log.length;
  assert.equal((await register("wrong")).status, 401);
  assert.equal(network.log.length - before, 4, "one attempt, one answer, no more");
  await assertNothingLeft(clock, alice, bob, registrar);
});

test("an INVITE answers its challenge once, and its ACK carries the credentials", async () => {
  const { clock, alice, network } = await pair();
  const peer = new RawPeer(network, clock, "192.0.2.3");
  const to = { transport: "udp", address: "192.0.2.3", port: 5060 } as const;
  const call = alice.agent.invite({ ...toBob, to, credentials: { username: "u", password: "p" } });
  await clock.advance(10);
  const headers = [["Proxy-Authenticate", 'Digest realm="r", nonce="n", qop="auth"']] as const;
  peer.respond("192.0.2.1", peer.requests("INVITE")[0] as never, 407, { toTag: "x", headers });
  await clock.advance(10);
  const [first, second] = peer.requests("INVITE");
  assert.deepEqual([first?.cseq.sequence, second?.cseq.sequence], [1, 2]);
  assert.deepEqual([first?.callId, first?.fromTag], [second?.callId, second?.fromTag]);
  assert.match(second?.header("proxy-authorization") ?? "", /username="u"/);
  assert.notEqual(first?.topVia.params.get("branch"), second?.topVia.params.get("branch"));
  peer.respond("192.0.2.1", second as never, 200, { toTag: "y" });
  await clock.advance(10);
  assert.ok((await call.outcome).ok);
  const ack = peer.requests("ACK").at(-1);
  assert.deepEqual(
    [ack?.cseq.sequence, ack?.header("proxy-authorization")],
    [2, second?.header("proxy-authorization")],
  );
});

test("traces and counters see every message", async () => {
  const seen: string[] = [];
  const onTrace: SipUserAgentOptions["onTrace"] = ({ direction, source, message }) =>
    seen.push(`${direction} ${source.address} ${message().split(" ", 1)[0]}`);
  const { clock, alice, network } = await pair({ onTrace });
  void alice.agent.request({ ...out, method: "OPTIONS" });
  network.inject(
    "192.0.2.1",
    { transport: "udp", address: bobAddress, port: 9 },
    Buffer.from("no message at all, not one"),
  );
  await clock.advance(10);
  assert.deepEqual(seen, [`out ${bobAddress} OPTIONS`, `in ${bobAddress} no`, `in ${bobAddress} SIP/2.0`]);
  const { received, sent, bad } = alice.agent.stats();
  assert.deepEqual(
    { received, sent, bad, reasons: alice.bad },
    { received: 2, sent: 1, bad: 1, reasons: ["no end of headers"] },
  );
});

test("answers go to the packet's port with rport, to the port of sent-by without (RFC 3581, §18.2.2)", async () => {
  const { clock, network } = await pair();
  const destinations: string[] = [];
  const send = (via: string) => {
    const text = `OPTIONS sip:x@y SIP/2.0\r\nVia: SIP/2.0/UDP ${via}\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:x@y>\r\nCall-ID: ${via}\r\nCSeq: 1 OPTIONS\r\n\r\n`;
    network.inject(bobAddress, { transport: "udp", address: "203.0.113.5", port: 33_333 }, Buffer.from(text));
  };
  network.onDatagram = (target) => destinations.push(`${target.address}:${target.port}`);
  send("10.0.0.1:5080;branch=z9hG4bKa;rport");
  send("10.0.0.1:5080;branch=z9hG4bKb");
  send("10.0.0.1;branch=z9hG4bKc");
  await clock.advance(10);
  assert.deepEqual(destinations, ["203.0.113.5:33333", "203.0.113.5:5080", "203.0.113.5:5060"]);
});
