// What SRTP adds to a packet of speech, per profile: protecting, and unprotecting. The last line is JSON.
// Run: node bench/srtp.ts [-- --quick]
import { parseArgs } from "node:util";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { SRTP_PROFILES, SrtpContext } from "../packages/media/src/srtp/index.ts";
import type { SrtpProfile } from "../packages/media/src/srtp/index.ts";

const { values: options } = parseArgs({
  args: process.argv.slice(2).filter((argument) => argument !== "--"),
  options: { quick: { type: "boolean", default: false } },
});
/** 20 ms of G.711 behind an RTP header. */
const packetLength = 12 + 160;
/** They take turns as in a relay of as many: what a leg keeps is not in the nearest cache when its packet comes. */
const legs = 1024;
/** Packets worked on between two looks at the clock: few enough that most batches run without the core being taken. */
const slots = 128;
const slotLength = 256;
const batches = options.quick ? 1_000 : 5_000;
/** The memory of so few batches is counted before the collector comes. */
const batchesForMemory = 32;
/** What issue "the media plane" allows for SRTP on one side of a call. */
const targetUs = 1.5;

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;
const memory = new Uint8Array(slots * slotLength);
const packets = Array.from({ length: slots }, (_, slot) =>
  memory.subarray(slot * slotLength, (slot + 1) * slotLength),
);

type Cost = { readonly protectUs: number; readonly unprotectUs: number; readonly bytesPerPacket: number };

const results: Record<string, Cost> = {};
for (const profile of Object.keys(SRTP_PROFILES) as SrtpProfile[]) {
  const cost = measure(profile);
  results[profile] = cost;
  const { protectUs, unprotectUs, bytesPerPacket } = cost;
  const figures = `protect ${protectUs} µs, unprotect ${unprotectUs} µs, ${bytesPerPacket} bytes allocated`;
  console.log(`${profile.padEnd(24)} ${figures}`);
}
const worstUs = Math.max(...Object.values(results).flatMap((cost) => [cost.protectUs, cost.unprotectUs]));
console.log(JSON.stringify({ bench: "srtp", packetLength, profiles: results, worstUs, targetUs }));
process.exitCode = worstUs <= targetUs ? 0 : 1;

function measure(profile: SrtpProfile): Cost {
  const { keyLength, saltLength } = SRTP_PROFILES[profile];
  const master = { key: new Uint8Array(keyLength).fill(1), salt: new Uint8Array(saltLength).fill(2) };
  const openContexts = (): SrtpContext[] =>
    Array.from({ length: legs }, () => new SrtpContext({ profile, ...master }));
  const [senders, receivers] = [openContexts(), openContexts()];
  const protectedLength = packetLength + senders[0]!.rtpOverhead;
  let sent = 0;
  const protectMs = new Float64Array(batches);
  const unprotectMs = new Float64Array(batches);
  const work = (count: number): void => {
    for (let batch = 0; batch < count; batch++) {
      // Counted loops: an iterator would be given memory of its own.
      const first = sent % legs;
      for (let slot = 0; slot < slots; slot++) writeHeader(packets[slot]!, Math.floor(sent++ / legs));
      const startMs = performance.now();
      for (let slot = 0; slot < slots; slot++)
        senders[first + slot]!.protectRtp(packets[slot]!, packetLength);
      const middleMs = performance.now();
      for (let slot = 0; slot < slots; slot++) {
        if (receivers[first + slot]!.unprotectRtp(packets[slot]!, protectedLength) !== packetLength)
          throw new Error(`${profile} does not take what it has made`);
      }
      unprotectMs[batch] = performance.now() - middleMs;
      protectMs[batch] = middleMs - startMs;
    }
  };
  // The compiler's turn comes before the clock's.
  work(batches);
  work(batches);
  const [protectUs, unprotectUs] = [quietUs(protectMs), quietUs(unprotectMs)];
  collect();
  const before = process.memoryUsage().heapUsed;
  work(batchesForMemory);
  const bytes = process.memoryUsage().heapUsed - before;
  for (const context of [...senders, ...receivers]) context.close();
  return { protectUs, unprotectUs, bytesPerPacket: Math.round(bytes / (batchesForMemory * slots)) };
}

/** Microseconds of a packet in the batch that one in twenty beats: whatever else the machine does slows the others. */
function quietUs(batchMs: Float64Array): number {
  const quiet = batchMs.toSorted()[Math.floor(batchMs.length / 20)] ?? 0;
  return Number(((quiet * 1000) / slots).toFixed(3));
}

function writeHeader(packet: Uint8Array, sequence: number): void {
  packet[0] = 0x80;
  packet[1] = 8;
  packet[2] = sequence >>> 8;
  packet[3] = sequence;
  packet[8] = 0xf1;
}
