// Entry of a relay worker thread: picks the I/O driver and runs one relay in its loop.
import { parentPort, receiveMessageOnPort, workerData } from "node:worker_threads";
import type { MessagePort } from "node:worker_threads";
import { systemClock } from "@tandem/kernel";
import { loadOpus } from "../codecs/index.ts";
import type { PacketHandler } from "./datagram-io.ts";
import { DgramIo } from "./dgram-io.ts";
import { EpollIo } from "./epoll-io.ts";
import { loadLibc } from "./libc.ts";
import { LoadMeter, threadMicros } from "./load-meter.ts";
import { Outbox } from "./outbox.ts";
import { Relay } from "./relay.ts";
import type { FromWorker, ToWorker, WorkerOptions } from "./worker-messages.ts";

/** Where every packet meets the same bug, one report a second tells enough. */
const faultEveryMs = 1000;

if (parentPort === null) throw new Error("this file is the entry of a worker thread");
// The loop below never gives the thread back: nothing can be loaded later.
await loadOpus();
runWorker(parentPort, workerData as WorkerOptions);

function runWorker(port: MessagePort, options: WorkerOptions): void {
  const io = openIo(options);
  const outbox = new Outbox(port, io.kind === "dgram");
  const post = (message: FromWorker): void => outbox.post(message);
  const { addresses, ports, rtpTimeoutMs, identity } = options;
  const emit = (event: (FromWorker & { kind: "event" })["event"]): void => post({ kind: "event", event });
  const tap = (tapId: string, frame: Uint8Array): void => post({ kind: "tap-frame", tapId, frame });
  const relay = new Relay({ io, addresses, ports, rtpTimeoutMs, identity, clock: systemClock, emit, tap });
  const faults = createFaultReporter(post);
  let recordings: MessagePort | undefined;
  const take = (message: ToWorker, nowMs: number): void => {
    if (message.kind === "abort") throw new Error("aborted");
    if (message.kind === "identity") relay.setIdentity(message.identity);
    else if (message.kind === "recording-thread") {
      const thread = message.port;
      recordings?.close();
      recordings = thread;
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker thread, not a window
      relay.setRecordingThread((about) => thread.postMessage(about));
    } else if (message.kind === "stop") {
      relay.closeAll(nowMs);
      io.stop();
      outbox.flush();
      recordings?.close();
      port.close();
    } else {
      const { id, command } = message;
      faults.guard(nowMs, () =>
        relay.command(command, nowMs, (outcome) => post({ kind: "answer", id, outcome })),
      );
    }
  };
  const load = new LoadMeter(io.now(), threadMicros, (share) => post({ kind: "load", share }));
  const handler = createHandler({ relay, port, take, fault: faults.report, outbox, load });
  if (io.kind === "dgram") {
    port.on("message", (messages: ToWorker[]) => {
      for (const message of messages) take(message, io.now());
      io.wake();
    });
  }
  post({ kind: "ready", io: io.kind, wakeDescriptor: io.kind === "epoll" ? io.wakeDescriptor : null });
  io.run(handler);
}

function openIo({ io }: WorkerOptions): EpollIo | DgramIo {
  const libc = io === "dgram" ? undefined : loadLibc();
  if (libc !== undefined) return new EpollIo(libc);
  if (io === "epoll") throw new Error("epoll or koffi is not there");
  return new DgramIo();
}

type HandlerParts = {
  readonly relay: Relay;
  readonly port: MessagePort;
  readonly take: (message: ToWorker, nowMs: number) => void;
  readonly fault: (error: unknown, nowMs: number) => void;
  readonly outbox: Outbox;
  readonly load: LoadMeter;
};

/** One bad packet must not end the calls of a worker: a throw is reported and the loop goes on. */
function createHandler({ relay, port, take, fault, outbox, load }: HandlerParts): PacketHandler {
  return {
    receive(slot, packet, nowMs) {
      try {
        relay.receive(slot, packet, nowMs);
      } catch (error) {
        fault(error, nowMs);
      }
    },
    advance(nowMs) {
      try {
        return relay.advance(nowMs);
      } catch (error) {
        fault(error, nowMs);
        return 1;
      } finally {
        load.advance(nowMs);
        // The last thing before the loop waits.
        outbox.flush();
      }
    },
    takeControl(nowMs) {
      for (let got = receiveMessageOnPort(port); got; got = receiveMessageOnPort(port)) {
        for (const message of got.message as ToWorker[]) take(message, nowMs);
      }
    },
  };
}

function createFaultReporter(post: (message: FromWorker) => void) {
  let nextReportMs = 0;
  const report = (error: unknown, nowMs: number): void => {
    if (nowMs < nextReportMs) return;
    nextReportMs = nowMs + faultEveryMs;
    post({ kind: "fault", message: error instanceof Error ? String(error.stack) : String(error) });
  };
  const guard = (nowMs: number, action: () => void): void => {
    try {
      action();
    } catch (error) {
      report(error, nowMs);
    }
  };
  return { report, guard };
}
