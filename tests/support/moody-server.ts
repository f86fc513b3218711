// A server that takes what it is sent only at the third try of each message, while it is in that mood; it keeps all that came.
import { createServer } from "node:http";
import type { IncomingHttpHeaders } from "node:http";

export type Received = {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly status: number;
};

export type MoodyServer = AsyncDisposable & {
  readonly url: string;
  readonly port: number;
  readonly received: readonly Received[];
  /** How often each message fails from now on, told by its Idempotency-Key. */
  failFirst(times: number): void;
};

export async function startMoodyServer(): Promise<MoodyServer> {
  const received: Received[] = [];
  let failing = 0;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { url: path = "", headers } = request;
      const key = headers["idempotency-key"];
      const before = received.filter((each) => each.headers["idempotency-key"] === key).length;
      const status = before < failing ? 503 : 200;
      received.push({ path, headers, body: Buffer.concat(chunks).toString(), status });
      response.writeHead(status).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    received,
    failFirst: (times) => (failing = times),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
