// The built web pages, read into memory at start: a handful of files, each sent compressed where the
// browser takes it. Names under /assets/ carry a hash and may be kept for ever.
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { extname, join, relative, sep } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

type StaticFile = {
  readonly type: string;
  readonly etag: string;
  readonly plain: Buffer<ArrayBuffer>;
  compressed: { readonly br: Buffer<ArrayBuffer>; readonly gzip: Buffer<ArrayBuffer> } | undefined;
};

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".json": "application/json",
  ".webmanifest": "application/manifest+json",
  ".woff2": "font/woff2",
  ".wav": "audio/wav",
};

/** Below this compression costs more than it saves. */
const minCompressedBytes = 1024;

export class StaticFiles {
  readonly #files = new Map<string, StaticFile>();

  constructor(directory: string) {
    if (!existsSync(directory)) return;
    for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const path = join(entry.parentPath, entry.name);
      const plain = readFileSync(path);
      const etag = `"${createHash("sha256").update(plain).digest("base64url").slice(0, 16)}"`;
      const type = types[extname(path)] ?? "application/octet-stream";
      const name = `/${relative(directory, path).split(sep).join("/")}`;
      this.#files.set(name, { type, etag, plain, compressed: undefined });
    }
  }

  /** The file of that name as a response; undefined when there is none. */
  respond(name: string, request: Headers): Response | undefined {
    const file = this.#files.get(name);
    if (!file) return undefined;
    const headers = new Headers({
      "Content-Type": file.type,
      ETag: file.etag,
      Vary: "Accept-Encoding",
      "Cache-Control": name.startsWith("/assets/") ? "public, max-age=31536000, immutable" : "no-cache",
    });
    if (request.get("If-None-Match") === file.etag) return new Response(null, { status: 304, headers });
    const encoding = file.plain.length < minCompressedBytes ? undefined : encodingFor(request);
    if (!encoding) return new Response(file.plain, { headers });
    file.compressed ??= compress(file.plain);
    headers.set("Content-Encoding", encoding);
    return new Response(file.compressed[encoding], { headers });
  }
}

function encodingFor(request: Headers): "br" | "gzip" | undefined {
  const accepted = (request.get("Accept-Encoding") ?? "").split(",").map((part) => part.trim().split(";")[0]);
  return (["br", "gzip"] as const).find((encoding) => accepted.includes(encoding));
}

function compress(plain: Buffer): { br: Buffer<ArrayBuffer>; gzip: Buffer<ArrayBuffer> } {
  // Level 5 is near the best size at a tenth of the time, and each file is compressed once.
  return {
    br: brotliCompressSync(plain, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }),
    gzip: gzipSync(plain),
  };
}
