import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { ALERT } from "./alerts.ts";
import { EXTENSION } from "./client-hello.ts";
import { DtlsServer } from "./dtls-server.ts";
import { fingerprintOf } from "./fingerprint.ts";
import { DtlsTestClient } from "./testing/dtls-test-client.ts";
import type { Misbehaviour } from "./testing/dtls-test-client.ts";
import {
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
    ["AES-CM alone will do", { profiles: [2, 1] }, "AES_CM_128_HMAC_SHA1_80"],
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

  test("a client that never answers fails the association after ten repetitions", () => {
    const { server, client } = pair();
    client.hello().forEach((datagram) => server.receive(datagram, 0));
    let repetitions = 0;
    for (;;) {
      const nowMs = server.nextTimeoutMs()!;
      const effects = server.tick(nowMs);
      if (kinds(effects).includes("failed")) break;
      repetitions += 1;
    }
    assert.equal(repetitions, 10);
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

describe("the end", () => {
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
