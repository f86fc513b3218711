// What nodes that ask or tell a server have in common: whose server it is, headers, secrets by name, a body; and how values are written into them.
import { z } from "zod";
import type { VariableValue } from "./expressions.ts";
import { filled, writtenAs } from "./templates.ts";

export const requestMethod = z.enum(["GET", "POST", "PUT", "PATCH", "DELETE"]);

/** RFC 9110 §5.6.2, without those that say how the message is sent. */
const headerName = z
  .string()
  .regex(
    /^(?!(?:host|connection|content-length|transfer-encoding|upgrade|te|trailer|expect|idempotency-key)$)[a-z0-9-]{1,60}$/i,
    "a header that a flow may set has letters, digits and hyphens",
  );
const secretName = z
  .string()
  .regex(/^[a-z0-9-]{1,40}$/, "a secret's name has small letters, digits and hyphens");

/** {{expressions}} in it are written as a part of an address. Whose server is asked is not for callers to say: no value stands before the path. */
export const requestAddress = z
  .string()
  .max(2000)
  .refine(
    (text) =>
      /^https?:\/\/[^/?#{}\s@\\]+(?:[/?#]\S*)?$/.test(
        filled(
          text,
          () => null,
          () => "{",
        ) ?? "",
      ),
    "an address begins with https:// and the name of a server",
  );
export const requestHeaders = z.record(headerName, z.string().max(1000)).default({});
/** Header → name of the secret that is its value. */
export const secretHeaders = z.record(headerName, secretName).default({});
/** JSON; {{expressions}} in it are written as JSON, with their quotes. */
export const requestBody = z.string().max(8000);

/** What is sent but for its method and secrets, with {{expressions}} in it. */
export type RequestTemplate = {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
};

/** The same with values in it; `body` is left out where the template has none. */
type WrittenRequest = {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
};

/** Pure: each value written by its place, the body as JSON or as `writeBody` does; undefined when one of the values cannot be said. */
export function writtenRequest(
  { url, headers, body }: RequestTemplate,
  valueOf: (expression: string) => VariableValue | undefined,
  writeBody: (value: VariableValue) => string = writtenAs.json,
): WrittenRequest | undefined {
  const writtenUrl = filled(url, valueOf, writtenAs.url);
  const writtenBody = body === undefined ? "" : filled(body, valueOf, writeBody);
  const pairs = Object.entries(headers).map(
    ([name, text]) => [name, filled(text, valueOf, writtenAs.header)] as const,
  );
  if (writtenUrl === undefined || writtenBody === undefined) return undefined;
  if (pairs.some(([, value]) => value === undefined)) return undefined;
  const written = { url: writtenUrl, headers: Object.fromEntries(pairs) as Record<string, string> };
  return body === undefined ? written : { ...written, body: writtenBody };
}

/** What the headers say that the body is, in small letters and without parameters; undefined when they do not. */
export function contentTypeIn(headers: Readonly<Record<string, string>>): string | undefined {
  const said = Object.entries(headers).find(([name]) => name.toLowerCase() === "content-type");
  return said?.[1].split(";")[0]?.trim().toLowerCase();
}

/**
 * Why what is sent is no JSON, whatever its values are; undefined when it is, or is meant to be something else.
 * `sample`: a value as they may be; null stands where any does, a text only where no quotes are around it.
 */
export function faultOfBody(
  { body, headers }: Pick<RequestTemplate, "body" | "headers">,
  sample: VariableValue = null,
): string | undefined {
  if (body === undefined || contentTypeIn(headers) !== undefined) return undefined;
  try {
    JSON.parse(filled(body, () => sample, writtenAs.json) ?? "");
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
