// Newline-delimited JSON over a byte stream, with a bound on the length of a line.
import { Buffer } from "node:buffer";
import { StringDecoder } from "node:string_decoder";

/** A command is a few hundred bytes; a playlist of many files some kilobytes. */
export const maximumLineLength = 256 * 1024;

/** `broken` means that the stream cannot be trusted any more and must be closed. */
export type DecodedLines = { lines: unknown[]; badLines: number; broken: boolean };

/** Nobody hears two milliseconds; the other process is woken half as often under load. */
const gatherMs = 2;

/**
 * Gathers messages into one write: at once when there was none lately, else what comes within 2 ms. A system call
 * that wakes another process costs more than what a message of some hundred bytes says.
 */
export class LineSender {
  readonly #write: (text: string) => void;
  #pending = "";
  #writtenAtMs = Number.NEGATIVE_INFINITY;

  constructor(write: (text: string) => void) {
    this.#write = write;
  }

  send(message: unknown): void {
    if (this.#pending === "") this.#schedule();
    this.#pending += `${JSON.stringify(message)}\n`;
  }

  /** Writes what waits now. */
  flush(): void {
    const text = this.#pending;
    if (text === "") return;
    this.#pending = "";
    this.#writtenAtMs = performance.now();
    this.#write(text);
  }

  #schedule(): void {
    if (performance.now() - this.#writtenAtMs >= gatherMs) setImmediate(() => this.flush());
    else setTimeout(() => this.flush(), gatherMs);
  }
}

/** Cuts a byte stream into JSON values. A line that is no JSON is counted and skipped. */
export class LineDecoder {
  readonly #text = new StringDecoder("utf8");
  readonly #limit: number;
  #pending = "";

  constructor(limit: number = maximumLineLength) {
    this.#limit = limit;
  }

  push(chunk: Uint8Array): DecodedLines {
    const decoded: DecodedLines = { lines: [], badLines: 0, broken: false };
    this.#pending += this.#text.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength));
    let start = 0;
    for (let end = this.#pending.indexOf("\n"); end >= 0; end = this.#pending.indexOf("\n", start)) {
      if (end - start > this.#limit) return { ...decoded, broken: true };
      readLine(this.#pending.slice(start, end), decoded);
      start = end + 1;
    }
    this.#pending = this.#pending.slice(start);
    decoded.broken = this.#pending.length > this.#limit;
    return decoded;
  }
}

function readLine(line: string, into: DecodedLines): void {
  if (line.trim() === "") return;
  try {
    into.lines.push(JSON.parse(line));
  } catch {
    into.badLines++;
  }
}
