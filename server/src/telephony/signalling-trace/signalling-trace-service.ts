// Keeps the SIP messages of every call. On the way of a call it only puts a message aside; a quarter of a
// second later messages are sorted to their calls, and when a call is over its row is written.
import type { CallId, Clock, TenantId } from "@tandem/kernel";
import type { TraceEntry } from "@tandem/sip";
import { DatabaseUnavailable } from "#platform/database";
import type { Database } from "#platform/database";
import type { Logger } from "#platform/logging";
import type { HepForwarder } from "./hep-forwarder.ts";
import { callIdOf } from "./message-head.ts";
import { redact } from "./redact.ts";
import { callOfBlock } from "./trace-block.ts";
import { TraceBook } from "./trace-book.ts";
import { deleteExpired } from "./trace-retention.ts";
import { findBlock } from "./trace-store.ts";
import { TraceWriter } from "./trace-writer.ts";
import type { LegClaim, OwnAddress, TracedCall } from "./traced-call.ts";

/** Messages wait this long to be sorted: many at once, when the calls they belong to are known. */
const sortAfterMs = 250;
/** Sorting this many takes 1 to 2 ms; a flood is sorted in pieces of this size. */
const mostUnsorted = 500;
const lookEveryMs = 1000;
/** Old signalling is let go once an hour; the first time when a start is over. */
const firstSweepMs = 60_000;
const sweepEveryMs = 3_600_000;
const dayMs = 86_400_000;

export type SignallingTraceOptions = {
  readonly clock: Clock;
  readonly database: Database;
  readonly log: Logger;
  /** Whole days that signalling is kept; 0 keeps none. */
  readonly keepDays: number;
  /** Room for all of it together, in MiB. */
  readonly totalMebibytes: number;
  /** Our side of the messages, as pictures and exports show it. */
  readonly own: OwnAddress;
  readonly tenantIds: () => readonly TenantId[];
  /** Gets every message, of calls or not. */
  readonly forwarder?: HepForwarder | undefined;
};

export class SignallingTrace {
  readonly #options: SignallingTraceOptions;
  readonly #book: TraceBook;
  readonly #writer: TraceWriter;
  #unsorted: TraceEntry[] = [];
  #cancelSort: (() => void) | undefined;
  #cancelLook: (() => void) | undefined;
  #cancelSweep = () => {};

  constructor(options: SignallingTraceOptions) {
    this.#options = options;
    this.#book = new TraceBook(options.own);
    this.#writer = new TraceWriter(options);
  }

  /** Whether messages are wanted at all: when not, nobody need hand any in. */
  get isOn(): boolean {
    return this.#keeps || this.#options.forwarder !== undefined;
  }

  /** For metrics. */
  stats(): { calls: number; waiting: number; givenUp: number; forwarded: number; notForwarded: number } {
    const { forwarder } = this.#options;
    return {
      calls: this.#book.size,
      waiting: this.#writer.depth,
      givenUp: this.#writer.givenUp,
      forwarded: forwarder?.sent ?? 0,
      notForwarded: forwarder?.failed ?? 0,
    };
  }

  /** Begins to forward, and to let old signalling go. */
  start(): void {
    void this.#options.forwarder?.start();
    this.#sweepIn(firstSweepMs);
  }

  /** A message on the wire. Does next to nothing: see `mostUnsorted`. */
  onMessage(entry: TraceEntry): void {
    this.#unsorted.push(entry);
    if (this.#unsorted.length >= mostUnsorted) this.#sort();
    else this.#cancelSort ??= this.#options.clock.after(sortAfterMs, () => this.#sort());
  }

  onLegCallId(claim: LegClaim): void {
    if (!this.#keeps) return;
    this.#book.claim(claim, this.#options.clock.now());
    this.#look();
  }

  onCallEnded(callId: CallId): void {
    this.#book.end(callId, this.#options.clock.now());
  }

  /** A call's signalling: of one that is over from the database, else as far as it is. */
  async find(tenantId: TenantId, callId: CallId): Promise<TracedCall | undefined> {
    this.#sort();
    const known = this.#book.peek(callId) ?? this.#writer.find(callId);
    if (known) return known.tenantId === tenantId ? known : undefined;
    const bytes = await findBlock(tenantId, callId, this.#options.database);
    return bytes && callOfBlock(tenantId, callId, bytes);
  }

  /** Resolves when the calls that are complete are in the database, or when it did not take them. */
  written(): Promise<void> {
    return this.#writer.write();
  }

  /** Writes what there is, also of calls that are not complete; what the database does not take is lost. */
  async close(): Promise<void> {
    this.#sort();
    this.#cancelLook?.();
    this.#cancelSweep();
    this.#writer.add(this.#book.closeAll());
    await this.#writer.write();
    this.#writer.close();
    this.#options.forwarder?.close();
  }

  /** Deletes what is older than its time or beyond its room; answers how many blocks went. */
  async sweep(): Promise<number> {
    const { keepDays, totalMebibytes, tenantIds, clock, database } = this.#options;
    const retention = { keepMs: keepDays * dayMs, totalBytes: totalMebibytes * 1024 * 1024 };
    return deleteExpired(tenantIds(), retention, clock.now(), database);
  }

  get #keeps(): boolean {
    return this.#options.keepDays > 0;
  }

  #sort(): void {
    this.#cancelSort?.();
    this.#cancelSort = undefined;
    const entries = this.#unsorted;
    this.#unsorted = [];
    for (const entry of entries) this.#sortOne(entry);
  }

  #sortOne({ direction, at, source, message }: TraceEntry): void {
    const text = message();
    const sipCallId = callIdOf(text);
    if (sipCallId === undefined) return;
    const { forwarder, own } = this.#options;
    const kept = this.#keeps && this.#book.wants(sipCallId, text);
    if (!kept && !forwarder) return;
    const { transport, address, port } = source;
    const seen = { at, direction, transport, address, port, text: redact(text) };
    if (kept) this.#book.take(sipCallId, seen);
    forwarder?.send({ ...seen, own, correlationId: this.#book.callOf(sipCallId) ?? sipCallId });
  }

  /** Looks every second for calls that are complete, for as long as there are any. */
  #look(): void {
    this.#cancelLook ??= this.#options.clock.after(lookEveryMs, () => {
      this.#cancelLook = undefined;
      this.#sort();
      this.#writer.add(this.#book.complete(this.#options.clock.now()));
      if (this.#book.size > 0) this.#look();
    });
  }

  #sweepIn(delayMs: number): void {
    this.#cancelSweep = this.#options.clock.after(delayMs, () => {
      this.sweep()
        .catch((error: unknown) => {
          if (!(error instanceof DatabaseUnavailable))
            this.#options.log.error({ err: error }, "old signalling was not deleted");
        })
        .finally(() => this.#sweepIn(sweepEveryMs));
    });
  }
}
