// A browser's media side for tests: ICE check, DTLS handshake and SRTP over one UDP socket on loopback.
import { createSocket } from "node:dgram";
import type { Socket } from "node:dgram";
import { once } from "node:events";
import { fingerprintOf } from "../../certificates/index.ts";
import { HANDSHAKE_TYPE, parseFragments } from "../../dtls/handshake-message.ts";
import { CONTENT_TYPE, parseRecords } from "../../dtls/record-layer.ts";
import { DtlsTestClient } from "../../dtls/testing/dtls-test-client.ts";
import { classifyDatagram } from "../../ice/index.ts";
import { STUN_ATTRIBUTE, STUN_TYPE, parseStunMessage, writeStunMessage } from "../../ice/stun-message.ts";
import type { CertificateFingerprint, OpenedLeg } from "../../protocol/index.ts";
import { emptyRtpHeader, isRtcp, readRtpHeader, rtpHeaderLength, writeRtpHeader } from "../../rtp/index.ts";
import type { RtpHeader } from "../../rtp/index.ts";
import { SrtpContext } from "../../srtp/index.ts";
import type { HeardPacket } from "./loopback-phone.ts";

/** Room for what SRTP adds. */
const packetLength = 256;

export class LoopbackBrowser implements AsyncDisposable {
  readonly heard: HeardPacket[] = [];
  /** Packet types of the RTCP packets that came. */
  readonly reports: number[] = [];
  readonly header: RtpHeader = { ...emptyRtpHeader(), payloadType: 8, ssrc: 0xb0b0b0b0 };
  readonly #dtls = new DtlsTestClient();
  readonly #socket: Socket;
  readonly #leg: OpenedLeg;
  #inbound: SrtpContext | undefined;
  #outbound: SrtpContext | undefined;
  #answered: () => void = () => {};
  readonly #hearing: { count: number; resolve(): void }[] = [];

  private constructor(socket: Socket, leg: OpenedLeg) {
    this.#socket = socket;
    this.#leg = leg;
    socket.on("message", (bytes) => this.#take(bytes));
  }

  static async open(leg: OpenedLeg): Promise<LoopbackBrowser> {
    const isIpv6 = leg.address.includes(":");
    const socket = createSocket(isIpv6 ? "udp6" : "udp4");
    socket.bind(0, isIpv6 ? "::1" : "127.0.0.1");
    await once(socket, "listening");
    return new LoopbackBrowser(socket, leg);
  }

  get fingerprint(): CertificateFingerprint {
    return this.#dtls.identity.fingerprint;
  }

  /** Of the certificate that the other side showed; undefined before it came. */
  get shownFingerprint(): CertificateFingerprint | undefined {
    const certificate = this.#dtls.serverCertificate;
    return certificate && fingerprintOf(certificate, "sha-256");
  }

  /** A check that nominates this pair; resolves when it is answered. */
  async nominate(ice: OpenedLeg["ice"] = this.#leg.ice, ufrag = "browser"): Promise<void> {
    const answered = new Promise<void>((resolve) => (this.#answered = resolve));
    const pwd = ice?.pwd ?? "";
    const attributes = [
      { type: STUN_ATTRIBUTE.username, value: Buffer.from(`${ice?.ufrag}:${ufrag}`) },
      { type: STUN_ATTRIBUTE.useCandidate, value: new Uint8Array(0) },
    ];
    this.#send(writeStunMessage(STUN_TYPE.bindingRequest, new Uint8Array(12).fill(9), attributes, pwd));
    await answered;
  }

  /** Sends the first flight; the rest goes by itself. */
  startDtls(): void {
    for (const datagram of this.#dtls.hello()) this.#send(datagram);
  }

  /** Sends a packet of G.711 bytes; false before there are keys. */
  sendSound(payload: Uint8Array): boolean {
    if (this.#outbound === undefined) return false;
    const packet = new Uint8Array(packetLength);
    writeRtpHeader(packet, this.header);
    packet.set(payload, rtpHeaderLength);
    const length = this.#outbound.protectRtp(packet, rtpHeaderLength + payload.length);
    this.#send(packet.subarray(0, length));
    this.header.sequence++;
    this.header.timestamp += payload.length;
    return true;
  }

  /** Resolves when that many packets have come. */
  async hears(count: number): Promise<void> {
    if (this.heard.length >= count) return;
    await new Promise<void>((resolve) => this.#hearing.push({ count, resolve }));
  }

  #send(bytes: Uint8Array): void {
    this.#socket.send(bytes, this.#leg.port, this.#leg.address);
  }

  #take(bytes: Uint8Array): void {
    const kind = classifyDatagram(bytes[0] as number);
    if (kind === "stun" && parseStunMessage(bytes)?.type === STUN_TYPE.bindingSuccess) this.#answered();
    if (kind === "dtls") this.#takeDtls(bytes);
    if (kind === "rtp") this.#takeSound(bytes);
  }

  #takeDtls(bytes: Uint8Array): void {
    this.#dtls.receive(bytes);
    if (this.#outbound !== undefined || !endsServerFlight(bytes)) return;
    for (const datagram of this.#dtls.flight()) this.#send(datagram);
    const keys = this.#dtls.expectedKeys;
    if (keys === undefined) return;
    this.#outbound = new SrtpContext({ profile: keys.profile, ...keys.remote });
    this.#inbound = new SrtpContext({ profile: keys.profile, ...keys.local });
  }

  #takeSound(bytes: Uint8Array): void {
    if (isRtcp(bytes, bytes.length)) {
      const length = this.#inbound?.unprotectRtcp(bytes, bytes.length) ?? -1;
      if (length > 0) this.reports.push(bytes[1] as number);
      return;
    }
    const length = this.#inbound?.unprotectRtp(bytes, bytes.length) ?? -1;
    const header = emptyRtpHeader();
    if (length < 0 || !readRtpHeader(bytes, length, header)) return;
    const payload = bytes.slice(header.payloadStart, header.payloadEnd);
    this.heard.push({ ...header, payload, atMs: performance.now() });
    for (const { count, resolve } of this.#hearing) if (this.heard.length >= count) resolve();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#inbound?.close();
    this.#outbound?.close();
    this.#socket.close();
    await once(this.#socket, "close");
  }
}

/** True for the datagram with ServerHelloDone; on loopback the rest of the flight came before it. */
function endsServerFlight(bytes: Uint8Array): boolean {
  return parseRecords(bytes)
    .filter(({ type, epoch }) => type === CONTENT_TYPE.handshake && epoch === 0)
    .flatMap(({ body }) => parseFragments(body) ?? [])
    .some(({ type }) => type === HANDSHAKE_TYPE.serverHelloDone);
}
