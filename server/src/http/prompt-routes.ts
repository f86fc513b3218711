// Prompts: listed with who plays them, heard, brought, spoken and removed; and the engine that speaks.
import { endpoints } from "@tandem/contract";
import type { PromptView } from "@tandem/contract";
import { err, ok } from "@tandem/kernel";
import type { Result } from "@tandem/kernel";
import { readFile } from "node:fs/promises";
import type { Flows } from "#contact-center/flows";
import type { Logger } from "#platform/logging";
import type { OwnPrompt, OwnPrompts, PrepareOutcome, PromptLibrary, SoundPreparer } from "#telephony/prompts";
import type { Speech, SpeechError } from "#telephony/speech";
import { audit } from "./audit.ts";
import { fileResponse } from "./file-response.ts";
import type { Person } from "./person.ts";
import type { Failure } from "./problems.ts";
import type { Router } from "./router.ts";

export type PromptRoutesOptions = {
  readonly prompts: PromptLibrary;
  readonly ownPrompts: OwnPrompts;
  readonly soundPreparer: SoundPreparer;
  readonly speech: Speech;
  readonly flows: Pick<Flows, "usersOf">;
  readonly log: Logger;
};

type Place = Pick<OwnPrompt, "name" | "language">;

export function addPromptRoutes(router: Router, options: PromptRoutesOptions): void {
  const { prompts, ownPrompts, soundPreparer, speech, flows } = options;
  router.add(endpoints.listPrompts, async ({ person }) => {
    const { id: tenantId } = person.tenant;
    const own = ownPrompts.ofTenant(tenantId);
    const views = prompts.names(tenantId).map(({ name, languages }): PromptView => ({
      name,
      languages,
      isShipped: prompts.isShipped(name),
      own: own.filter((prompt) => prompt.name === name).map(viewOf),
      flows: flows.usersOf(tenantId, { kind: "prompt", id: name }),
    }));
    return ok({ prompts: views });
  });

  router.add(endpoints.setPrompt, async ({ person, params, query, body }) => {
    const prepared = await soundPreparer.prepare(body);
    return keep(options, person, { ...params, source: query.source, spoken: null }, prepared);
  });

  router.add(endpoints.speakPrompt, async ({ person, params, body: { text } }) => {
    const spoken = await speech.speak({ tenantId: person.tenant.id, text, language: params.language });
    if (!spoken.ok) return err(speechFailure(spoken.error));
    const { path, voice, engine } = spoken.value;
    const prepared = await soundPreparer.prepare(await readFile(path));
    return keep(options, person, { ...params, source: "spoken", spoken: { text, voice, engine } }, prepared);
  });

  router.add(endpoints.getPromptAudio, async ({ person, params: { name, language }, headers }) => {
    const path = prompts.find(name, language, person.tenant.id);
    return path === undefined ? err({ kind: "not-found" }) : fileResponse(path, "audio/wav", headers);
  });

  router.add(endpoints.deletePrompt, async ({ person, params }) => {
    const { id: tenantId } = person.tenant;
    const others = ownPrompts.ofTenant(tenantId).filter(({ name }) => name === params.name);
    const isLast = others.length === 1 && !prompts.isShipped(params.name);
    const [user] = isLast ? flows.usersOf(tenantId, { kind: "prompt", id: params.name }) : [];
    if (user !== undefined) return err({ kind: "still-bound", reason: "prompt-in-use", subject: user });
    if (!(await ownPrompts.remove(tenantId, params))) return err({ kind: "not-found" });
    audit(options, person, `prompt "${params.name}" removed`, { language: params.language });
    return ok({});
  });

  router.add(endpoints.getSpeechSettings, async ({ person }) => ok(speech.settingsOf(person.tenant.id)));

  router.add(endpoints.setSpeechSettings, async ({ person, body }) => {
    await speech.setSettings(person.tenant.id, body);
    audit(options, person, "speech engine set", { engine: body.engine.kind });
    return ok({});
  });

  router.add(endpoints.trySpeech, async ({ person, body: { settings, ...wish }, headers }) => {
    const asked = { tenantId: person.tenant.id, ...wish, ...(settings && { settings }) };
    const spoken = await speech.speak(asked);
    return spoken.ok
      ? fileResponse(spoken.value.path, "audio/wav", headers)
      : err(speechFailure(spoken.error));
  });
}

async function keep(
  options: PromptRoutesOptions,
  person: Person,
  prompt: Place & Pick<OwnPrompt, "source" | "spoken">,
  prepared: PrepareOutcome,
): Promise<Result<{ durationMs: number; loudness: number }, Failure>> {
  if (!prepared.ok) {
    const { kind: reason, message } = prepared.error;
    return err({ kind: "not-usable", message, field: "body", reason });
  }
  const { wav, durationMs, loudness } = prepared.value;
  await options.ownPrompts.set(person.tenant.id, { ...prompt, wav, durationMs, by: person.user.id });
  const { name, language, source } = prompt;
  audit(options, person, `prompt "${name}" ${source}`, { language });
  return ok({ durationMs, loudness });
}

function viewOf(prompt: OwnPrompt): PromptView["own"][number] {
  const { language, source, spoken, durationMs, changedAt, changedBy } = prompt;
  return { language, source, spoken, durationMs, changedAt: new Date(changedAt).toISOString(), changedBy };
}

function speechFailure({ kind, message }: SpeechError): Failure {
  return { kind: kind === "no-engine" ? "not-usable" : "speech-failed", message, reason: kind };
}
