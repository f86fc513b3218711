// DTLS: datagrams of a stranger, and handshakes of a real client with bytes changed on their way.
import { createDtlsIdentity } from "../../../packages/media/src/certificates/index.ts";
import { DtlsServer, parseRecords } from "../../../packages/media/src/dtls/index.ts";
import type { DtlsEffect } from "../../../packages/media/src/dtls/index.ts";
import { DtlsTestClient } from "../../../packages/media/src/dtls/testing/dtls-test-client.ts";
import { hold } from "../fuzz-target.ts";
import type { FuzzTarget } from "../fuzz-target.ts";

const serverIdentity = createDtlsIdentity();
const clientIdentity = createDtlsIdentity();
/** What ICE checks bring before a real handshake. */
const bytesOfChecks = 500;
/** The first byte of an input that holds changes of a real handshake; any other begins datagrams. */
const changesMark = 1;
/** Which datagram (1), where in it (2), what to do (1), with what (1). */
const changeLength = 5;
/** Enough to break anything; a longer list only costs signatures. */
const maxChanges = 12;

export const dtlsTarget: FuzzTarget = {
  name: "dtls",
  package: "media",
  maxLength: 16_384,
  dictionary: [
    "\x16\xfe\xfd\0\0",
    "\x16\xfe\xff\0\0",
    "\x14\xfe\xfd",
    "\x15\xfe\xfd",
    "\x16\xfe\xfd\0\x01",
    "\0\0\0",
    "\0\x0e\0\x05",
  ],
  seeds: () => [
    ...recordedClient(),
    Uint8Array.of(changesMark),
    Uint8Array.of(changesMark, 0, 0, 20, 1, 3),
    Uint8Array.of(changesMark, 2, 0, 30, 0, 1, 3, 0, 13, 2, 0),
    Uint8Array.of(changesMark, 5, 0, 14, 1, 255, 6, 0, 20, 0, 128),
  ],
  check(input) {
    if (input[0] === changesMark) changedHandshake(input.subarray(1));
    else strangersDatagrams(input);
  },
};

function newServer(): DtlsServer {
  const server = new DtlsServer({
    identity: serverIdentity,
    expectedFingerprint: clientIdentity.fingerprint,
    random: (length) => new Uint8Array(length).fill(3),
  });
  server.creditReceived(bytesOfChecks);
  return server;
}

/** Nothing a stranger sends makes keys; what is sent back are records. */
function strangersDatagrams(input: Uint8Array): void {
  const server = newServer();
  const effects: DtlsEffect[] = [];
  // Datagrams of at most 1,200 bytes, as they come over the internet.
  for (let start = 0, now = 0; start < input.length; start += 1_200, now += 30)
    effects.push(...server.receive(input.subarray(start, start + 1_200), now));
  effects.push(...server.tick(60_000), ...server.close());
  hold(
    !effects.some(({ kind }) => kind === "connected"),
    "keys only for who holds the announced certificate",
  );
  checkSent(effects, input.length + bytesOfChecks);
}

/** Changes on the way never throw, and never end in two sides with different keys. */
function changedHandshake(changes: Uint8Array): void {
  const server = newServer();
  const client = new DtlsTestClient({}, clientIdentity);
  let number = 0;
  const deliver = (datagrams: readonly Uint8Array[]): DtlsEffect[] =>
    datagrams.flatMap((datagram) => {
      const effects = server.receive(changed(datagram, number++, changes), number);
      for (const effect of effects) if (effect.kind === "send") client.receive(effect.datagram);
      return effects;
    });
  const first = deliver(client.hello());
  if (!first.some(({ kind }) => kind === "send") || client.alerts.length > 0) return;
  const effects = [...first, ...deliver(client.flight())];
  const connected = effects.find((effect) => effect.kind === "connected");
  if (connected !== undefined) {
    const expected = JSON.stringify(client.expectedKeys);
    hold(JSON.stringify(connected.keys) === expected, "both sides have the same keys");
    connectedPeer(server, client, changes);
  }
  server.close();
}

/** Whatever a connected peer sends makes no other keys; a wish for a new handshake is refused. */
function connectedPeer(server: DtlsServer, client: DtlsTestClient, content: Uint8Array): void {
  const effects = [
    ...server.receive(client.renegotiation(content), 1_000),
    ...server.receive(client.alert(content[0] ?? 1, content[1] ?? 0), 2_000),
    ...server.tick(60_000),
  ];
  hold(!effects.some(({ kind }) => kind === "connected"), "keys are made once");
  for (const effect of effects)
    if (effect.kind === "send") hold(effect.datagram.length < 100, "only alerts and Finished are sent");
}

function changed(datagram: Uint8Array, number: number, changes: Uint8Array): Uint8Array {
  const copy = Uint8Array.from(datagram);
  const length = Math.min(changes.length, maxChanges * changeLength);
  for (let start = 0; start + changeLength <= length; start += changeLength) {
    const [which = 0, high = 0, low = 0, action = 0, value = 0] = changes.subarray(
      start,
      start + changeLength,
    );
    if (which !== number || copy.length === 0) continue;
    const at = (high * 256 + low) % copy.length;
    if (action % 3 === 0) copy[at] = (copy[at] as number) ^ value;
    else if (action % 3 === 1) copy[at] = value;
    else return copy.subarray(0, at);
  }
  return copy;
}

/** Before it is proved, a peer gets at most three times what came: we are no amplifier. */
function checkSent(effects: readonly DtlsEffect[], received: number): void {
  let bytes = 0;
  for (const effect of effects) {
    if (effect.kind !== "send") continue;
    bytes += effect.datagram.length;
    hold(parseRecords(effect.datagram).length > 0, "what is sent are records");
  }
  hold(bytes <= 3 * received, "at most three bytes are sent for each that came");
}

/** What a client sends, as one recording per flight and one of all. */
function recordedClient(): Uint8Array[] {
  const server = newServer();
  const client = new DtlsTestClient({}, clientIdentity);
  const hello = client.hello();
  for (const datagram of hello)
    for (const effect of server.receive(datagram, 0))
      if (effect.kind === "send") client.receive(effect.datagram);
  const flight = client.flight();
  return [Buffer.concat(hello), Buffer.concat(flight), Buffer.concat([...hello, ...flight])];
}
