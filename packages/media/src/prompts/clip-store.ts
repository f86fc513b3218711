// Keeps the clips of files that were played, so that each file is read and encoded once.
import { readFile, stat } from "node:fs/promises";
import { err, ok } from "@tandem/kernel";
import type { Result } from "@tandem/kernel";
import { isG711 } from "../codecs/index.ts";
import type { AudioCodec } from "../protocol/index.ts";
import { beginEncoding, framedLength } from "./clip-encoder.ts";
import { soundOfToneFile } from "../tones/index.ts";
import { clipFromSamples, clipFromWav } from "./clip.ts";
import type { Clip, ClipError, LoadedClip, RareCodec } from "./clip.ts";

type Kept = { version: string; loaded: LoadedClip; bytes: number };

/** About two hours of prompts in both laws of G.711, one in all codecs but L16. */
const defaultLimitBytes = 128 * 1024 * 1024;

/** Loads clips by path. A changed file is read again; the least recently used ones go when it gets full. */
export class ClipStore {
  /** In the order of last use. */
  readonly #kept = new Map<string, Kept>();
  readonly #limitBytes: number;
  /** Codecs besides G.711 that somebody has agreed to. */
  readonly #used = new Set<RareCodec>();
  #bytes = 0;

  constructor(limitBytes: number = defaultLimitBytes) {
    this.#limitBytes = limitBytes;
  }

  /** From now on clips are encoded for that codec, too. */
  use(codec: AudioCodec): void {
    if (!isG711(codec)) this.#used.add(codec);
  }

  /** By the path of a file, or the name of a tone (`tone:CN/busy`). */
  async load(path: string): Promise<Result<Clip, ClipError>> {
    const tone = soundOfToneFile(path);
    if (tone !== undefined) return ok(this.#tone(path, tone));
    try {
      const { mtimeMs, size } = await stat(path);
      const version = `${mtimeMs}/${size}`;
      const kept = this.#kept.get(path);
      if (kept !== undefined) this.#forget(path, kept);
      if (kept?.version === version) {
        return ok(this.#keep(path, kept));
      }
      const loaded = clipFromWav(await readFile(path));
      if (!loaded.ok) return loaded;
      const { clip, source } = loaded.value;
      const bytes = 2 * clip.PCMA.length + (source?.samples.byteLength ?? 0);
      return ok(this.#keep(path, { version, loaded: loaded.value, bytes }));
    } catch (error) {
      return err({ kind: "file-unreadable", message: String(error) });
    }
  }

  #tone(name: string, samples: Int16Array): Clip {
    const kept = this.#kept.get(name);
    const made = { version: "", loaded: clipFromSamples(samples), bytes: 2 * samples.length };
    return this.#keep(name, kept ?? made);
  }

  #keep(path: string, found: Kept): Clip {
    const other = this.#kept.get(path);
    if (other !== undefined) this.#forget(path, other);
    const entry = this.#encoded(found);
    this.#kept.set(path, entry);
    this.#bytes += entry.bytes;
    for (const [oldest, kept] of this.#kept) {
      if (this.#bytes <= this.#limitBytes || oldest === path) break;
      this.#forget(oldest, kept);
    }
    return entry.loaded.clip;
  }

  /** Begins to encode for the codecs that are missing. */
  #encoded(entry: Kept): Kept {
    const { loaded } = entry;
    const missing = [...this.#used].filter((codec) => loaded.clip.framed[codec] === undefined);
    if (missing.length === 0) return entry;
    const added = Object.fromEntries(missing.map((codec) => [codec, beginEncoding(loaded, codec)]));
    const clip = { ...loaded.clip, framed: { ...loaded.clip.framed, ...added } };
    const bytes = missing.reduce((sum, codec) => sum + framedLength(loaded, codec), entry.bytes);
    return { version: entry.version, loaded: { ...loaded, clip }, bytes };
  }

  #forget(path: string, entry: Kept): void {
    if (this.#kept.delete(path)) this.#bytes -= entry.bytes;
  }
}
