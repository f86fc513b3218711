// A file as a response, whole or the one range that was asked for (RFC 9110 §14).
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { Readable } from "node:stream";
import { problemResponse } from "./problems.ts";

/** `range` is the Range header. Several ranges are answered with the whole file, as the RFC allows. */
export async function fileResponse(
  path: string,
  contentType: string,
  range: string | null,
): Promise<Response> {
  const size = await stat(path).then(
    (stats) => stats.size,
    () => undefined,
  );
  if (size === undefined)
    return problemResponse({ kind: "not-found", message: "the recording's file is missing" });
  const headers = {
    "Content-Type": contentType,
    "Accept-Ranges": "bytes",
    "Cache-Control": "private, no-store",
  };
  const wanted = range === null ? undefined : readRange(range, size);
  if (wanted === undefined) {
    return new Response(bodyOf(path, 0, size - 1), {
      headers: { ...headers, "Content-Length": String(size) },
    });
  }
  if (wanted === "beyond") {
    const response = problemResponse({ kind: "range-not-satisfiable" });
    response.headers.set("Content-Range", `bytes */${size}`);
    return response;
  }
  const [first, last] = wanted;
  return new Response(bodyOf(path, first, last), {
    status: 206,
    headers: {
      ...headers,
      "Content-Length": String(last - first + 1),
      "Content-Range": `bytes ${first}-${last}/${size}`,
    },
  });
}

function bodyOf(path: string, start: number, end: number): ReadableStream | null {
  if (end < start) return null;
  return Readable.toWeb(createReadStream(path, { start, end })) as ReadableStream;
}

/** First and last byte; undefined when the header asks for nothing that we serve in part. */
export function readRange(range: string, size: number): readonly [number, number] | "beyond" | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(range.trim());
  if (!match || (match[1] === "" && match[2] === "")) return undefined;
  if (match[1] === "") {
    const length = Math.min(Number(match[2]), size);
    return length === 0 ? "beyond" : [size - length, size - 1];
  }
  const first = Number(match[1]);
  const last = match[2] === "" ? size - 1 : Math.min(Number(match[2]), size - 1);
  if (first >= size) return "beyond";
  return last < first ? undefined : [first, last];
}
