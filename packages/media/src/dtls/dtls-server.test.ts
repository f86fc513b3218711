import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { ALERT } from "./alerts.ts";
import { EXTENSION } from "./client-hello.ts";
import { DtlsServer } from "./dtls-server.ts";
import { fingerprintOf } from "../certificates/index.ts";
import type { DtlsEffect } from "./dtls-server.ts";
import { DtlsTestClient } from "./testing/dtls-test-client.ts";
import type { Misbehaviour } from "./testing/dtls-test-client.ts";
import {
  bytesOfChecks,
  clientIdentity,
  deliver,
  keysOf,
  kinds,
  pair,
  serverIdentity,
  strangerIdentity,
} from "./testing/handshake-pair.ts";

function connect(misbehaviour: Misbehaviour = {}): { server: DtlsServer; client: DtlsTestClient } {
  const { server, client } = pair(misbehaviour);
  deliver(server, client, client.hello());
  assert.ok(kinds(deliver(server, client, client.flight())).includes("connected"));
  return { server, client };
}

describe("a handshake", () => {
  for (const [name, misbehaviour, profile] of [
    ["X25519 and GCM are preferred", {}, "AEAD_AES_128_GCM"],
    ["P-256 alone will do", { groups: [23] }, "AEAD_AES_128_GCM"],
    ["AES-256 is preferred, wherever it stands", { profiles: [2, 1, 7, 8] }, "AEAD_AES_256_GCM"],
    ["AES-CM alone will do", { profiles: [2, 1] }, "AES_CM_128_HMAC_SHA1_80"],
    ["the short tag alone will do", { profiles: [5, 2] }, "AES_CM_128_HMAC_SHA1_32"],
    [
      "a client that knows no 1.3 will do",
      { withoutExtensions: [EXTENSION.supportedVersions] },
      "AEAD_AES_128_GCM",
    ],
  ] as const) {
    test(name, () => {
      const { server, client } = pair(misbehaviour);
      deliver(server, client, client.hello());
      const effects = deliver(server, client, client.flight());
      assert.deepEqual(kinds(effects), ["send", "connected"]);
      assert.deepEqual(keysOf(effects), client.expectedKeys);
      assert.equal(client.expectedKeys?.profile, profile);
      assert.ok(client.hasServerFinished());
      assert.equal(server.nextTimeoutMs(), undefined);
    });
  }

  test("the answer to ClientHello fits datagrams of 1200 bytes", () => {
    const { server, client } = pair();
    for (const effect of deliver(server, client, client.hello()))
      assert.ok(effect.kind === "send" && effect.datagram.length <= 1200);
  });

  test("flight 5 may arrive backwards and twice: Finished waits for its keys", () => {
    const { server, client } = pair();
    deliver(server, client, client.hello());
    const datagrams = client.flight().toReversed();
    const effects = deliver(server, client, [...datagrams, ...datagrams]);
    assert.deepEqual(kinds(effects), ["send", "connected"]);
    assert.ok(client.hasServerFinished());
  });

  test("without a fingerprint everything waits, in copies, until the answer is applied", () => {
    const client = new DtlsTestClient({}, clientIdentity);
    const server = new DtlsServer({ identity: serverIdentity });
    server.creditReceived(bytesOfChecks);
    for (const datagram of client.hello()) {
      // A Buffer, whose own `slice` would share memory.
      const slot = Buffer.from(datagram);
      assert.deepEqual(server.receive(slot, 0), []);
      slot.fill(0);
    }
    const effects = server.setExpectedFingerprint(clientIdentity.fingerprint, 5);
    assert.ok(effects.length > 0 && effects.every(({ kind }) => kind === "send"));
    for (const effect of effects) if (effect.kind === "send") client.receive(effect.datagram);
    assert.ok(kinds(deliver(server, client, client.flight())).includes("connected"));
    assert.throws(() => server.setExpectedFingerprint(strangerIdentity.fingerprint, 6), /fixed/);
  });

  test("any of the three hashes, in either case, may name the certificate", () => {
    for (const algorithm of ["sha-256", "sha-384", "sha-512"] as const) {
      const { value } = fingerprintOf(clientIdentity.certificateDer, algorithm);
      const expectedFingerprint = { algorithm, value: value.toLowerCase() };
      const client = new DtlsTestClient({}, clientIdentity);
      const server = new DtlsServer({ identity: serverIdentity, expectedFingerprint });
      server.creditReceived(bytesOfChecks);
      deliver(server, client, client.hello());
      assert.ok(kinds(deliver(server, client, client.flight())).includes("connected"));
    }
  });
});

describe("loss", () => {
  test("a lost flight 4 is sent again when its time has come, in new records, at doubling intervals", () => {
    const { server, client } = pair();
    const first = client.hello().flatMap((datagram) => server.receive(datagram, 1000));
    assert.equal(server.nextTimeoutMs(), 1100);
    assert.deepEqual(server.tick(1099), []);
    const second = server.tick(1100);
    assert.equal(second.length, first.length);
    assert.notDeepEqual(second, first);
    assert.equal(server.nextTimeoutMs(), 1300);
    for (const effect of second) if (effect.kind === "send") client.receive(effect.datagram);
    assert.ok(kinds(deliver(server, client, client.flight(), 1150)).includes("connected"));
    assert.equal(server.nextTimeoutMs(), undefined);
  });

  test("a client that never answers fails the association after twelve repetitions", () => {
    const { server, client } = pair();
    client.hello().forEach((datagram) => server.receive(datagram, 0));
    let repetitions = 0;
    for (;;) {
      const nowMs = server.nextTimeoutMs()!;
      const effects = server.tick(nowMs);
      if (kinds(effects).includes("failed")) break;
      repetitions += 1;
    }
    assert.equal(repetitions, 12);
    assert.equal(server.nextTimeoutMs(), undefined);
  });

  test("a repeated ClientHello brings flight 4 again, once per flight", () => {
    const { server, client } = pair();
    const hello = client.hello();
    const first = hello.flatMap((datagram) => server.receive(datagram, 0));
    assert.deepEqual(
      hello.flatMap((datagram) => server.receive(datagram, 19)),
      [],
      "too soon to be a loss",
    );
    const again = hello.flatMap((datagram) => server.receive(datagram, 50));
    assert.equal(again.length, first.length);
  });

  test("a lost last flight is sent again when the client repeats its Finished", () => {
    const { server, client } = pair();
    deliver(server, client, client.hello());
    client.flight().forEach((datagram) => server.receive(datagram, 10));
    assert.equal(client.hasServerFinished(), false);
    assert.deepEqual(kinds(deliver(server, client, [client.repeatFinished()], 500)), ["send"]);
    assert.ok(client.hasServerFinished());
  });

  test("replayed records have no effect", () => {
    const { server, client } = pair();
    deliver(server, client, client.hello());
    const datagrams = client.flight();
    deliver(server, client, datagrams);
    assert.deepEqual(
      datagrams.flatMap((datagram) => server.receive(datagram, 5000)),
      [],
    );
  });
});

describe("somebody else's address", () => {
  const bytesOf = (effects: readonly DtlsEffect[]): number =>
    effects.reduce((sum, effect) => sum + (effect.kind === "send" ? effect.datagram.length : 0), 0);
  const expecting = () =>
    new DtlsServer({ identity: serverIdentity, expectedFingerprint: clientIdentity.fingerprint });

  test("gets at most three times what came from it, however often it is asked for", () => {
    for (const checks of [0, 100, 400, 1_000]) {
      const client = new DtlsTestClient({}, clientIdentity);
      const server = expecting();
      server.creditReceived(checks);
      let received = checks;
      let sent = 0;
      const hello = client.hello();
      for (let nowMs = 0; nowMs < 19_000; nowMs += 100) {
        // The ClientHello is repeated twice, then nothing comes any more.
        for (const datagram of nowMs < 300 ? hello : []) {
          received += datagram.length;
          sent += bytesOf(server.receive(datagram, nowMs));
          assert.ok(sent <= 3 * received, `${sent} sent, ${received} received`);
        }
        sent += bytesOf(server.tick(nowMs));
        assert.ok(sent <= 3 * received, `${sent} sent, ${received} received`);
      }
      assert.ok(sent > 0, `with ${checks} bytes of checks the handshake begins`);
    }
  });

  test("what had no room is sent when more has come", () => {
    const client = new DtlsTestClient({}, clientIdentity);
    const server = expecting();
    assert.equal(bytesOf(client.hello().flatMap((datagram) => server.receive(datagram, 0))), 0);
    assert.equal(bytesOf(server.tick(100)), 0);
    server.creditReceived(500);
    const effects = server.tick(300);
    assert.ok(bytesOf(effects) > 0);
    for (const effect of effects) if (effect.kind === "send") client.receive(effect.datagram);
    assert.ok(kinds(deliver(server, client, client.flight(), 310)).includes("connected"));
  });

  test("what came from the old address counts nothing for a new one", () => {
    const { server, client } = pair();
    server.moved();
    assert.equal(bytesOf(client.hello().flatMap((datagram) => server.receive(datagram, 0))), 0);
  });
});

describe("time and memory", () => {
  test("a handshake that is not done in 20 seconds fails, whatever comes meanwhile", () => {
    const { server, client } = pair();
    const [first] = client.hello();
    server.receive(first!, 1_000);
    assert.equal(server.nextTimeoutMs(), 21_000, "a ClientHello that is never whole starts the clock");
    for (let nowMs = 2_000; nowMs < 21_000; nowMs += 1_000) server.receive(first!, nowMs);
    assert.deepEqual(server.tick(20_999), []);
    assert.deepEqual(kinds(server.tick(21_000)), ["send", "failed"]);
    assert.equal(server.nextTimeoutMs(), undefined);
    assert.ok(server.isOver);
  });

  test("what waits for a fingerprint can be dropped; the peer repeats it", () => {
    const client = new DtlsTestClient({}, clientIdentity);
    const server = new DtlsServer({ identity: serverIdentity });
    server.creditReceived(bytesOfChecks);
    const hello = client.hello();
    for (const datagram of hello) server.receive(datagram, 0);
    assert.ok(server.awaitsFingerprint);
    server.dropHeld();
    assert.deepEqual(server.setExpectedFingerprint(clientIdentity.fingerprint, 0), []);
    assert.ok(deliver(server, client, hello).length > 0);
  });
});

describe("the end", () => {
  test("a wish for a new handshake is refused, and the association goes on; the third one ends it", () => {
    const { server, client } = connect();
    for (let wish = 1; wish <= 2; wish += 1) {
      assert.deepEqual(kinds(deliver(server, client, [client.renegotiation()], 1_000 * wish)), ["send"]);
      assert.equal(server.nextTimeoutMs(), undefined);
    }
    assert.deepEqual(client.alerts, [ALERT.noRenegotiation, ALERT.noRenegotiation]);
    assert.deepEqual(kinds(deliver(server, client, [client.renegotiation()], 9_000)), ["send", "closed"]);
    assert.equal(client.alerts.at(-1), ALERT.closeNotify);
  });

  test("closing tells the peer, once; afterwards nothing is answered", () => {
    const { server, client } = connect();
    const effects = server.close();
    assert.deepEqual(kinds(effects), ["send", "closed"]);
    for (const effect of effects) if (effect.kind === "send") client.receive(effect.datagram);
    assert.deepEqual(client.alerts, [ALERT.closeNotify]);
    assert.deepEqual(server.close(), []);
    assert.deepEqual(server.receive(client.repeatFinished(), 9000), []);
  });

  test("closing before the handshake is done says nothing", () => {
    const { server, client } = pair();
    deliver(server, client, client.hello());
    assert.deepEqual(server.close(), []);
    assert.equal(server.nextTimeoutMs(), undefined);
  });

  test("the peer's close is answered; its alert in the clear is not believed", () => {
    const { server, client } = connect();
    assert.deepEqual(server.receive(client.alert(2, ALERT.internalError, 0), 1), []);
    assert.deepEqual(kinds(server.receive(client.alert(1, ALERT.closeNotify), 2)), ["send", "closed"]);
  });

  test("a fatal alert of a connected peer closes without an answer", () => {
    const { server, client } = connect();
    assert.deepEqual(kinds(server.receive(client.alert(2, ALERT.internalError), 1)), ["closed"]);
  });

  test("a client that refuses our certificate fails the handshake", () => {
    const { server, client } = pair();
    deliver(server, client, client.hello());
    const effects = server.receive(client.alert(2, ALERT.badCertificate, 0), 3);
    assert.deepEqual(effects, [{ kind: "failed", reason: "the client refused with alert 42" }]);
  });
});

describe("noise", () => {
  test("random datagrams never throw and never connect", () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 8 }), (datagrams) => {
        const { server } = pair();
        for (const datagram of datagrams) assert.equal(keysOf(server.receive(datagram, 0)), undefined);
      }),
    );
  });

  test("a flight with any one byte changed never throws and never gives other keys", () => {
    const position = fc.record({
      part: fc.nat(4),
      offset: fc.nat(500),
      mask: fc.integer({ min: 1, max: 255 }),
    });
    fc.assert(
      fc.property(position, ({ part, offset, mask }) => {
        const { server, client } = pair();
        deliver(server, client, client.hello());
        const datagrams = client.flight().map((datagram) => Uint8Array.from(datagram));
        const target = datagrams[part]!;
        target[offset % target.length]! ^= mask;
        const keys = keysOf(deliver(server, client, datagrams));
        if (keys !== undefined) assert.deepEqual(keys, client.expectedKeys);
      }),
      { numRuns: 200 },
    );
  });
});
