import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import type { SecurityFact } from "./recent-facts.ts";
import { strangerAllowance, strangersTogether } from "./source-allowances.ts";
import { SourceGuard } from "./source-guard.ts";
import type { SourceGuardOptions } from "./source-guard.ts";
import { HandClock } from "./testing/hand-clock.ts";

const folder = mkdtempSync(path.join(tmpdir(), "tandem-abuse-"));
after(() => rmSync(folder, { recursive: true }));
let files = 0;

function setUp(more: Partial<SourceGuardOptions> = {}) {
  const clock = new HandClock();
  const facts: SecurityFact[] = [];
  const problems: string[] = [];
  const options: SourceGuardOptions = {
    clock,
    banFile: path.join(folder, `${files++}`, "bans.json"),
    isAllowed: (address) => address === "127.0.0.1",
    isCarrier: (address) => address.startsWith("198.51.100."),
    onFact: (fact) => facts.push(fact),
    onProblem: (message) => problems.push(message),
    ...more,
  };
  const guard = new SourceGuard(options);
  const send = (address: string, text: string, times = 1): number => {
    let passed = 0;
    for (let count = 0; count < times; count++)
      if (guard.screen({ address }, Buffer.from(text)) === "pass") passed++;
    return passed;
  };
  return { clock, facts, problems, options, guard, send };
}

const register = "REGISTER sip:x SIP/2.0\r\nUser-Agent: Yealink SIP-T46U\r\n\r\n";
const stranger = "203.0.113.9";

test("a stranger gets a burst, then its rate, and is banned for more", () => {
  const { clock, guard, send } = setUp();
  assert.equal(send(stranger, register, 60), strangerAllowance.burst);
  clock.advance(1_000);
  assert.equal(send(stranger, register, 60), strangerAllowance.perSecond);
  assert.deepEqual(guard.bans(), []);
  send(stranger, register, 200);
  assert.deepEqual(
    guard.bans().map(({ source, reason }) => [source, reason]),
    [[stranger, "flood"]],
  );
  clock.advance(60_000);
  assert.deepEqual([send(stranger, register), guard.refusesConnection(stranger)], [0, true]);
  clock.advance(10 * 60_000);
  assert.deepEqual([send(stranger, register), guard.refusesConnection(stranger)], [1, false]);
});

test("scanners are dropped unanswered at the first message, and banned", () => {
  for (const agent of ["friendly-scanner", "VaxSIPUserAgent/3.1", "sipcli/v1.8", "SIPVicious 0.3"]) {
    const { guard, send } = setUp();
    assert.equal(
      send(stranger, `OPTIONS sip:100@x SIP/2.0\r\nVia: x\r\nuser-agent : ${agent}\r\n\r\n`),
      0,
      agent,
    );
    assert.equal(guard.bans()[0]?.reason, "scanner");
  }
  const { guard, send } = setUp();
  assert.equal(send(stranger, "OPTIONS sip:x SIP/2.0\r\nSubject: friendly-scanner\r\n\r\n"), 1);
  assert.equal(send("127.0.0.1", "OPTIONS sip:x SIP/2.0\r\nUser-Agent: sipsak 0.9\r\n\r\n"), 1);
  assert.deepEqual(guard.bans(), []);
});

test("a made-up method is answered a few times; garbage is left to the parser", () => {
  const { guard, send } = setUp();
  assert.equal(send(stranger, "FOO sip:x SIP/2.0\r\n\r\n", 20), 9);
  assert.equal(guard.bans()[0]?.reason, "unknown-method");
  assert.equal(send("203.0.113.10", "\r\n\r\n\0\0", 20), 20);
});

test("carriers, the allow list and who proved a password are never banned, and hardly limited", () => {
  const { guard, send } = setUp();
  guard.proved("203.0.113.7");
  for (const address of ["198.51.100.4", "127.0.0.1", "203.0.113.7"]) {
    assert.equal(send(address, register, 3_000), 3_000);
    for (let count = 0; count < 100; count++) guard.report(address, "wrong-password", "1001");
    assert.deepEqual([send(address, register), guard.isTrusted(address)], [1, true]);
  }
  assert.deepEqual([guard.bans(), guard.isTrusted(stranger)], [[], false]);
});

test("under a flood of many strangers, those together are limited and the known ones are not", () => {
  const { guard, send } = setUp();
  let passed = 0;
  for (let host = 0; host < 250; host++) passed += send(`203.0.113.${host}`, register, 10);
  assert.equal(passed, strangersTogether.burst);
  assert.equal(send("198.51.100.4", register, 500), 500);
  assert.deepEqual(guard.bans(), [], "being one of many is no offence");
  assert.equal(guard.counts().droppedOverLimit, 2_500 - passed);
});

test("responses pass, and cost nothing", () => {
  const { send } = setUp();
  assert.equal(send(stranger, "SIP/2.0 200 OK\r\n\r\n", 500), 500);
});

test("bans survive a restart; a damaged file is told and frees everybody", () => {
  const { clock, guard, options } = setUp();
  guard.ban(stranger, 3_600_000);
  guard.ban("2001:db8::5", 3_600_000);
  assert.throws(
    () => readFileSync(options.banFile),
    /ENOENT/,
    "written a second later, not for each of a thousand",
  );
  clock.advance(1_000);
  const again = new SourceGuard({ ...options, clock });
  assert.deepEqual(
    again
      .bans()
      .map(({ source, reason, bans }) => [source, reason, bans])
      .toSorted((a, b) => String(a).localeCompare(String(b))),
    [
      ["2001:db8:0:0::/64", "by-hand", 1],
      [stranger, "by-hand", 1],
    ],
  );
  assert.equal(again.refusesConnection("2001:db8::1234"), true);
  assert.equal(again.unban("2001:db8:0:0::/64"), true);
  assert.deepEqual([again.unban("2001:db8:0:0::/64"), again.unban("192.0.2.1")], [false, false]);
  again.close();
  assert.deepEqual(
    new SourceGuard({ ...options, clock }).bans().map(({ source }) => source),
    [stranger],
  );
  for (const damaged of ["{", "[]", '{"version":9,"bans":[]}', '{"version":1,"bans":[{}]}']) {
    const problems: string[] = [];
    writeFileSync(options.banFile, damaged);
    const empty = new SourceGuard({ ...options, clock, onProblem: (message) => problems.push(message) });
    assert.deepEqual([empty.bans().length, problems.length], [0, 1], damaged);
  }
});

test("what is over is not restored, and a longer clock does not bring it back", () => {
  const { clock, guard, options } = setUp();
  guard.ban(stranger, 60_000);
  guard.close();
  clock.advance(61_000);
  assert.deepEqual(new SourceGuard({ ...options, clock }).bans(), []);
});

test("facts count repetitions, and are told once", () => {
  const { clock, facts, guard } = setUp();
  for (let count = 0; count < 3; count++) guard.report(stranger, "wrong-password", "1001");
  guard.report(stranger, "wrong-password", "1002");
  const seen = () => guard.recentFacts().map(({ kind, subject, count }) => [kind, subject, count]);
  assert.deepEqual(seen(), [
    ["wrong-password", "1002", 1],
    ["wrong-password", "1001", 3],
  ]);
  assert.equal(facts.length, 2);
  clock.advance(61_000);
  guard.report(stranger, "wrong-password", "1001");
  assert.deepEqual(seen()[0], ["wrong-password", "1001", 1]);
  for (let count = 0; count < 2_000; count++) guard.report(stranger, "wrong-password", `${count}`);
  assert.equal(guard.recentFacts().length <= 500, true);
});

test("50,000 sources take a few megabytes, and the ones met first are forgotten, banned ones last", () => {
  const { guard, send } = setUp();
  guard.ban("192.0.2.200", 3_600_000);
  globalThis.gc?.();
  const before = process.memoryUsage().heapUsed;
  for (let number = 0; number < 60_000; number++) {
    const address = `10.${number >> 16}.${(number >> 8) & 255}.${number & 255}`;
    send(address, register);
  }
  globalThis.gc?.();
  const perSource = (process.memoryUsage().heapUsed - before) / 50_000;
  assert.equal(guard.counts().sources, 50_000);
  assert.ok(globalThis.gc === undefined || perSource < 250, `${perSource} bytes each`);
  assert.equal(guard.refusesConnection("192.0.2.200"), true);
});

test("when every source is banned, the next one still gets in", () => {
  const { clock, guard, send } = setUp({ maxSources: 100 });
  const scan = "OPTIONS sip:x SIP/2.0\r\nUser-Agent: friendly-scanner\r\n\r\n";
  for (let number = 0; number < 300; number++) send(`10.0.${number >> 8}.${number & 255}`, scan);
  assert.deepEqual([guard.counts().sources, guard.counts().banned], [100, 100]);
  clock.advance(2_000);
  assert.equal(send("192.0.2.9", register), 1);
  assert.equal(guard.counts().sources, 100);
});
