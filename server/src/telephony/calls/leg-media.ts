// The media half of a leg: its port in the media process and what was agreed in SDP.
import { err, ok, randomHex } from "@tandem/kernel";
import type { CallId, LegId, Result } from "@tandem/kernel";
import type { MediaCommand } from "@tandem/media";
import { agree, answerOffer, makeOffer, parseSdp } from "@tandem/sdp";
import { srtpMaterialLength } from "@tandem/sdp";
import type {
  AgreedMedia,
  Direction,
  LocalEndpoint,
  LocalSrtp,
  NegotiationError,
  SessionDescription,
} from "@tandem/sdp";

/** How calls talk to the media process: one message, one answer. */
export type MediaPort = {
  send(command: MediaCommand): Promise<Result<unknown, { kind: string; message: string }>>;
};

type OpenedLeg = {
  address: string;
  port: number;
  ice: { ufrag: string; pwd: string } | null;
  fingerprint: { algorithm: string; value: string } | null;
};

export type LegMediaOptions = {
  readonly media: MediaPort;
  /** Legs of one media call can be bridged: it decides the relay worker. */
  readonly callId: CallId;
  readonly legId: LegId;
  readonly transport: "rtp" | "webrtc";
  /** Whether an offer of ours has SRTP keys; what the other side offers is taken in any case. */
  readonly encryption: LocalSrtp["policy"];
  /** The address written into SDP. */
  readonly advertisedAddress: string;
};

export class LegMedia {
  readonly #options: LegMediaOptions;
  #local: LocalEndpoint | undefined;
  #agreed: AgreedMedia | undefined;
  /** RFC 3264 §8: every new description of ours counts one up. */
  #version = 0;

  constructor(options: LegMediaOptions) {
    this.#options = options;
  }

  get codec(): string {
    return this.#agreed?.codec ?? "none";
  }

  /** True while the other side does not want to hear us. */
  get held(): boolean {
    return this.#agreed !== undefined && !sends(this.#agreed.direction);
  }

  async open(): Promise<Result<undefined, { kind: string; message: string }>> {
    const { media, legId, callId, transport, encryption } = this.#options;
    const opened = await media.send({ kind: "open-leg", legId, callId, transport });
    if (!opened.ok) return opened;
    const { port, ice, fingerprint } = opened.value as OpenedLeg;
    this.#local = {
      address: this.#options.advertisedAddress,
      port,
      srtp:
        transport === "rtp"
          ? { policy: encryption, material: Buffer.from(randomHex(srtpMaterialLength), "hex") }
          : undefined,
      webrtc: ice && fingerprint ? { ...ice, fingerprint } : undefined,
    };
    return ok(undefined);
  }

  /** Our offer, for an INVITE we send or an offerless one we answer. */
  offer(): string {
    return makeOffer(this.#nextOrigin(), this.#requireLocal());
  }

  /** Reads an answer to our offer and connects the media leg. */
  async takeAnswer(text: string): Promise<Result<undefined, NegotiationError>> {
    const description = parseSdp(text);
    if (!description.ok) return description;
    const agreed = agree(description.value, this.#requireLocal());
    if (!agreed.ok) return agreed;
    return this.#connect(agreed.value);
  }

  /** Answers an offer and connects the media leg; the text is our answer. */
  async answer(offerText: string): Promise<Result<string, NegotiationError>> {
    const offer = parseSdp(offerText);
    if (!offer.ok) return offer;
    const restarted = await this.#restartIce(offer.value);
    if (!restarted.ok) return restarted;
    const answered = answerOffer(this.#nextOrigin(), this.#requireLocal(), offer.value);
    if (!answered.ok) return answered;
    const connected = await this.#connect(answered.value.agreed);
    return connected.ok ? ok(answered.value.text) : connected;
  }

  close(): void {
    void this.#options.media.send({ kind: "close-leg", legId: this.#options.legId });
  }

  /** Other credentials in a later offer ask for an ICE restart: ours change with them (RFC 8839 §4.4.3). */
  async #restartIce({ audio }: SessionDescription): Promise<Result<undefined, NegotiationError>> {
    const local = this.#requireLocal();
    const [before, offered] = [this.#agreed?.webrtc, audio?.webrtc];
    if (!before || !offered || !local.webrtc || before.ufrag === offered.ufrag) return ok(undefined);
    const restarted = await this.#options.media.send({ kind: "restart-ice", legId: this.#options.legId });
    if (!restarted.ok) return err({ kind: "no-audio", message: `media refused: ${restarted.error.message}` });
    const { ufrag, pwd } = restarted.value as NonNullable<OpenedLeg["ice"]>;
    this.#local = { ...local, webrtc: { ...local.webrtc, ufrag, pwd } };
    return ok(undefined);
  }

  #nextOrigin(): { id: string; version: number } {
    this.#version++;
    // The origin's id is the leg's own number part: unique enough among one peer's dialogs (RFC 8866 §5.2).
    return { id: String(Number.parseInt(this.#options.legId.slice(-12), 16)), version: this.#version };
  }

  #requireLocal(): LocalEndpoint {
    if (!this.#local) throw new Error(`leg ${this.#options.legId} has no media port yet`);
    return this.#local;
  }

  async #connect(agreed: AgreedMedia): Promise<Result<undefined, NegotiationError>> {
    this.#agreed = agreed;
    const connected = await this.#options.media.send({
      kind: "connect-leg",
      legId: this.#options.legId,
      codec: agreed.codec,
      payloadType: agreed.payloadType,
      telephoneEventPayloadType: agreed.telephoneEvent ?? null,
      remote: agreed.remote ?? null,
      webrtc: agreed.webrtc
        ? { ufrag: agreed.webrtc.ufrag, pwd: agreed.webrtc.pwd, fingerprint: agreed.webrtc.fingerprint }
        : null,
      sdes: agreed.sdes ?? null,
      send: sends(agreed.direction),
      receive: agreed.direction === "sendrecv" || agreed.direction === "recvonly",
    });
    if (connected.ok) return ok(undefined);
    return err({ kind: "no-audio", message: `media refused: ${connected.error.message}` });
  }
}

function sends(direction: Direction): boolean {
  return direction === "sendrecv" || direction === "sendonly";
}
