// What control decides about its media process.
import type { IoChoice } from "@tandem/media";

export type MediaStartOptions = {
  /** Path of the Unix socket to meet at; its folder must exist. */
  socketPath: string;
  /** RTP ports, "20000-29999". */
  ports: string;
  /** IPv4 address to bind to, and to tell far sides. */
  address: string;
  workers?: number;
  io?: IoChoice;
  rtpTimeoutMs?: number;
  /** How long the media process goes on without control. */
  orphanTimeoutMs?: number;
};
