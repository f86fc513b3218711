// The messages between the media process's main thread and a relay worker thread.
import type { MessagePort } from "node:worker_threads";
import type { DtlsIdentity } from "../certificates/index.ts";
import type { MediaEvent } from "../protocol/index.ts";
import type { PoolRange } from "./port-pool.ts";
import type { RelayCommand, RelayOutcome } from "./relay.ts";

/** How packets come and go; `auto` takes epoll where it is there. */
export type IoChoice = "auto" | "epoll" | "dgram";

export type WorkerOptions = {
  /** What to bind to, and to tell far sides: one address, or one of each family. Legs that do not care get the first. */
  addresses: readonly string[];
  ports: PoolRange;
  io: IoChoice;
  rtpTimeoutMs: number;
  identity: DtlsIdentity;
};

/** Messages go in lists, both ways: each list costs the same, whatever its length. */
export type ToWorker =
  | { kind: "command"; id: number; command: RelayCommand }
  /** What legs opened from now on show. */
  | { kind: "identity"; identity: DtlsIdentity }
  /** The way to the recording thread. */
  | { kind: "recording-thread"; port: MessagePort }
  | { kind: "stop" }
  /** End as a crash would, leaving everything as it is. */
  | { kind: "abort" };

export type FromWorker =
  /** `wakeDescriptor` must be written to after each list; null where the event loop sees them itself. */
  | { kind: "ready"; io: "epoll" | "dgram"; wakeDescriptor: number | null }
  | { kind: "answer"; id: number; outcome: RelayOutcome }
  | { kind: "event"; event: MediaEvent }
  /** A frame of an audio tap, ready to be sent. */
  | { kind: "tap-frame"; tapId: string; frame: Uint8Array }
  /** The share of a core that the thread used since it told last: about once a second. */
  | { kind: "load"; share: number }
  /** A packet or command met a bug; the worker goes on. */
  | { kind: "fault"; message: string };
