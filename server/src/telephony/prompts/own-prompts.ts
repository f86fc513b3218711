// Tenants' own prompts: the database has them, files below the data directory are what is played, also while the database is away.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { newId } from "@tandem/kernel";
import type { Clock, TenantId, UserId } from "@tandem/kernel";
import type { Database } from "#platform/database";
import { deletePrompt, loadPrompts, loadSound, storePrompt } from "./prompt-store.ts";
import type { OwnPrompt, PromptLanguage } from "./prompt-store.ts";

export type OwnPromptsOptions = {
  readonly clock: Clock;
  readonly database: Database;
  /** A folder of ours. */
  readonly directory: string;
};

type Changed = Pick<OwnPrompt, "name" | "language" | "source" | "spoken" | "durationMs"> & {
  readonly wav: Uint8Array;
  readonly by: UserId;
};

export class OwnPrompts {
  readonly #options: OwnPromptsOptions;
  readonly #prompts = new Map<TenantId, ReadonlyMap<string, OwnPrompt>>();

  constructor(options: OwnPromptsOptions) {
    this.#options = options;
  }

  /** Takes over a tenant's prompts as the database has them now; what is being played is played out. */
  async load(tenantId: TenantId): Promise<void> {
    const { database } = this.#options;
    const prompts = await loadPrompts(tenantId, database);
    for (const { sha256 } of prompts) {
      if (existsSync(this.#pathOf(tenantId, sha256))) continue;
      const sound = await loadSound(tenantId, database, sha256);
      if (sound) this.#write(tenantId, sha256, sound);
    }
    this.#prompts.set(tenantId, new Map(prompts.map((prompt) => [keyOf(prompt), prompt])));
    this.#sweep(tenantId, new Set(prompts.map(({ sha256 }) => sha256)));
  }

  /** By name. */
  ofTenant(tenantId: TenantId): OwnPrompt[] {
    return [...(this.#prompts.get(tenantId)?.values() ?? [])];
  }

  /** The file of a prompt in this language alone. */
  find(tenantId: TenantId, name: string, language: PromptLanguage): string | undefined {
    const prompt = this.#prompts.get(tenantId)?.get(keyOf({ name, language }));
    return prompt && this.#pathOf(tenantId, prompt.sha256);
  }

  /** From the next time that it is played on, this is heard. */
  async set(tenantId: TenantId, { wav: sound, ...prompt }: Changed): Promise<void> {
    const { clock, database } = this.#options;
    const sha256 = createHash("sha256").update(sound).digest("hex");
    await storePrompt(tenantId, database, { ...prompt, sound, sha256, changedAt: clock.now() });
    await this.load(tenantId);
  }

  /** False when it is not there. */
  async remove(tenantId: TenantId, prompt: Pick<OwnPrompt, "name" | "language">): Promise<boolean> {
    const removed = await deletePrompt(tenantId, this.#options.database, prompt);
    await this.load(tenantId);
    return removed;
  }

  /** Another sound has another name: whoever plays the old one is not disturbed. */
  #pathOf(tenantId: TenantId, sha256: string): string {
    return join(this.#options.directory, tenantId, `${sha256}.wav`);
  }

  #write(tenantId: TenantId, sha256: string, sound: Uint8Array): void {
    const folder = join(this.#options.directory, tenantId);
    mkdirSync(folder, { recursive: true });
    const half = join(folder, `${newId()}.part`);
    writeFileSync(half, sound);
    renameSync(half, this.#pathOf(tenantId, sha256));
  }

  /** Takes away files that no prompt has any more. Who plays one has read it already. */
  #sweep(tenantId: TenantId, wanted: ReadonlySet<string>): void {
    const folder = join(this.#options.directory, tenantId);
    if (!existsSync(folder)) return;
    for (const file of readdirSync(folder))
      if (!wanted.has(file.replace(/\.wav$/, ""))) rmSync(join(folder, file), { force: true });
  }
}

function keyOf({ name, language }: Pick<OwnPrompt, "name" | "language">): string {
  return `${language}/${name}`;
}
