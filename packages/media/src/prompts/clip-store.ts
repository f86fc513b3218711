// Keeps the clips of files that were played, so that each file is read and encoded once.
import { readFile, stat } from "node:fs/promises";
import { err } from "@tandem/kernel";
import type { Result } from "@tandem/kernel";
import { clipFromWav } from "./clip.ts";
import type { Clip, ClipError } from "./clip.ts";

type Kept = { version: string; clip: Clip; bytes: number };

/** About two hours of prompts in both codecs. */
const defaultLimitBytes = 128 * 1024 * 1024;

/** Loads clips by path. A changed file is read again; the least recently used ones go when it gets full. */
export class ClipStore {
  /** In the order of last use. */
  readonly #kept = new Map<string, Kept>();
  readonly #limitBytes: number;
  #bytes = 0;

  constructor(limitBytes: number = defaultLimitBytes) {
    this.#limitBytes = limitBytes;
  }

  async load(path: string): Promise<Result<Clip, ClipError>> {
    try {
      const { mtimeMs, size } = await stat(path);
      const version = `${mtimeMs}/${size}`;
      const kept = this.#kept.get(path);
      if (kept !== undefined) this.#forget(path, kept);
      if (kept?.version === version) {
        this.#keep(path, kept);
        return { ok: true, value: kept.clip };
      }
      const clip = clipFromWav(await readFile(path));
      if (clip.ok) this.#keep(path, { version, clip: clip.value, bytes: 2 * clip.value.PCMA.length });
      return clip;
    } catch (error) {
      return err({ kind: "file-unreadable", message: String(error) });
    }
  }

  #keep(path: string, entry: Kept): void {
    const other = this.#kept.get(path);
    if (other !== undefined) this.#forget(path, other);
    this.#kept.set(path, entry);
    this.#bytes += entry.bytes;
    for (const [oldest, kept] of this.#kept) {
      if (this.#bytes <= this.#limitBytes || oldest === path) return;
      this.#forget(oldest, kept);
    }
  }

  #forget(path: string, entry: Kept): void {
    if (this.#kept.delete(path)) this.#bytes -= entry.bytes;
  }
}
