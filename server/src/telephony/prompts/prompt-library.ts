// Where spoken prompts and music lie as files: by name and language, a tenant's own before those that come with the system.
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { TenantId } from "@tandem/kernel";
import { toneFile, toneNames } from "@tandem/media";
import type { OwnPrompts } from "./own-prompts.ts";
import type { PromptLanguage } from "./prompt-store.ts";

const promptName = /^[a-z0-9-]{1,64}$/;

/** Names of the network's tones among those of prompts: `tone-busy`, `tone-ringback`, … */
const tonePrefix = "tone-";
const homeCountry = "CN";

export type PromptLibraryOptions = {
  /** Of those that come with the system: a sub-folder per language; music lies beside those. */
  readonly directory: string;
  readonly own: Pick<OwnPrompts, "find" | "ofTenant">;
  /** ISO 3166 letters: tones sound as they do there. */
  readonly countryOf?: (tenantId: TenantId) => string;
};

export class PromptLibrary {
  readonly #options: PromptLibraryOptions;
  /** Of those that come with the system: they do not change while it runs. */
  readonly #paths = new Map<string, string>();

  constructor(options: PromptLibraryOptions) {
    this.#options = options;
  }

  /** The file of a prompt in this language, or in the other one where only that exists. */
  find(name: string, language: PromptLanguage, tenantId: TenantId): string | undefined {
    const { own } = this.#options;
    const other = language === "en" ? "zh-CN" : "en";
    return (
      own.find(tenantId, name, language) ??
      this.#shipped(name, language) ??
      own.find(tenantId, name, other) ??
      this.#shipped(name, other) ??
      this.#shipped(name, ".")
    );
  }

  /** That of the system, in any language: what is played where the tenant has none of its own. */
  isShipped(name: string): boolean {
    return (["zh-CN", "en", "."] as const).some((place) => this.#shipped(name, place) !== undefined);
  }

  /** The files of several prompts in order, and tones as the tenant's country has them; unknown ones are left out. */
  files(names: readonly string[], language: PromptLanguage, tenantId: TenantId): string[] {
    return names.flatMap((name) => this.#tone(name, tenantId) ?? this.find(name, language, tenantId) ?? []);
  }

  /** Every prompt that the tenant can play, by name; of tones, which sound alike in both languages, each name once. */
  names(tenantId: TenantId): { name: string; languages: PromptLanguage[] }[] {
    const both: readonly PromptLanguage[] = ["zh-CN", "en"];
    const own = this.#options.own.ofTenant(tenantId);
    const names = new Map<string, PromptLanguage[]>();
    for (const language of both) {
      const owned = own.filter((prompt) => prompt.language === language).map(({ name }) => name);
      for (const name of new Set([...this.#filesIn(language), ...owned]))
        names.set(name, [...(names.get(name) ?? []), language]);
    }
    for (const file of this.#filesIn(".")) names.set(file, [...both]);
    for (const tone of toneNames) names.set(`${tonePrefix}${tone}`, [...both]);
    return [...names]
      .map(([name, languages]) => ({ name, languages }))
      .toSorted((a, b) => a.name.localeCompare(b.name, "en"));
  }

  #filesIn(folder: string): string[] {
    const directory = join(this.#options.directory, folder);
    if (!existsSync(directory)) return [];
    const files = readdirSync(directory).map((file) => /^(.*)\.wav$/.exec(file)?.[1]);
    return files.filter((name) => name !== undefined);
  }

  #tone(name: string, tenantId: TenantId): string | undefined {
    const tone = toneNames.find((each) => name === `${tonePrefix}${each}`);
    if (tone === undefined) return undefined;
    return toneFile(this.#options.countryOf?.(tenantId) ?? homeCountry, tone);
  }

  #shipped(name: string, place: PromptLanguage | "."): string | undefined {
    const key = `${place}/${name}`;
    const known = this.#paths.get(key);
    if (known !== undefined || !promptName.test(name)) return known;
    const path = join(this.#options.directory, place, `${name}.wav`);
    if (!existsSync(path)) return undefined;
    this.#paths.set(key, path);
    return path;
  }
}
