// Texts with values in them, such as https://shop.example/orders/{{order}}: what is in double braces is an expression.
import type { VariableValue } from "./expressions.ts";

/** How a value is written where it stands, so that what a caller typed never becomes part of the form around it. */
export const writtenAs = {
  /** Within a URL. */
  url: (value: VariableValue) => encodeURIComponent(String(value ?? "")),
  /** A header is one line of what HTTP lets stand in one (RFC 9110 §5.5). */
  header: (value: VariableValue) => String(value ?? "").replaceAll(/[^\t\x20-\x7e\x80-\xff]/g, " "),
  /** As people say it. */
  words: (value: VariableValue) => String(value ?? ""),
  /** With its quotes: the text around it has none. */
  json: (value: VariableValue) => JSON.stringify(value),
} as const;

const part = /\{\{(.*?)\}\}/gs;

/** The expressions in a text. */
export function expressionsIn(text: string): string[] {
  return [...text.matchAll(part)].map(([, expression = ""]) => expression.trim());
}

/** Undefined when one of the values cannot be said. */
export function filled(
  text: string,
  valueOf: (expression: string) => VariableValue | undefined,
  write: (value: VariableValue) => string,
): string | undefined {
  let isWhole = true;
  const written = text.replaceAll(part, (_, expression: string) => {
    const value = valueOf(expression.trim());
    if (value === undefined) isWhole = false;
    return write(value ?? null);
  });
  return isWhole ? written : undefined;
}
