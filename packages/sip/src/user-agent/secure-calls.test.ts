// Calls over TLS and IPv6 between two user agents on real sockets.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { ok, systemClock } from "@tandem/kernel";
import { TestAuthority, testCredentials } from "../test-support/test-certificates.ts";
import { must } from "../test-support/user-agents.ts";
import { SipUserAgent } from "./index.ts";
import type { IncomingInvite } from "./index.ts";

const authority = new TestAuthority();
const trust = { authorities: [authority.certificate] };
const opened: SipUserAgent[] = [];
after(async () => {
  for (const agent of opened) await agent.close();
  authority.close();
});

async function open(address: string, names: readonly string[]) {
  const waiting: ((invite: IncomingInvite) => void)[] = [];
  const bad: string[] = [];
  const agent = new SipUserAgent({
    clock: systemClock,
    userAgent: "Tandem/test",
    advertised: { address },
    onInvite: (invite) => waiting.shift()?.(invite),
    onRegister: (incoming) => incoming.respond(200),
    onBadMessage: ({ reason }) => bad.push(reason),
  });
  opened.push(agent);
  const { port } = must(await agent.listen({ address, port: 0 }));
  const credentials = testCredentials(authority.issue(names));
  const { port: tlsPort } = must(await agent.listenTls({ address, port: 0 }, credentials));
  const nextInvite = () => new Promise<IncomingInvite>((resolve) => waiting.push(resolve));
  return { agent, port, tlsPort, nextInvite, bad };
}

for (const [scheme, address, host] of [
  ["sip", "127.0.0.1", "127.0.0.1"],
  ["sips", "127.0.0.1", "localhost"],
  ["sip", "::1", "[::1]"],
  ["sips", "::1", "[::1]"],
] as const) {
  test(`a ${scheme} call over TLS to ${host}: Via, Contact, requests both ways on one connection`, async () => {
    const names = [`IP:${address}`, "DNS:localhost"];
    const [alice, bob] = [await open(address, names), await open(address, names)];
    const arrived = bob.nextInvite();
    const uri = `${scheme}:bob@${host}:${bob.tlsPort}${scheme === "sip" ? ";transport=tls" : ""}`;
    const call = alice.agent.invite({
      uri,
      to: { uri, trust },
      from: { uri: `sip:alice@${host}` },
      offer: "offer",
    });
    const invite = await arrived;
    assert.deepEqual([invite.source.transport, invite.source.address], ["tls", address]);
    assert.equal(invite.request.topVia.transport, "TLS");
    assert.equal(invite.request.topVia.port, alice.tlsPort);
    const contact = invite.request.contact?.parsedUri;
    assert.deepEqual([contact?.scheme, contact?.host, contact?.port], [scheme, address, alice.tlsPort]);
    assert.equal(contact?.params.get("transport"), scheme === "sip" ? "tls" : undefined);
    const accepted = invite.accept("answer");
    const near = must(await call.outcome).dialog;
    const far = must(await accepted).dialog;
    near.onOffer = async (offer) => ok(`near ${offer}`);
    far.onOffer = async (offer) => ok(`far ${offer}`);
    assert.equal(must(await near.reinvite("a")).answer, "far a");
    assert.equal(must(await far.reinvite("b")).answer, "near b");
    const ended = new Promise((resolve) => (near.onEnded = resolve));
    await far.bye();
    await ended;
    assert.equal(alice.agent.stats().connections, 1, "one connection serves both directions");
    assert.deepEqual([alice.bad, bob.bad], [[], []]);
  });
}

test("a peer whose certificate names another domain is not called, and the cause is told", async () => {
  const [alice, bob] = [
    await open("127.0.0.1", ["DNS:a"]),
    await open("127.0.0.1", ["DNS:elsewhere.example"]),
  ];
  const uri = `sips:bob@localhost:${bob.tlsPort}`;
  const call = alice.agent.invite({ uri, to: { uri, trust }, from: { uri: "sip:alice@a" }, offer: "offer" });
  assert.deepEqual(await call.outcome, { ok: false, error: { kind: "unreachable" } });
  assert.match(alice.bad.join(), /does not name localhost, it names elsewhere\.example/);
});

for (const transport of ["udp", "tcp"] as const) {
  test(`a call over ${transport} to ::1`, async () => {
    const [alice, bob] = [await open("::1", ["DNS:a"]), await open("::1", ["DNS:b"])];
    const arrived = bob.nextInvite();
    const uri = `sip:bob@[::1]:${bob.port};transport=${transport}`;
    const call = alice.agent.invite({ uri, to: { uri }, from: { uri: "sip:alice@[::1]" }, offer: "offer" });
    const invite = await arrived;
    assert.equal(
      invite.request.header("via")?.split(";")[0],
      `SIP/2.0/${transport.toUpperCase()} [::1]:${alice.port}`,
    );
    assert.equal(invite.request.topVia.params.get("received"), "::1");
    const accepted = invite.accept("answer");
    const { dialog } = must(await call.outcome);
    await accepted;
    await dialog.bye();
  });
}
