import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { IceLiteAgent } from "./ice-lite-agent.ts";
import type { IceEffect } from "./ice-lite-agent.ts";
import {
  hasFingerprint,
  hasMessageIntegrity,
  parseStunMessage,
  STUN_ATTRIBUTE,
  STUN_TYPE,
  stunAttribute,
  writeStunMessage,
} from "./stun-message.ts";
import type { StunAttribute, StunMessage } from "./stun-message.ts";

const home = { address: "192.0.2.10", port: 40_000 };
const mobile = { address: "2001:db8::5", port: 50_000 };
const transactionId = Uint8Array.from({ length: 12 }, (_, index) => index);
const empty = new Uint8Array(0);

type CheckOptions = {
  username?: string | undefined;
  pwd?: string | undefined;
  nominate?: boolean;
  extra?: readonly StunAttribute[];
};

/** A check as a browser sends it to `agent`. */
function check(agent: IceLiteAgent, options: CheckOptions = {}): Uint8Array {
  const { username = `${agent.localUfrag}:peer`, nominate = false, extra = [] } = options;
  const pwd = "pwd" in options ? options.pwd : agent.localPwd;
  const attributes = [
    { type: STUN_ATTRIBUTE.username, value: Buffer.from(username) },
    { type: STUN_ATTRIBUTE.priority, value: Uint8Array.of(1, 2, 3, 4) },
    { type: STUN_ATTRIBUTE.iceControlling, value: new Uint8Array(8) },
    ...(nominate ? [{ type: STUN_ATTRIBUTE.useCandidate, value: empty }] : []),
    ...extra,
  ];
  return writeStunMessage(STUN_TYPE.bindingRequest, transactionId, attributes, pwd);
}

function answerOf(effects: readonly IceEffect[]): StunMessage {
  const [first] = effects;
  assert.ok(first?.kind === "send");
  const message = parseStunMessage(first.datagram);
  assert.ok(message !== undefined && hasFingerprint(message));
  return message;
}

function errorOf(effects: readonly IceEffect[]): number {
  const message = answerOf(effects);
  assert.equal(message.type, STUN_TYPE.bindingError);
  assert.equal(effects.length, 1);
  const value = stunAttribute(message, STUN_ATTRIBUTE.errorCode)!;
  return value[2]! * 100 + value[3]!;
}

describe("a peer whose router gave it another port", () => {
  const moved = { ...home, port: 40_001 };
  const kindsOf = (effects: readonly IceEffect[]): string[] => effects.map(({ kind }) => kind);

  test("is followed by any check of its from where its sound comes, and by no other", () => {
    const agent = new IceLiteAgent();
    agent.receive(check(agent, { nominate: true }), home, 0);
    assert.deepEqual(kindsOf(agent.receive(check(agent), moved, 1)), ["send"], "nothing is heard from there");
    const forged = check(agent, { pwd: "wrong" });
    assert.equal(errorOf(agent.receive(forged, moved, 2, true)), 401);
    assert.deepEqual(agent.selected, home);
    assert.deepEqual(kindsOf(agent.receive(check(agent), moved, 3, true)), ["send", "selected"]);
    assert.deepEqual(agent.selected, moved);
  });

  test("is not followed before its first nomination, nor during a restart", () => {
    const agent = new IceLiteAgent();
    assert.deepEqual(kindsOf(agent.receive(check(agent), home, 0, true)), ["send"]);
    agent.receive(check(agent, { nominate: true }), home, 0);
    agent.restart();
    assert.deepEqual(kindsOf(agent.receive(check(agent), moved, 1, true)), ["send"]);
    assert.deepEqual(agent.selected, home);
  });
});

describe("a check", () => {
  test("is answered to where it came from, signed with our password", () => {
    const agent = new IceLiteAgent();
    const effects = agent.receive(check(agent), home, 0);
    const answer = answerOf(effects);
    assert.equal(answer.type, STUN_TYPE.bindingSuccess);
    assert.ok(hasMessageIntegrity(answer, agent.localPwd));
    assert.deepEqual([...answer.transactionId], [...transactionId]);
    assert.deepEqual(effects[0], { ...effects[0], to: home });
    assert.equal(agent.selected, undefined);
  });

  test("may come before the peer's description; afterwards its ufrag has to fit", () => {
    const agent = new IceLiteAgent();
    const other = check(agent, { username: `${agent.localUfrag}:other` });
    assert.equal(answerOf(agent.receive(other, home, 0)).type, STUN_TYPE.bindingSuccess);
    agent.setRemote({ ufrag: "peer", pwd: "unused by a lite side" });
    assert.equal(errorOf(agent.receive(other, home, 0)), 401);
    assert.equal(answerOf(agent.receive(check(agent), home, 0)).type, STUN_TYPE.bindingSuccess);
  });

  test("under another ufrag or password is refused with 401, without integrity and without effect", () => {
    const agent = new IceLiteAgent();
    const wrong = [
      check(agent, { username: "who:peer", nominate: true }),
      check(agent, { pwd: "wrong", nominate: true }),
    ];
    for (const datagram of wrong) {
      const effects = agent.receive(datagram, home, 0);
      assert.equal(errorOf(effects), 401);
      assert.equal(answerOf(effects).integrityOffset, undefined);
    }
    assert.equal(agent.selected, undefined);
  });

  test("without integrity is a bad request", () => {
    const agent = new IceLiteAgent();
    assert.equal(errorOf(agent.receive(check(agent, { pwd: undefined, nominate: true }), home, 0)), 400);
  });

  test("from a peer that believes to be controlled is a role conflict: 487, signed", () => {
    const agent = new IceLiteAgent();
    const extra = [{ type: STUN_ATTRIBUTE.iceControlled, value: new Uint8Array(8) }];
    const effects = agent.receive(check(agent, { extra, nominate: true }), home, 0);
    assert.equal(errorOf(effects), 487);
    assert.ok(hasMessageIntegrity(answerOf(effects), agent.localPwd));
    assert.equal(agent.selected, undefined);
  });

  test("with an attribute that must be understood and is not: 420, naming it", () => {
    const agent = new IceLiteAgent();
    const effects = agent.receive(check(agent, { extra: [{ type: 0x7ffe, value: empty }] }), home, 0);
    assert.equal(errorOf(effects), 420);
    assert.deepEqual([...stunAttribute(answerOf(effects), STUN_ATTRIBUTE.unknownAttributes)!], [0x7f, 0xfe]);
  });

  test("without FINGERPRINT, or that is no request, has no effect at all", () => {
    const agent = new IceLiteAgent();
    const damaged = Uint8Array.from(check(agent));
    damaged[damaged.length - 1]! ^= 1;
    const response = writeStunMessage(STUN_TYPE.bindingSuccess, transactionId, [], agent.localPwd);
    const indication = writeStunMessage(STUN_TYPE.bindingIndication, transactionId, []);
    for (const datagram of [damaged, response, indication, empty])
      assert.deepEqual(agent.receive(datagram, home, 0), []);
  });
});

describe("nomination", () => {
  test("selects, once; a later one moves", () => {
    const agent = new IceLiteAgent();
    const nominate = (): Uint8Array => check(agent, { nominate: true });
    assert.deepEqual(agent.receive(nominate(), home, 0).slice(1), [{ kind: "selected", remote: home }]);
    assert.deepEqual(agent.receive(nominate(), home, 1).slice(1), []);
    assert.deepEqual(agent.receive(check(agent), mobile, 2).slice(1), []);
    assert.deepEqual(agent.selected, home);
    assert.deepEqual(agent.receive(nominate(), mobile, 3).slice(1), [{ kind: "selected", remote: mobile }]);
    assert.deepEqual(agent.selected, mobile);
  });
});

describe("consent", () => {
  test("is lost after 30 s without a check from the selected address, once, and can be won again", () => {
    const agent = new IceLiteAgent();
    assert.deepEqual(agent.tick(99_000), [], "nothing was selected yet");
    agent.receive(check(agent, { nominate: true }), home, 100_000);
    agent.receive(check(agent), home, 105_000);
    agent.receive(check(agent), mobile, 130_000);
    assert.deepEqual(agent.tick(134_999), []);
    assert.deepEqual(agent.tick(135_000), [{ kind: "consent-lost" }]);
    assert.equal(agent.selected, undefined);
    assert.deepEqual(agent.tick(136_000), []);
    agent.receive(check(agent, { nominate: true }), home, 140_000);
    assert.deepEqual(agent.selected, home);
  });
});

describe("a restart", () => {
  test("changes the credentials; the old ones keep speech alive until the new ones nominate", () => {
    const agent = new IceLiteAgent();
    agent.setRemote({ ufrag: "peer", pwd: "x" });
    agent.receive(check(agent, { nominate: true }), home, 0);
    const old = { username: `${agent.localUfrag}:peer`, pwd: agent.localPwd };
    agent.restart();
    agent.restart();
    assert.notEqual(old.username, `${agent.localUfrag}:peer`);
    const answer = answerOf(agent.receive(check(agent, { ...old, nominate: true }), home, 29_000));
    assert.ok(hasMessageIntegrity(answer, old.pwd));
    assert.deepEqual(agent.tick(58_000), [], "that was consent");
    const elsewhere = agent.receive(check(agent, { ...old, nominate: true }), mobile, 58_500);
    assert.equal(answerOf(elsewhere).type, STUN_TYPE.bindingSuccess);
    assert.deepEqual(agent.selected, home, "the old credentials cannot move it");
    assert.deepEqual(agent.receive(check(agent, { nominate: true }), mobile, 58_600).slice(1), [
      { kind: "selected", remote: mobile },
    ]);
    assert.equal(errorOf(agent.receive(check(agent, old), home, 58_700)), 401);
  });
});

test("credentials have the lengths and letters of RFC 8839 §5.4, and are not repeated", () => {
  const [one, other] = [new IceLiteAgent(), new IceLiteAgent()];
  assert.match(one.localUfrag, /^[A-Za-z0-9+/]{4,256}$/);
  assert.match(one.localPwd, /^[A-Za-z0-9+/]{22,256}$/);
  assert.notEqual(one.localUfrag, other.localUfrag);
  assert.notEqual(one.localPwd, other.localPwd);
});

test("random datagrams never throw and never select", () => {
  const agent = new IceLiteAgent();
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(), (noise, position) => {
      agent.receive(noise, home, 0);
      const damaged = Uint8Array.from(check(agent, { nominate: true }));
      damaged[position % damaged.length]! ^= 0x55;
      agent.receive(damaged, home, 0);
      assert.equal(agent.selected, undefined);
    }),
  );
});
