// Every document's links lead somewhere: files, headings, and the repository paths named in code spans.
import assert from "node:assert/strict";
import { existsSync, globSync, readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";

const root = path.join(import.meta.dirname, "..");

type Read = (file: string) => string | undefined;

const link = /\]\(([^()\s]+)\)/g;
const fencedBlock = /^```[^]*?^```/gm;
const codeSpan = /`([^`\n]+)`/g;
/** A path from the root, as opposed to an example with a NAME in it. */
const repositoryPath = /^(?:bench|docs|packages|prompts|scripts|server|tests|web)\/[a-z\d./-]+$/;
const elsewhere = /^[a-z]+:/i;

/** Places that a document names and that are not there, each as `file: place`. */
function deadPlaces(file: string, read: Read): string[] {
  const text = (read(file) ?? "").replaceAll(fencedBlock, "");
  const spans = [...text.matchAll(codeSpan)].map((match) => match[1] ?? "");
  const paths = spans.filter((span) => repositoryPath.test(span) && read(span) === undefined);
  const links = [...text.replaceAll(codeSpan, "").matchAll(link)].map((match) => match[1] ?? "");
  return [...links.filter((target) => !isThere(file, target, read)), ...paths].map(
    (place) => `${file}: ${place}`,
  );
}

function isThere(file: string, target: string, read: Read): boolean {
  if (elsewhere.test(target)) return true;
  const [place = "", heading] = decodeURI(target).split("#");
  const to = place === "" ? file : path.posix.join(path.posix.dirname(file), place);
  const text = read(to);
  if (text === undefined) return false;
  return heading === undefined || headings(text).includes(heading);
}

/** The anchors that a page shows for its headings: small letters, words joined by hyphens, no punctuation. */
function headings(text: string): string[] {
  const lines = text.replaceAll(fencedBlock, "").matchAll(/^#+ (.+)$/gm);
  return [...lines].map(([, title = ""]) =>
    title
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
      .trim()
      .replaceAll(/\s/g, "-"),
  );
}

test("a dead link, heading or path is found, and what is no place is left alone", () => {
  const files: Readonly<Record<string, string>> = {
    "README.md": "# Tandem",
    "docs/page.md": [
      "# A page: its head",
      "[up](../README.md) [head](#a-page-its-head) [there](../README.md#tandem) [web](https://example.com)",
      "[gone](gone.md) ![picture](images/gone.png) [no head](#none) [no such](../README.md#none)",
      "`server/src/gone.ts` `server/src/NAME.ts` `npm start` `[a](gone-in-code.md)`",
      "```\n[a](gone-in-block.md)\n```",
    ].join("\n"),
  };
  assert.deepEqual(
    deadPlaces("docs/page.md", (file) => files[file]),
    ["gone.md", "images/gone.png", "#none", "../README.md#none", "server/src/gone.ts"].map(
      (place) => `docs/page.md: ${place}`,
    ),
  );
});

test("every link in the documents leads somewhere", () => {
  const exclude = (name: string): boolean =>
    ["node_modules", "dist", "data", "artifacts"].includes(path.basename(name));
  const documents = globSync("**/*.md", { cwd: root, exclude });
  assert.ok(documents.length > 10, `documents found: ${documents.length}`);
  const read: Read = (file) => {
    const full = path.join(root, file);
    if (!existsSync(full)) return undefined;
    return file.endsWith(".md") ? readFileSync(full, "utf8") : "";
  };
  assert.deepEqual(
    documents.flatMap((file) => deadPlaces(file, read)),
    [],
  );
});
