// A server that speaks PostgreSQL's protocol 3.0 just far enough to say which version it is.
import { once } from "node:events";
import { createServer } from "node:net";
import type { Socket } from "node:net";
import { freePort } from "./free-ports.ts";

export type OldPostgres = AsyncDisposable & { readonly url: string };

/** Answers every query with one row of the text columns that the question of the version has. */
export async function startOldPostgres(version: string): Promise<OldPostgres> {
  const [major = "", minor = ""] = version.split(".");
  const columns = {
    version,
    number: String(Number(major) * 10_000 + Number(minor)),
    name: "tandem",
    exempt: "f",
    pg_advisory_lock: "",
  };
  const port = await freePort();
  const server = createServer((socket) => serve(socket, columns)).listen(port, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `postgres://tandem@127.0.0.1:${port}/tandem`,
    async [Symbol.asyncDispose]() {
      server.close();
      await once(server, "close");
    },
  };
}

function serve(socket: Socket, columns: Readonly<Record<string, string>>): void {
  socket.on("error", () => socket.destroy());
  let greeted = false;
  socket.on("data", (bytes) => {
    if (!greeted) {
      greeted = true;
      // AuthenticationOk, ReadyForQuery.
      socket.write(Buffer.concat([message("R", int32(0)), ready]));
      return;
    }
    const [kind] = bytes.toString("latin1", 0, 1);
    // Q: a simple query; P: the parse of an extended one, sent with its bind, execute and sync; X: goodbye.
    if (kind === "Q") socket.write(Buffer.concat([rowOf(columns), ready]));
    if (kind === "P") socket.write(Buffer.concat([message("1"), message("2"), rowOf(columns), ready]));
    if (kind === "X") socket.end();
  });
}

const ready = message("Z", Buffer.from("I"));
const textType = 25;
const boolType = 16;

/** RowDescription, DataRow and CommandComplete ("PostgreSQL manual", Message Formats). */
function rowOf(columns: Readonly<Record<string, string>>): Buffer {
  const entries = Object.entries(columns);
  const fields = entries.map(([name]) =>
    Buffer.concat([
      Buffer.from(`${name}\0`),
      int32(0),
      int16(0),
      int32(name === "exempt" ? boolType : textType),
      int16(-1),
      int32(-1),
      int16(0),
    ]),
  );
  const values = entries.map(([, value]) =>
    Buffer.concat([int32(Buffer.byteLength(value)), Buffer.from(value)]),
  );
  return Buffer.concat([
    message("T", int16(entries.length), ...fields),
    message("D", int16(entries.length), ...values),
    message("C", Buffer.from("SELECT 1\0")),
  ]);
}

function message(kind: string, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  return Buffer.concat([Buffer.from(kind), int32(body.length + 4), body]);
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

function int16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeInt16BE(value);
  return bytes;
}
