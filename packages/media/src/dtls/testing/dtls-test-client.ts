// Owns a DTLS 1.2 client for tests: correct unless told how to misbehave, and sans-I/O like the server.
import { sign } from "node:crypto";
import type { SrtpProfile } from "../../srtp/index.ts";
import { ByteReader } from "../byte-reader.ts";
import { concat, uint, vector } from "../byte-writer.ts";
import { CIPHER_SUITE, EXTENSION, SIGNATURE, SRTP_PROFILE_NUMBERS } from "../client-hello.ts";
import { parseFragments, HANDSHAKE_TYPE, transcriptEntry, writeFragment } from "../handshake-message.ts";
import type { HandshakeMessage } from "../handshake-message.ts";
import { createDtlsIdentity } from "../../certificates/index.ts";
import type { DtlsIdentity } from "../../certificates/index.ts";
import { GROUP, startKeyExchange } from "../key-exchange.ts";
import type { Group, KeyExchange } from "../key-exchange.ts";
import { extendedMasterSecret, recordKeys, srtpKeys, transcriptHash, verifyData } from "../key-schedule.ts";
import type { DtlsSrtpKeys } from "../key-schedule.ts";
import { HandshakeReassembly } from "../reassembly.ts";
import { CONTENT_TYPE, parseRecords, RecordLayer } from "../record-layer.ts";
import type { Epoch } from "../record-layer.ts";
import { certificate } from "../server-messages.ts";

export type ClientFlightPart = "certificate" | "clientKeyExchange" | "certificateVerify" | "finished";

/** What the client does differently from the standard. */
export type Misbehaviour = {
  readonly cipherSuites?: readonly number[];
  readonly withoutExtensions?: readonly number[];
  readonly groups?: readonly number[];
  readonly profiles?: readonly number[];
  /** The parts of flight 5 in the order they are sent. */
  readonly order?: readonly ClientFlightPart[];
  /** Changes the body of a part before it is sent; the transcript has the changed body. */
  readonly change?: Partial<Record<ClientFlightPart, (body: Uint8Array) => Uint8Array>>;
  /** Sends Finished in the clear. */
  readonly finishedEpoch?: Epoch;
};

const CORRECT_ORDER = ["certificate", "clientKeyExchange", "certificateVerify", "finished"] as const;
const EMPTY = new Uint8Array(0);

type ServerFlight = {
  readonly serverRandom: Uint8Array;
  readonly group: Group;
  readonly publicKey: Uint8Array;
};

export class DtlsTestClient {
  readonly identity: DtlsIdentity;
  /** The alerts the server sent in the clear, by number. */
  readonly alerts: number[] = [];
  /** What the server has to export, once flight 5 was built. */
  expectedKeys: DtlsSrtpKeys | undefined;
  readonly #misbehaviour: Misbehaviour;
  readonly #random = new Uint8Array(32).fill(7);
  readonly #records = new RecordLayer();
  readonly #reassembly = new HandshakeReassembly();
  readonly #transcript: Uint8Array[] = [];
  readonly #serverBodies = new Map<number, Uint8Array>();
  #messageSequence = 0;
  #masterSecret: Uint8Array = EMPTY;
  #finished: HandshakeMessage | undefined;

  constructor(misbehaviour: Misbehaviour = {}, identity = createDtlsIdentity()) {
    this.#misbehaviour = misbehaviour;
    this.identity = identity;
  }

  /** The ClientHello in two datagrams, as browsers send it. */
  hello(): readonly Uint8Array[] {
    const suites = this.#misbehaviour.cipherSuites ?? [0x1301, CIPHER_SUITE];
    const body = concat(
      uint(2, 0xfefd),
      this.#random,
      vector(1),
      vector(1),
      vector(2, ...suites.map((suite) => uint(2, suite))),
      vector(1, Uint8Array.of(0)),
      vector(2, this.#extensions()),
    );
    const message = this.#next(HANDSHAKE_TYPE.clientHello, body);
    return [
      this.#records.write(CONTENT_TYPE.handshake, 0, writeFragment(message, 0, 60)),
      this.#records.write(CONTENT_TYPE.handshake, 0, writeFragment(message, 60, body.length - 60)),
    ];
  }

  /** Takes what the server sent; its own flight is complete when `flight` can be called. */
  receive(datagram: Uint8Array): void {
    for (const record of parseRecords(datagram)) {
      const content = record.epoch === 0 ? record.body : this.#records.open(record);
      if (content === undefined) continue;
      if (record.type === CONTENT_TYPE.alert) this.alerts.push(content[1] ?? -1);
      if (record.type !== CONTENT_TYPE.handshake) continue;
      for (const fragment of parseFragments(content) ?? [])
        this.#reassembly.add(fragment, record.epoch === 1 ? 1 : 0);
      for (let message = this.#reassembly.take(); message !== undefined; message = this.#reassembly.take()) {
        this.#serverBodies.set(message.type, message.body);
        if (message.epoch === 0) this.#transcript.push(transcriptEntry(message));
      }
    }
  }

  /** Flight 5, one datagram per record: Certificate, ClientKeyExchange, CertificateVerify, (CCS), Finished. */
  flight(): readonly Uint8Array[] {
    const server = this.#serverFlight();
    const keyExchange = startKeyExchange(server.group);
    const datagrams: Uint8Array[] = [];
    for (const part of this.#misbehaviour.order ?? CORRECT_ORDER) {
      const message = this.#part(part, keyExchange, server);
      if (part === "finished") {
        this.#finished = message;
        datagrams.push(this.#records.write(CONTENT_TYPE.changeCipherSpec, 0, Uint8Array.of(1)));
      }
      datagrams.push(this.#write(message));
    }
    return datagrams;
  }

  /** Finished once more, as a retransmission: the same message in a new record. */
  repeatFinished(): Uint8Array {
    return this.#write(this.#finished!);
  }

  /** A ClientHello under the keys of the association: the wish for a new handshake (RFC 5746). */
  renegotiation(body: Uint8Array = new Uint8Array(40)): Uint8Array {
    const hello = { type: HANDSHAKE_TYPE.clientHello, messageSequence: 0, body, epoch: 1 } as const;
    return this.#write(hello);
  }

  /** The certificate that the server showed, in DER; undefined before it came. */
  get serverCertificate(): Uint8Array | undefined {
    const body = this.#serverBodies.get(HANDSHAKE_TYPE.certificate);
    return body === undefined ? undefined : new ByteReader(new ByteReader(body).vector(3)).vector(3);
  }

  /** An alert under the keys of the association. */
  alert(level: number, alert: number, epoch: Epoch = 1): Uint8Array {
    return this.#records.write(CONTENT_TYPE.alert, epoch, Uint8Array.of(level, alert));
  }

  /** Whether the server's Finished came and is right. */
  hasServerFinished(): boolean {
    const body = this.#serverBodies.get(HANDSHAKE_TYPE.finished);
    const expected = verifyData(this.#masterSecret, "server", transcriptHash(this.#transcript));
    return body !== undefined && Buffer.compare(body, expected) === 0;
  }

  #write(message: HandshakeMessage): Uint8Array {
    return this.#records.write(
      CONTENT_TYPE.handshake,
      message.epoch,
      writeFragment(message, 0, message.body.length),
    );
  }

  #part(part: ClientFlightPart, keyExchange: KeyExchange, server: ServerFlight): HandshakeMessage {
    const change = this.#misbehaviour.change?.[part] ?? ((body: Uint8Array) => body);
    switch (part) {
      case "certificate":
        return this.#next(HANDSHAKE_TYPE.certificate, change(certificate(this.identity.certificateDer)));
      case "clientKeyExchange": {
        const message = this.#next(
          HANDSHAKE_TYPE.clientKeyExchange,
          change(vector(1, keyExchange.publicKey)),
        );
        this.#deriveKeys(keyExchange, server);
        return message;
      }
      case "certificateVerify": {
        const signature = sign("sha256", concat(...this.#transcript), this.identity.privateKey);
        const body = concat(uint(2, SIGNATURE.ecdsaSha256), vector(2, signature));
        return this.#next(HANDSHAKE_TYPE.certificateVerify, change(body));
      }
      case "finished": {
        const body = verifyData(this.#masterSecret, "client", transcriptHash(this.#transcript));
        return this.#next(HANDSHAKE_TYPE.finished, change(body), this.#misbehaviour.finishedEpoch ?? 1);
      }
      default:
        return part satisfies never;
    }
  }

  #deriveKeys(keyExchange: KeyExchange, server: ServerFlight): void {
    const randoms = { client: this.#random, server: server.serverRandom };
    const premasterSecret = keyExchange.agree(server.publicKey) ?? EMPTY;
    this.#masterSecret = extendedMasterSecret(premasterSecret, transcriptHash(this.#transcript));
    const keys = recordKeys(this.#masterSecret, randoms);
    this.#records.useKeys(keys.server, keys.client);
    this.expectedKeys = srtpKeys(this.#masterSecret, randoms, this.#chosenProfile());
  }

  #serverFlight(): ServerFlight {
    const exchange = new ByteReader(this.#serverBodies.get(HANDSHAKE_TYPE.serverKeyExchange) ?? EMPTY);
    exchange.number(1);
    const group = exchange.number(2) === GROUP.x25519 ? GROUP.x25519 : GROUP.secp256r1;
    const hello = this.#serverBodies.get(HANDSHAKE_TYPE.serverHello) ?? EMPTY;
    return { serverRandom: hello.subarray(2, 34), group, publicKey: exchange.vector(1) };
  }

  /** The server echoes one profile in use_srtp, the last extension it writes: number, then an empty identifier. */
  #chosenProfile(): SrtpProfile {
    const hello = this.#serverBodies.get(HANDSHAKE_TYPE.serverHello) ?? EMPTY;
    const number = new ByteReader(hello.subarray(-3)).number(2);
    return SRTP_PROFILE_NUMBERS.find(([each]) => each === number)?.[1] ?? "AES_CM_128_HMAC_SHA1_80";
  }

  #extensions(): Uint8Array {
    const { withoutExtensions = [], groups = [29, 23], profiles = [1, 7] } = this.#misbehaviour;
    const numbers = (values: readonly number[]): Uint8Array =>
      vector(2, ...values.map((value) => uint(2, value)));
    const all: readonly (readonly [number, Uint8Array])[] = [
      [EXTENSION.supportedGroups, numbers(groups)],
      [EXTENSION.signatureAlgorithms, numbers([SIGNATURE.ecdsaSha256])],
      [EXTENSION.useSrtp, concat(numbers(profiles), vector(1))],
      [EXTENSION.extendedMasterSecret, EMPTY],
      [EXTENSION.supportedVersions, vector(1, uint(2, 0xfefc), uint(2, 0xfefd))],
    ];
    const sent = all.filter(([type]) => !withoutExtensions.includes(type));
    return concat(...sent.map(([type, content]) => concat(uint(2, type), vector(2, content))));
  }

  #next(type: number, body: Uint8Array, epoch: Epoch = 0): HandshakeMessage {
    const message = { type, body, epoch, messageSequence: this.#messageSequence++ };
    this.#transcript.push(transcriptEntry(message));
    return message;
  }
}
