// What this program is: its version, and where it keeps what it ships with.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = new URL("../../", import.meta.url);

const description = JSON.parse(readFileSync(new URL("package.json", root), "utf8")) as { version: string };

export const version = description.version;

/** Spoken prompts and music. */
export const promptsDirectory = fileURLToPath(new URL("prompts/", root));

/** The built web pages. */
export const pagesDirectory = fileURLToPath(new URL("web/dist/", root));
