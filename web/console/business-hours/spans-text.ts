// Spans of hours as the text that people write: "09:00-12:00, 13:00-18:00". Empty: closed.

export type Span = { readonly from: string; readonly to: string };

const spanPattern = /^([01]?\d|2[0-3])[:：]([0-5]\d)\s*[-–~至]\s*([01]?\d|2[0-4])[:：]([0-5]\d)$/;

export function spansText(spans: readonly Span[]): string {
  return spans.map(({ from, to }) => `${from}-${to}`).join(", ");
}

/** Undefined when it is not written so. */
export function parseSpans(text: string): Span[] | undefined {
  const parts = text
    .split(/[,，;；、]/)
    .map((part) => part.trim())
    .filter((part) => part !== "");
  const spans = parts.map((part) => {
    const [, fromHour, fromMinute, toHour, toMinute] = spanPattern.exec(part) ?? [];
    if (!fromHour || !fromMinute || !toHour || !toMinute) return undefined;
    const to = `${toHour.padStart(2, "0")}:${toMinute}`;
    return to > "24:00" ? undefined : { from: `${fromHour.padStart(2, "0")}:${fromMinute}`, to };
  });
  return spans.every((span) => span !== undefined) ? spans : undefined;
}
