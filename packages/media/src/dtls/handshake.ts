// Owns the order of a DTLS 1.2 handshake with mutual certificates, as the server (RFC 5246 §7.3, RFC 6347 §4.2).
//
// | state                        | takes              | next                         | effects                           |
// |------------------------------|--------------------|------------------------------|-----------------------------------|
// | awaiting-client-hello        | ClientHello        | awaiting-certificate         | flight 4 (hello … hello done)     |
// | awaiting-certificate         | Certificate        | awaiting-client-key-exchange |                                   |
// | awaiting-client-key-exchange | ClientKeyExchange  | awaiting-certificate-verify  |                                   |
// | awaiting-certificate-verify  | CertificateVerify  | awaiting-finished            | record keys                       |
// | awaiting-finished            | Finished (epoch 1) | connected                    | flight 6 (Finished), SRTP keys    |
// | connected, refused           | nothing            | same                         |                                   |
//
// Any other message, and any failed check, leads to refused with an alert. Nothing is exported before connected.
import { timingSafeEqual } from "node:crypto";
import type { KeyObject } from "node:crypto";
import { assertNever } from "@tandem/kernel";
import { ALERT } from "./alerts.ts";
import type { Alert } from "./alerts.ts";
import { negotiate, parseClientHello } from "./client-hello.ts";
import { checkCertificate, checkCertificateVerify, parseClientKeyExchange } from "./client-messages.ts";
import type { DtlsIdentity, Fingerprint } from "../certificates/index.ts";
import type { Flight } from "./flights.ts";
import { HANDSHAKE_TYPE, transcriptEntry } from "./handshake-message.ts";
import type { HandshakeMessage } from "./handshake-message.ts";
import { startKeyExchange } from "./key-exchange.ts";
import type { KeyExchange } from "./key-exchange.ts";
import { extendedMasterSecret, recordKeys, srtpKeys, transcriptHash, verifyData } from "./key-schedule.ts";
import type { DtlsSrtpKeys, HelloRandoms } from "./key-schedule.ts";
import type { Epoch, RecordKey } from "./record-layer.ts";
import { certificate, certificateRequest, serverHello, serverKeyExchange } from "./server-messages.ts";
import type { SrtpProfile } from "../srtp/index.ts";

/** What was agreed in the hellos, and every message since. */
type Exchange = {
  readonly randoms: HelloRandoms;
  readonly profile: SrtpProfile;
  readonly keyExchange: KeyExchange;
  readonly transcript: readonly Uint8Array[];
};

export type HandshakeState =
  | { readonly kind: "awaiting-client-hello" }
  | { readonly kind: "awaiting-certificate"; readonly exchange: Exchange }
  | {
      readonly kind: "awaiting-client-key-exchange";
      readonly exchange: Exchange;
      readonly clientKey: KeyObject;
    }
  | {
      readonly kind: "awaiting-certificate-verify";
      readonly exchange: Exchange;
      readonly clientKey: KeyObject;
      readonly masterSecret: Uint8Array;
    }
  | { readonly kind: "awaiting-finished"; readonly exchange: Exchange; readonly masterSecret: Uint8Array }
  | { readonly kind: "connected" }
  | { readonly kind: "refused" };

type Awaiting<Kind extends HandshakeState["kind"]> = Extract<HandshakeState, { kind: Kind }>;

export type HandshakeEffect =
  | { readonly kind: "send-flight"; readonly flight: Flight }
  | { readonly kind: "use-record-keys"; readonly client: RecordKey; readonly server: RecordKey }
  | { readonly kind: "connected"; readonly keys: DtlsSrtpKeys }
  | { readonly kind: "refused"; readonly alert: Alert; readonly reason: string };

export type HandshakeStep = { readonly state: HandshakeState; readonly effects: readonly HandshakeEffect[] };

/** What a step needs beside the message; `random` gives our hello's 32 bytes. */
export type HandshakeSetting = {
  readonly identity: Pick<DtlsIdentity, "certificateDer" | "privateKey">;
  readonly expectedFingerprint: Fingerprint;
  readonly random: (length: number) => Uint8Array;
};

const RANDOM_LENGTH = 32;
/** Our messages are numbered from zero: flight 4 has five, Finished is the sixth. */
const FINISHED_SEQUENCE = 5;

/** Wipes the master secret of a state that is left for good. */
export function forgetSecrets(state: HandshakeState): void {
  if ("masterSecret" in state) state.masterSecret.fill(0);
}

/** One message, in order, whole. A state that it leads away from must not be stepped again. */
export function stepHandshake(
  state: HandshakeState,
  message: HandshakeMessage,
  setting: HandshakeSetting,
): HandshakeStep {
  switch (state.kind) {
    case "awaiting-client-hello":
      return isNext(message, HANDSHAKE_TYPE.clientHello)
        ? onClientHello(message, setting)
        : outOfOrder(state, message);
    case "awaiting-certificate":
      return isNext(message, HANDSHAKE_TYPE.certificate)
        ? onCertificate(state, message, setting)
        : outOfOrder(state, message);
    case "awaiting-client-key-exchange":
      return isNext(message, HANDSHAKE_TYPE.clientKeyExchange)
        ? onClientKeyExchange(state, message)
        : outOfOrder(state, message);
    case "awaiting-certificate-verify":
      return isNext(message, HANDSHAKE_TYPE.certificateVerify)
        ? onCertificateVerify(state, message)
        : outOfOrder(state, message);
    case "awaiting-finished":
      return isNext(message, HANDSHAKE_TYPE.finished, 1)
        ? onFinished(state, message)
        : outOfOrder(state, message);
    case "connected":
    case "refused":
      return { state, effects: [] };
    default:
      return assertNever(state);
  }
}

function onClientHello(message: HandshakeMessage, setting: HandshakeSetting): HandshakeStep {
  const hello = parseClientHello(message.body);
  if (hello === undefined) return refuse(ALERT.decodeError, "malformed ClientHello");
  const negotiated = negotiate(hello);
  if (!negotiated.ok) return refuse(negotiated.error.alert, negotiated.error.reason);
  const { clientRandom, group, profile } = negotiated.value;
  const randoms = { client: clientRandom, server: setting.random(RANDOM_LENGTH) };
  const keyExchange = startKeyExchange(group);
  const bodies: readonly (readonly [number, Uint8Array])[] = [
    [HANDSHAKE_TYPE.serverHello, serverHello(negotiated.value, randoms.server)],
    [HANDSHAKE_TYPE.certificate, certificate(setting.identity.certificateDer)],
    [HANDSHAKE_TYPE.serverKeyExchange, serverKeyExchange(setting.identity, randoms, keyExchange)],
    [HANDSHAKE_TYPE.certificateRequest, certificateRequest()],
    [HANDSHAKE_TYPE.serverHelloDone, new Uint8Array(0)],
  ];
  const messages = bodies.map(([type, body], messageSequence): HandshakeMessage => ({
    type,
    body,
    messageSequence,
    epoch: 0,
  }));
  const transcript = [message, ...messages].map(transcriptEntry);
  return {
    state: { kind: "awaiting-certificate", exchange: { randoms, profile, keyExchange, transcript } },
    effects: [
      { kind: "send-flight", flight: messages.map((each) => ({ kind: "handshake", message: each })) },
    ],
  };
}

function onCertificate(
  { exchange }: Awaiting<"awaiting-certificate">,
  message: HandshakeMessage,
  setting: HandshakeSetting,
): HandshakeStep {
  const checked = checkCertificate(message.body, setting.expectedFingerprint);
  if (!checked.ok) return refuse(checked.error.alert, checked.error.reason);
  return proceed({
    kind: "awaiting-client-key-exchange",
    exchange: withMessage(exchange, message),
    clientKey: checked.value,
  });
}

function onClientKeyExchange(
  { exchange, clientKey }: Awaiting<"awaiting-client-key-exchange">,
  message: HandshakeMessage,
): HandshakeStep {
  const publicKey = parseClientKeyExchange(message.body);
  if (publicKey === undefined) return refuse(ALERT.decodeError, "malformed ClientKeyExchange");
  const premasterSecret = exchange.keyExchange.agree(publicKey);
  if (premasterSecret === undefined)
    return refuse(ALERT.illegalParameter, "the client's key share is no valid key");
  const exchangeSoFar = withMessage(exchange, message);
  const masterSecret = extendedMasterSecret(premasterSecret, transcriptHash(exchangeSoFar.transcript));
  premasterSecret.fill(0);
  return proceed({ kind: "awaiting-certificate-verify", exchange: exchangeSoFar, clientKey, masterSecret });
}

function onCertificateVerify(
  { exchange, clientKey, masterSecret }: Awaiting<"awaiting-certificate-verify">,
  message: HandshakeMessage,
): HandshakeStep {
  const checked = checkCertificateVerify(message.body, clientKey, exchange.transcript);
  if (!checked.ok) return refuse(checked.error.alert, checked.error.reason);
  return {
    state: { kind: "awaiting-finished", exchange: withMessage(exchange, message), masterSecret },
    effects: [{ kind: "use-record-keys", ...recordKeys(masterSecret, exchange.randoms) }],
  };
}

function onFinished(
  { exchange, masterSecret }: Awaiting<"awaiting-finished">,
  message: HandshakeMessage,
): HandshakeStep {
  const expected = verifyData(masterSecret, "client", transcriptHash(exchange.transcript));
  if (message.body.length !== expected.length) return refuse(ALERT.decodeError, "malformed Finished");
  if (!timingSafeEqual(message.body, expected))
    return refuse(ALERT.decryptError, "the client's Finished is wrong");
  const { transcript } = withMessage(exchange, message);
  const finished: HandshakeMessage = {
    type: HANDSHAKE_TYPE.finished,
    messageSequence: FINISHED_SEQUENCE,
    body: verifyData(masterSecret, "server", transcriptHash(transcript)),
    epoch: 1,
  };
  const keys = srtpKeys(masterSecret, exchange.randoms, exchange.profile);
  masterSecret.fill(0);
  return {
    state: { kind: "connected" },
    effects: [
      {
        kind: "send-flight",
        flight: [{ kind: "change-cipher-spec" }, { kind: "handshake", message: finished }],
      },
      { kind: "connected", keys },
    ],
  };
}

/** Finished alone comes under the new keys; a message in the wrong epoch is as wrong as one in the wrong order. */
function isNext(message: HandshakeMessage, type: number, epoch: Epoch = 0): boolean {
  return message.type === type && message.epoch === epoch;
}

function withMessage(exchange: Exchange, message: HandshakeMessage): Exchange {
  return { ...exchange, transcript: [...exchange.transcript, transcriptEntry(message)] };
}

function proceed(state: HandshakeState): HandshakeStep {
  return { state, effects: [] };
}

function outOfOrder(state: HandshakeState, message: HandshakeMessage): HandshakeStep {
  return refuse(ALERT.unexpectedMessage, `handshake message ${message.type} while ${state.kind}`);
}

function refuse(alert: Alert, reason: string): HandshakeStep {
  return { state: { kind: "refused" }, effects: [{ kind: "refused", alert, reason }] };
}
