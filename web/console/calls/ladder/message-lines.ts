// A SIP message's text cut into pieces that are shown differently.

export type MessageLine =
  | { readonly kind: "first"; readonly text: string }
  /** `text` begins with the colon. */
  | { readonly kind: "header"; readonly name: string; readonly text: string }
  | { readonly kind: "body"; readonly text: string };

/** Line by line, line breaks left out. A line of the head that is no header counts as its body would. */
export function messageLines(text: string): MessageLine[] {
  const [first = "", ...rest] = text.replace(/\r?\n$/, "").split(/\r?\n/);
  const end = rest.indexOf("");
  return [
    { kind: "first", text: first },
    ...rest.map((line, index): MessageLine => {
      const colon = line.indexOf(":");
      const inHead = (end === -1 || index < end) && colon > 0 && !/^[ \t]/.test(line);
      if (!inHead) return { kind: "body", text: line };
      return { kind: "header", name: line.slice(0, colon), text: line.slice(colon) };
    }),
  ];
}
