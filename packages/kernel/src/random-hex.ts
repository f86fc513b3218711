// Random numbers as text. The system's source is asked for many at a time: asking costs more than the bytes.
import { randomFillSync } from "node:crypto";

const stock = Buffer.alloc(4096);
let used = stock.length;

/** `bytes` random bytes (at most 4096) as twice as many lower-case hexadecimal digits. Good enough for secrets. */
export function randomHex(bytes: number): string {
  if (used + bytes > stock.length) {
    randomFillSync(stock);
    used = 0;
  }
  const text = stock.toString("hex", used, used + bytes);
  // What was given out is not kept: a secret must not be found in memory afterwards.
  stock.fill(0, used, used + bytes);
  used += bytes;
  return text;
}
