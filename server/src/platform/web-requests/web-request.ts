// One request to a server that a tenant names: guarded, bounded in time and size, with redirects that stay guarded.
import { lookup } from "node:dns";
import { request as requestHttp } from "node:http";
import type { IncomingMessage } from "node:http";
import { request as requestHttps } from "node:https";
import { isIP } from "node:net";
import type { LookupFunction } from "node:net";
import { err, ok } from "@tandem/kernel";
import type { Result } from "@tandem/kernel";

export type WebRequest = {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** For all of it, redirects included. */
  readonly timeoutMs: number;
  /** Of the answer's body; 0: it is of no interest, and not read. */
  readonly mostBytes: number;
  /** How many redirects of a GET are followed. */
  readonly mostRedirects: number;
  /** Given up when it is aborted; the answer is of no interest then. */
  readonly signal?: AbortSignal;
};

export type WebResponse = {
  readonly status: number;
  /** Without its parameters; empty when it is not said. */
  readonly contentType: string;
  readonly body: Buffer;
};

/** `unreachable`: not a byte was sent. `code` is for people: never a secret, never an address. */
export type WebRequestError = {
  readonly kind: "address-refused" | "unreachable" | "timeout" | "too-large" | "broken" | "redirects";
  readonly code: string;
};

export type SendRequest = (request: WebRequest) => Promise<Result<WebResponse, WebRequestError>>;

const refusedCode = "ADDRESS_REFUSED";
/** Errors of before there was a connection. */
const unreachableCodes = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "EADDRNOTAVAIL",
]);
const redirectStatuses = new Set([301, 302, 303, 307, 308]);

/** `mayReach`: what a name resolves to is asked at the moment of connecting, so that no later answer leads elsewhere. */
export function webRequester(mayReach: (address: string) => boolean): SendRequest {
  return async (request) => {
    const timeout = AbortSignal.timeout(request.timeoutMs);
    const signal = request.signal ? AbortSignal.any([timeout, request.signal]) : timeout;
    let next = request;
    for (let redirects = 0; redirects <= request.mostRedirects; redirects++) {
      const answer = await ask(next, signal, mayReach);
      if (!answer.ok && timeout.aborted) return err({ kind: "timeout", code: "timeout" });
      if (!answer.ok || answer.value.redirect === undefined) return answer;
      const following = redirected(next, answer.value.redirect);
      if (!following) break;
      next = following;
    }
    return err({ kind: "redirects", code: "redirect" });
  };
}

type Answer = WebResponse & { readonly redirect?: string };

function ask(
  { method, url, headers, body = "", mostBytes, mostRedirects }: WebRequest,
  signal: AbortSignal,
  mayReach: (address: string) => boolean,
): Promise<Result<Answer, WebRequestError>> {
  const { protocol } = new URL(url);
  if (!mayBeAsked(url, mayReach)) return Promise.resolve(err(failureOf({ code: refusedCode })));
  const length = Buffer.byteLength(body);
  const sentHeaders = { "User-Agent": "Tandem", ...headers, ...(length > 0 && { "Content-Length": length }) };
  const request = protocol === "https:" ? requestHttps : requestHttp;
  return new Promise((resolve) => {
    const options = {
      method,
      headers: sentHeaders,
      lookup: guardedLookup(mayReach),
      signal,
      agent: false,
    } as const;
    const fail = (error: unknown) => resolve(err(failureOf(error)));
    const sent = request(url, options, (response) => {
      const { statusCode: status = 0, headers: got } = response;
      const contentType = (got["content-type"] ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
      const redirect = got.location;
      const isRedirect = mostRedirects > 0 && redirectStatuses.has(status) && redirect !== undefined;
      if (isRedirect || mostBytes === 0) {
        // What it says besides is of no interest, and may be without end.
        response.destroy();
        const empty = { status, contentType, body: Buffer.alloc(0) };
        return resolve(ok(isRedirect ? { ...empty, redirect } : empty));
      }
      bodyOf(response, mostBytes).then(
        (whole) => resolve(whole.ok ? ok({ status, contentType, body: whole.value }) : whole),
        fail,
      );
    });
    sent.on("error", fail);
    sent.end(body);
  });
}

async function bodyOf(
  response: IncomingMessage,
  mostBytes: number,
): Promise<Result<Buffer, WebRequestError>> {
  const chunks: Buffer[] = [];
  let length = 0;
  // Leaving the loop closes the connection.
  for await (const chunk of response as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > mostBytes) return err({ kind: "too-large", code: `more than ${mostBytes} bytes` });
    chunks.push(chunk);
  }
  return ok(Buffer.concat(chunks));
}

/** Undefined when it is not followed. Another server is told nothing that was meant for the first. */
function redirected(request: WebRequest, location: string): WebRequest | undefined {
  const from = new URL(request.url);
  const to = URL.parse(location, request.url);
  if (!to || request.method !== "GET" || !/^https?:$/.test(to.protocol)) return undefined;
  if (from.protocol === "https:" && to.protocol === "http:") return undefined;
  return { ...request, url: to.href, headers: to.origin === from.origin ? request.headers : {} };
}

/** What to tell people of an error of a connection: never an address. */
export function failureOf(error: unknown): WebRequestError {
  // Messages of libraries quote addresses; their codes do not.
  const { code = "broken" } = error as { code?: string };
  if (code === refusedCode) return { kind: "address-refused", code: "private address refused" };
  if (unreachableCodes.has(code)) return { kind: "unreachable", code };
  return { kind: "broken", code };
}

/** Whether a URL may be connected to as far as it names an address; names are asked of when they are looked up. */
export function mayBeAsked(url: string, mayReach: (address: string) => boolean): boolean {
  const literal = new URL(url).hostname.replace(/^\[|\]$/g, "");
  // Node asks `lookup` for names alone.
  return isIP(literal) === 0 || mayReach(literal);
}

/** Finds of a name the addresses that may be reached; with none of them the connection fails. */
export function guardedLookup(mayReach: (address: string) => boolean): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, []);
      const open = addresses.filter(({ address }) => mayReach(address));
      const [first] = open;
      if (!first) return callback(Object.assign(new Error("refused"), { code: refusedCode }), []);
      if (options.all) callback(null, open);
      else callback(null, first.address, first.family);
    });
  };
}
