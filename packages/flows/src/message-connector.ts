// A way to send SMS or e-mail through the HTTP server of any provider, as a tenant sets it; and what is asked of that server for one message.
import type { Result } from "@tandem/kernel";
import { z } from "zod";
import type { FlowRequest } from "./flow-run.ts";
import {
  contentTypeIn,
  faultOfBody,
  requestAddress,
  requestBody,
  requestHeaders,
  requestMethod,
  secretHeaders,
  writtenRequest,
} from "./request-shapes.ts";
import { expressionsIn, writtenAs } from "./templates.ts";

export const connectorName = z
  .string()
  .regex(/^[a-z0-9-]{1,40}$/, "a connector's name has small letters, digits and hyphens");

const jsonType = "application/json";
const formType = "application/x-www-form-urlencoded";
/** Each value written as JSON, or percent-encoded in a form; nothing else can stand in a template. */
const words: Readonly<Record<"sms" | "e-mail", readonly string[]>> = {
  sms: ["to", "text"],
  "e-mail": ["to", "subject", "text"],
};

const form = z.strictObject({
  kind: z.enum(["sms", "e-mail"]),
  method: requestMethod.default("POST"),
  url: requestAddress,
  headers: requestHeaders,
  secretHeaders,
  body: requestBody.optional(),
});

/**
 * lacks: the message's {{subject}} stands nowhere. unknown-word: no message has {{subject}}. content-type: it is not one of those that we
 * write. no-json: the subject says why. form: what the subject names has not the form that it needs.
 */
export type ConnectorFault = {
  readonly reason: "lacks" | "unknown-word" | "content-type" | "no-json" | "form";
  readonly subject: string;
};

/** Secrets are named, not told. */
export type MessageConnector = z.output<typeof form>;
/** The same with its defaults left out. */
export type ConnectorInput = z.input<typeof form>;

export type ConnectorError = ConnectorFault & {
  readonly kind: "invalid-connector";
  /** For who reads the API: the same in English. */
  readonly message: string;
};

/** What one message says; `subject` is empty where there is none. */
export type MessageWords = { readonly to: string; readonly text: string; readonly subject: string };

/** Reads what a person has written; the error says the first thing that is wrong. */
export function readConnector(value: unknown): Result<MessageConnector, ConnectorError> {
  const read = form.safeParse(value);
  if (!read.success) {
    const [issue] = read.error.issues;
    const subject = issue?.path.join(".") ?? "";
    const message = `${subject}: ${issue?.message ?? "is not as it should be"}`;
    return { ok: false, error: { kind: "invalid-connector", reason: "form", subject, message } };
  }
  const fault = faultOf(read.data);
  if (!fault) return { ok: true, value: read.data };
  return { ok: false, error: { kind: "invalid-connector", ...fault, message: messageOf(fault) } };
}

function faultOf({ kind, url, headers, body }: MessageConnector): ConnectorFault | undefined {
  const used = [url, ...Object.values(headers), body ?? ""].flatMap(expressionsIn);
  const strange = used.find((each) => !words[kind].includes(each));
  if (strange !== undefined) return { reason: "unknown-word", subject: `{{${strange}}}` };
  const missing = ["to", "text"].find((each) => !used.includes(each));
  if (missing !== undefined) return { reason: "lacks", subject: `{{${missing}}}` };
  const type = contentTypeIn(headers);
  if (type !== undefined && type !== jsonType && type !== formType)
    return { reason: "content-type", subject: type };
  const fault = faultOfBody({ body, headers: type === formType ? headers : {} }, "text");
  return fault === undefined ? undefined : { reason: "no-json", subject: fault };
}

function messageOf({ reason, subject }: ConnectorFault): string {
  switch (reason) {
    case "lacks":
      return `${subject} stands neither in the address nor in headers nor in the body`;
    case "unknown-word":
      return `a message has no ${subject}; it has {{to}}, {{text}} and, as an e-mail, {{subject}}`;
    case "content-type":
      return `the body cannot be written as ${subject}; Content-Type is ${jsonType} or ${formType}`;
    case "no-json":
      return `the body is no JSON: ${subject}`;
    case "form":
      return `${subject} is not as it should be`;
    default:
      return reason satisfies never;
  }
}

/** Pure: what is asked of the provider's server for one message. Throws for a connector that was not read by `readConnector`. */
export function connectorRequest(
  connector: MessageConnector,
  message: MessageWords,
): Omit<FlowRequest, "timeoutSeconds" | "retries"> {
  const { method, headers, secretHeaders: secrets } = connector;
  const isForm = contentTypeIn(headers) === formType;
  const written = writtenRequest(
    connector,
    (name) => message[name as keyof MessageWords],
    isForm ? writtenAs.url : writtenAs.json,
  );
  if (!written) throw new Error("a connector names what no message has");
  return { method, ...written, secretHeaders: secrets };
}
