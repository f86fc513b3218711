// What Linux tells of a running process in /proc: memory, processor time, sockets, children.
import { readdirSync, readFileSync, readlinkSync } from "node:fs";

/** Linux counts processor time in hundredths of a second on every machine (USER_HZ, proc_pid_stat(5)). */
const msPerTick = 10;

/** Resident memory in bytes, shared pages included. */
export function residentBytes(pid: number): number {
  return kilobytes(readFileSync(`/proc/${pid}/status`, "latin1"), "VmRSS") * 1024;
}

/** Resident memory in bytes, where a page shared by n processes counts one nth: shares of a group add up. */
export function proportionalBytes(pid: number): number {
  return kilobytes(readFileSync(`/proc/${pid}/smaps_rollup`, "latin1"), "Pss") * 1024;
}

/** Processor time of all threads since the start, user and system, in ms. */
export function cpuMs(pid: number): number {
  const text = readFileSync(`/proc/${pid}/stat`, "latin1");
  // The command's name, in brackets, may have spaces; utime and stime are the 12th and 13th field after it.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) * msPerTick;
}

/** How many UDP sockets (IPv4 and IPv6) the process has open. */
export function udpSockets(pid: number): number {
  const known = new Set(["udp", "udp6"].flatMap((table) => inodesIn(`/proc/${pid}/net/${table}`)));
  return readdirSync(`/proc/${pid}/fd`).filter((fd) => {
    const inode = /^socket:\[(\d+)\]$/.exec(linkOf(`/proc/${pid}/fd/${fd}`))?.[1];
    return inode !== undefined && known.has(inode);
  }).length;
}

/** How many files, sockets and the like the process has open. */
export function openDescriptors(pid: number): number {
  return readdirSync(`/proc/${pid}/fd`).length;
}

/** Ids of the processes that it started and that still run. */
export function childrenOf(pid: number): number[] {
  return readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
    readFileSync(`/proc/${pid}/task/${thread}/children`, "latin1").split(" ").filter(Boolean).map(Number),
  );
}

/** The command line as one text. */
export function commandOf(pid: number): string {
  return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim();
}

function kilobytes(text: string, name: string): number {
  const value = new RegExp(`^${name}:\\s+(\\d+) kB$`, "m").exec(text)?.[1];
  if (value === undefined) throw new Error(`no ${name} in\n${text}`);
  return Number(value);
}

function inodesIn(table: string): string[] {
  const lines = readFileSync(table, "latin1").trim().split("\n").slice(1);
  return lines.map((line) => line.trim().split(/\s+/)[9] ?? "");
}

/** A descriptor may be closed between listing and looking. */
function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return "";
  }
}
