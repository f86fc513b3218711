// Where spoken prompts and music lie as files: by name and language, with the shipped ones behind
// those that a tenant will upload.
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { TenantId } from "@tandem/kernel";
import { toneFile, toneNames } from "@tandem/media";

export type PromptLanguage = "zh-CN" | "en";

const promptName = /^[a-z0-9-]{1,64}$/;

/** Names of the network's tones among those of prompts: `tone-busy`, `tone-ringback`, … */
const tonePrefix = "tone-";
const homeCountry = "CN";

/** Finds prompt files below one folder with a sub-folder per language; music lies beside those. */
export class PromptLibrary {
  readonly #directory: string;
  readonly #paths = new Map<string, string | undefined>();

  readonly #countryOf: (tenantId: TenantId) => string;

  /** `countryOf` answers with ISO 3166 letters: tones sound as they do there. */
  constructor(directory: string, countryOf: (tenantId: TenantId) => string = () => homeCountry) {
    this.#directory = directory;
    this.#countryOf = countryOf;
  }

  /** The file of a prompt in this language, or in the other one where only that exists. */
  find(name: string, language: PromptLanguage): string | undefined {
    const key = `${language}/${name}`;
    if (!this.#paths.has(key)) this.#paths.set(key, this.#search(name, language));
    return this.#paths.get(key);
  }

  /** The files of several prompts in order, and tones as the tenant's country has them; unknown ones are left out. */
  files(names: readonly string[], language: PromptLanguage, tenantId?: TenantId): string[] {
    return names.flatMap((name) => this.#tone(name, tenantId) ?? this.find(name, language) ?? []);
  }

  /** Every prompt, by name; of tones, which sound alike in both languages, each name once. */
  names(): { name: string; languages: PromptLanguage[] }[] {
    const both: readonly PromptLanguage[] = ["zh-CN", "en"];
    const names = new Map<string, PromptLanguage[]>();
    for (const language of both) {
      for (const file of this.#filesIn(language)) names.set(file, [...(names.get(file) ?? []), language]);
    }
    for (const file of this.#filesIn(".")) names.set(file, [...both]);
    for (const tone of toneNames) names.set(`${tonePrefix}${tone}`, [...both]);
    return [...names]
      .map(([name, languages]) => ({ name, languages }))
      .toSorted((a, b) => a.name.localeCompare(b.name, "en"));
  }

  #filesIn(folder: string): string[] {
    const directory = join(this.#directory, folder);
    if (!existsSync(directory)) return [];
    const files = readdirSync(directory).map((file) => /^(.*)\.wav$/.exec(file)?.[1]);
    return files.filter((name) => name !== undefined);
  }

  #tone(name: string, tenantId: TenantId | undefined): string | undefined {
    const tone = toneNames.find((each) => name === `${tonePrefix}${each}`);
    if (tone === undefined) return undefined;
    return toneFile(tenantId === undefined ? homeCountry : this.#countryOf(tenantId), tone);
  }

  #search(name: string, language: PromptLanguage): string | undefined {
    if (!promptName.test(name)) return undefined;
    const places = [language, language === "en" ? "zh-CN" : "en", "."];
    return places.map((place) => join(this.#directory, place, `${name}.wav`)).find(existsSync);
  }
}
