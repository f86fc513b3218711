// Brings complete calls' signalling into the database, a block of calls at a time. Calls never wait for it: while
// the database is away blocks wait in memory, and past a limit the oldest are given up and counted.
import type { CallId, Clock } from "@tandem/kernel";
import { DatabaseUnavailable } from "#platform/database";
import type { Database } from "#platform/database";
import type { Logger } from "#platform/logging";
import { callOfBlock, packBlock } from "./trace-block.ts";
import { insertBlock } from "./trace-store.ts";
import type { TraceBlock } from "./trace-store.ts";
import type { TracedCall } from "./traced-call.ts";

/** Packing this many calls takes about a millisecond, and so does finding one again in its block. */
const callsPerBlock = 25;
/** A block is closed by the call with which it has as many; a call alone has at most half. */
const charactersPerBlock = 512 * 1024;
const retryMs = 2000;
/** Packed, that is tens of thousands of calls: minutes of the busiest node without a database. */
const defaultWaitingBytes = 32 * 1024 * 1024;

export type TraceWriterOptions = {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Logger;
  /** Bytes that may wait for the database. */
  readonly waitingBytes?: number;
};

export class TraceWriter {
  readonly #options: TraceWriterOptions;
  #unpacked: TracedCall[] = [];
  /** The oldest first. */
  readonly #waiting: TraceBlock[] = [];
  #waitingBytes = 0;
  #givenUp = 0;
  #writing: Promise<void> | undefined;
  #cancelRetry = () => {};

  constructor(options: TraceWriterOptions) {
    this.#options = options;
  }

  /** Calls whose signalling was given up because the database did not take it. */
  get givenUp(): number {
    return this.#givenUp;
  }

  /** Calls on their way to the database. */
  get depth(): number {
    return this.#waiting.reduce((sum, { callIds }) => sum + callIds.length, this.#unpacked.length);
  }

  add(calls: readonly TracedCall[]): void {
    this.#unpacked.push(...calls.filter(({ messages }) => messages.length > 0));
    if (this.#unpacked.length > 0) void this.write();
  }

  /** A call on its way to the database. */
  find(callId: CallId): TracedCall | undefined {
    const block = this.#waiting.find(({ callIds }) => callIds.includes(callId));
    return block
      ? callOfBlock(block.tenantId, callId, block.bytes)
      : this.#unpacked.find((call) => call.callId === callId);
  }

  /** Resolves when everything is written, or when the database did not take it. Never rejects. */
  write(): Promise<void> {
    this.#writing ??= this.#writeAll().finally(() => {
      this.#writing = undefined;
      // What came between the last look and now.
      if (this.#unpacked.length > 0) void this.write();
    });
    return this.#writing;
  }

  /** Ends the retries; what waits is lost. */
  close(): void {
    this.#cancelRetry();
    this.#cancelRetry = () => {};
  }

  async #writeAll(): Promise<void> {
    const { database, clock, log } = this.#options;
    this.#cancelRetry();
    for (;;) {
      if (this.#waiting.length === 0) this.#packOne();
      const block = this.#waiting[0];
      if (!block) return;
      try {
        await insertBlock(block, clock.now(), database);
      } catch (error) {
        if (error instanceof DatabaseUnavailable) return this.#retryLater();
        // A block that the database refuses holds up no others.
        const { tenantId, callIds } = block;
        log.error({ err: error, tenantId, calls: callIds.length }, "signalling was not stored");
        this.#givenUp += callIds.length;
      }
      this.#dropOldest();
    }
  }

  #retryLater(): void {
    while (this.#unpacked.length > 0) this.#packOne();
    const limit = this.#options.waitingBytes ?? defaultWaitingBytes;
    while (this.#waitingBytes > limit) this.#givenUp += this.#dropOldest();
    this.#cancelRetry = this.#options.clock.after(retryMs, () => void this.write());
  }

  /** Packs the oldest calls that are of one tenant. */
  #packOne(): void {
    const tenantId = this.#unpacked[0]?.tenantId;
    if (tenantId === undefined) return;
    const calls: TracedCall[] = [];
    const others: TracedCall[] = [];
    let characters = 0;
    for (const call of this.#unpacked) {
      const fits = calls.length < callsPerBlock && characters < charactersPerBlock;
      if (!fits || call.tenantId !== tenantId) {
        others.push(call);
        continue;
      }
      calls.push(call);
      for (const { text } of call.messages) characters += text.length;
    }
    this.#unpacked = others;
    const bytes = packBlock(calls);
    this.#waiting.push({ tenantId, callIds: calls.map(({ callId }) => callId), bytes });
    this.#waitingBytes += bytes.length;
  }

  /** Answers how many calls it had. */
  #dropOldest(): number {
    const block = this.#waiting.shift();
    this.#waitingBytes -= block?.bytes.length ?? 0;
    return block?.callIds.length ?? 0;
  }
}
