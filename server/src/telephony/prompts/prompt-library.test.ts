import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { newId } from "@tandem/kernel";
import type { TenantId } from "@tandem/kernel";
import { PromptLibrary } from "./prompt-library.ts";

const tenantId = newId<TenantId>();
const none = { find: () => undefined, ofTenant: () => [] };
const folder = mkdtempSync(join(tmpdir(), "tandem-prompts-"));
after(() => rmSync(folder, { recursive: true }));
for (const language of ["en", "zh-CN"]) mkdirSync(join(folder, language));
for (const name of ["en/hello", "zh-CN/hello", "en/only", "music"])
  writeFileSync(join(folder, `${name}.wav`), "");

test("prompts in the language, or the other one; music beside them; unknown names left out", () => {
  const library = new PromptLibrary({ directory: folder, own: none });
  assert.deepEqual(library.files(["hello", "only", "music", "missing", "../music"], "zh-CN", tenantId), [
    join(folder, "zh-CN/hello.wav"),
    join(folder, "en/only.wav"),
    join(folder, "music.wav"),
  ]);
});

test("tones sound as in the tenant's country; what is no tone is a prompt", () => {
  const countryOf = (asked: TenantId) => (asked === tenantId ? "GB" : "US");
  const library = new PromptLibrary({ directory: folder, own: none, countryOf });
  assert.deepEqual(
    library.files(["tone-busy", "hello", "tone-call-waiting", "tone-unknown"], "en", tenantId),
    ["tone:GB/busy", join(folder, "en/hello.wav"), "tone:GB/call-waiting"],
  );
  const chinese = new PromptLibrary({ directory: folder, own: none });
  assert.deepEqual(chinese.files(["tone-ringback"], "en", tenantId), ["tone:CN/ringback"]);
});
