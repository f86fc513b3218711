import assert from "node:assert/strict";
import { test } from "node:test";
import { buildRequest } from "../message/index.ts";
import type { HeaderList } from "../message/index.ts";
import { VirtualClock } from "../test-support/virtual-clock.ts";
import { Registrar } from "./index.ts";

const limits = { maxExpiresSeconds: 3_600, minExpiresSeconds: 60, maxBindings: 2 };
const aor = "sip:ann@tandem";

function setUp() {
  const clock = new VirtualClock();
  const registrar = new Registrar({ clock, ...limits });
  const changes: string[] = [];
  registrar.onChange = (changed) => changes.push(changed);
  let sequence = 0;
  /** Registers and gives "status contact, contact" or "status header". */
  const register = (
    headers: HeaderList,
    options: { callId?: string; sequence?: number; flow?: string; to?: string } = {},
  ): string => {
    const own: HeaderList = [
      ["To", options.to ?? "<sip:ann@tandem>"],
      ["Call-ID", options.callId ?? "call"],
      ["CSeq", `${options.sequence ?? ++sequence} REGISTER`],
      ["User-Agent", "phone"],
    ];
    const request = buildRequest({ method: "REGISTER", uri: "sip:tandem", headers: [...own, ...headers] });
    let answer = "";
    const flow = options.flow ?? "udp:192.0.2.1:5060";
    registrar.process(aor, {
      request,
      flow,
      source: { transport: "udp", address: "192.0.2.1", port: 5060 },
      respond: (status, { headers: sent = [] } = {}) =>
        (answer = `${status} ${sent.map(([, value]) => value).join(", ")}`),
    });
    return answer;
  };
  const uris = () => registrar.bindings(aor).map(({ contactUri }) => contactUri);
  return { clock, registrar, changes, register, uris };
}

test("a binding is stored, listed, refreshed, queried and removed", () => {
  const { registrar, register, changes, uris } = setUp();
  assert.equal(
    register([["Contact", "<sip:ann@192.0.2.1>;expires=600"]]),
    "200 <sip:ann@192.0.2.1>;expires=600",
  );
  const [binding] = registrar.bindings(aor);
  assert.deepEqual(
    [binding?.flow, binding?.userAgent, binding?.instanceId],
    ["udp:192.0.2.1:5060", "phone", undefined],
  );
  assert.equal(
    register([
      ["Contact", "<sip:ann@192.0.2.1>"],
      ["Expires", "90"],
    ]),
    "200 <sip:ann@192.0.2.1>;expires=90",
  );
  assert.equal(register([]), "200 <sip:ann@192.0.2.1>;expires=90");
  assert.equal(register([["Contact", "<sip:ann@192.0.2.1>;expires=0"]]), "200 ");
  assert.deepEqual(uris(), []);
  assert.equal(changes.length, 3, "the query changed nothing");
});

test("expiry: cut to the maximum, default an hour, absurd values survive (§10.3 step 7)", () => {
  const { register } = setUp();
  assert.match(register([["Contact", "<sip:a@h>;expires=99999999999999999999"]]), /expires=3600$/);
  assert.match(register([["Contact", "<sip:a@h>"]]), /expires=3600$/);
  assert.match(register([["Contact", "<sip:a@h>;expires=soon"]]), /expires=3600$/);
  assert.equal(register([["Contact", "<sip:a@h>;expires=59"]]), "423 60");
});

test("bindings expire by themselves and say so", async () => {
  const { clock, register, changes, uris } = setUp();
  register([["Contact", "<sip:a@h>;expires=60, <sip:b@h>;expires=120"]]);
  await clock.advance(60_000);
  assert.deepEqual([uris(), changes.length], [["sip:b@h"], 2]);
  await clock.advance(60_000);
  assert.deepEqual([uris(), changes.length, clock.pending()], [[], 3, 0]);
});

test("a late request of the same client changes nothing; another Call-ID may (§10.3 step 7)", () => {
  const { register, uris } = setUp();
  register([["Contact", "<sip:a@h>"]], { sequence: 5 });
  assert.equal(register([["Contact", "<sip:a@h>;expires=0"]], { sequence: 4 }), "500 ");
  assert.equal(
    register(
      [
        ["Contact", "*"],
        ["Expires", "0"],
      ],
      { sequence: 5 },
    ),
    "500 ",
  );
  assert.deepEqual(uris(), ["sip:a@h"]);
  assert.equal(register([["Contact", "<sip:a@h>;expires=0"]], { sequence: 1, callId: "other" }), "200 ");
});

test("the star removes all, alone and with Expires: 0 only (§10.3 step 6)", () => {
  const { register, uris } = setUp();
  register([["Contact", "<sip:a@h>, <sip:b@h>"]]);
  assert.equal(register([["Contact", "*"]]), "400 ");
  assert.equal(
    register([
      ["Contact", "*"],
      ["Contact", "<sip:c@h>"],
      ["Expires", "0"],
    ]),
    "400 ",
  );
  assert.equal(uris().length, 2);
  assert.equal(
    register([
      ["Contact", "*"],
      ["Expires", "0"],
    ]),
    "200 ",
  );
  assert.deepEqual(uris(), []);
});

test("all or nothing: a contact too many, or a bad one, leaves the bindings as they were", () => {
  const { register, uris } = setUp();
  register([["Contact", "<sip:a@h>"]]);
  assert.equal(register([["Contact", "<sip:b@h>, <sip:c@h>"]]), "403 ");
  assert.equal(register([["Contact", "<sip:b@h>, <sip:c@h>;expires=5"]]), "423 60");
  assert.deepEqual(uris(), ["sip:a@h"]);
});

const outbound = (regId: number, user = "a") =>
  [
    ["Contact", `<sip:${user}@x.invalid>;+sip.instance="<urn:uuid:1>";reg-id=${regId}`],
    ["Supported", "path, outbound"],
    ["Via", "SIP/2.0/WS x.invalid;branch=z9hG4bK1"],
  ] as const;

test("two flows of one instance are one device, reached over the latest flow first (RFC 5626 §5.3, §6)", () => {
  const { registrar, register } = setUp();
  assert.equal(
    register(outbound(1), { flow: "tcp:1" }),
    '200 <sip:a@x.invalid>;+sip.instance="<urn:uuid:1>";reg-id=1;expires=3600, outbound, path, outbound, 120',
  );
  register(outbound(2), { flow: "tcp:2", callId: "second" });
  const flowsNow = () => registrar.bindings(aor).map(({ flows }) => flows);
  assert.deepEqual(flowsNow(), [["tcp:2", "tcp:1"]]);
  register(outbound(1), { flow: "tcp:3", callId: "again" });
  assert.deepEqual(flowsNow(), [["tcp:3", "tcp:2"]], "the same reg-id replaces");
  registrar.dropFlow("tcp:3");
  assert.deepEqual(flowsNow(), [["tcp:2"]], "the other flow goes on");
});

test("without the outbound tag, or behind a proxy that lacks it, an instance has one flow (RFC 5626 §6)", () => {
  const { registrar, register } = setUp();
  const [contact, supported, via] = outbound(2);
  register([contact, via], { flow: "tcp:1" });
  register([["Contact", contact[1].replace("reg-id=2", "reg-id=1")], via], { flow: "tcp:2", callId: "b" });
  assert.deepEqual(registrar.bindings(aor)[0]?.flows, ["tcp:2"]);
  const answer = register([contact, supported, via, ["Path", "<sip:edge.example;lr>"]], { callId: "c" });
  assert.doesNotMatch(answer, /120|reg-id/);
  const twoVias = [contact, supported, via, ["Via", "SIP/2.0/UDP other;branch=z9hG4bK2"]] as const;
  assert.doesNotMatch(register(twoVias, { callId: "d" }), /120/);
  const edge = register([contact, supported, via, ["Path", "<sip:edge.example;lr;ob>"]], { callId: "e" });
  assert.match(edge, /, 120, <sip:edge.example;lr;ob>$/);
});

test("a Path is kept with the binding, in order, and told back (RFC 3327 §5.3)", () => {
  const { registrar, register } = setUp();
  const path = ["<sip:near.example;lr>", "<sip:far.example;lr>"];
  const answer = register([
    ["Contact", "<sip:ann@192.0.2.1>"],
    ["Path", path.join(", ")],
  ]);
  assert.match(answer, /, <sip:near.example;lr>, <sip:far.example;lr>$/);
  assert.deepEqual(registrar.bindings(aor)[0]?.path, path);
});

test("the same instance replaces its former binding, whatever its Contact and Call-ID (RFC 5626 §6)", () => {
  const { registrar, register, uris } = setUp();
  const contact = (user: string) =>
    `<sip:${user}@x.invalid;transport=ws>;+sip.instance="<urn:uuid:1>";reg-id=1`;
  register([["Contact", contact("a")]], { flow: "ws:1" });
  const answer = register([["Contact", contact("b")]], { flow: "ws:2", callId: "reload" });
  assert.equal(answer, '200 <sip:b@x.invalid;transport=ws>;+sip.instance="<urn:uuid:1>";expires=3600');
  assert.deepEqual(
    [uris(), registrar.bindings(aor)[0]?.instanceId],
    [["sip:b@x.invalid;transport=ws"], "urn:uuid:1"],
  );
  registrar.dropFlow("ws:1");
  assert.equal(uris().length, 1, "the old connection closing late takes nothing away");
});

test("a closed connection removes its bindings and no others", () => {
  const { clock, registrar, register, changes, uris } = setUp();
  register([["Contact", "<sip:a@h>"]], { flow: "ws:1" });
  register([["Contact", "<sip:b@h>"]], { flow: "ws:2", callId: "b" });
  registrar.dropFlow("ws:1");
  assert.deepEqual([uris(), changes.length], [["sip:b@h"], 3]);
  registrar.close();
  assert.equal(clock.pending(), 0);
});

test("an address of record is a SIP URI (RFC 4475 §3.3.4)", () => {
  const { register, uris } = setUp();
  assert.equal(register([["Contact", "<sip:a@h>"]], { to: "isbn:2983792873" }), "400 ");
  assert.equal(register([["Contact", "<sip:a@h>"]], { to: "<sips:ann@tandem>" }).slice(0, 3), "200");
  assert.deepEqual(uris(), ["sip:a@h"]);
});
