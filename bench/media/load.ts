// One run of a contender under load: what it cost, lost and delayed.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { text } from "node:stream/consumers";
import { build } from "./build.ts";
import type { Contender } from "./contender.ts";

export type Load = { readonly calls: number; readonly warmUpMs: number; readonly measuredMs: number };

export type Figures = {
  /** Processor µs a packet, in and out together, over all threads of the process. */
  readonly microsPerPacket: number;
  /** Share of the packets that never came out. */
  readonly loss: number;
  /** Added delay, µs. */
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
  /** Memory a call takes, bytes. */
  readonly bytesPerCall: number;
};

type Counted = { sent: number; received: number; wrong: number; lateTicks: number; processorMicros: number };

/** Throws when packets came out wrong: such a relay has no figures. */
export async function runUnderLoad(contender: Contender, load: Load): Promise<Figures> {
  const { calls, warmUpMs, measuredMs } = load;
  const few = await contender.start(1);
  const memoryOfOne = privateBytes(few.pid);
  await few.stop();
  const relay = await contender.start(calls);
  try {
    const child = spawn(
      build("load-generator", ["srtp2"]),
      [2 * calls, warmUpMs, measuredMs, relay.pid, contender.protects ? "srtp" : "plain"].map(String),
      { stdio: ["pipe", "pipe", "inherit"] },
    );
    child.stdin.end(relay.ports.map((port) => `${port}\n`).join(""));
    const [output] = await Promise.all([text(child.stdout), once(child, "exit")]);
    const memory = privateBytes(relay.pid);
    const { sent, received, wrong, processorMicros, p50, p99, max } = JSON.parse(output) as Counted &
      Pick<Figures, "p50" | "p99" | "max">;
    if (wrong > sent / 1000) throw new Error(`${contender.name}: ${wrong} of ${sent} packets came out wrong`);
    return {
      microsPerPacket: processorMicros / received,
      loss: 1 - received / sent,
      p50,
      p99,
      max,
      bytesPerCall: Math.max(0, Math.round((memory - memoryOfOne) / (calls - 1))),
    };
  } finally {
    await relay.stop();
  }
}

/** Memory that is the process's own, from the kernel's sum of its mappings. */
function privateBytes(pid: number): number {
  const sums = readFileSync(`/proc/${pid}/smaps_rollup`, "latin1");
  const kib = [...sums.matchAll(/^Private_(?:Clean|Dirty):\s+(\d+) kB$/gm)].map(([, value]) => Number(value));
  return kib.reduce((sum, value) => sum + value, 0) * 1024;
}
