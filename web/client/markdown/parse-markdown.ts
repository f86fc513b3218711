// The part of Markdown that a script needs (CommonMark's words): headings, lists, quotes, paragraphs; bold, italics,
// code, links. Whatever else is written stays text as it stands, HTML too: there is nothing that could run.

export type Inline =
  | { readonly kind: "text" | "bold" | "italic" | "code"; readonly text: string }
  | { readonly kind: "link"; readonly text: string; readonly href: string };

export type Block =
  | { readonly kind: "heading"; readonly level: number; readonly content: readonly Inline[] }
  | { readonly kind: "paragraph" | "quote"; readonly content: readonly Inline[] }
  | { readonly kind: "list"; readonly ordered: boolean; readonly items: readonly (readonly Inline[])[] };

const heading = /^(#{1,3})\s+(.+)$/;
const bullet = /^[-*]\s+(.+)$/;
const numbered = /^\d{1,3}[.)]\s+(.+)$/;
const quote = /^>\s?(.*)$/;
/** Each alternative is one inline form; none spans lines, so the cost is linear. */
const inline =
  /\*\*(?<bold>[^*\n]+)\*\*|\*(?<italic>[^*\n]+)\*|`(?<code>[^`\n]+)`|\[(?<text>[^\]\n]+)\]\((?<href>[^)\s]+)\)/g;
/** Nothing else is a link: `javascript:` is text. */
const safeHref = /^(?:https?:\/\/|mailto:|tel:)/i;

/** Pure. */
export function parseMarkdown(source: string): Block[] {
  const blocks: Block[] = [];
  let lines: string[] = [];
  const endParagraph = () => {
    if (lines.length > 0) blocks.push({ kind: "paragraph", content: parseInline(lines.join("\n")) });
    lines = [];
  };
  for (const raw of source.split(/\r?\n/)) {
    const line = raw.trim();
    const block = blockOf(line);
    if (!block && line !== "") {
      lines.push(line);
      continue;
    }
    endParagraph();
    if (block) addBlock(blocks, block);
  }
  endParagraph();
  return blocks;
}

function blockOf(line: string): Block | undefined {
  const [, marks, title] = heading.exec(line) ?? [];
  if (marks !== undefined && title !== undefined)
    return { kind: "heading", level: marks.length, content: parseInline(title) };
  for (const [pattern, ordered] of [
    [bullet, false],
    [numbered, true],
  ] as const) {
    const item = pattern.exec(line)?.[1];
    if (item !== undefined) return { kind: "list", ordered, items: [parseInline(item)] };
  }
  const said = quote.exec(line)?.[1];
  return said === undefined ? undefined : { kind: "quote", content: parseInline(said) };
}

/** Items and quoted lines that follow each other are one list, one quote. */
function addBlock(blocks: Block[], block: Block): void {
  const last = blocks.at(-1);
  if (block.kind === "list" && last?.kind === "list" && last.ordered === block.ordered)
    blocks[blocks.length - 1] = { ...last, items: [...last.items, ...block.items] };
  else if (block.kind === "quote" && last?.kind === "quote") {
    const newline = { kind: "text", text: "\n" } as const;
    blocks[blocks.length - 1] = { ...last, content: [...last.content, newline, ...block.content] };
  } else blocks.push(block);
}

function parseInline(text: string): Inline[] {
  const parts: Inline[] = [];
  let from = 0;
  const plain = (to: number) => {
    if (to > from) parts.push({ kind: "text", text: text.slice(from, to) });
  };
  for (const match of text.matchAll(inline)) {
    const { bold, italic, code, text: words, href } = match.groups ?? {};
    if (href !== undefined && !safeHref.test(href)) continue;
    plain(match.index);
    from = match.index + match[0].length;
    if (bold !== undefined) parts.push({ kind: "bold", text: bold });
    else if (italic !== undefined) parts.push({ kind: "italic", text: italic });
    else if (code !== undefined) parts.push({ kind: "code", text: code });
    else parts.push({ kind: "link", text: words ?? "", href: href ?? "" });
  }
  plain(text.length);
  return parts;
}
