// The messages between the media process's main thread and a relay worker thread.
import type { DtlsIdentity } from "../dtls/index.ts";
import type { MediaEvent } from "../protocol/index.ts";
import type { PortRange } from "./port-pool.ts";
import type { RelayCommand, RelayOutcome } from "./relay.ts";

/** How packets come and go; `auto` takes epoll where it is there. */
export type IoChoice = "auto" | "epoll" | "dgram";

export type WorkerOptions = {
  /** IPv4 address to bind to, and to tell far sides. */
  address: string;
  ports: PortRange;
  io: IoChoice;
  rtpTimeoutMs: number;
  identity: DtlsIdentity;
};

/** Messages go in lists, both ways: each list costs the same, whatever its length. */
export type ToWorker =
  | { kind: "command"; id: number; command: RelayCommand }
  | { kind: "stop" }
  /** End as a crash would, leaving everything as it is. */
  | { kind: "abort" };

export type FromWorker =
  /** `wakeDescriptor` must be written to after each list; null where the event loop sees them itself. */
  | { kind: "ready"; io: "epoll" | "dgram"; wakeDescriptor: number | null }
  | { kind: "answer"; id: number; outcome: RelayOutcome }
  | { kind: "event"; event: MediaEvent }
  /** A packet or command met a bug; the worker goes on. */
  | { kind: "fault"; message: string };
