import assert from "node:assert/strict";
import { test } from "node:test";
import type { TenantId } from "@tandem/kernel";
import type { HeaderList, IncomingRequest } from "@tandem/sip";
import { parseMessage } from "@tandem/sip";
import type { SipRequest } from "@tandem/sip";
import { AuthenticationWatch, usernameOf } from "./authentication-watch.ts";
import type { TenantSecurityFact } from "./tenant-facts.ts";
import { HandClock } from "./testing/hand-clock.ts";

const tenant = "tenant" as TenantId;

function requestOf(method: string, username: string | undefined): SipRequest {
  const authorization =
    username === undefined
      ? ""
      : `Authorization: Digest realm="tandem", username="${username}", nonce="n", response="0"\r\n`;
  const text =
    `${method} sip:x SIP/2.0\r\nVia: SIP/2.0/UDP a;branch=z9hG4bK1\r\nFrom: <sip:a@acme>;tag=1\r\nTo: <sip:x>\r\n` +
    `Call-ID: 1\r\nCSeq: 1 ${method}\r\n${authorization}\r\n`;
  const parsed = parseMessage(Buffer.from(text));
  assert.ok(parsed.ok && parsed.value.kind === "request");
  return parsed.value;
}

function setUp(trusted: readonly string[] = []) {
  const clock = new HandClock();
  const events: string[] = [];
  const facts: TenantSecurityFact[] = [];
  const watch = new AuthenticationWatch({
    clock,
    guard: {
      report: (address, offence, subject) => events.push(`${address} ${offence} ${subject ?? ""}`.trim()),
      proved: (address) => events.push(`${address} proved`),
      isTrusted: (address) => trusted.includes(address),
    },
    tenantOf: (username, domain) =>
      Promise.resolve(username === "1001" && domain === "acme" ? tenant : undefined),
    onTenantFact: (fact) => facts.push(fact),
  });
  const judge = async (
    method: string,
    username: string | undefined,
    status: number,
    headers: HeaderList = [],
  ) => {
    watch.judge(
      { request: requestOf(method, username), source: { address: "203.0.113.9" } },
      { status, headers },
    );
    await Promise.resolve();
    await Promise.resolve();
  };
  return { clock, watch, events, facts, judge };
}

test("what a refusal means depends on what was sent", async () => {
  const { events, facts, judge, clock } = setUp();
  await judge("REGISTER", undefined, 401);
  await judge("INVITE", undefined, 401);
  await judge("REGISTER", "1001", 401);
  await judge("INVITE", "nobody", 401);
  await judge("REGISTER", "1001", 401, [["WWW-Authenticate", 'Digest realm="tandem", stale=true']]);
  await judge("REGISTER", "1001", 200);
  assert.deepEqual(events, [
    "203.0.113.9 unproved-register",
    "203.0.113.9 unproved-invite",
    "203.0.113.9 wrong-password 1001",
    "203.0.113.9 unknown-user nobody",
    "203.0.113.9 proved",
  ]);
  const fact = {
    tenantId: tenant,
    kind: "wrong-password",
    source: "203.0.113.9",
    subject: "1001",
    at: clock.now(),
  };
  assert.deepEqual(facts, [fact]);
});

test("a name that was tried too often waits, known or not, but not for sources that proved themselves", async () => {
  const { clock, watch, judge } = setUp(["192.0.2.1"]);
  const refusal = (username: string, address = "203.0.113.50") =>
    watch.refuseEarly({ request: requestOf("REGISTER", username), source: { address } })?.status;
  for (const username of ["1001", "nobody"]) {
    for (let count = 0; count < 20; count++) {
      assert.equal(refusal(username), undefined);
      await judge("REGISTER", username, 401);
    }
    assert.deepEqual(
      [refusal(username), refusal(username, "192.0.2.1"), refusal("1002")],
      [503, undefined, undefined],
    );
  }
  clock.advance(10 * 60_000);
  assert.equal(refusal("1001"), undefined);
  await judge("REGISTER", "1001", 401);
  await judge("REGISTER", "1001", 200);
  assert.equal(refusal("1001"), undefined);
});

test("a watched REGISTER is answered as without the watch", async () => {
  const { watch, events } = setUp();
  const answers: unknown[] = [];
  const incoming = {
    request: requestOf("REGISTER", undefined),
    source: { transport: "udp", address: "203.0.113.9", port: 5060 },
    flow: "udp:203.0.113.9:5060",
    respond: (...answer: unknown[]) => void answers.push(answer),
  } as IncomingRequest;
  watch.watched(incoming).respond(401, { headers: [["X", "y"]] });
  assert.deepEqual(answers, [[401, { headers: [["X", "y"]] }]]);
  assert.deepEqual(events, ["203.0.113.9 unproved-register"]);
});

test("user names are read as they are quoted, and long ones are cut", () => {
  assert.equal(usernameOf(requestOf("REGISTER", 'a\\"b')), 'a\\"b');
  assert.equal(usernameOf(requestOf("REGISTER", "x".repeat(300))), "");
  assert.equal(usernameOf(requestOf("REGISTER", undefined)), undefined);
});
