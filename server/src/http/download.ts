// A file that is made while it is sent.

/** Errors while it is sent cut it off: the browser says that the download failed. */
export function download(parts: AsyncGenerator<string | Uint8Array>, name: string, type: string): Response {
  return new Response(ReadableStream.from(encoded(parts)), {
    headers: {
      "Content-Type": type,
      "Content-Disposition": `attachment; filename="${name}"`,
      "Cache-Control": "no-store",
    },
  });
}

async function* encoded(parts: AsyncGenerator<string | Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const part of parts) yield typeof part === "string" ? Buffer.from(part) : part;
}
