// Speaks texts for tenants and keeps what was spoken: the same text in the same voice is spoken once.
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { err, newId, ok } from "@tandem/kernel";
import type { Clock, Result, TenantId } from "@tandem/kernel";
import type { Database } from "#platform/database";
import type { SoundPreparer } from "#telephony/prompts";
import { embeddedVoice } from "./embedded-engine.ts";
import type { SpeechEngine, SpeechWish } from "./speech-engine.ts";
import { defaultSpeech, loadSpeech, storeSpeech } from "./speech-settings.ts";
import type { SpeechSettings } from "./speech-settings.ts";

export type SpeechOptions = {
  readonly clock: Clock;
  readonly database: Database;
  /** A folder of ours. */
  readonly directory: string;
  readonly preparer: Pick<SoundPreparer, "prepare">;
  readonly engines: Readonly<Record<Exclude<SpeechSettings["engine"]["kind"], "none">, SpeechEngine>>;
};

export type SpokenSound = {
  /** A file of the form that prompts have. */
  readonly path: string;
  readonly voice: string;
  readonly engine: string;
};

/** `no-engine`: the tenant has none. The message is for people. */
export type SpeechError = { readonly kind: "no-engine" | "engine-failed"; readonly message: string };

/** Of one tenant: some 200 MB of sentences. Beyond it those go that were not heard for longest. */
const mostKept = 2000;
/** Each takes a third of a second of a processor: callers whose text comes too late go another way at once. */
const mostAtOnce = 16;

export class Speech {
  readonly #options: SpeechOptions;
  readonly #settings = new Map<TenantId, SpeechSettings>();
  /** What is being spoken now, by the file that it becomes. */
  readonly #speaking = new Map<string, Promise<Result<SpokenSound, SpeechError>>>();

  constructor(options: SpeechOptions) {
    this.#options = options;
  }

  async load(tenantId: TenantId): Promise<void> {
    this.#settings.set(tenantId, await loadSpeech(tenantId, this.#options.database));
  }

  settingsOf(tenantId: TenantId): SpeechSettings {
    return this.#settings.get(tenantId) ?? defaultSpeech;
  }

  /** Whether the tenant's engine is asked with this secret. */
  usesSecret(tenantId: TenantId, name: string): boolean {
    const { engine } = this.settingsOf(tenantId);
    return engine.kind === "http" && engine.secret === name;
  }

  async setSettings(tenantId: TenantId, settings: SpeechSettings): Promise<void> {
    await storeSpeech(tenantId, this.#options.database, settings);
    this.#settings.set(tenantId, settings);
  }

  /** The sound of a text; `settings`: others than the tenant's, to be tried. */
  speak(
    wish: Pick<SpeechWish, "tenantId" | "text" | "language"> & { readonly settings?: SpeechSettings },
  ): Promise<Result<SpokenSound, SpeechError>> {
    const settings = wish.settings ?? this.settingsOf(wish.tenantId);
    const { kind } = settings.engine;
    if (kind === "none")
      return Promise.resolve(err({ kind: "no-engine", message: "no speech engine is set" }));
    const { engine, voice } = whoSpeaks(settings, wish.language);
    const path = this.#pathOf(wish, settings);
    const sound = { path, engine, voice };
    if (existsSync(path)) {
      this.#touch(path);
      return Promise.resolve(ok(sound));
    }
    const running = this.#speaking.get(path);
    if (running) return running;
    const spoken = this.#speak({ ...wish, settings }, this.#options.engines[kind], sound).finally(() =>
      this.#speaking.delete(path),
    );
    this.#speaking.set(path, spoken);
    return spoken;
  }

  async #speak(
    wish: SpeechWish,
    engine: SpeechEngine,
    sound: SpokenSound,
  ): Promise<Result<SpokenSound, SpeechError>> {
    const { preparer } = this.#options;
    if (this.#speaking.size >= mostAtOnce)
      return err({ kind: "engine-failed", message: "too many texts are being spoken at once" });
    const spoken = await engine(wish);
    if (!spoken.ok) return spoken;
    const prepared = await preparer.prepare(spoken.value);
    if (!prepared.ok)
      return err({
        kind: "engine-failed",
        message: `what the engine says cannot be played: ${prepared.error.message}`,
      });
    this.#keep(sound.path, prepared.value.wav);
    return ok(sound);
  }

  /** By all that it depends on; each tenant's are in a folder of their own. */
  #pathOf(
    { tenantId, text, language }: Pick<SpeechWish, "tenantId" | "text" | "language">,
    settings: SpeechSettings,
  ) {
    const name = createHash("sha256")
      .update(JSON.stringify([settings, language, text]))
      .digest("hex");
    return join(this.#options.directory, tenantId, `${name}.wav`);
  }

  #keep(path: string, wav: Uint8Array): void {
    const folder = dirname(path);
    mkdirSync(folder, { recursive: true });
    const half = join(folder, `${newId()}.part`);
    writeFileSync(half, wav);
    renameSync(half, path);
    const files = readdirSync(folder);
    if (files.length <= mostKept) return;
    const heardAt = (file: string) => statSync(join(folder, file)).mtimeMs;
    const byAge = files.map((file) => ({ file, at: heardAt(file) })).toSorted((a, b) => a.at - b.at);
    // A tenth at once: looking at them all takes longer than taking one away.
    for (const { file } of byAge.slice(0, mostKept / 10)) rmSync(join(folder, file), { force: true });
  }

  #touch(path: string): void {
    const now = new Date(this.#options.clock.now());
    try {
      utimesSync(path, now, now);
    } catch {
      // It went a moment ago: who plays it hears nothing of it, and the next one has it spoken anew.
    }
  }
}

function whoSpeaks({ engine }: SpeechSettings, language: "zh-CN" | "en"): { engine: string; voice: string } {
  switch (engine.kind) {
    case "http":
      return { engine: engine.model, voice: engine.voices[language] };
    case "local":
      return { engine: engine.models[language], voice: String(engine.voices[language]) };
    default:
      return { engine: "eSpeak NG", voice: embeddedVoice(language) };
  }
}
