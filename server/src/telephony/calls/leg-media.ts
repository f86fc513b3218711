// The media half of a leg: its port in the media process and what was agreed in SDP.
import { err, ok, randomHex } from "@tandem/kernel";
import type { CallId, LegId, Result } from "@tandem/kernel";
import type { KeyForm, MediaCommand } from "@tandem/media";
import { agree, answerOffer, browserCodecs, makeOffer, offerAgain, parseSdp, phoneCodecs } from "@tandem/sdp";
import { srtpMaterialLength } from "@tandem/sdp";
import type {
  AgreedMedia,
  Codec,
  Direction,
  LocalEndpoint,
  LocalSrtp,
  NegotiationError,
  SessionDescription,
} from "@tandem/sdp";

import { familyOf } from "./address-family.ts";
import type { AddressFamily } from "./address-family.ts";
import type { DtmfSetting } from "./dtmf-setting.ts";
import type { InfoKey } from "./info-keys.ts";
import type { LegMediaSnapshot } from "./leg-snapshot.ts";

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
  /** The codecs to offer and to answer with, best first; the usual ones of phones or browsers where left out. */
  readonly codecs?: readonly Codec[] | undefined;
  /** The address written into SDP. */
  readonly advertisedAddress: string;
  /** That of the other family, where there is one. */
  readonly otherAddress?: string | undefined;
  /** Where the far side can be reached; it is the usual one's when left out. */
  readonly family?: AddressFamily | undefined;
  /** How keys come and go; "auto" when left out. */
  readonly dtmf?: DtmfSetting | undefined;
};

export class LegMedia {
  readonly #options: LegMediaOptions;
  #local: LocalEndpoint | undefined;
  #agreed: AgreedMedia | undefined;
  /** What the other side said last. */
  #theirs: SessionDescription | undefined;
  /** The media process died and the leg has no port in the next one yet. */
  #lost: PromiseWithResolvers<void> | undefined;
  /** RFC 3264 §8: every new description of ours counts one up. */
  #version = 0;
  #dtmf: DtmfSetting;
  /** The far side sent a key by INFO. */
  #usesInfo = false;

  constructor(options: LegMediaOptions) {
    this.#options = options;
    this.#dtmf = options.dtmf ?? "auto";
  }

  /** Undefined before it has a port. */
  snapshot(): LegMediaSnapshot | undefined {
    if (!this.#local) return undefined;
    const { srtp, ...local } = this.#local;
    const keys = srtp && { policy: srtp.policy, material: Buffer.from(srtp.material).toString("base64") };
    const dtmf = { setting: this.#dtmf, usesInfo: this.#usesInfo };
    return { local, srtp: keys, agreed: this.#agreed, version: this.#version, dtmf };
  }

  /** Goes on with a port that media has still. `theirs`: what the other side said last. */
  restore({ local, srtp, agreed, version, dtmf }: LegMediaSnapshot, theirs: string | undefined): void {
    this.#dtmf = dtmf?.setting ?? "auto";
    this.#usesInfo = dtmf?.usesInfo ?? false;
    const { webrtc } = local;
    const keys = srtp && { policy: srtp.policy, material: Buffer.from(srtp.material, "base64") };
    this.#local = { ...local, webrtc, srtp: keys };
    this.#agreed = agreed;
    const description = theirs === undefined ? undefined : parseSdp(theirs);
    this.#theirs = description?.ok ? description.value : undefined;
    // A description may have gone out that was not written down any more.
    this.#version = version + 1;
  }

  get codec(): string {
    return this.#agreed?.codec ?? "none";
  }

  /** True while the other side does not want to hear us. */
  get held(): boolean {
    return this.#agreed !== undefined && !sends(this.#agreed.direction);
  }

  /** Asks media for a port; once more after `lose`. What was agreed stays so. */
  async open(): Promise<Result<undefined, { kind: string; message: string }>> {
    const { media, legId, callId, transport } = this.#options;
    const address = this.#ownAddress();
    const opened = await media.send({
      kind: "open-leg",
      legId,
      callId,
      transport,
      family: familyOf(address),
    });
    if (!opened.ok) return opened;
    const { port, ice, fingerprint } = opened.value as OpenedLeg;
    const { encryption, codecs } = this.#wanted();
    this.#local = {
      address,
      port,
      srtp:
        transport === "rtp"
          ? { policy: encryption, material: Buffer.from(randomHex(srtpMaterialLength), "hex") }
          : undefined,
      webrtc: ice && fingerprint ? { ...ice, fingerprint } : undefined,
      telephoneEvents: takesEvents(this.#dtmf),
      codecs,
    };
    this.#lost?.resolve();
    this.#lost = undefined;
    return ok(undefined);
  }

  /** The media process died: until `open`, nothing that is said of this leg can be answered. */
  lose(): void {
    this.#lost ??= Promise.withResolvers();
  }

  /** What was agreed, from where the leg is now; undefined when nothing was. */
  offerAgain(): string | undefined {
    if (!this.#agreed || !this.#theirs) return undefined;
    return offerAgain(this.#nextOrigin(), this.#requireLocal(), this.#agreed, this.#theirs);
  }

  /** As it was before, when the leg had a port already. */
  #wanted(): { encryption: LocalSrtp["policy"]; codecs: readonly Codec[] } {
    const { transport, encryption, codecs } = this.#options;
    return {
      encryption: this.#local?.srtp?.policy ?? encryption,
      codecs: this.#local?.codecs ?? codecs ?? (transport === "rtp" ? phoneCodecs : browserCodecs),
    };
  }

  /** Our offer, for an INVITE we send or an offerless one we answer. */
  offer(): string {
    return makeOffer(this.#nextOrigin(), this.#requireLocal());
  }

  /** Our offer of SRTP and nothing else; from now on, that is what counts. */
  encryptedOffer(): string {
    const { srtp, ...local } = this.#requireLocal();
    this.#local = { ...local, srtp: srtp && { ...srtp, policy: "required" } };
    return this.offer();
  }

  /** Reads an answer to our offer and connects the media leg. */
  async takeAnswer(text: string): Promise<Result<undefined, NegotiationError>> {
    if (this.#lost) await this.#lost.promise;
    const description = parseSdp(text);
    if (!description.ok) return description;
    const agreed = agree(description.value, this.#requireLocal());
    if (!agreed.ok) return agreed;
    this.#theirs = description.value;
    return this.#connect(agreed.value);
  }

  /** Answers an offer and connects the media leg; the text is our answer. */
  async answer(offerText: string): Promise<Result<string, NegotiationError>> {
    const offer = parseSdp(offerText);
    if (!offer.ok) return offer;
    if (this.#lost) await this.#lost.promise;
    const restarted = await this.#restartIce(offer.value);
    if (!restarted.ok) return restarted;
    const answered = answerOffer(this.#nextOrigin(), this.#requireLocal(), offer.value);
    if (!answered.ok) return answered;
    this.#theirs = offer.value;
    const connected = await this.#connect(answered.value.agreed);
    return connected.ok ? ok(answered.value.text) : connected;
  }

  /** Tells media once more what was agreed: from here on the other side's silence counts. */
  async reconnect(): Promise<void> {
    if (this.#agreed) await this.#connect(this.#agreed);
  }

  /** The far side turned out to be one that wants keys in this way, before it answered. */
  useDtmf(setting: DtmfSetting): void {
    this.#dtmf = setting;
    if (this.#local) this.#local = { ...this.#local, telephoneEvents: takesEvents(setting) };
  }

  /** A key came by SIP INFO. */
  hearKey(key: InfoKey): void {
    const { media, legId } = this.#options;
    void media.send({ kind: "hear-key", legId, ...key });
    if (this.#usesInfo) return;
    this.#usesInfo = true;
    if (this.#dtmf === "auto") void this.reconnect();
  }

  close(): void {
    this.#lost?.resolve();
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

  /** Of the far side's family where we have one of it. */
  #ownAddress(): string {
    const { advertisedAddress, otherAddress, family = familyOf(advertisedAddress) } = this.#options;
    const all = otherAddress === undefined ? [advertisedAddress] : [advertisedAddress, otherAddress];
    return all.find((each) => familyOf(each) === family) ?? advertisedAddress;
  }

  #keys({ telephoneEvent }: AgreedMedia): { keyForm: KeyForm; hearsTones: boolean } {
    if (telephoneEvent) return { keyForm: "rfc4733", hearsTones: false };
    if (this.#dtmf !== "auto") return { keyForm: this.#dtmf, hearsTones: this.#dtmf === "in-band" };
    return { keyForm: this.#usesInfo ? "info" : "in-band", hearsTones: true };
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
      telephoneEventPayloadType: agreed.telephoneEvent?.payloadType ?? null,
      ...(agreed.telephoneEvent && { telephoneEventClockHz: agreed.telephoneEvent.clockRateHz }),
      ...this.#keys(agreed),
      remote: agreed.remote ?? null,
      webrtc: agreed.webrtc
        ? { ufrag: agreed.webrtc.ufrag, pwd: agreed.webrtc.pwd, fingerprint: agreed.webrtc.fingerprint }
        : null,
      sdes: agreed.sdes ?? null,
      rtcpMux: agreed.rtcpMux,
      send: sends(agreed.direction),
      receive: agreed.direction === "sendrecv" || agreed.direction === "recvonly",
    });
    if (connected.ok) return ok(undefined);
    return err({ kind: "no-audio", message: `media refused: ${connected.error.message}` });
  }
}

function takesEvents(setting: DtmfSetting): boolean {
  return setting === "auto" || setting === "rfc4733";
}

function sends(direction: Direction): boolean {
  return direction === "sendrecv" || direction === "sendonly";
}
