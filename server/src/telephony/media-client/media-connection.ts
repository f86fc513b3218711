// The connection to the media process: commands with their answers, and events.
import { connect } from "node:net";
import type { Socket } from "node:net";
import { once } from "node:events";
import { err, ok } from "@tandem/kernel";
import type { Clock, Result } from "@tandem/kernel";
import { LineDecoder, LineSender } from "@tandem/media/control";
import type { CommandLine, MediaCommand, MediaError, MediaEvent, MediaLine } from "@tandem/media";

type Answer = Result<unknown, MediaError>;
type Waiting = { resolve(answer: Answer): void; cancelTimeout(): void };

export class MediaConnection {
  readonly #socket: Socket;
  readonly #clock: Clock;
  readonly #onEvent: (event: MediaEvent) => void;
  /** Resolves when the other end, or this one, has closed it. */
  readonly closed: Promise<void>;
  readonly #sender: LineSender;
  readonly #decoder = new LineDecoder();
  readonly #waiting = new Map<number, Waiting>();
  #nextId = 1;

  private constructor(socket: Socket, clock: Clock, onEvent: (event: MediaEvent) => void) {
    this.#socket = socket;
    this.#sender = new LineSender((text) => void socket.write(text));
    this.#clock = clock;
    this.#onEvent = onEvent;
    socket.on("data", (chunk) => this.#read(chunk));
    socket.on("error", () => socket.destroy());
    this.closed = new Promise((resolve) => {
      socket.on("close", () => {
        this.#failAll();
        resolve();
      });
    });
  }

  static async open(
    path: string,
    clock: Clock,
    onEvent: (event: MediaEvent) => void,
  ): Promise<Result<MediaConnection, MediaError>> {
    const socket = connect(path);
    try {
      await once(socket, "connect");
      return ok(new MediaConnection(socket, clock, onEvent));
    } catch (error) {
      socket.destroy();
      return err({ kind: "media-lost", message: String(error) });
    }
  }

  /** Resolves always: with the answer, `timeout`, or `media-lost`. */
  send(command: MediaCommand, timeoutMs: number): Promise<Answer> {
    if (this.#socket.destroyed) return Promise.resolve(lost());
    const id = this.#nextId++;
    return new Promise((resolve) => {
      const cancelTimeout = this.#clock.after(timeoutMs, () => {
        this.#settle(id, err({ kind: "timeout", message: `${command.kind}: no answer in ${timeoutMs} ms` }));
      });
      this.#waiting.set(id, { resolve, cancelTimeout });
      this.#sender.send({ id, command } satisfies CommandLine);
    });
  }

  close(): void {
    this.#socket.destroy();
  }

  #read(chunk: Uint8Array): void {
    const { lines, broken } = this.#decoder.push(chunk);
    // Lines come from our own process, started by us: their shape is its promise.
    for (const line of lines as MediaLine[]) this.#take(line);
    if (broken) this.#socket.destroy();
  }

  #take(line: MediaLine): void {
    if ("event" in line) this.#onEvent(line.event);
    else if (line.ok) this.#settle(line.id, ok(line.value));
    else if (line.id !== null) this.#settle(line.id, err(line.error));
  }

  #settle(id: number, answer: Answer): void {
    const waiting = this.#waiting.get(id);
    if (waiting === undefined) return;
    this.#waiting.delete(id);
    waiting.cancelTimeout();
    waiting.resolve(answer);
  }

  #failAll(): void {
    for (const id of this.#waiting.keys()) this.#settle(id, lost());
  }
}

function lost(): Answer {
  return err({ kind: "media-lost", message: "the connection to the media process has ended" });
}
