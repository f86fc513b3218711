// Recognition: which engine understands callers, and what it understands of a sound.
import { endpoints } from "@tandem/contract";
import { err, ok } from "@tandem/kernel";
import type { Logger } from "#platform/logging";
import type { SoundPreparer } from "#telephony/prompts";
import type { Recognition } from "#telephony/recognition";
import type { ModelHost } from "#telephony/speech-models";
import { audit } from "./audit.ts";
import type { Router } from "./router.ts";

export type RecognitionRoutesOptions = {
  readonly recognition: Recognition;
  readonly speechModels: Pick<ModelHost, "models">;
  readonly soundPreparer: SoundPreparer;
  readonly log: Logger;
};

export function addRecognitionRoutes(router: Router, options: RecognitionRoutesOptions): void {
  const { recognition, soundPreparer, speechModels } = options;
  router.add(endpoints.getRecognitionSettings, async ({ person }) =>
    ok(recognition.settingsOf(person.tenant.id)),
  );

  router.add(endpoints.setRecognitionSettings, async ({ person, body }) => {
    await recognition.setSettings(person.tenant.id, body);
    audit(options, person, "recognition engine set", { engine: body.kind });
    return ok({});
  });

  router.add(endpoints.listSpeechModels, async () => {
    const { recognition: heard, speech } = speechModels.models();
    return ok({ recognition: heard.map(({ name }) => name), speech: speech.map(({ name }) => name) });
  });

  router.add(endpoints.tryRecognition, async ({ person, query: { language, expected = "" }, body }) => {
    const prepared = await soundPreparer.prepare(body);
    if (!prepared.ok) {
      const { kind: reason, message } = prepared.error;
      return err({ kind: "not-usable", message, field: "body", reason });
    }
    const words = expected.split(",").flatMap((word) => word.trim() || []);
    const wish = { tenantId: person.tenant.id, language, expected: words };
    const understood = await recognition.understand(wish, prepared.value.wav);
    if (understood.ok) return ok(understood.value);
    const { kind, message } = understood.error;
    return err({
      kind: kind === "no-recognition" ? "not-usable" : "recognition-failed",
      message,
      reason: kind,
    });
  });
}
