// Owns the usual scene of the DTLS tests: a server, a test client, and the way between them.
import { DtlsServer } from "../dtls-server.ts";
import type { DtlsEffect } from "../dtls-server.ts";
import { createDtlsIdentity } from "../../certificates/index.ts";
import { DtlsTestClient } from "./dtls-test-client.ts";
import type { Misbehaviour } from "./dtls-test-client.ts";

export const serverIdentity = createDtlsIdentity();
export const clientIdentity = createDtlsIdentity();
export const strangerIdentity = createDtlsIdentity();

/** What ICE checks bring before a handshake, and then some: the tests of loss repeat flights. */
export const bytesOfChecks = 2_000;

/** A server that expects the client's certificate, and that client. */
export function pair(misbehaviour: Misbehaviour = {}): { server: DtlsServer; client: DtlsTestClient } {
  const client = new DtlsTestClient(misbehaviour, clientIdentity);
  const server = new DtlsServer({
    identity: serverIdentity,
    expectedFingerprint: clientIdentity.fingerprint,
  });
  server.creditReceived(bytesOfChecks);
  return { server, client };
}

/** Gives the datagrams to the server and what it sends to the client; all effects. */
export function deliver(
  server: DtlsServer,
  client: DtlsTestClient,
  datagrams: readonly Uint8Array[],
  nowMs = 0,
): DtlsEffect[] {
  const effects = datagrams.flatMap((datagram) => server.receive(datagram, nowMs));
  for (const effect of effects) if (effect.kind === "send") client.receive(effect.datagram);
  return effects;
}

/** The kinds of the effects, in order. */
export function kinds(effects: readonly DtlsEffect[]): string[] {
  return effects.map(({ kind }) => kind);
}

/** The exported keys, or undefined when there are none. */
export function keysOf(effects: readonly DtlsEffect[]): unknown {
  return effects.find((effect) => effect.kind === "connected")?.keys;
}
