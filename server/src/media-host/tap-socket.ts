// The Unix socket over which frames of audio taps leave: one connection each, which names its tap in its first line.
// Whoever does not read fast enough loses whole frames, which are counted in those that follow: neither a call nor this
// process's memory waits for them.
import { unlinkSync } from "node:fs";
import { createServer } from "node:net";
import type { Server, Socket } from "node:net";
import { markLost } from "@tandem/media";

/** Some two seconds of both sides at 16 kHz, besides what the kernel holds. */
const mostWaitingBytes = 128 * 1024;
const longestTapId = 200;
const lengthBytes = 4;

/** `lost`: of each side, told in its frames. */
type Reader = { readonly socket: Socket; readonly lost: [number, number] };

export class TapSocket {
  readonly #path: string;
  readonly #server: Server;
  readonly #readers = new Map<string, Reader>();

  readonly #onLeft: (tapId: string) => void;

  /** `onLeft`: whoever was connected to a tap is gone. */
  constructor(path: string, onLeft: (tapId: string) => void) {
    this.#path = path;
    this.#onLeft = onLeft;
    this.#server = createServer((socket) => this.#accept(socket));
  }

  /** Rejects when the path is taken or cannot be made. Only this user may connect. */
  async listen(): Promise<void> {
    const formerMask = process.umask(0o177);
    try {
      await new Promise<void>((resolve, reject) => {
        this.#server.once("error", reject);
        this.#server.listen(this.#path, resolve);
      });
    } finally {
      process.umask(formerMask);
    }
  }

  /** Sends a frame behind its length, or counts it as lost. */
  send(tapId: string, frame: Uint8Array): void {
    const reader = this.#readers.get(tapId);
    if (reader === undefined) return;
    const side = frame[1] === 1 ? 1 : 0;
    if (reader.socket.writableLength > mostWaitingBytes) {
      reader.lost[side]++;
      return;
    }
    markLost(frame, reader.lost[side]);
    const length = Buffer.alloc(lengthBytes);
    length.writeUInt32LE(frame.length);
    reader.socket.write(Buffer.concat([length, frame]));
  }

  /** Nothing more comes of this tap. */
  end(tapId: string): void {
    this.#readers.get(tapId)?.socket.end();
  }

  close(): void {
    this.#server.close();
    for (const { socket } of this.#readers.values()) socket.destroy();
    try {
      unlinkSync(this.#path);
    } catch {
      // The server may have removed it already.
    }
  }

  /** One byte says that frames are for this socket from here on. */
  #welcome(tapId: string, socket: Socket): void {
    this.#readers.set(tapId, { socket, lost: [0, 0] });
    socket.write("\n");
  }

  #accept(socket: Socket): void {
    let text = "";
    let tapId: string | undefined;
    socket.on("error", () => socket.destroy());
    socket.on("data", (chunk) => {
      if (tapId !== undefined) return;
      text += chunk.toString("latin1");
      const end = text.indexOf("\n");
      if (end < 0 && text.length <= longestTapId) return;
      tapId = text.slice(0, end);
      if (end < 0 || this.#readers.has(tapId)) socket.destroy();
      else this.#welcome(tapId, socket);
    });
    socket.on("close", () => {
      if (tapId === undefined || this.#readers.get(tapId)?.socket !== socket) return;
      this.#readers.delete(tapId);
      this.#onLeft(tapId);
    });
  }
}

/** Where it is, beside the socket of control. */
export function tapSocketPath(controlPath: string): string {
  return `${controlPath}.tap`;
}
