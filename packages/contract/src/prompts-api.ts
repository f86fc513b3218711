// Prompts: what callers hear, brought, recorded or spoken; and the engine that speaks.
import { z } from "zod";
import { bytesBody, defineEndpoint, personal } from "./endpoint.ts";
import { localeSchema, timeSchema } from "./shapes.ts";

/** A minute of telephone sound has one MB; ten of MP3 ten. */
const mostUploaded = 20 * 1024 * 1024;

const nameSchema = z.string().regex(/^[a-z0-9-]{1,64}$/, "expected small letters, digits and hyphens");
const params = z.object({ name: nameSchema, language: localeSchema });
const textSchema = z.string().trim().min(1).max(2000);

const ownPromptSchema = z.object({
  language: localeSchema,
  source: z.enum(["uploaded", "recorded", "spoken"]),
  /** What was said, where an engine said it. */
  spoken: z.object({ text: z.string(), voice: z.string(), engine: z.string() }).nullable(),
  durationMs: z.int(),
  changedAt: timeSchema,
  changedBy: z.string().nullable().meta(personal),
});
const promptSchema = z.object({
  name: z.string(),
  /** In which it can be heard. */
  languages: z.array(localeSchema),
  /** It comes with the system; what is the tenant's own is played before it. */
  isShipped: z.boolean(),
  own: z.array(ownPromptSchema),
  /** Names of the published flows that play it. */
  flows: z.array(z.string()),
});
export type PromptView = z.infer<typeof promptSchema>;

export const listPrompts = defineEndpoint({
  method: "GET",
  path: "/api/v1/prompts",
  summary: "The prompts and tones that flows can play, by name: whose they are, and which flows play them",
  tag: "configuration",
  access: "configuration.read",
  response: z.object({ prompts: z.array(promptSchema) }),
});

export const setPrompt = defineEndpoint({
  method: "PUT",
  path: "/api/v1/prompts/{name}/{language}",
  summary:
    "Takes a WAV or MP3 file as what a prompt says in a language, from its next playing on; brought to −18 LUFS",
  tag: "configuration",
  access: "configuration.write",
  params,
  query: z.object({ source: z.enum(["uploaded", "recorded"]).default("uploaded") }),
  body: bytesBody(["audio/wav", "audio/mpeg", "application/octet-stream"], mostUploaded),
  response: z.object({ durationMs: z.int(), loudness: z.number() }),
});

export const speakPrompt = defineEndpoint({
  method: "POST",
  path: "/api/v1/prompts/{name}/{language}/speech",
  summary: "Has the speech engine say a text, and takes it as what the prompt says in that language",
  tag: "configuration",
  access: "configuration.write",
  params,
  body: z.object({ text: textSchema }),
  response: z.object({ durationMs: z.int(), loudness: z.number() }),
});

export const getPromptAudio = defineEndpoint({
  method: "GET",
  path: "/api/v1/prompts/{name}/{language}/audio",
  summary: "What callers hear of a prompt in that language, as a WAV file",
  tag: "configuration",
  access: "configuration.read",
  params,
  response: z.any().meta({ contentType: "audio/wav" }),
});

export const deletePrompt = defineEndpoint({
  method: "DELETE",
  path: "/api/v1/prompts/{name}/{language}",
  summary:
    "Removes the tenant's own; where none comes with the system, only while no published flow plays it",
  tag: "configuration",
  access: "configuration.write",
  params,
  response: z.object({}),
});

/** Names of models, as the list of speech models has them. */
export const modelsByLanguage = z.object({
  "zh-CN": z.string().min(1).max(200),
  en: z.string().min(1).max(200),
});
const voice = z.int().min(0).max(10_000);

const speechSettingsSchema = z.object({
  engine: z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("none") }),
    z.object({ kind: z.literal("embedded") }),
    z.object({
      kind: z.literal("local"),
      models: modelsByLanguage,
      /** Of a model with several voices, which: 0 is the first. */
      voices: z.object({ "zh-CN": voice, en: voice }),
    }),
    z.object({
      kind: z.literal("http"),
      /** Of the whole endpoint, such as https://tts.example/v1/audio/speech. */
      url: z.url({ protocol: /^https?$/ }).max(2000),
      model: z.string().trim().min(1).max(100),
      voices: z.object({ "zh-CN": z.string().trim().min(1).max(100), en: z.string().trim().min(1).max(100) }),
      /** Name of the secret that is the value of Authorization. */
      secret: z.string().nullable(),
    }),
  ]),
  /** 1 is the voice's own. */
  speed: z.number().min(0.5).max(2),
});
export type SpeechSettingsView = z.infer<typeof speechSettingsSchema>;

export const getSpeechSettings = defineEndpoint({
  method: "GET",
  path: "/api/v1/speech",
  summary: "Which engine speaks texts for this tenant",
  tag: "configuration",
  access: "configuration.read",
  response: speechSettingsSchema,
});

export const setSpeechSettings = defineEndpoint({
  method: "PUT",
  path: "/api/v1/speech",
  summary:
    "Sets which engine speaks: none, the embedded one, models of this node, or a server in the form of OpenAI's /v1/audio/speech",
  tag: "configuration",
  access: "configuration.write",
  body: speechSettingsSchema,
  response: z.object({}),
});

export const listSpeechModels = defineEndpoint({
  method: "GET",
  path: "/api/v1/speech-models",
  summary: "The models in this node's folder that understand callers, and those that speak",
  tag: "configuration",
  access: "configuration.read",
  response: z.object({ recognition: z.array(z.string()), speech: z.array(z.string()) }),
});

export const trySpeech = defineEndpoint({
  method: "POST",
  path: "/api/v1/speech/trials",
  summary:
    "What a text sounds like, as a WAV file; with these settings, where they are given, and nothing is kept",
  tag: "configuration",
  access: "configuration.write",
  body: z.object({ text: textSchema, language: localeSchema, settings: speechSettingsSchema.optional() }),
  response: z.any().meta({ contentType: "audio/wav" }),
});
