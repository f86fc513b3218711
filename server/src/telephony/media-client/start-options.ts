// What control decides about its media process.
import type { IoChoice } from "@tandem/media";

export type MediaStartOptions = {
  /** Path of the Unix socket to meet at; its folder must exist. */
  socketPath: string;
  /** RTP ports, "20000-29999". */
  ports: string;
  /** Bound to, and told far sides: one address, or one of each family, the usual one first. */
  addresses: readonly string[];
  /** So many ports are left for last, because phones may send to them still for a process that died. */
  skipPorts?: number;
  workers?: number;
  io?: IoChoice;
  rtpTimeoutMs?: number;
  /** How long the media process goes on without control. */
  orphanTimeoutMs?: number;
};
