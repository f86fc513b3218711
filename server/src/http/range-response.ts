// Something of known size as a response, whole or the one range that was asked for (RFC 9110 §14).
import { problemResponse } from "./problems.ts";

export type RangedContent = {
  readonly size: number;
  readonly contentType: string;
  /** Strong; without one, ranges of another version cannot be told apart. */
  readonly etag?: string;
  /** What the file is called when it is kept. */
  readonly fileName?: string;
  /** The bytes `first` to `last`, both included; begun when somebody reads them. */
  bytes(first: number, last: number): AsyncGenerator<Uint8Array>;
};

/** Several ranges are answered with all of it, as the RFC allows. */
export function rangeResponse(content: RangedContent, request: Pick<Headers, "get">): Response {
  const { size } = content;
  const wanted = wantedRange(content, request);
  if (wanted === "beyond") {
    const response = problemResponse({ kind: "range-not-satisfiable" });
    response.headers.set("Content-Range", `bytes */${size}`);
    return response;
  }
  const [first, last] = wanted ?? [0, size - 1];
  const headers = new Headers({
    "Content-Type": content.contentType,
    "Content-Length": String(last - first + 1),
    "Accept-Ranges": "bytes",
    "Cache-Control": "private, no-store",
  });
  if (content.etag !== undefined) headers.set("ETag", content.etag);
  if (content.fileName !== undefined)
    headers.set("Content-Disposition", `inline; filename="${content.fileName}"`);
  if (wanted !== undefined) headers.set("Content-Range", `bytes ${first}-${last}/${size}`);
  const body = last < first ? null : streamOf(() => content.bytes(first, last));
  return new Response(body, { status: wanted === undefined ? 200 : 206, headers });
}

/** Reads nothing before it is read: the answer to HEAD never is, and a file would stay open. */
function streamOf(begin: () => AsyncGenerator<Uint8Array>): ReadableStream<Uint8Array> {
  let bytes: AsyncGenerator<Uint8Array> | undefined;
  return new ReadableStream(
    {
      async pull(controller) {
        bytes ??= begin();
        const next = await bytes.next();
        if (next.done) controller.close();
        else controller.enqueue(next.value);
      },
      async cancel() {
        await bytes?.return(undefined);
      },
    },
    { highWaterMark: 0 },
  );
}

function wantedRange(
  { size, etag }: RangedContent,
  request: Pick<Headers, "get">,
): readonly [number, number] | "beyond" | undefined {
  const range = request.get("Range");
  // RFC 9110 §13.1.5: the rest of another version is of no use.
  const condition = request.get("If-Range");
  if (range === null || (condition !== null && condition !== etag)) return undefined;
  return readRange(range, size);
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
