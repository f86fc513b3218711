import assert from "node:assert/strict";
import { test } from "node:test";
import { buildRequest, parseMessage, serializeMessage } from "../message/index.ts";
import type { HeaderList, SipMessage, SipRequest } from "../message/index.ts";
import { FakeDns } from "../test-support/fake-dns.ts";
import { Locator } from "../location/index.ts";
import { VirtualClock } from "../test-support/virtual-clock.ts";
import { TransactionLayer } from "./index.ts";
import type { Arrival, ServerTransaction } from "./index.ts";

const source = { transport: "udp", address: "192.0.2.9", port: 5060 } as const;
const flow = "udp:192.0.2.9:5060";

function setUp() {
  const clock = new VirtualClock();
  const sent: SipMessage[] = [];
  const requests: ServerTransaction[] = [];
  const acks: Arrival[] = [];
  let failing = false;
  const layer = new TransactionLayer({
    clock,
    locator: new Locator({ dns: new FakeDns(), clock, random: () => 0 }),
    send: (_destination, message, onFailure) => {
      const parsed = parseMessage(serializeMessage(message));
      if (parsed.ok) sent.push(parsed.value);
      if (failing) queueMicrotask(onFailure);
    },
    sentBy: () => "192.0.2.1:5060",
    onRequest: (transaction) => requests.push(transaction),
    onAck: (arrival) => acks.push(arrival),
  });
  const receive = (arrived: SipRequest) => layer.receiveRequest({ request: arrived, source, flow });
  return { clock, sent, requests, acks, layer, receive, fail: () => (failing = true) };
}

function request(method: string, via: string, more: HeaderList = [], to = "<sip:b@b>"): SipRequest {
  const headers: HeaderList = [
    ["Via", `SIP/2.0/UDP ${via}`],
    ["From", "<sip:a@a>;tag=a"],
    ["To", to],
    ["Call-ID", "c"],
    ["CSeq", `1 ${method}`],
  ];
  return buildRequest({ method, uri: "sip:b@b", headers: [...headers, ...more] });
}

const statuses = (sent: readonly SipMessage[]) =>
  sent.map((message) => (message.kind === "response" ? message.status : message.method));

test("copies of a request go to its transaction, whatever the case of the branch", async () => {
  const { clock, sent, requests, layer, receive } = setUp();
  receive(request("OPTIONS", "h;branch=z9hG4bKx"));
  receive(request("OPTIONS", "h;branch=z9hG4bKX"));
  assert.equal(requests.length, 1);
  requests[0]?.respond(200);
  requests[0]?.respond(500);
  receive(request("OPTIONS", "h;branch=z9hG4bKx"));
  assert.deepEqual(statuses(sent), [200, 200]);
  receive(request("OPTIONS", "other;branch=z9hG4bKx", [], "<sip:b@b>;tag=t"));
  assert.equal(requests.length, 2, "another sent-by is another client (§17.2.3)");
  requests[1]?.respond(200);
  await clock.advance(32_000);
  assert.deepEqual([layer.size(), clock.pending()], [0, 0]);
});

test("a peer of RFC 2543 is matched without branch, its ACK and CANCEL too (§17.2.3)", async () => {
  const { clock, sent, requests, acks, layer, receive } = setUp();
  receive(request("INVITE", "h"));
  receive(request("INVITE", "h"));
  assert.equal(requests.length, 1);
  let cancelled = 0;
  const invite = requests[0] as ServerTransaction;
  invite.onCancel = () => {
    cancelled++;
    invite.respond(487);
  };
  receive(request("CANCEL", "h"));
  receive(request("ACK", "h", [], `<sip:b@b>;tag=${invite.localTag}`));
  assert.deepEqual([cancelled, acks.length, statuses(sent)], [1, 0, [200, 487]]);
  await clock.advance(32_000);
  assert.deepEqual([layer.size(), clock.pending()], [0, 0]);
});

test("merged requests are told by origin, and forgotten with their transaction", async () => {
  const { clock, sent, requests, layer, receive } = setUp();
  receive(request("INVITE", "h;branch=z9hG4bK1"));
  receive(request("INVITE", "h;branch=z9hG4bK2"));
  assert.deepEqual([requests.length, statuses(sent)], [1, [482]]);
  requests[0]?.respond(404);
  await clock.advance(40_000);
  assert.deepEqual([layer.size(), clock.pending()], [0, 0]);
  receive(request("INVITE", "h;branch=z9hG4bK3"));
  assert.equal(requests.length, 2);
});

test("responses find their request by branch and method; strangers are nobody's", async () => {
  const { clock, sent, layer } = setUp();
  const seen: number[] = [];
  const handlers = { onResponse: ({ status }: { status: number }) => seen.push(status), onFailure: () => {} };
  const { clock: secondClock, layer: second, receive, requests, sent: answers } = setUp();
  const outgoing = buildRequest({
    method: "OPTIONS",
    uri: "sip:b@b",
    headers: [
      ["From", "<sip:a@a>;tag=a"],
      ["To", "<sip:b@b>"],
      ["Call-ID", "c"],
      ["CSeq", "1 OPTIONS"],
    ],
  });
  layer.request(outgoing, { flow }, handlers);
  receive(sent.at(-1) as SipRequest);
  requests[0]?.respond(200);
  const [response] = answers;
  assert.ok(response?.kind === "response");
  assert.equal(second.receiveResponse(response), false);
  assert.equal(layer.receiveResponse(response), true);
  assert.equal(layer.receiveResponse(response), true, "a copy is absorbed");
  assert.deepEqual(seen, [200]);
  layer.close();
  second.close();
  await clock.advance(1);
  assert.deepEqual([clock.pending(), secondClock.pending()], [0, 0]);
});

test("a transport error fails the request at once, and nothing is left", async () => {
  for (const method of ["INVITE", "OPTIONS"]) {
    const { clock, layer, fail } = setUp();
    fail();
    const failures: string[] = [];
    const outgoing = request(method, "h");
    layer.request(
      outgoing,
      { flow },
      { onResponse: () => assert.fail("no response was sent"), onFailure: (reason) => failures.push(reason) },
    );
    await clock.advance(0);
    assert.deepEqual([failures, layer.size(), clock.pending()], [["transport"], 0, 0]);
  }
});

test("the user hears of an ACK that never came, and of a response that could not be sent", async () => {
  const { clock, layer, requests, receive, fail } = setUp();
  const failures: string[] = [];
  receive(request("INVITE", "h;branch=z9hG4bK1"));
  const first = requests[0] as ServerTransaction;
  first.onFailure = (reason) => failures.push(reason);
  first.respond(404);
  await clock.advance(32_000);
  fail();
  receive(request("INVITE", "h;branch=z9hG4bK2"));
  const second = requests[1] as ServerTransaction;
  second.onFailure = (reason) => failures.push(reason);
  second.respond(180);
  await clock.advance(10);
  assert.deepEqual([failures, layer.size(), clock.pending()], [["timeout", "transport"], 0, 0]);
});

test("after close every request fails, and starts nothing", async () => {
  const { clock, layer, sent } = setUp();
  layer.close();
  const failures: string[] = [];
  layer.request(
    request("OPTIONS", "h"),
    { flow },
    { onResponse: () => assert.fail("no response was sent"), onFailure: (reason) => failures.push(reason) },
  );
  await clock.advance(10);
  assert.deepEqual([failures, sent.length, layer.size(), clock.pending()], [["transport"], 0, 0, 0]);
});
