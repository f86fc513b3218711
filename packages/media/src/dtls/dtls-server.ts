// Owns one DTLS association as the server: datagrams and time in, datagrams and SRTP keys out.
import { randomBytes } from "node:crypto";
import { assertNever } from "@tandem/kernel";
import { ALERT, alertBody, readAlert } from "./alerts.ts";
import type { Alert } from "./alerts.ts";
import type { DtlsIdentity, Fingerprint } from "../certificates/index.ts";
import { nextTimer, packFlight, startTimer } from "./flights.ts";
import type { Flight, RetransmissionTimer } from "./flights.ts";
import { forgetSecrets, stepHandshake } from "./handshake.ts";
import type { HandshakeEffect, HandshakeSetting, HandshakeState } from "./handshake.ts";
import { HANDSHAKE_TYPE, parseFragments } from "./handshake-message.ts";
import type { HandshakeFragment } from "./handshake-message.ts";
import type { DtlsSrtpKeys } from "./key-schedule.ts";
import { HandshakeReassembly } from "./reassembly.ts";
import { CONTENT_TYPE, parseRecords, RecordLayer } from "./record-layer.ts";
import type { DtlsRecord, Epoch } from "./record-layer.ts";
import { SendAllowance } from "./send-allowance.ts";

export type DtlsEffect =
  | { readonly kind: "send"; readonly datagram: Uint8Array }
  /** Whoever takes the keys wipes them. */
  | { readonly kind: "connected"; readonly keys: DtlsSrtpKeys }
  /** The handshake came to nothing; `reason` is for the log and names no secret. */
  | { readonly kind: "failed"; readonly reason: string }
  /** The peer or this side ended the association after it was connected. */
  | { readonly kind: "closed" };

export type DtlsServerOptions = {
  readonly identity: Pick<DtlsIdentity, "certificateDer" | "privateKey">;
  /** Left out when the peer's description is not there yet; see `setExpectedFingerprint`. */
  readonly expectedFingerprint?: Fingerprint;
  readonly random?: (length: number) => Uint8Array;
};

/** A ClientHello comes in two or three datagrams and is repeated: more than this is noise. */
const HELD_DATAGRAM_LIMIT = 16;
/** A Finished that overtook its flight, and its repetitions. */
const EARLY_RECORD_LIMIT = 8;
/** A repeated flight comes as several datagrams: they are answered once. */
const RESEND_PAUSE_MS = 20;
/** From its first record on: a peer that sends a byte now and then keeps nothing open. Longer than all repetitions. */
const HANDSHAKE_LIMIT_MS = 20_000;
/** One is a peer that does not know better; one that goes on asking after the refusal is not to be had. */
const RENEGOTIATION_LIMIT = 3;

/**
 * Sans-I/O: every call gives what to do, in order. No HelloVerifyRequest is sent: the caller gives it datagrams only
 * from an address that an ICE check came from, and until the peer has proved that it reads what is sent there, it is
 * sent at most three times what came (`creditReceived` adds what came besides). Bad input never throws.
 */
export class DtlsServer {
  readonly #own: Omit<HandshakeSetting, "expectedFingerprint">;
  readonly #records = new RecordLayer();
  readonly #reassembly = new HandshakeReassembly();
  /** Complete once the peer's fingerprint is known. */
  #setting: HandshakeSetting | undefined;
  #heldDatagrams: Uint8Array[] = [];
  #earlyRecords: DtlsRecord[] = [];
  #handshake: HandshakeState = { kind: "awaiting-client-hello" };
  #flight: Flight | undefined;
  #flightSentMs = 0;
  /** The peer's messages below this number led to our latest flight: one of them again means that it was lost. */
  #answeredBelow = 0;
  #timer: RetransmissionTimer | undefined;
  /** When the handshake must be done; undefined before it begins and once it is over. */
  #deadlineMs: number | undefined;
  readonly #allowance = new SendAllowance();
  #renegotiations = 0;
  #isOver = false;
  #effects: DtlsEffect[] = [];

  constructor({ identity, expectedFingerprint, random = randomBytes }: DtlsServerOptions) {
    this.#own = { identity, random };
    if (expectedFingerprint !== undefined) this.#setting = { ...this.#own, expectedFingerprint };
  }

  /** The fingerprint of the peer's description, once. What arrived before is taken now. */
  setExpectedFingerprint(expectedFingerprint: Fingerprint, nowMs: number): DtlsEffect[] {
    if (this.#setting !== undefined) throw new Error("the fingerprint of an association is fixed");
    this.#setting = { ...this.#own, expectedFingerprint };
    const held = this.#heldDatagrams;
    this.#heldDatagrams = [];
    return held.flatMap((datagram) => this.receive(datagram, nowMs));
  }

  /** Whether datagrams are held because the peer's fingerprint is not there yet. */
  get awaitsFingerprint(): boolean {
    return this.#setting === undefined;
  }

  /** Whether no handshake is to be made any more: it is done, or came to nothing. */
  get isOver(): boolean {
    return this.#isOver || this.#handshake.kind === "connected";
  }

  /** Forgets what is held: the peer repeats it. */
  dropHeld(): void {
    this.#heldDatagrams = [];
  }

  /** So many bytes came from the peer's address besides those of `receive`, in checks that ICE found right. */
  creditReceived(bytes: number): void {
    this.#allowance.credit(bytes);
  }

  /** The peer is at another address now. One that is connected is not sent anything that it does not ask for. */
  moved(): void {
    this.#allowance.startAgain();
  }

  /** A datagram that `classifyDatagram` called "dtls". The array may be used again afterwards. */
  receive(datagram: Uint8Array, nowMs: number): DtlsEffect[] {
    if (this.#setting === undefined) {
      if (this.#heldDatagrams.length < HELD_DATAGRAM_LIMIT) this.#heldDatagrams.push(copyOf(datagram));
      return [];
    }
    this.#allowance.credit(datagram.length);
    for (const record of parseRecords(datagram)) this.#receiveRecord(record, nowMs);
    return this.#takeEffects();
  }

  /** To be called when `nextTimeoutMs` has come; calling it early does nothing. */
  tick(nowMs: number): DtlsEffect[] {
    if (this.#deadlineMs !== undefined && nowMs >= this.#deadlineMs) {
      this.#refuse(ALERT.internalError, "the handshake took too long");
      return this.#takeEffects();
    }
    if (this.#timer === undefined || nowMs < this.#timer.dueMs) return [];
    this.#timer = nextTimer(this.#timer, nowMs);
    if (this.#timer === undefined) this.#refuse(ALERT.internalError, "the client stopped answering");
    else this.#sendFlight(nowMs);
    return this.#takeEffects();
  }

  /** When `tick` wants to be called, in the same clock as `nowMs`; undefined while nothing is waited for. */
  nextTimeoutMs(): number | undefined {
    if (this.#timer === undefined || this.#deadlineMs === undefined) return this.#deadlineMs;
    return Math.min(this.#timer.dueMs, this.#deadlineMs);
  }

  /** Tells a connected peer that this side is done. Everything after gives no effects. Idempotent. */
  close(): DtlsEffect[] {
    if (!this.#isOver && this.#handshake.kind === "connected") this.#closeNotify();
    this.#end();
    return this.#takeEffects();
  }

  #receiveRecord(record: DtlsRecord, nowMs: number): void {
    if (this.#isOver) return;
    if (this.#handshake.kind !== "connected") this.#deadlineMs ??= nowMs + HANDSHAKE_LIMIT_MS;
    if (record.epoch === 0) {
      // Nothing in the clear can touch an association that is up.
      if (this.#handshake.kind !== "connected") this.#receiveContent(record.type, record.body, 0, nowMs);
      return;
    }
    if (!this.#records.hasKeys) {
      this.#keepEarly(record);
      return;
    }
    const content = this.#records.open(record);
    if (content !== undefined) this.#receiveContent(record.type, content, 1, nowMs);
  }

  #keepEarly(record: DtlsRecord): void {
    if (this.#earlyRecords.length >= EARLY_RECORD_LIMIT) return;
    this.#earlyRecords.push({ ...record, header: copyOf(record.header), body: copyOf(record.body) });
  }

  #receiveContent(type: number, content: Uint8Array, epoch: Epoch, nowMs: number): void {
    switch (type) {
      case CONTENT_TYPE.handshake:
        return this.#receiveHandshake(content, epoch, nowMs);
      case CONTENT_TYPE.alert:
        return this.#receiveAlert(content);
      default:
        // ChangeCipherSpec says nothing that the epoch does not; there is no application data in DTLS-SRTP.
        return undefined;
    }
  }

  #receiveHandshake(content: Uint8Array, epoch: Epoch, nowMs: number): void {
    // Datagrams are held until it is there.
    const setting = this.#setting;
    if (setting === undefined) return;
    const fragments = parseFragments(content) ?? [];
    if (this.#handshake.kind === "connected" && fragments.some(opensHandshake))
      return this.#refuseRenegotiation();
    const isRepeated = fragments.some(({ messageSequence }) => messageSequence < this.#answeredBelow);
    for (const fragment of fragments) this.#reassembly.add(fragment, epoch);
    for (let message = this.#reassembly.take(); message !== undefined; message = this.#reassembly.take()) {
      const step = stepHandshake(this.#handshake, message, setting);
      this.#handshake = step.state;
      if (step.state.kind === "awaiting-finished" || step.state.kind === "connected") this.#allowance.lift();
      for (const effect of step.effects) this.#carryOut(effect, nowMs);
    }
    if (isRepeated && !this.#isOver && nowMs - this.#flightSentMs >= RESEND_PAUSE_MS) this.#sendFlight(nowMs);
  }

  #carryOut(effect: HandshakeEffect, nowMs: number): void {
    switch (effect.kind) {
      case "send-flight":
        this.#flight = effect.flight;
        this.#answeredBelow = this.#reassembly.nextSequence;
        // The last flight has no answer: it is sent again only when the client repeats its own (RFC 6347 §4.2.4).
        this.#timer = this.#handshake.kind === "connected" ? undefined : startTimer(nowMs);
        return this.#sendFlight(nowMs);
      case "use-record-keys": {
        this.#records.useKeys(effect.client, effect.server);
        const early = this.#earlyRecords;
        this.#earlyRecords = [];
        for (const record of early) this.#receiveRecord(record, nowMs);
        return undefined;
      }
      case "connected":
        this.#deadlineMs = undefined;
        this.#effects.push(effect);
        return undefined;
      case "refused":
        return this.#refuse(effect.alert, effect.reason);
      default:
        return assertNever(effect);
    }
  }

  /** RFC 5246 §7.2.2: the old association goes on. A new one comes by a new description with another certificate. */
  #refuseRenegotiation(): void {
    this.#renegotiations += 1;
    if (this.#renegotiations < RENEGOTIATION_LIMIT) this.#sendAlert(ALERT.noRenegotiation);
    else this.#closeNotify();
  }

  #receiveAlert(content: Uint8Array): void {
    const alert = readAlert(content);
    if (alert.kind === "ignored") return;
    if (this.#handshake.kind !== "connected") {
      const reason =
        alert.kind === "close" ? "the client closed" : `the client refused with alert ${alert.alert}`;
      this.#effects.push({ kind: "failed", reason });
      return this.#end();
    }
    if (alert.kind === "close") return this.#closeNotify();
    this.#effects.push({ kind: "closed" });
    return this.#end();
  }

  #closeNotify(): void {
    this.#sendAlert(ALERT.closeNotify);
    this.#effects.push({ kind: "closed" });
    this.#end();
  }

  #refuse(alert: Alert, reason: string): void {
    this.#sendAlert(alert);
    this.#effects.push({ kind: "failed", reason });
    this.#end();
  }

  #end(): void {
    this.#isOver = true;
    forgetSecrets(this.#handshake);
    this.#records.close();
    this.#timer = undefined;
    this.#deadlineMs = undefined;
    this.#flight = undefined;
    this.#heldDatagrams = [];
    this.#earlyRecords = [];
  }

  #sendAlert(alert: Alert): void {
    // Before it has our Finished the client reads epoch 0 only.
    const epoch = this.#handshake.kind === "connected" ? 1 : 0;
    this.#effects.push({
      kind: "send",
      datagram: this.#records.write(CONTENT_TYPE.alert, epoch, alertBody(alert)),
    });
  }

  #sendFlight(nowMs: number): void {
    if (this.#flight === undefined) return;
    this.#flightSentMs = nowMs;
    const datagrams = packFlight(this.#flight, (...record) => this.#records.write(...record));
    const bytes = datagrams.reduce((sum, { length }) => sum + length, 0);
    if (!this.#allowance.take(bytes)) return;
    for (const datagram of datagrams) this.#effects.push({ kind: "send", datagram });
  }

  #takeEffects(): DtlsEffect[] {
    const effects = this.#effects;
    this.#effects = [];
    return effects;
  }
}

/** Sent under the keys of an association it asks for another (RFC 5246 §7.4.1.1). */
function opensHandshake({ type }: HandshakeFragment): boolean {
  return type === HANDSHAKE_TYPE.clientHello;
}

/** Not `slice`, which gives a view of the same memory when the array happens to be a Buffer. */
function copyOf(bytes: Uint8Array): Uint8Array {
  return Uint8Array.from(bytes);
}
