// Where spoken prompts and music lie as files: by name and language, with the shipped ones behind
// those that a tenant will upload.
import { existsSync } from "node:fs";
import { join } from "node:path";

export type PromptLanguage = "zh-CN" | "en";

const promptName = /^[a-z0-9-]{1,64}$/;

/** Finds prompt files below one folder with a sub-folder per language; music lies beside those. */
export class PromptLibrary {
  readonly #directory: string;
  readonly #paths = new Map<string, string | undefined>();

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** The file of a prompt in this language, or in the other one where only that exists. */
  find(name: string, language: PromptLanguage): string | undefined {
    const key = `${language}/${name}`;
    if (!this.#paths.has(key)) this.#paths.set(key, this.#search(name, language));
    return this.#paths.get(key);
  }

  /** The files of several prompts in order; unknown ones are left out. */
  files(names: readonly string[], language: PromptLanguage): string[] {
    return names.flatMap((name) => this.find(name, language) ?? []);
  }

  #search(name: string, language: PromptLanguage): string | undefined {
    if (!promptName.test(name)) return undefined;
    const places = [language, language === "en" ? "zh-CN" : "en", "."];
    return places.map((place) => join(this.#directory, place, `${name}.wav`)).find(existsSync);
  }
}
