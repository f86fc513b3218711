// Entry of the recording thread: waits for a slow disk, so that no packet does.
import { parentPort, receiveMessageOnPort } from "node:worker_threads";
import type { MessagePort } from "node:worker_threads";
import { systemClock } from "@tandem/kernel";
import { nativeSealers } from "./native-sealer.ts";
import { RecordingFiles } from "./recording-files.ts";
import type { RelayFiles } from "./recording-files.ts";
import type { FromRecordingThread, FromRelay, ToRecordingThread } from "./thread-messages.ts";

/** A chunk is half a second old when it is ready: this adds next to nothing to what a killed process loses. */
const turnMs = 20;

if (parentPort === null) throw new Error("this file is the entry of a worker thread");
runThread(parentPort);

function runThread(main: MessagePort): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker thread, not a window
  const post = (message: FromRecordingThread): void => main.postMessage(message);
  const guard = (action: () => void): void => {
    try {
      action();
    } catch (error) {
      post({ kind: "fault", message: error instanceof Error ? String(error.stack) : String(error) });
    }
  };
  const files = new RecordingFiles({
    clock: systemClock,
    emit: (event) => post({ kind: "event", event }),
    createSealer: nativeSealers(),
  });
  const relays = new Map<MessagePort, RelayFiles>();
  let timer: NodeJS.Timeout | undefined;
  const turn = (): void => {
    guard(() => files.writeReady());
    timer = files.size > 0 ? setTimeout(turn, turnMs) : undefined;
  };
  const addRelay = (port: MessagePort): void => {
    const relay = files.ofRelay();
    relays.set(port, relay);
    port.on("message", (message: FromRelay) => {
      guard(() => relay.take(message));
      timer ??= setTimeout(turn, turnMs);
    });
    port.on("close", () => {
      guard(() => relay.leave());
      relays.delete(port);
    });
  };
  const stop = (): void => {
    for (const [port, relay] of relays) {
      // What a relay said last may be on its way still.
      for (let got = receiveMessageOnPort(port); got; got = receiveMessageOnPort(port))
        guard(() => relay.take(got?.message as FromRelay));
      guard(() => relay.leave());
      port.close();
    }
    clearTimeout(timer);
    main.close();
  };
  main.on("message", (message: ToRecordingThread) => {
    if (message.kind === "relay") addRelay(message.port);
    else if (message.kind === "hang") Atomics.wait(message.gate, 0, 0);
    else stop();
  });
}
