// Finding and leaving destinations (RFC 3263 §4.3), large requests (RFC 3261 §18.1.1): one exchange on a network of the test's own.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Locator } from "../location/index.ts";
import type { Target } from "../location/index.ts";
import { buildRequest, buildResponse } from "../message/index.ts";
import type { HeaderList, SipRequest } from "../message/index.ts";
import { FakeDns } from "../test-support/fake-dns.ts";
import { VirtualClock } from "../test-support/virtual-clock.ts";
import { TransactionLayer } from "../transaction/index.ts";
import type { Destination } from "../transport/index.ts";
import { Exchange } from "./exchange.ts";

const addresses = ["192.0.2.1", "192.0.2.2", "192.0.2.3"];

function setUp(options: { bodyBytes?: number; unreachable?: readonly string[] } = {}) {
  const clock = new VirtualClock();
  const dns = new FakeDns({ addresses: { "trunk.example": addresses, "other.example": ["192.0.2.9"] } });
  const locator = new Locator({ dns, clock, random: () => 0 });
  const unreachable = new Set(options.unreachable);
  const sent: { to: string; request: SipRequest }[] = [];
  const layer = new TransactionLayer({
    clock,
    locator,
    send(destination, message, onFailure) {
      const to = write(destination);
      if (message.kind === "request") sent.push({ to, request: message });
      if (unreachable.has(to)) clock.after(1, onFailure);
    },
    sentBy: () => "192.0.2.100:5060",
    onRequest: () => assert.fail("nobody sends us requests"),
    onAck: () => assert.fail("nobody sends us an ACK"),
  });
  const news: string[] = [];
  let sequence = 0;
  const start = (method: string, ...destinations: Target[]) => begin(method, destinations, false);
  const begin = (method: string, destinations: readonly Target[], inDialog: boolean) => {
    const build = (authorization: HeaderList) =>
      buildRequest({
        method,
        uri: "sip:b@trunk.example",
        headers: [
          ["From", "<sip:a@a>;tag=a"],
          ["To", "<sip:b@trunk.example>"],
          ["Call-ID", "c"],
          ["CSeq", `${++sequence} ${method}`],
          ...authorization,
        ],
        body: { contentType: "text/plain", text: "x".repeat(options.bodyBytes ?? 0) },
      });
    const exchange = new Exchange(
      layer,
      { build, destinations, credentials: { username: "u", password: "p" }, inDialog },
      {
        onResponse: ({ status }, _request, destination) => news.push(`${status} from ${write(destination)}`),
        onFailure: (reason) => news.push(reason),
      },
    );
    exchange.start();
    return exchange;
  };
  /** Where requests of this method went, copies left out. */
  const tried = (method: string) => [
    ...new Set(sent.filter(({ request }) => request.method === method).map(({ to }) => to)),
  ];
  /** Answers the latest request of the method that went to an address. */
  const answer = (method: string, to: string, status: number, headers: HeaderList = []) => {
    const found = sent.findLast((each) => each.request.method === method && each.to === to);
    assert.ok(found, `${method} to ${to}`);
    layer.receiveResponse(buildResponse(found.request, status, { toTag: to, headers }));
  };
  return { clock, dns, locator, layer, sent, news, start, begin, tried, answer };
}

function write(destination: Destination): string {
  if ("flow" in destination) return destination.flow;
  return `${destination.transport} ${destination.address}`;
}

const trunk = { uri: "sip:trunk.example:5060" };
const [one, two, three] = addresses.map((address) => `udp ${address}`) as [string, string, string];

/** Nothing goes on and no timer runs once every deadline has passed. */
async function assertNothingLeft({ clock, layer }: ReturnType<typeof setUp>): Promise<void> {
  await clock.advance(200_000);
  assert.deepEqual([layer.size(), clock.pending()], [0, 0]);
}

test("a destination that cannot be reached is left for the next at once", async () => {
  const world = setUp({ unreachable: [one] });
  world.start("INVITE", trunk);
  await world.clock.advance(10);
  assert.deepEqual(world.tried("INVITE"), [one, two]);
  world.answer("INVITE", two, 486);
  assert.deepEqual(world.news, [`486 from ${two}`], "any answer but 503 and 430 is the answer");
  world.start("INVITE", trunk);
  await world.clock.advance(10);
  assert.deepEqual(world.sent.at(-1)?.to, two, "the next call begins with the living");
  world.answer("INVITE", two, 486);
  await assertNothingLeft(world);
});

test("503 is left for the next, for as long as Retry-After says, and told when there is no other", async () => {
  const world = setUp();
  world.start("INVITE", trunk);
  await world.clock.advance(1);
  world.answer("INVITE", one, 100);
  world.answer("INVITE", one, 503, [["Retry-After", "120 (maintenance)"]]);
  world.answer("INVITE", two, 503);
  world.answer("INVITE", three, 503);
  assert.deepEqual(world.news, [`100 from ${one}`, `503 from ${three}`]);
  await world.clock.advance(60_000);
  world.start("OPTIONS", trunk);
  await world.clock.advance(1);
  assert.deepEqual(world.tried("OPTIONS"), [two]);
  world.answer("OPTIONS", two, 200);
  await assertNothingLeft(world);
});

test("430 leaves a lost flow for the phone's other one (RFC 5626 §11.5)", async () => {
  const world = setUp();
  world.start("INVITE", { flow: "tcp:1" }, { flow: "tcp:2" });
  world.answer("INVITE", "tcp:1", 430);
  world.answer("INVITE", "tcp:2", 200);
  assert.deepEqual(world.news, ["200 from tcp:2"]);
  await assertNothingLeft(world);
});

test("silence of 4 s leaves a destination; the last one has its full time: 8 s and 32 s in all", async () => {
  const world = setUp();
  world.start("INVITE", trunk);
  await world.clock.advance(3_999);
  assert.deepEqual(world.tried("INVITE"), [one]);
  await world.clock.advance(1);
  assert.deepEqual(world.tried("INVITE"), [one, two]);
  await world.clock.advance(4_000);
  assert.deepEqual(world.tried("INVITE"), [one, two, three]);
  await world.clock.advance(31_999);
  assert.deepEqual(world.news, []);
  await world.clock.advance(1);
  assert.deepEqual(world.news, ["timeout"]);
  await assertNothingLeft(world);
});

test("any response, 100 as well, ends the patience: ringing may take its time", async () => {
  const world = setUp();
  world.start("INVITE", trunk);
  await world.clock.advance(3_900);
  world.answer("INVITE", one, 100);
  await world.clock.advance(100_000);
  assert.deepEqual(world.tried("INVITE"), [one]);
  world.answer("INVITE", one, 200);
  await assertNothingLeft(world);
});

test("within a dialog silence is waited out, and what cannot be reached is left", async () => {
  const silent = setUp();
  silent.begin("BYE", [trunk], true);
  await silent.clock.advance(31_999);
  assert.deepEqual([silent.tried("BYE"), silent.news], [[one], []]);
  await silent.clock.advance(1);
  assert.deepEqual(silent.news, ["timeout"], "nothing is begun after 32 s");
  const gone = setUp({ unreachable: ["tcp:1"] });
  gone.begin("BYE", [{ flow: "tcp:1" }, trunk], true);
  await gone.clock.advance(10);
  assert.deepEqual(gone.tried("BYE"), ["tcp:1", one]);
  gone.answer("BYE", one, 200);
  await assertNothingLeft(gone);
  const large = setUp({ bodyBytes: 2_000 });
  large.begin("INFO", [{ transport: "udp", address: "192.0.2.9", port: 5060 }], true);
  await large.clock.advance(4_000);
  assert.deepEqual(large.tried("INFO"), ["tcp 192.0.2.9", "udp 192.0.2.9"], "a stream was only our idea");
  large.answer("INFO", "udp 192.0.2.9", 200);
  await assertNothingLeft(large);
});

test("who rings late at a place that was left is cancelled there", async () => {
  const world = setUp();
  world.start("INVITE", trunk);
  await world.clock.advance(4_000);
  world.answer("INVITE", one, 180);
  assert.deepEqual(world.tried("CANCEL"), [one]);
  world.answer("CANCEL", one, 200);
  world.answer("INVITE", one, 487);
  world.answer("INVITE", two, 200);
  assert.deepEqual(world.news, [`200 from ${two}`]);
  await assertNothingLeft(world);
});

test("who answers late is the call, and the others are cancelled", async () => {
  const world = setUp();
  world.start("INVITE", trunk);
  await world.clock.advance(4_000);
  world.answer("INVITE", two, 180);
  world.answer("INVITE", one, 200);
  assert.deepEqual(world.news, [`180 from ${two}`, `200 from ${one}`]);
  assert.deepEqual(world.tried("CANCEL"), [two]);
  const cancel = world.sent.find(({ request }) => request.method === "CANCEL");
  assert.match(cancel?.request.header("reason") ?? "", /^SIP;cause=200;/);
  world.answer("CANCEL", two, 200);
  world.answer("INVITE", two, 487);
  await assertNothingLeft(world);
});

test("a late answer to a request other than INVITE counts once", async () => {
  const world = setUp();
  world.start("OPTIONS", trunk);
  await world.clock.advance(4_000);
  world.answer("OPTIONS", one, 200);
  world.answer("OPTIONS", two, 200);
  assert.deepEqual(world.news, [`200 from ${one}`]);
  await assertNothingLeft(world);
});

test("a challenge is answered where it came from", async () => {
  const world = setUp({ unreachable: [one] });
  world.start("INVITE", trunk);
  await world.clock.advance(10);
  world.answer("INVITE", two, 401, [["WWW-Authenticate", 'Digest realm="r", nonce="n"']]);
  assert.equal(world.sent.at(-1)?.to, two);
  assert.match(world.sent.at(-1)?.request.header("authorization") ?? "", /username="u"/);
  world.answer("INVITE", two, 200);
  assert.deepEqual(world.news, [`200 from ${two}`]);
  await assertNothingLeft(world);
});

test("a cancelled call goes nowhere else, also while it is being looked up", async () => {
  const world = setUp({ unreachable: [one] });
  world.start("INVITE", trunk).cancel([]);
  await world.clock.advance(10);
  assert.deepEqual([world.sent.length, world.news], [0, ["transport"]]);
  const exchange = world.start("INVITE", trunk);
  await world.clock.advance(0);
  exchange.cancel([]);
  await world.clock.advance(10_000);
  assert.deepEqual(world.tried("INVITE"), [one]);
  await assertNothingLeft(world);
});

test("names are looked up in turn; one that is not there is passed over; none at all is a failure", async () => {
  const world = setUp({ unreachable: ["udp 192.0.2.9"] });
  world.start("OPTIONS", { uri: "sip:nobody.example:5060" }, { uri: "sip:other.example:5060" }, trunk);
  await world.clock.advance(10);
  assert.deepEqual(world.tried("OPTIONS"), ["udp 192.0.2.9", one]);
  world.answer("OPTIONS", one, 200);
  world.start("OPTIONS", { uri: "sip:nobody.example:5060" });
  await world.clock.advance(10);
  assert.deepEqual(world.news, [`200 from ${one}`, "transport"]);
  await assertNothingLeft(world);
});

test("a request over 1300 bytes goes by TCP, and by UDP when TCP is refused, which is remembered", async () => {
  const world = setUp({ bodyBytes: 1_200, unreachable: ["tcp 192.0.2.9"] });
  const other = { transport: "udp", address: "192.0.2.9", port: 5060 } as const;
  world.start("INVITE", other);
  await world.clock.advance(10);
  assert.deepEqual(world.tried("INVITE"), ["tcp 192.0.2.9", "udp 192.0.2.9"]);
  assert.match(world.sent[0]?.request.header("via") ?? "", /^SIP\/2\.0\/TCP /);
  assert.match(world.sent[1]?.request.header("via") ?? "", /^SIP\/2\.0\/UDP /);
  world.answer("INVITE", "udp 192.0.2.9", 486);
  world.sent.length = 0;
  world.start("INVITE", other);
  assert.equal(world.sent[0]?.to, "udp 192.0.2.9");
  world.answer("INVITE", "udp 192.0.2.9", 486);
  await assertNothingLeft(world);
});

test("up to 1300 bytes, and over a UDP flow in any size, it stays", async () => {
  const small = setUp({ bodyBytes: 900 });
  small.start("INVITE", { transport: "udp", address: "192.0.2.9", port: 5060 });
  assert.deepEqual(small.tried("INVITE"), ["udp 192.0.2.9"]);
  const large = setUp({ bodyBytes: 2_000 });
  large.start("INVITE", { flow: "udp:192.0.2.9:5060" });
  assert.deepEqual(large.tried("INVITE"), ["udp:192.0.2.9:5060"]);
});
