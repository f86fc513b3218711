import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ALERT } from "./alerts.ts";
import { EXTENSION } from "./client-hello.ts";
import { DtlsServer } from "./dtls-server.ts";
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

const flipLast = (body: Uint8Array): Uint8Array => {
  const changed = Uint8Array.from(body);
  changed[changed.length - 1]! ^= 1;
  return changed;
};

describe("refused with an alert, and nothing exported", () => {
  const cases: readonly (readonly [string, number, Misbehaviour])[] = [
    ["no cipher suite in common", ALERT.handshakeFailure, { cipherSuites: [0x1301, 0xc02f] }],
    [
      "no extended master secret",
      ALERT.handshakeFailure,
      { withoutExtensions: [EXTENSION.extendedMasterSecret] },
    ],
    ["no use_srtp", ALERT.handshakeFailure, { withoutExtensions: [EXTENSION.useSrtp] }],
    ["no SRTP profile in common", ALERT.handshakeFailure, { profiles: [5, 6] }],
    ["no group in common", ALERT.handshakeFailure, { groups: [24, 30] }],
    [
      "no signature algorithm in common",
      ALERT.handshakeFailure,
      { withoutExtensions: [EXTENSION.signatureAlgorithms] },
    ],
    [
      "no client certificate",
      ALERT.handshakeFailure,
      { change: { certificate: () => Uint8Array.of(0, 0, 0) } },
    ],
    ["another certificate than announced", ALERT.badCertificate, { change: { certificate: flipLast } }],
    [
      "a malformed Certificate",
      ALERT.decodeError,
      { change: { certificate: () => Uint8Array.of(0, 0, 9, 1) } },
    ],
    [
      "a key share of the wrong length",
      ALERT.illegalParameter,
      { change: { clientKeyExchange: () => Uint8Array.of(2, 1, 1) } },
    ],
    [
      "a key share of small order",
      ALERT.illegalParameter,
      { change: { clientKeyExchange: () => Uint8Array.of(32, ...new Uint8Array(32)) } },
    ],
    ["a garbage CertificateVerify", ALERT.decryptError, { change: { certificateVerify: flipLast } }],
    [
      "a CertificateVerify under an algorithm not asked for",
      ALERT.illegalParameter,
      { change: { certificateVerify: (body) => Uint8Array.of(2, 3, ...body.subarray(2)) } },
    ],
    [
      "an empty signature",
      ALERT.decryptError,
      { change: { certificateVerify: () => Uint8Array.of(4, 3, 0, 0) } },
    ],
    ["a wrong Finished", ALERT.decryptError, { change: { finished: flipLast } }],
    ["a short Finished", ALERT.decodeError, { change: { finished: (body) => body.subarray(0, 11) } }],
    ["Finished in the clear", ALERT.unexpectedMessage, { finishedEpoch: 0 }],
    [
      "no CertificateVerify",
      ALERT.unexpectedMessage,
      { order: ["certificate", "clientKeyExchange", "finished"], finishedEpoch: 0 },
    ],
    [
      "no Certificate",
      ALERT.unexpectedMessage,
      { order: ["clientKeyExchange", "certificateVerify", "finished"] },
    ],
    [
      "CertificateVerify before ClientKeyExchange",
      ALERT.unexpectedMessage,
      { order: ["certificate", "certificateVerify", "clientKeyExchange", "finished"] },
    ],
    [
      "ClientKeyExchange before Certificate",
      ALERT.unexpectedMessage,
      { order: ["clientKeyExchange", "certificate", "certificateVerify", "finished"] },
    ],
    [
      "Certificate twice",
      ALERT.unexpectedMessage,
      { order: ["certificate", "certificate", "clientKeyExchange", "certificateVerify", "finished"] },
    ],
  ];
  for (const [name, alert, misbehaviour] of cases) {
    test(name, () => {
      const { server, client } = pair(misbehaviour);
      const effects = deliver(server, client, client.hello());
      if (!kinds(effects).includes("failed")) effects.push(...deliver(server, client, client.flight()));
      assert.deepEqual(client.alerts, [alert]);
      assert.equal(kinds(effects).filter((kind) => kind === "failed").length, 1);
      assert.equal(keysOf(effects), undefined);
      assert.equal(server.nextTimeoutMs(), undefined);
    });
  }

  test("skipping CertificateVerify with an encrypted Finished gets nowhere: there are no keys to read it", () => {
    const { server, client } = pair({ order: ["certificate", "clientKeyExchange", "finished"] });
    deliver(server, client, client.hello());
    assert.deepEqual(deliver(server, client, client.flight()), []);
  });

  test("the right certificate in the hands of someone without its key", () => {
    const thief = { ...clientIdentity, privateKey: strangerIdentity.privateKey };
    const client = new DtlsTestClient({}, thief);
    const server = new DtlsServer({
      identity: serverIdentity,
      expectedFingerprint: clientIdentity.fingerprint,
    });
    server.creditReceived(bytesOfChecks);
    deliver(server, client, client.hello());
    const effects = deliver(server, client, client.flight());
    assert.deepEqual(client.alerts, [ALERT.decryptError]);
    assert.equal(keysOf(effects), undefined);
  });

  test("a stranger's certificate, held by its owner", () => {
    const client = new DtlsTestClient({}, strangerIdentity);
    const { server } = pair();
    deliver(server, client, client.hello());
    assert.equal(keysOf(deliver(server, client, client.flight())), undefined);
    assert.deepEqual(client.alerts, [ALERT.badCertificate]);
  });
});
