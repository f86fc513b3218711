// Who may speak to this node: asked for every message first of all, told of everything that goes wrong.
import type { Clock } from "@tandem/kernel";
import { readBans, writeBans } from "./ban-file.ts";
import type { Ban } from "./ban-file.ts";
import { longestBanMs } from "./offences.ts";
import type { Offence } from "./offences.ts";
import { beginsSomething, isInCall, isResponse, methodOf } from "./message-kind.ts";
import { isScanner } from "./scanner-agents.ts";
import { RecentFacts } from "./recent-facts.ts";
import type { SecurityFact } from "./recent-facts.ts";
import { knownAllowance, strangerAllowance, strangersTogether } from "./source-allowances.ts";
import { describeSource, sourceKey } from "./source-key.ts";
import type { SourceKey } from "./source-key.ts";
import { fillAllowance, isBanned, isKnown, newSource, stepSource, takeAllowance } from "./source-state.ts";
import type { SourceInput, SourceState } from "./source-state.ts";
import { SourceTable } from "./source-table.ts";
import { fullBucket, takeFrom } from "./token-bucket.ts";
import type { Bucket } from "./token-bucket.ts";
import { TrustAnswers } from "./trust-answers.ts";

export type SourceGuardOptions = {
  readonly clock: Clock;
  /** Where bans are kept over a restart. */
  readonly banFile: string;
  /** Addresses that are never banned: this machine, and what the operator names. */
  readonly isAllowed: (address: string) => boolean;
  /** Whether calls of a carrier come from this address. */
  readonly isCarrier: (address: string) => boolean;
  readonly onFact: (fact: SecurityFact) => void;
  readonly onProblem: (message: string) => void;
  /** Sources remembered; the ones that did nothing for longest are forgotten. */
  readonly maxSources?: number;
};

export type GuardCounts = {
  readonly sources: number;
  readonly banned: number;
  readonly droppedOfBanned: number;
  readonly droppedOverLimit: number;
  readonly offences: Readonly<Partial<Record<Offence, number>>>;
};

/** Requests inside a call cost little and are worth little to a stranger. */
const inCallCost = 0.25;
/** Changes within this time are written once. */
const writeAfterMs = 1_000;
const tenthMs = 100;

export class SourceGuard {
  readonly #options: SourceGuardOptions;
  readonly #startMs: number;
  readonly #sources: SourceTable;
  readonly #facts: RecentFacts;
  readonly #trust: TrustAnswers;
  readonly #offences: Partial<Record<Offence, number>> = {};
  #strangers: Bucket;
  #droppedOfBanned = 0;
  #droppedOverLimit = 0;
  #stopWriting: (() => void) | undefined;

  constructor(options: SourceGuardOptions) {
    this.#options = options;
    this.#startMs = options.clock.now();
    this.#sources = new SourceTable(options.maxSources, (state) => isBanned(state, this.#now()));
    this.#facts = new RecentFacts(options.onFact);
    this.#trust = new TrustAnswers((address) => options.isAllowed(address) || options.isCarrier(address));
    this.#strangers = fullBucket(strangersTogether, this.#startMs);
    const onDamage = (reason: string) =>
      options.onProblem(`the bans of the last run cannot be read: ${reason}`);
    for (const each of readBans(options.banFile, onDamage)) this.#restore(each);
  }

  /** The first thing that is done with a message. */
  screen(source: { readonly address: string }, bytes: Buffer): "pass" | "drop" {
    const key = sourceKey(source.address);
    const now = this.#now();
    const found = this.#sources.get(key);
    if (found !== undefined && isBanned(found, now)) {
      this.#droppedOfBanned++;
      return "drop";
    }
    // What we asked for. One that nobody asked for finds no transaction.
    if (isResponse(bytes)) return "pass";
    return this.#isTrusted(source.address, key, found, now)
      ? this.#screenTrusted(key, found ?? newSource(now, knownAllowance), bytes, now)
      : this.#screenStranger(source.address, key, found ?? newSource(now, strangerAllowance), bytes, now);
  }

  refusesConnection(address: string): boolean {
    const state = this.#sources.get(sourceKey(address));
    return state !== undefined && isBanned(state, this.#now());
  }

  /** Something went wrong that only who read the message could see. */
  report(address: string, offence: Offence, subject?: string): void {
    const key = sourceKey(address);
    const now = this.#now();
    this.#offences[offence] = (this.#offences[offence] ?? 0) + 1;
    this.#facts.add({ kind: offence, source: describeSource(key), subject }, this.#options.clock.now());
    const state = this.#sources.get(key) ?? newSource(now, strangerAllowance);
    if (this.#isTrusted(address, key, state, now)) return;
    this.#apply(key, state, { kind: "offence", offence }, now);
  }

  /** Somebody behind this address sent a right password. */
  proved(address: string): void {
    const now = this.#now();
    const key = sourceKey(address);
    const state = this.#sources.get(key) ?? newSource(now, strangerAllowance);
    // The office whose first phone proved itself now may bring in all the others.
    const filled = isKnown(state, now) ? state : fillAllowance(state, knownAllowance, now);
    this.#apply(key, filled, { kind: "proved" }, now);
  }

  isTrusted(address: string): boolean {
    const key = sourceKey(address);
    return this.#isTrusted(address, key, this.#sources.get(key), this.#now());
  }

  /** A person bans an address; `durationMs` up to a day. Gives the ban that stands now. */
  ban(address: string, durationMs: number): Ban {
    const key = sourceKey(address);
    const now = this.#now();
    const state = this.#sources.get(key) ?? newSource(now, strangerAllowance);
    this.#apply(key, state, { kind: "ban", durationMs: Math.min(durationMs, longestBanMs) }, now);
    return this.#banOf(key, this.#sources.get(key) as SourceState);
  }

  /** False when no ban of this source stands. `source` is as `bans` names it. */
  unban(source: string): boolean {
    const key = keyOfDescription(source);
    const state = this.#sources.get(key);
    if (state === undefined || !isBanned(state, this.#now())) return false;
    this.#apply(key, state, { kind: "unban" }, this.#now());
    return true;
  }

  /** The bans that stand, the latest first. */
  bans(): Ban[] {
    const now = this.#now();
    const bans: Ban[] = [];
    for (const [key, state] of this.#sources.entries())
      if (isBanned(state, now)) bans.push(this.#banOf(key, state));
    return bans.toSorted((a, b) => b.sinceMs - a.sinceMs);
  }

  /** What happened lately, the latest first. */
  recentFacts(): SecurityFact[] {
    return this.#facts.latest();
  }

  counts(): GuardCounts {
    const bannedNow = () => this.#bannedNow();
    return {
      sources: this.#sources.size,
      // Counted only when it is read: that takes a look at every source.
      get banned() {
        return bannedNow();
      },
      droppedOfBanned: this.#droppedOfBanned,
      droppedOverLimit: this.#droppedOverLimit,
      offences: { ...this.#offences },
    };
  }

  #bannedNow(): number {
    const now = this.#now();
    let banned = 0;
    for (const state of this.#sources.states()) if (isBanned(state, now)) banned++;
    return banned;
  }

  /** Writes what is not written yet. */
  close(): void {
    if (this.#stopWriting === undefined) return;
    this.#stopWriting();
    this.#write();
  }

  #screenTrusted(key: SourceKey, state: SourceState, bytes: Buffer, now: number): "pass" | "drop" {
    const cost = isInCall(methodOf(bytes)) ? inCallCost : 1;
    const taken = takeAllowance(state, cost, knownAllowance, now);
    this.#sources.keep(key, taken.state);
    if (!taken.isWithin) this.#droppedOverLimit++;
    return taken.isWithin ? "pass" : "drop";
  }

  #screenStranger(
    address: string,
    key: SourceKey,
    state: SourceState,
    bytes: Buffer,
    now: number,
  ): "pass" | "drop" {
    const method = methodOf(bytes);
    const cost = isInCall(method) ? inCallCost : 1;
    const own = takeAllowance(state, cost, strangerAllowance, now);
    this.#sources.keep(key, own.state);
    const all = takeFrom(
      this.#strangers,
      own.isWithin ? cost : 0,
      strangersTogether,
      this.#options.clock.now(),
    );
    this.#strangers = all.bucket;
    if (!own.isWithin || !all.isWithin) {
      this.#droppedOverLimit++;
      // Being one of many in a busy moment is no offence.
      if (!own.isWithin) this.report(address, "flood");
      return "drop";
    }
    if (isInCall(method)) return "pass";
    if (isScanner(bytes)) {
      this.report(address, "scanner");
      return "drop";
    }
    // It gets its 501 as long as its source is not banned for it. What has no method is judged by the parser.
    if (method !== "" && !beginsSomething(method)) this.report(address, "unknown-method");
    return this.refusesConnection(address) ? "drop" : "pass";
  }

  #isTrusted(address: string, key: SourceKey, state: SourceState | undefined, now: number): boolean {
    if (state !== undefined && isKnown(state, now)) return true;
    return this.#trust.isTrusted(address, key, this.#options.clock.now());
  }

  #apply(key: SourceKey, state: SourceState, input: SourceInput, now: number): void {
    const step = stepSource(state, input, now);
    this.#sources.keep(key, step.state);
    for (const effect of step.effects) {
      const kind = effect.kind;
      const subject = effect.kind === "banned" ? effect.reason : undefined;
      this.#facts.add({ kind, source: describeSource(key), subject }, this.#options.clock.now());
      this.#stopWriting ??= this.#options.clock.after(writeAfterMs, () => this.#write());
    }
  }

  #banOf(key: SourceKey, { reason, bannedAt, bannedUntil, bans }: SourceState): Ban {
    const [sinceMs, untilMs] = [this.#epoch(bannedAt), this.#epoch(bannedUntil)];
    return { source: describeSource(key), reason, sinceMs, untilMs, bans };
  }

  #restore({ source, reason, sinceMs, untilMs, bans }: Ban): void {
    if (untilMs <= this.#startMs) return;
    const [bannedAt, bannedUntil] = [this.#tenths(sinceMs), this.#tenths(untilMs)];
    const state = { ...newSource(0, strangerAllowance), bannedAt, bannedUntil, bans, reason };
    this.#sources.keep(keyOfDescription(source), state);
  }

  #write(): void {
    this.#stopWriting = undefined;
    try {
      writeBans(this.#options.banFile, this.bans());
    } catch (error) {
      this.#options.onProblem(`bans cannot be written: ${(error as Error).message}`);
    }
  }

  #now(): number {
    return this.#tenths(this.#options.clock.now());
  }

  #tenths(timeMs: number): number {
    return Math.round((timeMs - this.#startMs) / tenthMs);
  }

  #epoch(tenths: number): number {
    return this.#startMs + tenths * tenthMs;
  }
}

function keyOfDescription(source: string): SourceKey {
  return source.endsWith("/64") ? source : sourceKey(source);
}
