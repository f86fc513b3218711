// A file as a response, whole or in part.
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { problemResponse } from "./problems.ts";
import { rangeResponse } from "./range-response.ts";

/** `request` are the headers that may ask for a range. */
export async function fileResponse(
  path: string,
  contentType: string,
  request: Pick<Headers, "get">,
): Promise<Response> {
  const size = await stat(path).then(
    (stats) => stats.size,
    () => undefined,
  );
  if (size === undefined)
    return problemResponse({ kind: "not-found", message: "the recording's file is missing" });
  return rangeResponse({ size, contentType, bytes: (first, last) => bytesOf(path, first, last) }, request);
}

async function* bytesOf(path: string, start: number, end: number): AsyncGenerator<Uint8Array> {
  yield* createReadStream(path, { start, end }) as AsyncIterable<Uint8Array>;
}
