// One input out of others: small changes of bytes, and pieces of one input put into another.
import type { Random } from "./random.ts";

type Mutation = (bytes: Uint8Array, random: Random, material: Material) => Uint8Array;
export type Material = {
  readonly corpus: readonly Uint8Array[];
  readonly dictionary: readonly string[];
  readonly maxLength: number;
};

/** Values at which lengths and counters go wrong. */
const interesting = [0, 1, 2, 0x7f, 0x80, 0xff, 0x100, 0x7fff, 0x8000, 0xffff, 0x7fffffff, 0xffffffff];
/** Most changes are invisible one by one, and useless by the dozen. */
const maxChanges = 5;

/** A changed copy of `bytes`, at most `material.maxLength` long. */
export function mutate(bytes: Uint8Array, random: Random, material: Material): Uint8Array {
  let changed = bytes;
  for (let count = 1 + random.below(maxChanges); count > 0; count--)
    changed = random.pick(mutations)(changed, random, material);
  return changed.subarray(0, material.maxLength);
}

/** `bytes` with `inserted` in place of `removed` bytes at `at`. */
function splice(bytes: Uint8Array, at: number, removed: number, inserted: Uint8Array): Uint8Array {
  return Buffer.concat([bytes.subarray(0, at), inserted, bytes.subarray(at + removed)]);
}

const mutations: readonly Mutation[] = [
  function flipBit(bytes, random) {
    const copy = Uint8Array.from(bytes);
    const at = random.below(copy.length);
    if (copy.length > 0) copy[at] = (copy[at] as number) ^ (1 << random.below(8));
    return copy;
  },
  function setByte(bytes, random) {
    return splice(bytes, random.below(bytes.length), 1, Uint8Array.of(random.below(256)));
  },
  function setNumber(bytes, random) {
    const size = random.pick([1, 2, 4]);
    const number = Buffer.alloc(4);
    number.writeUInt32BE(random.pick(interesting));
    return splice(bytes, random.below(bytes.length), size, number.subarray(4 - size));
  },
  function insertWord(bytes, random, { dictionary }) {
    const word = Buffer.from(random.pick(dictionary), "latin1");
    return splice(bytes, random.below(bytes.length + 1), random.below(2) * word.length, word);
  },
  function insertWordTwice(bytes, random, { dictionary }) {
    const word = Buffer.from(random.pick(dictionary), "latin1");
    return splice(bytes, random.below(bytes.length + 1), 0, Buffer.concat([word, word]));
  },
  function removeRange(bytes, random) {
    return splice(bytes, random.below(bytes.length), random.below(1 + bytes.length / 4), new Uint8Array(0));
  },
  function repeatRange(bytes, random) {
    const at = random.below(bytes.length);
    const range = bytes.subarray(at, at + 1 + random.below(40));
    const copies = 1 + random.below(2 ** random.below(11));
    return splice(bytes, at, 0, Buffer.concat(Array.from({ length: copies }, () => range)));
  },
  function pieceOfAnother(bytes, random, { corpus }) {
    const other = random.pick(corpus);
    const start = random.below(other.length);
    const piece = other.subarray(start, start + 1 + random.below(other.length - start));
    return splice(bytes, random.below(bytes.length + 1), random.below(1 + piece.length), piece);
  },
  function swapLines(bytes, random) {
    const lines = Buffer.from(bytes).toString("latin1").split("\r\n");
    const [one, other] = [random.below(lines.length), random.below(lines.length)];
    [lines[one], lines[other]] = [lines[other] as string, lines[one] as string];
    return Buffer.from(lines.join("\r\n"), "latin1");
  },
  function repeatLine(bytes, random) {
    const lines = Buffer.from(bytes).toString("latin1").split("\r\n");
    lines.splice(random.below(lines.length), 0, random.pick(lines));
    return Buffer.from(lines.join("\r\n"), "latin1");
  },
];
