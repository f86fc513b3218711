// Recognition: the engine that understands what callers say to flows.
import { z } from "zod";
import { bytesBody, defineEndpoint } from "./endpoint.ts";
import { modelsByLanguage } from "./prompts-api.ts";
import { localeSchema } from "./shapes.ts";

/** Some five minutes of a browser's recording. */
const mostUploaded = 20 * 1024 * 1024;

/** Name of the secret that is the value of Authorization. */
const secret = z.string().nullable();

const recognitionSettingsSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("none") }),
  z.object({ kind: z.literal("local"), models: modelsByLanguage }),
  z.object({
    kind: z.literal("http"),
    /** Of the whole endpoint, such as https://asr.example/v1/audio/transcriptions. */
    url: z.url({ protocol: /^https?$/ }).max(2000),
    model: z.string().trim().min(1).max(100),
    secret,
  }),
  z.object({ kind: z.literal("websocket"), url: z.url({ protocol: /^wss?$/ }).max(2000), secret }),
]);
export type RecognitionSettingsView = z.infer<typeof recognitionSettingsSchema>;

export const getRecognitionSettings = defineEndpoint({
  method: "GET",
  path: "/api/v1/recognition",
  summary: "Which engine understands what this tenant's callers say to flows",
  tag: "configuration",
  access: "configuration.read",
  response: recognitionSettingsSchema,
});

export const setRecognitionSettings = defineEndpoint({
  method: "PUT",
  path: "/api/v1/recognition",
  summary:
    "Sets which engine understands callers: none, models of this node, a server in the form of OpenAI's /v1/audio/transcriptions, or a WebSocket server",
  tag: "configuration",
  access: "configuration.write",
  body: recognitionSettingsSchema,
  response: z.object({}),
});

export const tryRecognition = defineEndpoint({
  method: "POST",
  path: "/api/v1/recognition/trials",
  summary: "What the engine that is set understands of a WAV or MP3 file; nothing is kept",
  tag: "configuration",
  access: "configuration.write",
  query: z.object({ language: localeSchema, expected: z.string().max(500).optional() }),
  body: bytesBody(["audio/wav", "audio/mpeg", "application/octet-stream"], mostUploaded),
  /** Empty: it was not understood. */
  response: z.object({ text: z.string(), answerMs: z.int() }),
});
