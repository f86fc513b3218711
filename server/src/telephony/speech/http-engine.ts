// Engines that speak as OpenAI's `POST /v1/audio/speech` does: Kokoro, Piper, CosyVoice, OpenAI itself and others behind such a server.
import { err, ok } from "@tandem/kernel";
import type { TenantId } from "@tandem/kernel";
import type { SendRequest } from "#platform/web-requests";
import type { SpeechEngine } from "./speech-engine.ts";

export type HttpEngineOptions = {
  readonly send: SendRequest;
  readonly secretOf: (tenantId: TenantId, name: string) => string | undefined;
};

const timeoutMs = 15_000;
const mostBytes = 16 * 1024 * 1024;

export function httpEngine({ send, secretOf }: HttpEngineOptions): SpeechEngine {
  return async ({ tenantId, text, language, settings: { engine, speed } }) => {
    const failed = (message: string) => err({ kind: "engine-failed", message } as const);
    if (engine.kind !== "http") return failed("no server is set");
    const { url, model, voices, secret } = engine;
    const authorization = secret === null ? undefined : secretOf(tenantId, secret);
    if (secret !== null && authorization === undefined) return failed(`the secret "${secret}" is missing`);
    const asked = { model, input: text, voice: voices[language], response_format: "wav", speed };
    const answer = await send({
      method: "POST",
      url,
      headers: {
        "Content-Type": "application/json",
        ...(authorization !== undefined && { Authorization: authorization }),
      },
      body: JSON.stringify(asked),
      timeoutMs,
      mostBytes,
      mostRedirects: 0,
    });
    if (!answer.ok) return failed(`the engine's server: ${answer.error.code}`);
    const { status, body } = answer.value;
    return status === 200 ? ok(body) : failed(`the engine's server: HTTP ${status}`);
  };
}
