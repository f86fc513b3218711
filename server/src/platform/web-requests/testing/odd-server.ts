// An HTTP server on this machine, for tests: it answers as its paths say, also as no server should.
import { createServer } from "node:http";
import type { IncomingHttpHeaders, ServerResponse } from "node:http";

type Received = {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
};

export type OddServer = AsyncDisposable & {
  readonly url: string;
  readonly port: number;
  readonly received: readonly Received[];
};

type Answer = (response: ServerResponse, path: string) => void;

const json = { "Content-Type": "application/json; charset=utf-8" };
const answers: Readonly<Record<string, Answer>> = {
  "/order": (response) => response.writeHead(200, json).end('{"state":"sent","days":2}'),
  "/text": (response) => response.writeHead(200, { "Content-Type": "text/plain" }).end("sent"),
  "/hangs": () => {},
  "/drips": (response) => {
    response.writeHead(200, json).write("{");
    const timer = setInterval(() => response.write(" "), 50);
    response.on("close", () => clearInterval(timer));
  },
  "/huge": (response) => {
    response.writeHead(200, json);
    const more = () => {
      while (!response.destroyed && response.write(" ".repeat(65_536)));
    };
    response.on("drain", more).on("error", () => {});
    more();
  },
  "/rubbish": (response) => response.writeHead(200, json).end("<html>"),
  "/breaks": (response) => void response.socket?.destroy(),
  "/error": (response) => response.writeHead(503).end(),
  "/missing": (response) => response.writeHead(404, json).end("{}"),
  "/round": (response) => response.writeHead(302, { Location: "/round" }).end(),
};

/** Beside its own paths, `/to/URL` redirects to that URL, and `/nth/N/…` breaks but for each N-th request. */
export async function startOddServer(): Promise<OddServer> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { method = "", url: path = "", headers } = request;
      received.push({ method, path, headers, body: Buffer.concat(chunks).toString() });
      answerTo(response, path, received.length);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    received,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function answerTo(response: ServerResponse, path: string, count: number): void {
  const to = /^\/to\/(.*)$/.exec(path)?.[1];
  if (to !== undefined) return void response.writeHead(302, { Location: to }).end();
  const nth = /^\/nth\/(\d+)/.exec(path)?.[1];
  if (nth !== undefined && count % Number(nth) !== 0) return void response.socket?.destroy();
  const answer = answers[(path.split("?")[0] ?? "").replace(/^\/nth\/\d+/, "")];
  if (answer) answer(response, path);
  else response.writeHead(404).end();
}
