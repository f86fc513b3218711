// Engines that understand as OpenAI's `POST /v1/audio/transcriptions` does: SenseVoice, Paraformer, Whisper and others behind such a
// server, or OpenAI itself. What a caller said is sent when they have said it.
import { ok } from "@tandem/kernel";
import type { TenantId } from "@tandem/kernel";
import { linearWav } from "@tandem/media/control";
import type { SendRequest } from "#platform/web-requests";
import { failed, heardRateHz } from "./recognizer.ts";
import type { Recognizer } from "./recognizer.ts";

export type TranscriptionRecognizerOptions = {
  readonly send: SendRequest;
  readonly secretOf: (tenantId: TenantId, name: string) => string | undefined;
};

/** A caller listens to silence meanwhile. */
const timeoutMs = 10_000;
const mostBytes = 256 * 1024;
/** ISO 639-1, as these servers take it. */
const languages = { "zh-CN": "zh", en: "en" } as const;

export function transcriptionRecognizer({ send, secretOf }: TranscriptionRecognizerOptions): Recognizer {
  return async ({ tenantId, language, expected, settings }) => {
    if (settings.kind !== "http") return failed("no server is set");
    const { url, model, secret } = settings;
    const authorization = secret === null ? undefined : secretOf(tenantId, secret);
    if (secret !== null && authorization === undefined) return failed(`the secret "${secret}" is missing`);
    const said: Buffer[] = [];
    const given = new AbortController();

    const finish = async () => {
      const form = new FormData();
      const sound = linearWav(Buffer.concat(said), heardRateHz);
      form.set("file", new Blob([sound], { type: "audio/wav" }), "caller.wav");
      form.set("model", model);
      form.set("language", languages[language]);
      form.set("response_format", "json");
      if (expected.length > 0) form.set("prompt", expected.join(", "));
      // Writes the parts, and says where one ends and the next begins.
      const written = new Response(form);
      const answer = await send({
        method: "POST",
        url,
        headers: {
          "Content-Type": written.headers.get("content-type") ?? "multipart/form-data",
          ...(authorization !== undefined && { Authorization: authorization }),
        },
        body: new Uint8Array(await written.arrayBuffer()),
        timeoutMs,
        mostBytes,
        mostRedirects: 0,
        signal: given.signal,
      });
      if (!answer.ok) return failed(`the engine's server: ${answer.error.code}`);
      const { status, body } = answer.value;
      if (status !== 200) return failed(`the engine's server: HTTP ${status}`);
      const text = textIn(body);
      return text === undefined ? failed("the engine's server: no text in its answer") : ok(text);
    };
    return ok({
      write: (samples) => void said.push(Buffer.from(samples)),
      finish,
      cancel: () => given.abort(),
    });
  };
}

function textIn(body: Buffer): string | undefined {
  try {
    const answer: unknown = JSON.parse(body.toString("utf8"));
    const text = typeof answer === "object" && answer !== null && "text" in answer ? answer.text : undefined;
    return typeof text === "string" ? text.trim() : undefined;
  } catch {
    return undefined;
  }
}
