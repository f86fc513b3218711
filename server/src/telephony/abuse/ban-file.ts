// The bans of this node on disk, so that a restart frees nobody.
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { BanReason } from "./offences.ts";

/** A ban that stands. Times in ms since the epoch. */
export type Ban = {
  /** "203.0.113.9" or "2001:db8:1:2::/64". */
  readonly source: string;
  readonly reason: BanReason;
  readonly sinceMs: number;
  readonly untilMs: number;
  /** Which one it is of this source. */
  readonly bans: number;
};

/** Bumped when the shape changes; a file of another version is not read. */
const version = 1;

/** The bans of the file; none when it is missing or damaged, which `onDamage` is told. */
export function readBans(file: string, onDamage: (reason: string) => void): Ban[] {
  try {
    const content: unknown = JSON.parse(readFileSync(file, "utf8"));
    if (isBanFile(content)) return content.bans;
    onDamage("it is of another version");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") onDamage((error as Error).message);
  }
  return [];
}

/** Replaces the file in one step: who reads it never sees half of it. */
export function writeBans(file: string, bans: readonly Ban[]): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(`${file}.new`, JSON.stringify({ version, bans }), { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

function isBanFile(content: unknown): content is { bans: Ban[] } {
  if (typeof content !== "object" || content === null || !("bans" in content)) return false;
  return (
    "version" in content &&
    content.version === version &&
    Array.isArray(content.bans) &&
    content.bans.every(isBan)
  );
}

function isBan(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  const { source, reason, sinceMs, untilMs, bans } = value as Record<string, unknown>;
  const areTexts = typeof source === "string" && typeof reason === "string";
  return areTexts && [sinceMs, untilMs, bans].every((number) => Number.isFinite(number));
}
