// The main thread's hand on one relay worker thread.
import { writeSync } from "node:fs";
import { Worker } from "node:worker_threads";
import type { MessagePort } from "node:worker_threads";
import { assertNever, err } from "@tandem/kernel";
import type { DtlsIdentity } from "../certificates/index.ts";
import type { MediaEvent } from "../protocol/index.ts";
import type { RelayCommand, RelayOutcome } from "./relay.ts";
import type { FromWorker, ToWorker, WorkerOptions } from "./worker-messages.ts";

const entry = new URL("./worker-main.ts", import.meta.url);
/** An eventfd takes a 64-bit count. */
const wakeCount = new Uint8Array(new BigUint64Array([1n]).buffer);

export type RelayWorkerListener = {
  event(event: MediaEvent): void;
  /** A frame of an audio tap. */
  tapFrame?(tapId: string, frame: Uint8Array): void;
  /** The share of a core that the thread uses: about once a second. */
  load?(share: number): void;
  /** A bug was met and survived. */
  fault(message: string): void;
  /** The thread has ended; `expected` after `stop`. */
  ended(expected: boolean): void;
};

export class RelayWorker {
  readonly #worker: Worker;
  readonly #listener: RelayWorkerListener;
  readonly #waiting = new Map<number, (outcome: RelayOutcome) => void>();
  readonly #ended: Promise<void>;
  readonly #ready: Promise<"epoll" | "dgram">;
  #onReady: (io: "epoll" | "dgram") => void = () => {};
  #wakeDescriptor: number | null = null;
  #outbox: ToWorker[] = [];
  #nextId = 1;
  #stopping = false;
  #gone = false;

  constructor(options: WorkerOptions, listener: RelayWorkerListener) {
    this.#listener = listener;
    this.#worker = new Worker(entry, { workerData: options });
    this.#worker.on("message", (messages: FromWorker[]) => {
      for (const message of messages) this.#take(message);
    });
    this.#worker.on("error", (error) => listener.fault(String(error.stack ?? error)));
    this.#ended = new Promise((resolve) => this.#worker.once("exit", () => resolve(this.#end())));
    const failed = this.#ended.then(() =>
      Promise.reject(new Error("relay worker ended before it was ready")),
    );
    this.#ready = Promise.race([
      new Promise<"epoll" | "dgram">((resolve) => (this.#onReady = resolve)),
      failed,
    ]);
    this.#ready.catch(() => {});
  }

  /** Resolves with the driver in use when packets can flow; rejects when the thread cannot start. */
  get ready(): Promise<"epoll" | "dgram"> {
    return this.#ready;
  }

  /** Asks the worker; answers `worker-lost` when it ends before it has answered. To be called once ready. */
  send(command: RelayCommand): Promise<RelayOutcome> {
    if (this.#gone) return Promise.resolve(workerLost());
    const id = this.#nextId++;
    const answered = new Promise<RelayOutcome>((resolve) => this.#waiting.set(id, resolve));
    this.#post({ kind: "command", id, command });
    return answered;
  }

  /** Legs that are opened from now on show this identity; those that are there keep theirs. */
  setIdentity(identity: DtlsIdentity): void {
    if (!this.#gone) this.#post({ kind: "identity", identity });
  }

  /** Recordings go this way from now on; those that run by another are over. */
  setRecordingThread(port: MessagePort): void {
    if (this.#gone) port.close();
    else this.#post({ kind: "recording-thread", port });
  }

  /** Finishes recordings, closes legs and ends the thread. */
  async stop(): Promise<void> {
    this.#stopping = true;
    if (!this.#gone) this.#post({ kind: "stop" });
    await this.#ended;
  }

  /**
   * Makes the thread crash. `Worker.terminate` is no way: it kills the whole process when it meets a
   * foreign function call, which is where the loop spends its time.
   */
  async abort(): Promise<void> {
    if (!this.#gone) this.#post({ kind: "abort" });
    await this.#ended;
  }

  /** What one turn of the event loop asks goes to the worker together. */
  #post(message: ToWorker): void {
    if (this.#outbox.length === 0) setImmediate(() => this.#flush());
    this.#outbox.push(message);
  }

  #flush(): void {
    const messages = this.#outbox;
    this.#outbox = [];
    if (this.#gone) return;
    const ports = messages.flatMap((message) => (message.kind === "recording-thread" ? [message.port] : []));
    this.#worker.postMessage(messages, ports);
    if (this.#wakeDescriptor !== null) writeSync(this.#wakeDescriptor, wakeCount);
  }

  #take(message: FromWorker): void {
    switch (message.kind) {
      case "ready":
        this.#wakeDescriptor = message.wakeDescriptor;
        this.#onReady(message.io);
        break;
      case "answer":
        this.#waiting.get(message.id)?.(message.outcome);
        this.#waiting.delete(message.id);
        break;
      case "event":
        this.#listener.event(message.event);
        break;
      case "tap-frame":
        this.#listener.tapFrame?.(message.tapId, message.frame);
        break;
      case "load":
        this.#listener.load?.(message.share);
        break;
      case "fault":
        this.#listener.fault(message.message);
        break;
      default:
        assertNever(message);
    }
  }

  #end(): void {
    this.#gone = true;
    this.#wakeDescriptor = null;
    for (const resolve of this.#waiting.values()) resolve(workerLost());
    this.#waiting.clear();
    this.#listener.ended(this.#stopping);
  }
}

function workerLost(): RelayOutcome {
  return err({ kind: "worker-lost", message: "the relay worker has ended" });
}
