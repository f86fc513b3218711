// A real S3 server on this machine, for tests, with one bucket.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import S3rver from "@20minutes/s3rver";
import type { S3Settings } from "../s3-store.ts";

export type S3Server = AsyncDisposable & {
  readonly settings: S3Settings;
  /** Ends it, and starts it again on the same port with what it had. */
  away(): Promise<void>;
  back(): Promise<void>;
  close(): Promise<void>;
};

export async function startS3Server(): Promise<S3Server> {
  const directory = mkdtempSync(join(tmpdir(), "tandem-s3-"));
  const bucket = "recordings";
  let port = 0;
  const start = async () => {
    const options = {
      address: "127.0.0.1",
      port,
      silent: true,
      directory,
      configureBuckets: [{ name: bucket }],
    };
    const server = new S3rver(options);
    ({ port } = await server.run());
    return server;
  };
  let server: Awaited<ReturnType<typeof start>> | undefined = await start();
  const away = async () => {
    const closing = server?.close();
    // Clients keep their connections.
    server?.httpServer.closeAllConnections();
    await closing;
    server = undefined;
  };
  const close = async () => {
    await away();
    rmSync(directory, { recursive: true, force: true });
  };
  return {
    settings: {
      endpoint: `http://127.0.0.1:${port}`,
      region: "us-east-1",
      bucket,
      prefix: "",
      // The server's own pair.
      accessKeyId: "S3RVER",
      secretAccessKey: "S3RVER",
    },
    away,
    async back() {
      server ??= await start();
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}
