// The Unix socket control talks through: one connection at a time, the newest wins. What happens while nobody is
// connected waits for the next one.
import { unlinkSync } from "node:fs";
import { createServer } from "node:net";
import type { Server, Socket } from "node:net";
import { LineDecoder, LineSender } from "@tandem/media";
import type { MediaCommand, MediaError, MediaEvent, MediaLine } from "@tandem/media";
import type { Result } from "@tandem/kernel";
import { commandLine, lineWithId } from "./command-schema.ts";

export type ControlListener = {
  command(command: MediaCommand): Promise<Result<unknown, MediaError>>;
  attached(): void;
  /** No control is connected any more. */
  detached(): void;
  log(message: string): void;
};

/** Who is connected, and what waits to be written to them. */
type Connection = { readonly socket: Socket; readonly sender: LineSender };

/** A few per call and second, for as long as this process goes on alone; the oldest go first. */
const maxWaitingEvents = 20_000;

export class ControlSocket {
  readonly #path: string;
  readonly #listener: ControlListener;
  readonly #server: Server;
  #connection: Connection | undefined;
  #waiting: MediaEvent[] = [];
  #lostEvents = 0;

  constructor(path: string, listener: ControlListener) {
    this.#path = path;
    this.#listener = listener;
    this.#server = createServer((connection) => this.#accept(connection));
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

  /** Tells control, or the one that comes next when there is none now. */
  tell(event: MediaEvent): void {
    if (this.#connection !== undefined) return this.#connection.sender.send({ event } satisfies MediaLine);
    this.#waiting.push(event);
    if (this.#waiting.length <= maxWaitingEvents) return;
    this.#waiting.shift();
    this.#lostEvents++;
  }

  /** How many events had no room while nobody was connected. */
  get lostEvents(): number {
    return this.#lostEvents;
  }

  close(): void {
    this.#server.close();
    this.#connection?.sender.flush();
    this.#connection?.socket.end();
    try {
      unlinkSync(this.#path);
    } catch {
      // The server may have removed it already.
    }
  }

  #accept(socket: Socket): void {
    this.#connection?.socket.destroy();
    const sender = new LineSender((text) => void (socket.destroyed || socket.write(text)));
    this.#connection = { socket, sender };
    this.#listener.attached();
    for (const event of this.#waiting.splice(0)) sender.send({ event } satisfies MediaLine);
    const decoder = new LineDecoder();
    socket.on("data", (chunk) => {
      const { lines, badLines, broken } = decoder.push(chunk);
      for (const line of lines) void this.#take(sender, line);
      if (badLines > 0) refuse(sender, null, "a line was no JSON");
      if (!broken) return;
      refuse(sender, null, "a line was too long");
      sender.flush();
      socket.destroy();
    });
    socket.on("error", (error) => this.#listener.log(`control connection: ${error.message}`));
    socket.on("close", () => {
      if (this.#connection?.socket !== socket) return;
      this.#connection = undefined;
      this.#listener.detached();
    });
  }

  async #take(sender: LineSender, line: unknown): Promise<void> {
    const parsed = commandLine.safeParse(line);
    if (!parsed.success) {
      const id = lineWithId.safeParse(line).data?.id ?? null;
      return refuse(sender, id, parsed.error.issues[0]?.message ?? "unknown command");
    }
    const { id, command } = parsed.data;
    const outcome = await this.#listener.command(command);
    const answer: MediaLine = outcome.ok
      ? { id, ok: true, value: outcome.value }
      : { id, ok: false, error: outcome.error };
    sender.send(answer);
  }
}

function refuse(sender: LineSender, id: number | null, message: string): void {
  sender.send({ id, ok: false, error: { kind: "bad-command", message } } satisfies MediaLine);
}
