// Owns flights of handshake messages: packing them into datagrams, and when to send them again (RFC 6347 §4.2.4).
import { HANDSHAKE_HEADER_LENGTH, writeFragment } from "./handshake-message.ts";
import type { HandshakeMessage } from "./handshake-message.ts";
import { CONTENT_TYPE, RECORD_EXPANSION, RECORD_HEADER_LENGTH } from "./record-layer.ts";
import type { Epoch } from "./record-layer.ts";

export type FlightItem =
  | { readonly kind: "handshake"; readonly message: HandshakeMessage }
  | { readonly kind: "change-cipher-spec" };

export type Flight = readonly FlightItem[];

export type WriteRecord = (type: number, epoch: Epoch, content: Uint8Array) => Uint8Array;

/** Fits through every path that carries IPv6 (1,280) with room for headers and a tunnel. */
const DATAGRAM_LIMIT = 1200;
const FRAGMENT_LIMIT = DATAGRAM_LIMIT - RECORD_HEADER_LENGTH - HANDSHAKE_HEADER_LENGTH - RECORD_EXPANSION;
const CHANGE_CIPHER_SPEC_BODY = Uint8Array.of(1);

/** Shorter than RFC 6347's one second: a caller is waiting, and ICE has shown that the path works. */
const FIRST_INTERVAL_MS = 100;
const LONGEST_INTERVAL_MS = 2_000;
/** With the intervals above the peer has nineteen seconds: OpenSSL sends its flight again after 1, 3, 7 and 15. */
const ATTEMPT_LIMIT = 12;

/** The datagrams of a flight. Every call writes new records: a record number is never used twice. */
export function packFlight(flight: Flight, writeRecord: WriteRecord): readonly Uint8Array[] {
  const datagrams: Uint8Array[][] = [];
  let room = 0;
  for (const record of flightRecords(flight, writeRecord)) {
    if (record.length > room) {
      datagrams.push([]);
      room = DATAGRAM_LIMIT;
    }
    datagrams.at(-1)?.push(record);
    room -= record.length;
  }
  return datagrams.map((records) => Buffer.concat(records));
}

function flightRecords(flight: Flight, writeRecord: WriteRecord): readonly Uint8Array[] {
  return flight.flatMap((item) => {
    if (item.kind === "change-cipher-spec")
      return [writeRecord(CONTENT_TYPE.changeCipherSpec, 0, CHANGE_CIPHER_SPEC_BODY)];
    const { message } = item;
    const fragmentCount = Math.max(1, Math.ceil(message.body.length / FRAGMENT_LIMIT));
    return Array.from({ length: fragmentCount }, (_, index) =>
      writeRecord(
        CONTENT_TYPE.handshake,
        message.epoch,
        writeFragment(message, index * FRAGMENT_LIMIT, FRAGMENT_LIMIT),
      ),
    );
  });
}

/** When the flight that waits for an answer is sent again. */
export type RetransmissionTimer = {
  readonly dueMs: number;
  readonly intervalMs: number;
  readonly attempts: number;
};

export function startTimer(nowMs: number): RetransmissionTimer {
  return { dueMs: nowMs + FIRST_INTERVAL_MS, intervalMs: FIRST_INTERVAL_MS, attempts: 0 };
}

/** The timer after another sending, its interval doubled; undefined when the peer had its chances. */
export function nextTimer(timer: RetransmissionTimer, nowMs: number): RetransmissionTimer | undefined {
  if (timer.attempts >= ATTEMPT_LIMIT) return undefined;
  const intervalMs = Math.min(timer.intervalMs * 2, LONGEST_INTERVAL_MS);
  return { dueMs: nowMs + intervalMs, intervalMs, attempts: timer.attempts + 1 };
}
