// What RTP a system sends, seen on the wire of this machine: tshark on the loopback device, packet by packet.
import { Program } from "./process.ts";
import { decodeALaw } from "./g711.ts";
import { until } from "./until.ts";

/** One stream (RFC 3550 §3): packets of one source to one port, in the order in which they were sent. */
export type WireStream = {
  readonly toPort: number;
  readonly packets: readonly WirePacket[];
};

export type WirePacket = {
  /** Seconds since the Unix epoch. */
  readonly at: number;
  readonly sequence: number;
  readonly timestamp: number;
  readonly payloadType: number;
  readonly payload: Buffer;
};

const rtpVersion = 2;
const headerBytes = 12;
const aLawPayloadType = 8;

/** Listens to what is sent from these ports until it is disposed of. */
export class WireTap implements AsyncDisposable {
  readonly #program: Program;
  readonly #streams = new Map<string, { toPort: number; packets: WirePacket[] }>();

  private constructor(firstPort: number, lastPort: number) {
    const fields = ["frame.time_epoch", "udp.dstport", "udp.payload"].flatMap((name) => ["-e", name]);
    const filter = `udp src portrange ${firstPort}-${lastPort}`;
    this.#program = new Program("tshark", ["-i", "lo", "-l", "-n", "-f", filter, "-T", "fields", ...fields], {
      onLine: (line) => this.#take(line),
    });
  }

  /** Resolves when packets are seen. Somebody must be talking. */
  static async open(firstPort: number, lastPort: number): Promise<WireTap> {
    const tap = new WireTap(firstPort, lastPort);
    await until("packets are seen on the wire", () => tap.#streams.size > 0, 20_000);
    return tap;
  }

  streams(): WireStream[] {
    return [...this.#streams.values()];
  }

  #take(line: string): void {
    const [time = "", port = "", hex = ""] = line.split("\t");
    const bytes = Buffer.from(hex, "hex");
    const payloadType = (bytes[1] ?? 0) & 0x7f;
    // RTCP has packet types of 200 and up, which read as payload types from 72 on (RFC 5761 §4).
    if (
      bytes.length < headerBytes ||
      (bytes[0] ?? 0) >> 6 !== rtpVersion ||
      (payloadType >= 64 && payloadType < 96)
    )
      return;
    const key = `${port} ${bytes.readUInt32BE(8)}`;
    const stream = this.#streams.get(key) ?? { toPort: Number(port), packets: [] };
    this.#streams.set(key, stream);
    stream.packets.push({
      at: Number(time),
      sequence: bytes.readUInt16BE(2),
      timestamp: bytes.readUInt32BE(4),
      payloadType,
      payload: bytes.subarray(headerBytes),
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#program.end();
  }
}

/** Packets that are missing between the first and the last, by their numbers. */
export function missingPackets({ packets }: WireStream): number {
  let missing = 0;
  for (let index = 1; index < packets.length; index++) {
    const step = ((packets[index]?.sequence ?? 0) - (packets[index - 1]?.sequence ?? 0)) & 0xffff;
    missing += step === 0 ? 0 : step - 1;
  }
  return missing;
}

/** How often a tone in a stream of A-law jumps in its phase, by more than a quarter of a turn, from packet to packet. */
export function phaseJumps({ packets }: WireStream, frequencyHz: number): number {
  const step = (2 * Math.PI * frequencyHz) / 8000;
  let before: number | undefined;
  let jumps = 0;
  for (const { timestamp, payload } of packets) {
    const { phase, isThere } = toneOf(payload, step);
    // By its timestamp, so that what was late is no jump.
    const now = isThere ? phase - ((step * timestamp) % (2 * Math.PI)) : undefined;
    if (now !== undefined && before !== undefined && Math.abs(turned(now - before)) > Math.PI / 2) jumps++;
    before = now ?? before;
  }
  return jumps;
}

/** Share of a stream's packets of A-law in which a tone is. */
export function toneShareOf({ packets }: WireStream, frequencyHz: number): number {
  const step = (2 * Math.PI * frequencyHz) / 8000;
  const spoken = packets.filter(({ payloadType }) => payloadType === aLawPayloadType);
  return spoken.filter(({ payload }) => toneOf(payload, step).isThere).length / packets.length;
}

function toneOf(payload: Buffer, step: number): { readonly phase: number; readonly isThere: boolean } {
  let [inPhase, quadrature, energy] = [0, 0, 0];
  payload.forEach((byte, index) => {
    const sample = decodeALaw(byte);
    inPhase += sample * Math.cos(step * index);
    quadrature -= sample * Math.sin(step * index);
    energy += sample * sample;
  });
  const share = energy === 0 ? 0 : (2 * (inPhase ** 2 + quadrature ** 2)) / (energy * payload.length);
  return { phase: Math.atan2(quadrature, inPhase), isThere: share > 0.8 };
}

/** The same angle between −π and π. */
function turned(angle: number): number {
  return Math.atan2(Math.sin(angle), Math.cos(angle));
}
