// The command line of the media process.
import { parseArgs } from "node:util";
import { availableParallelism } from "node:os";
import { err, ok } from "@tandem/kernel";
import type { Result } from "@tandem/kernel";
import { familyOf, parseAddress } from "@tandem/media";
import type { IoChoice, PortRange } from "@tandem/media";

export type HostOptions = {
  /** Path of the Unix socket control connects to. */
  socketPath: string;
  /** One, or one of each family; legs that do not care get the first. */
  addresses: readonly string[];
  ports: PortRange;
  /** How many ports of each worker come last: a process that died had them. */
  skipPorts: number;
  workers: number;
  io: IoChoice;
  rtpTimeoutMs: number;
  /** How long to go on without a control connection. */
  orphanTimeoutMs: number;
};

const definitions = {
  socket: { type: "string" },
  address: { type: "string", multiple: true },
  ports: { type: "string", default: "20000-29999" },
  "skip-ports": { type: "string", default: "0" },
  workers: { type: "string", default: String(Math.max(1, availableParallelism() - 1)) },
  io: { type: "string", default: "auto" },
  "rtp-timeout-ms": { type: "string", default: "60000" },
  "orphan-timeout-ms": { type: "string", default: "60000" },
} as const;

/** Reads `--socket PATH --address IP [--address IP] --ports FIRST-LAST --workers N --io auto|epoll|dgram …`. */
export function readHostOptions(
  args: string[],
): Result<HostOptions, { kind: "bad-option"; message: string }> {
  try {
    const { values } = parseArgs({ args, options: definitions });
    const { socket, address: addresses = ["127.0.0.1"], io } = values;
    if (socket === undefined) throw new Error("--socket is missing");
    checkAddresses(addresses);
    if (io !== "auto" && io !== "epoll" && io !== "dgram")
      throw new Error("--io must be auto, epoll or dgram");
    return ok({
      socketPath: socket,
      addresses,
      ports: readPortRange(values.ports),
      skipPorts: readCount("--skip-ports", values["skip-ports"], 0, 2 ** 31),
      workers: readCount("--workers", values.workers, 1, 256),
      io,
      rtpTimeoutMs: readCount("--rtp-timeout-ms", values["rtp-timeout-ms"], 1, 2 ** 31),
      orphanTimeoutMs: readCount("--orphan-timeout-ms", values["orphan-timeout-ms"], 0, 2 ** 31),
    });
  } catch (error) {
    return err({ kind: "bad-option", message: error instanceof Error ? error.message : String(error) });
  }
}

function checkAddresses(addresses: readonly string[]): void {
  const families = addresses.map((text) => {
    const address = parseAddress(text);
    if (address === undefined) throw new Error("--address must be an IPv4 or IPv6 address");
    return familyOf(address);
  });
  if (new Set(families).size !== families.length)
    throw new Error("--address may be given once for IPv4 and once for IPv6");
}

function readPortRange(text: string): PortRange {
  const [first = 0, last = 0] = text.split("-").map(Number);
  const fits =
    Number.isInteger(first) && Number.isInteger(last) && first >= 1024 && last <= 65_535 && first < last;
  if (!fits) throw new Error("--ports must be FIRST-LAST within 1024-65535");
  return { first, last };
}

function readCount(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < least || value > most)
    throw new Error(`${name} must be ${least}-${most}`);
  return value;
}
