// Listens to callers for whoever asks them something: the sound of their leg comes over a tap of its own.
import type { Socket } from "node:net";
import { err, newId, ok } from "@tandem/kernel";
import type { Clock, LegId, Result, TenantId } from "@tandem/kernel";
import { TapReader, tapSamples } from "@tandem/media/control";
import type { Database } from "#platform/database";
import type { MediaPort } from "#telephony/calls";
import { Listening } from "./listening.ts";
import type { ListeningEvents } from "./listening.ts";
import { heardRateHz } from "./recognizer.ts";
import type { RecognitionWish, Recognizer } from "./recognizer.ts";
import { defaultRecognition, loadRecognition, storeRecognition } from "./recognition-settings.ts";
import type { RecognitionSettings } from "./recognition-settings.ts";

export type RecognitionOptions = {
  readonly clock: Clock;
  readonly database: Database;
  readonly media: Pick<MediaPort, "send">;
  /** Opens the connection over which the media process sends the frames of a tap. */
  readonly openStream: (tapId: string) => Promise<Socket | undefined>;
  readonly recognizers: Readonly<Record<Exclude<RecognitionSettings["kind"], "none">, Recognizer>>;
};

export type ListeningWish = {
  readonly tenantId: TenantId;
  readonly legId: LegId;
  readonly language: "zh-CN" | "en";
  readonly expected: readonly string[];
  readonly longestSeconds: number;
  readonly pauseSeconds: number;
};

/** `message` is for people. */
type UnderstandError = { readonly kind: "no-recognition" | "engine-failed"; readonly message: string };

const wavHeaderBytes = 44;
/** 20 ms. */
const frameBytes = (heardRateHz / 1000) * 20 * 2;
/** Of one node: each is 64 kB/s through control, and a processor's share where the engine is here. */
const mostListenings = 100;

export class Recognition {
  readonly #options: RecognitionOptions;
  readonly #settings = new Map<TenantId, RecognitionSettings>();
  #listenings = 0;

  constructor(options: RecognitionOptions) {
    this.#options = options;
  }

  /** Callers who are listened to now. */
  get size(): number {
    return this.#listenings;
  }

  async load(tenantId: TenantId): Promise<void> {
    this.#settings.set(tenantId, await loadRecognition(tenantId, this.#options.database));
  }

  settingsOf(tenantId: TenantId): RecognitionSettings {
    return this.#settings.get(tenantId) ?? defaultRecognition;
  }

  /** Whether the tenant's engine is asked with this secret. */
  usesSecret(tenantId: TenantId, name: string): boolean {
    const settings = this.settingsOf(tenantId);
    return "secret" in settings && settings.secret === name;
  }

  async setSettings(tenantId: TenantId, settings: RecognitionSettings): Promise<void> {
    await storeRecognition(tenantId, this.#options.database, settings);
    this.#settings.set(tenantId, settings);
  }

  /** Listens to a leg until something was said, it fails, or the returned function is called. No event comes before this returns. */
  listen(wish: ListeningWish, { onSpeech, onHeard, onFailed }: ListeningEvents): () => void {
    const over = new AbortController();
    const { clock } = this.#options;
    const limits = { pauseMs: wish.pauseSeconds * 1000, longestMs: wish.longestSeconds * 1000 };
    const events: ListeningEvents = {
      onSpeech,
      onHeard(heard) {
        over.abort();
        onHeard(heard);
      },
      onFailed(reason) {
        over.abort();
        onFailed(reason);
      },
    };
    const listening = new Listening(limits, events, () => clock.now());
    this.#listenings++;
    over.signal.addEventListener("abort", () => void this.#listenings--);
    this.#begin(wish, listening, over.signal).catch(() => listening.fail("broken"));
    return () => {
      if (over.signal.aborted) return;
      listening.stop();
      over.abort();
    };
  }

  /**
   * What the engine understands of a sound: a WAV file of one channel, 16 bits, 16 kHz, with a header of 44 bytes. `no-recognition`:
   * the tenant has none.
   */
  async understand(
    wish: Omit<RecognitionWish, "settings">,
    wav: Uint8Array,
  ): Promise<Result<{ text: string; answerMs: number }, UnderstandError>> {
    const settings = this.settingsOf(wish.tenantId);
    if (settings.kind === "none")
      return err({ kind: "no-recognition", message: "no recognition engine is set" });
    const utterance = await this.#options.recognizers[settings.kind]({ ...wish, settings });
    if (!utterance.ok) return utterance;
    const samples = Buffer.from(wav.buffer, wav.byteOffset, wav.length).subarray(wavHeaderBytes);
    for (let at = 0; at < samples.length; at += frameBytes)
      utterance.value.write(samples.subarray(at, at + frameBytes));
    const { clock } = this.#options;
    const spokenAt = clock.now();
    const text = await utterance.value.finish();
    return text.ok ? ok({ text: text.value, answerMs: clock.now() - spokenAt }) : text;
  }

  async #begin({ legId, ...wish }: ListeningWish, listening: Listening, over: AbortSignal): Promise<void> {
    const { media, openStream, recognizers } = this.#options;
    const settings = this.settingsOf(wish.tenantId);
    const isTooMany = this.#listenings > mostListenings;
    const tapId = newId();
    const source = await (settings.kind === "none" || isTooMany ? undefined : openStream(tapId));
    if (over.aborted) return void source?.destroy();
    if (settings.kind === "none") return listening.fail("no-engine");
    if (isTooMany) return listening.fail("too-many");
    if (!source) return listening.fail("media-lost");
    recognizers[settings.kind]({ ...wish, settings }).then(
      (utterance) => listening.opened(utterance),
      () => listening.fail("the engine broke"),
    );
    over.addEventListener("abort", () => {
      void media.send({ kind: "stop-tap", tapId });
      source.destroy();
    });
    const reader = new TapReader((frame) => listening.take(tapSamples(frame)));
    source.on("data", (chunk: Buffer) => {
      if (!reader.read(chunk)) source.destroy();
    });
    source.on("close", () => listening.fail("media-lost"));
    const sides = [{ side: 0 as const, legId }];
    const started = await media.send({ kind: "start-tap", tapId, rateHz: heardRateHz, sides });
    if (!started.ok) listening.fail("media-lost");
  }
}
