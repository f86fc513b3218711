// Shows Markdown as React elements; no HTML is ever made of what somebody wrote.
import type { ReactNode } from "react";
import { parseMarkdown } from "./parse-markdown.ts";
import type { Block, Inline } from "./parse-markdown.ts";

export function Markdown({ source }: { readonly source: string }) {
  // oxlint-disable-next-line react/no-array-index-key -- the text is shown as a whole; nothing moves
  return (
    <div className="t-markdown">
      {parseMarkdown(source).map((block, index) => (
        <BlockView key={index} block={block} />
      ))}
    </div>
  );
}

const headings = { 1: "h3", 2: "h4", 3: "h5" } as const;

function BlockView({ block }: { readonly block: Block }): ReactNode {
  switch (block.kind) {
    case "heading": {
      const Heading = headings[block.level as keyof typeof headings] ?? "h5";
      return <Heading>{inlines(block.content)}</Heading>;
    }
    case "paragraph":
      return <p>{inlines(block.content)}</p>;
    case "quote":
      return <blockquote>{inlines(block.content)}</blockquote>;
    case "list": {
      const List = block.ordered ? "ol" : "ul";
      // oxlint-disable-next-line react/no-array-index-key -- as above
      return (
        <List>
          {block.items.map((item, index) => (
            <li key={index}>{inlines(item)}</li>
          ))}
        </List>
      );
    }
    default:
      return block satisfies never;
  }
}

function inlines(content: readonly Inline[]): ReactNode[] {
  // oxlint-disable-next-line react/no-array-index-key -- as above
  return content.map((part, index) => <InlineView key={index} part={part} />);
}

function InlineView({ part }: { readonly part: Inline }): ReactNode {
  switch (part.kind) {
    case "text":
      return part.text;
    case "bold":
      return <b>{part.text}</b>;
    case "italic":
      return <i>{part.text}</i>;
    case "code":
      return <code>{part.text}</code>;
    case "link":
      return (
        <a href={part.href} target="_blank" rel="noreferrer noopener">
          {part.text}
        </a>
      );
    default:
      return part satisfies never;
  }
}
