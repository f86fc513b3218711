// IP addresses as the packet path knows them: numbers, which compare at no cost. An IPv4 address is its own number; an
// IPv6 address has one above all of these, given out here, by thread.
//
// Strangers may send from as many addresses as they like: what is not held is forgotten after some thousands of others.
import { isIPv6 } from "node:net";

export type AddressFamily = "ipv4" | "ipv6";

const firstIpv6 = 2 ** 32;
/** Of each generation; an address that is met again while there are two of them stays. */
const generationSize = 4096;
const ipv6Length = 16;
/** The first 96 bits of an IPv4 address in an IPv6 socket (RFC 4291 §2.5.5.2). */
const mappedPrefix = Uint8Array.from([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff]);

/** `holders`: legs whose far side it is. */
type Entry = { readonly id: number; readonly text: string; readonly bytes: Uint8Array; holders: number };

let nextId = firstIpv6;
let young = new Map<string, Entry>();
let old = new Map<string, Entry>();
const held = new Map<string, Entry>();
/** Of all three. */
const byId = new Map<number, Entry>();

export function familyOf(address: number): AddressFamily {
  return address < firstIpv6 ? "ipv4" : "ipv6";
}

/** The number of an address in text, undefined when it is none. An IPv4 address in IPv6 clothes is that IPv4 address. */
export function parseAddress(text: string): number | undefined {
  if (!text.includes(":")) return parseIpv4(text);
  return isIPv6(text) && !text.includes("%") ? numberOf(bytesOf(text), 0) : undefined;
}

/** The text of an address; "::" of one that is forgotten. */
export function formatAddress(address: number): string {
  return address < firstIpv6 ? formatIpv4(address) : (byId.get(address)?.text ?? "::");
}

/** The number of the IPv6 address at `bytes[at]`. */
export function numberOf(bytes: Uint8Array, at: number): number {
  if (mappedPrefix.every((byte, i) => bytes[at + i] === byte)) {
    const from = at + mappedPrefix.length;
    return bytes.subarray(from, from + 4).reduce((address, byte) => address * 256 + byte, 0);
  }
  const key = keyOf(bytes, at);
  const known = held.get(key) ?? young.get(key) ?? old.get(key);
  return known === undefined ? remember(key, bytes.slice(at, at + ipv6Length)) : refresh(key, known);
}

/** Writes an IPv6 address; all zeros for one that is forgotten. */
export function writeIpv6(address: number, bytes: Uint8Array, at: number): void {
  const known = byId.get(address);
  if (known === undefined) bytes.fill(0, at, at + ipv6Length);
  else bytes.set(known.bytes, at);
}

/** One number for all addresses that are likely one party's: an IPv4 address, or the first 53 bits of an IPv6 address. */
export function networkOf(address: number): number {
  const bytes = byId.get(address)?.bytes;
  if (bytes === undefined) return address;
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  return -1 - (view.getUint32(0) * 2 ** 21 + (view.getUint32(4) >>> 11));
}

/** Keeps an address until it is released as often. */
export function holdAddress(address: number): void {
  const entry = byId.get(address);
  if (entry === undefined) return;
  entry.holders++;
  held.set(keyOf(entry.bytes, 0), entry);
}

export function releaseAddress(address: number): void {
  const entry = byId.get(address);
  if (entry === undefined || entry.holders === 0 || --entry.holders > 0) return;
  const key = keyOf(entry.bytes, 0);
  held.delete(key);
  young.set(key, entry);
}

/** How many IPv6 addresses are remembered. */
export function rememberedAddresses(): number {
  return byId.size;
}

function keyOf(bytes: Uint8Array, at: number): string {
  let key = "";
  for (let i = at; i < at + ipv6Length; i += 2)
    key += String.fromCharCode(((bytes[i] as number) << 8) | (bytes[i + 1] as number));
  return key;
}

function remember(key: string, bytes: Uint8Array): number {
  const entry = { id: nextId++, text: textOf(bytes), bytes, holders: 0 };
  byId.set(entry.id, entry);
  addYoung(key, entry);
  return entry.id;
}

function refresh(key: string, entry: Entry): number {
  if (entry.holders === 0 && !young.has(key)) addYoung(key, entry);
  return entry.id;
}

function addYoung(key: string, entry: Entry): void {
  if (young.size >= generationSize) {
    for (const [each, { id, holders }] of old) if (holders === 0 && !young.has(each)) byId.delete(id);
    old = young;
    young = new Map();
  }
  young.set(key, entry);
}

/** Dotted text of an IPv4 address. */
function formatIpv4(address: number): string {
  return `${address >>> 24}.${(address >>> 16) & 255}.${(address >>> 8) & 255}.${address & 255}`;
}

function parseIpv4(text: string): number | undefined {
  const parts = text.split(".");
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) <= 255))
    return undefined;
  return parts.reduce((address, part) => address * 256 + Number(part), 0);
}

/** The bytes of text that is an IPv6 address. */
function bytesOf(text: string): Uint8Array {
  const dotted = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text);
  const [, front = "", last = ""] = dotted ?? [];
  const low = parseIpv4(last) ?? 0;
  const whole =
    dotted === null ? text : `${front}${(low >>> 16).toString(16)}:${(low & 0xffff).toString(16)}`;
  const [head = "", tail] = whole.split("::");
  const before = groupsOf(head);
  const after = tail === undefined ? [] : groupsOf(tail);
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => 0);
  return Uint8Array.from([...before, ...zeros, ...after].flatMap((group) => [group >> 8, group & 255]));
}

function groupsOf(text: string): number[] {
  return text === "" ? [] : text.split(":").map((group) => Number.parseInt(group, 16));
}

/** RFC 5952 §4: the longest run of zeros is "::". */
function textOf(bytes: Uint8Array): string {
  const groups = Array.from({ length: 8 }, (_, i) =>
    (((bytes[2 * i] as number) << 8) | (bytes[2 * i + 1] as number)).toString(16),
  );
  const runs = [...groups.join(":").matchAll(/(?:^|(?<=:))0(?::0)+(?=:|$)/g)];
  const longest = runs.reduce((best, [run]) => (run.length > best.length ? run : best), "");
  if (longest === "") return groups.join(":");
  return groups.join(":").replace(new RegExp(`(?:^|:)${longest}(?::|$)`), "::");
}
