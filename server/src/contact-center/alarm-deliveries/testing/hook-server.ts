// An HTTPS server on this machine, for tests: it keeps what it is sent, with a certificate that nobody else vouches for.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:https";
import type { IncomingHttpHeaders } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";

export type ReceivedHook = {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
};

export type HookServer = AsyncDisposable & {
  readonly url: string;
  readonly port: number;
  /** Of its certificate: a file, for NODE_EXTRA_CA_CERTS. */
  readonly certificateFile: string;
  readonly hooks: readonly ReceivedHook[];
};

/** Answers the statuses in turn, the last one for ever. */
export async function startHookServer(...statuses: readonly number[]): Promise<HookServer> {
  const folder = mkdtempSync(join(tmpdir(), "tandem-hook-"));
  const [certificateFile, keyFile] = [join(folder, "hook.crt.pem"), join(folder, "hook.key.pem")];
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", keyFile];
  const names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"];
  execFileSync("openssl", ["req", "-x509", ...key, ...names, "-days", "2", "-out", certificateFile], {
    stdio: "pipe",
  });
  const hooks: ReceivedHook[] = [];
  const tls = { cert: readFileSync(certificateFile), key: readFileSync(keyFile) };
  const server = createServer(tls, (request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const status = statuses[Math.min(hooks.length, statuses.length - 1)] ?? 204;
      const { headers, url: path = "" } = request;
      hooks.push({ path, headers, body: Buffer.concat(chunks).toString() });
      response.writeHead(status, { Location: "https://localhost/elsewhere" }).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  return {
    url: `https://localhost:${port}/hook`,
    port,
    certificateFile,
    hooks,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
