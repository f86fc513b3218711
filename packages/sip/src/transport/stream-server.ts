// A listening TCP or TLS socket: opening it, what its failures mean, and its certificates.
import { createServer } from "node:net";
import type { Server, Socket } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import type { TlsCredentials } from "./tls-credentials.ts";
import type { ListenError } from "./transport.ts";

export type StreamServer = { readonly port: number; close(): Promise<void> };

type Where = { readonly address: string; readonly port: number };

/** Rejects with the system error when the port cannot be bound. */
export async function listenTcp(where: Where, onSocket: (socket: Socket) => void): Promise<StreamServer> {
  return listenOn(createServer(onSocket), where);
}

/** The same over TLS: `onSocket` gets a socket whose handshake is done. New certificates count from then on. */
export async function listenTls(
  where: Where,
  { credentials, handshakeMs }: { credentials: TlsCredentials; handshakeMs: number },
  on: {
    /** Asked before the handshake, which costs more than anything else a stranger can make us do. */
    admits(address: string): boolean;
    socket(socket: Socket): void;
    failedHandshake(address: string, reason: string): void;
  },
): Promise<StreamServer> {
  const server = createTlsServer({ ...credentials.serverOptions(), handshakeTimeout: handshakeMs });
  server.on("connection", (socket) => {
    if (!on.admits(socket.remoteAddress ?? "")) socket.destroy();
  });
  server.on("secureConnection", on.socket);
  server.on("tlsClientError", (error, socket) => {
    on.failedHandshake(socket.remoteAddress ?? "", error.message);
    socket.destroy();
  });
  const stopListening = credentials.onChange(() => server.setSecureContext(credentials.serverOptions()));
  try {
    const open = await listenOn(server, where);
    return {
      port: open.port,
      async close() {
        stopListening();
        await open.close();
      },
    };
  } catch (error) {
    stopListening();
    throw error;
  }
}

async function listenOn(server: Server, { address, port }: Where): Promise<StreamServer> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen({ host: address, port }, () => {
      server.off("error", reject);
      resolve();
    });
  });
  const bound = server.address();
  return {
    port: typeof bound === "object" && bound !== null ? bound.port : port,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** What kept a socket from listening; any other error is a bug and thrown. */
export function listenErrorKind(error: unknown): ListenError["kind"] {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "EADDRINUSE") return "address-in-use";
  if (code === "EACCES" || code === "EPERM") return "permission-denied";
  if (["EADDRNOTAVAIL", "ENOTFOUND", "EINVAL", "EAFNOSUPPORT"].includes(String(code)))
    return "address-not-available";
  throw error;
}
