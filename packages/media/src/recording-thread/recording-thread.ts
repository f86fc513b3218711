// The main thread's hand on the recording thread, which writes the files of all relay workers of the process.
import { MessageChannel, Worker } from "node:worker_threads";
import type { MessagePort } from "node:worker_threads";
import type { MediaEvent } from "../protocol/index.ts";
import type { FromRecordingThread, ToRecordingThread } from "./thread-messages.ts";

const entry = new URL("./thread-main.ts", import.meta.url);

export type RecordingThreadListener = {
  /** A recording has finished; it comes from here, not from the worker that had its legs. */
  event(event: MediaEvent): void;
  /** A bug was met and survived. */
  fault(message: string): void;
  /** The thread has ended; `expected` after `stop`. Its files are left without an end. */
  ended(expected: boolean): void;
};

export class RecordingThread {
  readonly #worker: Worker;
  readonly #ended: Promise<void>;
  #stopping = false;

  constructor(listener: RecordingThreadListener) {
    this.#worker = new Worker(entry);
    this.#worker.on("message", (message: FromRecordingThread) => {
      if (message.kind === "event") listener.event(message.event);
      else listener.fault(message.message);
    });
    this.#worker.on("error", (error) => listener.fault(String((error as Error).stack ?? error)));
    this.#ended = new Promise((resolve) =>
      this.#worker.once("exit", () => {
        listener.ended(this.#stopping);
        resolve();
      }),
    );
  }

  /** The port by which one relay worker hands over its recordings. */
  connect(): MessagePort {
    const { port1, port2 } = new MessageChannel();
    this.#post({ kind: "relay", port: port1 }, [port1]);
    return port2;
  }

  /** Stands still, as with a disk that hangs, until somebody wakes the word and it is not 0. */
  hang(gate: Int32Array): void {
    this.#post({ kind: "hang", gate });
  }

  /** Finishes all files. To be called when the relay workers have ended. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#post({ kind: "stop" });
    await this.#ended;
  }

  #post(message: ToRecordingThread, transfer: MessagePort[] = []): void {
    this.#worker.postMessage(message, transfer);
  }
}
