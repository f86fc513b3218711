// The WebRTC side of a leg: ICE, DTLS and SRTP of one socket, and where their effects go.
//
// state       STUN                        DTLS                              RTP
// waiting     nomination gives address    from that address: handshake,     dropped
//                                         if the gate lets one start
// ready       nomination moves, or any    resend or goodbye                 unprotected and taken
//             check from where RTP comes
// unreachable nomination → ready          dropped                           unprotected and taken
// parted      answered                    dropped                           dropped
import { assertNever } from "@tandem/kernel";
import type { DtlsIdentity } from "../certificates/index.ts";
import { DtlsServer } from "../dtls/index.ts";
import type { DtlsEffect } from "../dtls/index.ts";
import { IceLiteAgent } from "../ice/index.ts";
import type { IceEffect } from "../ice/index.ts";
import { SrtpContext } from "../srtp/index.ts";
import type { SrtpMasterKey, SrtpProfile } from "../srtp/index.ts";
import type { ConnectLeg, IceCredentials, LegFailure } from "../protocol/index.ts";
import type { Packet } from "./datagram-io.ts";
import type { HandshakeGate } from "./handshake-gate.ts";
import { formatAddress, holdAddress, networkOf, parseAddress, releaseAddress } from "./ip-address.ts";

/** What the transport asks of its leg. Addresses are the numbers of ip-address.ts. */
export type WebrtcHost = {
  send(datagram: Uint8Array, address: number, port: number): void;
  /** DTLS is done: sound can flow both ways. */
  connected(): void;
  failed(reason: LegFailure): void;
};

export class WebrtcTransport {
  readonly #host: WebrtcHost;
  readonly #ice = new IceLiteAgent();
  /** This leg keeps the identity that its description named, whatever comes after. */
  readonly #identity: DtlsIdentity;
  readonly #gate: HandshakeGate;
  #dtls: DtlsServer;
  /** The network whose handshake has a place at the gate; 0 when none runs. */
  #admittedAddress = 0;
  #inbound: SrtpContext | undefined;
  #outbound: SrtpContext | undefined;
  /** The nominated address; port 0 before the first nomination and after consent was lost. */
  #address = 0;
  #port = 0;
  /** Where the latest authentic RTP packet came from. */
  #heardAddress = 0;
  #heardPort = 0;
  #remoteFingerprint = "";

  constructor(identity: DtlsIdentity, gate: HandshakeGate, host: WebrtcHost) {
    this.#host = host;
    this.#gate = gate;
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
    if (this.#remoteFingerprint !== "") {
      this.#leaveGate();
      this.#dtls = new DtlsServer({ identity: this.#identity });
    }
    this.#remoteFingerprint = text;
    const algorithm = fingerprint.algorithm.toLowerCase();
    if (algorithm === "sha-256" || algorithm === "sha-384" || algorithm === "sha-512") {
      // Held datagrams have an address; without any the gate is asked when the first one comes.
      if (this.#port !== 0 && !this.#mayHandshake(nowMs)) this.#dtls.dropHeld();
      this.#applyDtls(this.#dtls.setExpectedFingerprint({ algorithm, value: fingerprint.value }, nowMs));
    } else {
      this.#host.failed("dtls-failed");
    }
  }

  receiveStun(packet: Packet, nowMs: number): void {
    const from = { address: formatAddress(packet.sourceAddress), port: packet.sourcePort };
    const isHeardFrom = packet.sourceAddress === this.#heardAddress && packet.sourcePort === this.#heardPort;
    const effects = this.#ice.receive(packet.bytes.slice(0, packet.length), from, nowMs, isHeardFrom);
    this.#applyIce(effects);
    // What comes from there makes room for what the handshake sends there.
    if (effects.length > 0 && this.#isFromPeer(packet)) this.#dtls.creditReceived(packet.length);
  }

  /** Only what comes from the nominated address is looked at, so that answers go to a proven one. */
  receiveDtls(packet: Packet, nowMs: number): void {
    if (!this.#isFromPeer(packet)) return;
    if (!this.#dtls.awaitsFingerprint && !this.#mayHandshake(nowMs)) return;
    this.#applyDtls(this.#dtls.receive(packet.bytes.slice(0, packet.length), nowMs));
  }

  /** Unprotects in place. False: drop it. */
  unprotectRtp(packet: Packet): boolean {
    packet.length = this.#inbound?.unprotectRtp(packet.bytes, packet.length) ?? -1;
    if (packet.length <= 0) return false;
    this.#heardAddress = packet.sourceAddress;
    this.#heardPort = packet.sourcePort;
    return true;
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
    this.#leaveGate();
    this.#closeContexts();
    this.#sendTo(0, 0);
  }

  #sendTo(address: number, port: number): void {
    if (address !== this.#address) {
      holdAddress(address);
      releaseAddress(this.#address);
    }
    this.#address = address;
    this.#port = port;
  }

  #isFromPeer({ sourceAddress, sourcePort }: Packet): boolean {
    return sourceAddress === this.#address && sourcePort === this.#port;
  }

  /** Whether the handshake runs already, is done, or may start. */
  #mayHandshake(nowMs: number): boolean {
    if (this.#admittedAddress !== 0 || this.#dtls.isOver) return true;
    const network = networkOf(this.#address);
    if (!this.#gate.admit(network, nowMs)) return false;
    this.#admittedAddress = network;
    return true;
  }

  #leaveGate(): void {
    if (this.#admittedAddress !== 0) this.#gate.finish(this.#admittedAddress);
    this.#admittedAddress = 0;
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
          this.#host.send(effect.datagram, parseAddress(effect.to.address) ?? 0, effect.to.port);
          break;
        case "selected":
          this.#sendTo(parseAddress(effect.remote.address) ?? 0, effect.remote.port);
          this.#dtls.moved();
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
          this.#leaveGate();
          this.#closeContexts();
          this.#inbound = keyedContext(effect.keys.profile, effect.keys.remote);
          this.#outbound = keyedContext(effect.keys.profile, effect.keys.local);
          this.#host.connected();
          break;
        case "failed":
          this.#leaveGate();
          this.#host.failed("dtls-failed");
          break;
        case "closed":
          // The far side said goodbye: signalling ends the call, and nothing is sent until then.
          this.#closeContexts();
          break;
        default:
          assertNever(effect);
      }
    }
  }
}

/** The ciphers have the keys: nothing else keeps them. */
function keyedContext(profile: SrtpProfile, master: SrtpMasterKey): SrtpContext {
  const context = new SrtpContext({ profile, ...master });
  master.key.fill(0);
  master.salt.fill(0);
  return context;
}
