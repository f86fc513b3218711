// The HTTP server: API, pages, documents, health, and the two WebSockets (SIP and the live feed).
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import { createRequire } from "node:module";
import { TLSSocket } from "node:tls";
import type { TlsOptions } from "node:tls";
import { dirname } from "node:path";
import { getRequestListener } from "@hono/node-server";
import { audioTapPath } from "@tandem/contract";
import { err, ok } from "@tandem/kernel";
import type { Result } from "@tandem/kernel";
import { Hono } from "hono";
import type { Context } from "hono";
import { WebSocketServer } from "ws";
import type { WebSocket } from "ws";
import type { LiveFeed } from "./live-feed.ts";
import type { Metrics } from "./metrics.ts";
import type { AudioTaps } from "#telephony/audio-taps";
import { openApiDocument } from "./openapi.ts";
import type { Person } from "./person.ts";
import { sipWebSocketPath } from "./phone-routes.ts";
import { problemResponse } from "./problems.ts";
import { StaticFiles } from "./static-files.ts";

export type WebServerOptions = {
  readonly version: string;
  /** Folder of the built pages. */
  readonly pages: string;
  readonly metrics: Metrics;
  readonly liveFeed: LiveFeed;
  readonly whoIs: (headers: Headers) => Promise<Person | undefined>;
  readonly acceptSip: (socket: WebSocket, source: { address: string; port: number; secure: boolean }) => void;
  readonly audioTaps: Pick<AudioTaps, "redeem" | "attach">;
  /** Why this node cannot take calls now; undefined when it can. */
  readonly notReady: () => string | undefined;
};

/** The certificates of HTTPS, as the certificate store gives them. */
export type ServerCertificates = {
  serverOptions(): TlsOptions;
  onChange(listener: () => void): () => void;
};

export type ListenFailure = { kind: "port-taken" | "permission-denied" | "cannot-listen"; message: string };

/** Largest SIP message and live message a browser may send, bytes. */
const maxSipBytes = 65_536;
const maxLiveBytes = 1024;
/** An engine has nothing to say to us. */
const maxTapBytes = 1024;
/** A browser takes a round trip or two; Node's own limit of two minutes is for attackers. */
const handshakeTimeoutMs = 10_000;

const securityHeaders: Readonly<Record<string, string>> = {
  "Content-Security-Policy":
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self' ws: wss:; media-src 'self' blob:; frame-ancestors 'self'; base-uri 'none'; form-action 'self'",
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
  "Permissions-Policy": "microphone=(self), camera=(), geolocation=()",
};

export class WebServer {
  readonly app = new Hono();
  readonly #options: WebServerOptions;
  readonly #listener: (request: IncomingMessage, response: ServerResponse) => void;
  readonly #servers: Server[] = [];
  #stopFollowing: (() => void) | undefined;
  readonly #sip = new WebSocketServer({
    noServer: true,
    maxPayload: maxSipBytes,
    // RFC 7118 §4: the subprotocol is "sip"; a client that does not ask for it is no SIP client.
    handleProtocols: (protocols) => (protocols.has("sip") ? "sip" : false),
  });
  readonly #live = new WebSocketServer({ noServer: true, maxPayload: maxLiveBytes });
  readonly #taps = new WebSocketServer({ noServer: true, maxPayload: maxTapBytes });

  constructor(options: WebServerOptions) {
    this.#options = options;
    const listener = getRequestListener((request, env) => this.app.fetch(request, env));
    this.#listener = (request, response) => void listener(request, response);
    this.app.use(async (context, next) => {
      await next();
      for (const [name, value] of Object.entries(securityHeaders)) context.res.headers.set(name, value);
    });
  }

  /** Adds what is no API: pages, documents, health. Call it after the API's routes. */
  addPages(): void {
    const { version, pages, metrics, notReady } = this.#options;
    const files = new StaticFiles(pages);
    const page = (name: string) => (context: Context) =>
      files.respond(name, context.req.raw.headers) ??
      context.text("The pages are not built: run npm start", 503);
    const { app } = this;
    app.get("/healthz", (context) => context.text("ok\n"));
    app.get("/readyz", (context) => {
      const reason = notReady();
      return reason === undefined ? context.text("ready\n") : context.text(`not ready: ${reason}\n`, 503);
    });
    app.get("/metrics", () => metrics.respond());
    app.get("/api/openapi.json", (context) => context.json(openApiDocument(version)));
    addApiDocs(app);
    app.get("/", page("/index.html"));
    app.get("/console", page("/console.html"));
    app.get("/console/*", page("/console.html"));
    app.get("/call", page("/call.html"));
    app.get("/*", (context) => {
      const { path } = context.req;
      return files.respond(path, context.req.raw.headers) ?? problemResponse({ kind: "not-found" });
    });
    app.notFound(() => problemResponse({ kind: "not-found" }));
  }

  async listen(address: string, port: number): Promise<Result<{ port: number }, ListenFailure>> {
    return this.#listen(createServer(this.#listener), "HTTP", address, port);
  }

  /** The same pages and WebSockets over TLS; new certificates count without listening again. */
  async listenSecurely(
    address: string,
    port: number,
    certificates: ServerCertificates,
  ): Promise<Result<{ port: number }, ListenFailure>> {
    const options = { ...certificates.serverOptions(), handshakeTimeout: handshakeTimeoutMs };
    const server = createSecureServer(options, this.#listener);
    this.#stopFollowing = certificates.onChange(() => server.setSecureContext(certificates.serverOptions()));
    return this.#listen(server, "HTTPS", address, port);
  }

  async #listen(
    server: Server,
    scheme: "HTTP" | "HTTPS",
    address: string,
    port: number,
  ): Promise<Result<{ port: number }, ListenFailure>> {
    server.on("upgrade", (request, socket, head) => void this.#upgrade(request, socket as Socket, head));
    return new Promise((resolve) => {
      server.once("error", (error: NodeJS.ErrnoException) =>
        resolve(err(listenFailure(error, scheme, port))),
      );
      server.listen(port, address, () => {
        this.#servers.push(server);
        resolve(ok({ port: (server.address() as AddressInfo).port }));
      });
    });
  }

  async close(): Promise<void> {
    this.#options.liveFeed.close();
    for (const server of [this.#sip, this.#live, this.#taps]) {
      for (const socket of server.clients) socket.close(1001);
      server.close();
    }
    this.#stopFollowing?.();
    for (const server of this.#servers) server.closeIdleConnections();
    const force = setTimeout(() => this.#servers.forEach((server) => server.closeAllConnections()), 500);
    await Promise.all(this.#servers.map((server) => new Promise((resolve) => server.close(resolve))));
    clearTimeout(force);
  }

  async #upgrade(request: IncomingMessage, socket: Socket, head: Buffer): Promise<void> {
    socket.on("error", () => socket.destroy());
    const url = URL.parse(request.url ?? "", "http://localhost");
    if (url?.pathname === sipWebSocketPath) {
      const source = {
        address: request.socket.remoteAddress ?? "",
        port: request.socket.remotePort ?? 0,
        secure: request.socket instanceof TLSSocket,
      };
      this.#sip.handleUpgrade(request, socket, head, (webSocket) =>
        this.#options.acceptSip(webSocket, source),
      );
      return;
    }
    if (url?.pathname === audioTapPath) return this.#tap(request, socket, head);
    if (url?.pathname !== "/api/v1/live") return refuseUpgrade(socket, 404, "Not Found");
    // A page of another site could open this socket with the user's cookie: only ours may (RFC 6455 §10.2).
    if (!isOwnOrigin(request)) return refuseUpgrade(socket, 403, "Forbidden");
    const person = await this.#whoIs(request);
    if (!person) return refuseUpgrade(socket, 401, "Unauthorized");
    const after = Number.parseInt(url.searchParams.get("after") ?? "", 10);
    this.#live.handleUpgrade(request, socket, head, (webSocket) => {
      this.#options.liveFeed.connect(webSocket, person, Number.isNaN(after) ? undefined : after);
    });
  }

  /** The token is the right: no cookie counts here, so that no page can use somebody's. */
  #tap(request: IncomingMessage, socket: Socket, head: Buffer): void {
    const [, token = ""] = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? "") ?? [];
    const ticket = this.#options.audioTaps.redeem(token);
    if (!ticket) return refuseUpgrade(socket, 401, "Unauthorized");
    this.#taps.handleUpgrade(request, socket, head, (webSocket) => {
      void this.#options.audioTaps.attach(ticket, webSocket);
    });
  }

  async #whoIs(request: IncomingMessage): Promise<Person | undefined> {
    const headers = new Headers();
    if (request.headers.cookie) headers.set("Cookie", request.headers.cookie);
    return this.#options.whoIs(headers).catch(() => undefined);
  }
}

function refuseUpgrade(socket: Socket, status: number, reason: string): void {
  socket.end(`HTTP/1.1 ${status} ${reason}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

function isOwnOrigin(request: IncomingMessage): boolean {
  const { origin, host } = request.headers;
  return origin === undefined || URL.parse(origin)?.host === host;
}

function listenFailure(error: NodeJS.ErrnoException, scheme: "HTTP" | "HTTPS", port: number): ListenFailure {
  const variable = `TANDEM_${scheme}_PORT`;
  if (error.code === "EADDRINUSE") {
    return {
      kind: "port-taken",
      message: `${scheme} port ${port} is taken by another program; end it or set ${variable} to a free port`,
    };
  }
  if (error.code === "EACCES") {
    return {
      kind: "permission-denied",
      message: `${scheme} port ${port} needs more rights than this user has; set ${variable} above 1023`,
    };
  }
  return { kind: "cannot-listen", message: `${scheme} cannot listen on port ${port}: ${error.message}` };
}

/** Swagger UI from its package, with a start script of our own, because the policy forbids inline ones. */
function addApiDocs(app: Hono): void {
  const directory = dirname(createRequire(import.meta.url).resolve("swagger-ui-dist/package.json"));
  const assets: Readonly<Record<string, string>> = {
    "swagger-ui.css": "text/css; charset=utf-8",
    "swagger-ui-bundle.js": "text/javascript; charset=utf-8",
  };
  app.get("/api/docs", (context) =>
    context.html(
      `<!doctype html><html lang="en"><meta charset="utf-8"><title>Tandem API</title>` +
        `<link rel="stylesheet" href="/api/docs/swagger-ui.css"><div id="ui"></div>` +
        `<script src="/api/docs/swagger-ui-bundle.js"></script><script src="/api/docs/start.js"></script></html>`,
    ),
  );
  app.get("/api/docs/start.js", (context) => {
    context.header("Content-Type", "text/javascript; charset=utf-8");
    return context.body(
      `SwaggerUIBundle({ url: "/api/openapi.json", dom_id: "#ui", requestInterceptor: (r) => { r.headers["X-Tandem"] = "1"; return r; } });`,
    );
  });
  for (const [name, type] of Object.entries(assets)) {
    app.get(`/api/docs/${name}`, (context) => {
      context.header("Content-Type", type);
      context.header("Cache-Control", "public, max-age=86400");
      return context.body(readFileSync(`${directory}/${name}`));
    });
  }
}
