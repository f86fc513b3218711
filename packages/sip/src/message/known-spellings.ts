// Names known beforehand, found inside a text without cutting them out of it: the fast way to read a name.
import { hasAt } from "./lexical.ts";

/** `meaning` is what the spelling stands for, e.g. "via" for "V". */
export type KnownName = { readonly spelling: string; readonly meaning: string };

/** A fixed set of spellings by length and first character. It learns nothing, so no peer can fill it. */
export class KnownSpellings {
  readonly #buckets: (KnownName[] | undefined)[] = [];

  constructor(names: readonly KnownName[]) {
    for (const name of names) {
      const index = bucketIndex(name.spelling.charCodeAt(0), name.spelling.length);
      (this.#buckets[index] ??= []).push(name);
    }
  }

  /** The name that is exactly `text[start, end)`; undefined when it is none of the set. */
  find(text: string, start: number, end: number): KnownName | undefined {
    const code = text.charCodeAt(start);
    const bucket = code < 128 ? this.#buckets[bucketIndex(code, end - start)] : undefined;
    if (bucket === undefined) return undefined;
    for (const name of bucket) if (hasAt(text, start, name.spelling)) return name;
    return undefined;
  }
}

function bucketIndex(firstCode: number, length: number): number {
  return length * 128 + firstCode;
}
