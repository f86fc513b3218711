// The WebRTC side of a leg: ICE, DTLS and SRTP of one socket, and where their effects go.
//
// state       STUN                        DTLS                              RTP
// waiting     nomination gives address    from that address: handshake      dropped
// ready       nomination moves            resend or goodbye                 unprotected and taken
// unreachable nomination → ready          dropped                           unprotected and taken
import { assertNever } from "@tandem/kernel";
import { DtlsServer } from "../dtls/index.ts";
import type { DtlsEffect, DtlsIdentity } from "../dtls/index.ts";
import { IceLiteAgent } from "../ice/index.ts";
import type { IceEffect } from "../ice/index.ts";
import { SrtpContext } from "../srtp/index.ts";
import type { ConnectLeg, IceCredentials, LegFailure } from "../protocol/index.ts";
import { formatIpv4, parseIpv4 } from "./datagram-io.ts";
import type { Packet } from "./datagram-io.ts";

/** What the transport asks of its leg. Addresses are IPv4 numbers. */
export type WebrtcHost = {
  send(datagram: Uint8Array, address: number, port: number): void;
  /** DTLS is done: sound can flow both ways. */
  connected(): void;
  failed(reason: LegFailure): void;
};

export class WebrtcTransport {
  readonly #host: WebrtcHost;
  readonly #ice = new IceLiteAgent();
  readonly #identity: DtlsIdentity;
  #dtls: DtlsServer;
  #inbound: SrtpContext | undefined;
  #outbound: SrtpContext | undefined;
  /** The nominated address; port 0 before the first nomination and after consent was lost. */
  #address = 0;
  #port = 0;
  #remoteFingerprint = "";

  constructor(identity: DtlsIdentity, host: WebrtcHost) {
    this.#host = host;
    this.#identity = identity;
    this.#dtls = new DtlsServer({ identity });
  }

  get credentials(): IceCredentials {
    return { ufrag: this.#ice.localUfrag, pwd: this.#ice.localPwd };
  }

  /** Keys are agreed and the far side's address is known. */
  get ready(): boolean {
    return this.#outbound !== undefined && this.#port !== 0;
  }

  get remoteAddress(): number {
    return this.#address;
  }

  get remotePort(): number {
    return this.#port;
  }

  /** The far side restarts ICE; the credentials that it has to be told now. */
  restartIce(): IceCredentials {
    this.#ice.restart();
    return this.credentials;
  }

  /** Takes what the far side's SDP says; another certificate begins a new DTLS association. */
  setRemote({ ufrag, pwd, fingerprint }: NonNullable<ConnectLeg["webrtc"]>, nowMs: number): void {
    this.#ice.setRemote({ ufrag, pwd });
    const text = `${fingerprint.algorithm} ${fingerprint.value}`.toLowerCase();
    if (text === this.#remoteFingerprint) return;
    if (this.#remoteFingerprint !== "") this.#dtls = new DtlsServer({ identity: this.#identity });
    this.#remoteFingerprint = text;
    const algorithm = fingerprint.algorithm.toLowerCase();
    if (algorithm === "sha-256" || algorithm === "sha-384" || algorithm === "sha-512") {
      this.#applyDtls(this.#dtls.setExpectedFingerprint({ algorithm, value: fingerprint.value }, nowMs));
    } else {
      this.#host.failed("dtls-failed");
    }
  }

  receiveStun(packet: Packet, nowMs: number): void {
    const from = { address: formatIpv4(packet.sourceAddress), port: packet.sourcePort };
    this.#applyIce(this.#ice.receive(packet.bytes.slice(0, packet.length), from, nowMs));
  }

  /** Only what comes from the nominated address is looked at, so that answers go to a proven one. */
  receiveDtls(packet: Packet, nowMs: number): void {
    if (packet.sourceAddress !== this.#address || packet.sourcePort !== this.#port) return;
    this.#applyDtls(this.#dtls.receive(packet.bytes.slice(0, packet.length), nowMs));
  }

  /** Unprotects in place. False: drop it. */
  unprotectRtp(packet: Packet): boolean {
    packet.length = this.#inbound?.unprotectRtp(packet.bytes, packet.length) ?? -1;
    return packet.length > 0;
  }

  unprotectRtcp(packet: Packet): boolean {
    packet.length = this.#inbound?.unprotectRtcp(packet.bytes, packet.length) ?? -1;
    return packet.length > 0;
  }

  /** Protects in place. False: it cannot be sent. */
  protectRtp(packet: Packet): boolean {
    packet.length = this.#outbound?.protectRtp(packet.bytes, packet.length) ?? -1;
    return packet.length > 0;
  }

  protectRtcp(packet: Packet): boolean {
    packet.length = this.#outbound?.protectRtcp(packet.bytes, packet.length) ?? -1;
    return packet.length > 0;
  }

  /** Timers of ICE and DTLS; to be called every 100 ms or so. */
  tick(nowMs: number): void {
    this.#applyIce(this.#ice.tick(nowMs));
    this.#applyDtls(this.#dtls.tick(nowMs));
  }

  close(): void {
    this.#applyDtls(this.#dtls.close());
    this.#closeContexts();
  }

  #closeContexts(): void {
    this.#inbound?.close();
    this.#outbound?.close();
    this.#inbound = undefined;
    this.#outbound = undefined;
  }

  #applyIce(effects: readonly IceEffect[]): void {
    for (const effect of effects) {
      switch (effect.kind) {
        case "send":
          this.#host.send(effect.datagram, parseIpv4(effect.to.address) ?? 0, effect.to.port);
          break;
        case "selected":
          this.#address = parseIpv4(effect.remote.address) ?? 0;
          this.#port = effect.remote.port;
          break;
        case "consent-lost":
          this.#port = 0;
          this.#host.failed("ice-consent-lost");
          break;
        default:
          assertNever(effect);
      }
    }
  }

  #applyDtls(effects: readonly DtlsEffect[]): void {
    for (const effect of effects) {
      switch (effect.kind) {
        case "send":
          if (this.#port !== 0) this.#host.send(effect.datagram, this.#address, this.#port);
          break;
        case "connected":
          this.#closeContexts();
          this.#inbound = new SrtpContext({ profile: effect.keys.profile, ...effect.keys.remote });
          this.#outbound = new SrtpContext({ profile: effect.keys.profile, ...effect.keys.local });
          this.#host.connected();
          break;
        case "failed":
          this.#host.failed("dtls-failed");
          break;
        case "closed":
          // The far side said goodbye; signalling ends the call.
          break;
        default:
          assertNever(effect);
      }
    }
  }
}
