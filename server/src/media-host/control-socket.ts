// The Unix socket control talks through: one connection at a time, the newest wins.
import { unlinkSync } from "node:fs";
import { createServer } from "node:net";
import type { Server, Socket } from "node:net";
import { LineDecoder, encodeLine } from "@tandem/media";
import type { MediaCommand, MediaError, MediaLine } from "@tandem/media";
import type { Result } from "@tandem/kernel";
import { commandLine, lineWithId } from "./command-schema.ts";

export type ControlListener = {
  command(command: MediaCommand): Promise<Result<unknown, MediaError>>;
  attached(): void;
  /** No control is connected any more. */
  detached(): void;
  log(message: string): void;
};

export class ControlSocket {
  readonly #path: string;
  readonly #listener: ControlListener;
  readonly #server: Server;
  #connection: Socket | undefined;

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

  /** Lost when nobody is connected: events are for whoever holds the calls. */
  send(line: MediaLine): void {
    this.#connection?.write(encodeLine(line));
  }

  close(): void {
    this.#server.close();
    this.#connection?.end();
    try {
      unlinkSync(this.#path);
    } catch {
      // The server may have removed it already.
    }
  }

  #accept(connection: Socket): void {
    this.#connection?.destroy();
    this.#connection = connection;
    this.#listener.attached();
    const decoder = new LineDecoder();
    connection.on("data", (chunk) => {
      const { lines, badLines, broken } = decoder.push(chunk);
      for (const line of lines) void this.#take(connection, line);
      if (badLines > 0) this.#refuse(connection, null, "a line was no JSON");
      if (broken) {
        this.#refuse(connection, null, "a line was too long");
        connection.destroy();
      }
    });
    connection.on("error", (error) => this.#listener.log(`control connection: ${error.message}`));
    connection.on("close", () => {
      if (this.#connection !== connection) return;
      this.#connection = undefined;
      this.#listener.detached();
    });
  }

  async #take(connection: Socket, line: unknown): Promise<void> {
    const parsed = commandLine.safeParse(line);
    if (!parsed.success) {
      const id = lineWithId.safeParse(line).data?.id ?? null;
      return this.#refuse(connection, id, parsed.error.issues[0]?.message ?? "unknown command");
    }
    const { id, command } = parsed.data;
    const outcome = await this.#listener.command(command);
    const answer: MediaLine = outcome.ok
      ? { id, ok: true, value: outcome.value }
      : { id, ok: false, error: outcome.error };
    if (!connection.destroyed) connection.write(encodeLine(answer));
  }

  #refuse(connection: Socket, id: number | null, message: string): void {
    connection.write(
      encodeLine({ id, ok: false, error: { kind: "bad-command", message } } satisfies MediaLine),
    );
  }
}
