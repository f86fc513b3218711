// What can be measured: a relay in a process of its own with a port for each leg.

/** A relay that carries `calls` calls; legs 2k and 2k + 1 are bridged. */
export type RunningRelay = {
  readonly pid: number;
  /** The relay's port for each leg. */
  readonly ports: readonly number[];
  stop(): Promise<void>;
};

export type Contender = {
  readonly name: string;
  /** Whether the far sides of even legs speak SRTP. */
  readonly protects: boolean;
  start(calls: number): Promise<RunningRelay>;
};

export type Remote = { readonly address: string; readonly port: number };

/**
 * Where the load generator is leg `leg`: one of its four sockets, under an address of the leg's own. Reports go to the
 * odd ports between, where nobody listens.
 */
export function remoteOf(leg: number): Remote {
  return {
    address: `127.${10 + (leg >> 16)}.${(leg >> 8) & 255}.${leg & 255}`,
    port: 40_000 + 2 * (leg & 3),
  };
}

/** Base64 of the 30 octets of key and salt that the load generator uses (RFC 4568 §6.1). */
export const benchKey = Buffer.from("tandem-bench-key-0123456789ab\0", "latin1").toString("base64");
