import assert from "node:assert/strict";
import { test } from "node:test";
import { parseMarkdown } from "./parse-markdown.ts";

const text = (words: string) => ({ kind: "text", text: words }) as const;

test("headings, lists, quotes and paragraphs are blocks", () => {
  assert.deepEqual(
    parseMarkdown("# 问候\n您好，\n这里是客服。\n\n- 姓名\n- 订单\n1. 核对\n> 请稍等\n> 谢谢"),
    [
      { kind: "heading", level: 1, content: [text("问候")] },
      { kind: "paragraph", content: [text("您好，\n这里是客服。")] },
      { kind: "list", ordered: false, items: [[text("姓名")], [text("订单")]] },
      { kind: "list", ordered: true, items: [[text("核对")]] },
      { kind: "quote", content: [text("请稍等"), text("\n"), text("谢谢")] },
    ],
  );
});

test("bold, italics, code and links stand within the text", () => {
  const [block] = parseMarkdown("say **hello**, *please*, `42`, [here](https://example.com/a?b=1)!");
  assert.deepEqual(block?.kind === "paragraph" && block.content, [
    text("say "),
    { kind: "bold", text: "hello" },
    text(", "),
    { kind: "italic", text: "please" },
    text(", "),
    { kind: "code", text: "42" },
    text(", "),
    { kind: "link", text: "here", href: "https://example.com/a?b=1" },
    text("!"),
  ]);
});

test("what could run is text as it stands", () => {
  for (const source of [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[click](javascript:alert(1))",
    "[click](data:text/html,x)",
  ])
    assert.deepEqual(parseMarkdown(source), [{ kind: "paragraph", content: [text(source)] }]);
});

test("twenty thousand characters of marks are read in no time: the cost is linear", () => {
  for (const mark of ["*", "**", "`", "[", "](", "#", "- ", "> "])
    assert.ok(parseMarkdown(mark.repeat(20_000 / mark.length)).length >= 1);
});
