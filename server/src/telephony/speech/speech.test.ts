import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { newId, ok, systemClock } from "@tandem/kernel";
import type { TenantId } from "@tandem/kernel";
import { linearWav } from "@tandem/media/control";
import { preparePrompt } from "@tandem/media/prompt-sound";
import type { Database } from "#platform/database";
import { addressGuard, webRequester } from "#platform/web-requests";
import { SoundPreparer } from "#telephony/prompts";
import { ModelHost } from "#telephony/speech-models";
import { toneModels, writeToneModels } from "../speech-models/testing/index.ts";
import { embeddedEngine } from "./embedded-engine.ts";
import { httpEngine } from "./http-engine.ts";
import { localEngine } from "./local-engine.ts";
import { Speech } from "./speech-service.ts";
import type { SpeechSettings } from "./speech-settings.ts";

const folder = mkdtempSync(join(tmpdir(), "tandem-speech-"));
after(() => rmSync(folder, { recursive: true }));
writeToneModels(folder);
const models = new ModelHost({ clock: systemClock, directory: folder });
after(() => models.stop());
const [tenantId, other] = [newId<TenantId>(), newId<TenantId>()];

/** Half a second. */
const toneFile = linearWav(
  Buffer.from(Int16Array.from({ length: 8000 }, (_, n) => 9000 * Math.sin(n / 5)).buffer),
  16_000,
);

/** `asked`: how often the embedded engine was. */
function speechOf(allowed = ["127.0.0.0/8"], embedded = embeddedEngine) {
  let asked = 0;
  const directory = mkdtempSync(join(folder, "cache-"));
  const speech = new Speech({
    clock: systemClock,
    database: undefined as unknown as Database,
    directory,
    preparer: new SoundPreparer(systemClock),
    engines: {
      embedded: (wish) => (asked++, embedded(wish)),
      local: localEngine(models),
      http: httpEngine({
        send: webRequester(addressGuard(allowed)),
        secretOf: (tenant, name) => (tenant === tenantId && name === "tts" ? "Bearer key" : undefined),
      }),
    },
  });
  return { speech, directory, asked: () => asked };
}

test("the embedded engine speaks both languages, and a text is spoken once", async () => {
  const { speech, asked, directory } = speechOf();
  const wish = { tenantId, text: "您的订单已经发货。", language: "zh-CN" } as const;
  const [first, meanwhile] = await Promise.all([speech.speak(wish), speech.speak(wish)]);
  assert.ok(first.ok && meanwhile.ok);
  assert.deepEqual([first.value.engine, first.value.voice], ["eSpeak NG", "cmn+f3"]);
  const again = await speech.speak(wish);
  assert.deepEqual([again, asked()], [first, 1]);
  const sound = await preparePrompt(readFileSync(first.value.path));
  assert.ok(sound.ok && sound.value.durationMs > 1000 && sound.value.durationMs < 6000);
  assert.ok(Math.abs(sound.value.loudness + 18) < 0.5);

  const english = await speech.speak({ tenantId, text: "--help; $(reboot) hello", language: "en" });
  assert.ok(english.ok, "a text that looks like an option is a text");
  assert.notEqual(english.value.path, first.value.path);
  await speech.speak({ ...wish, tenantId: other });
  assert.deepEqual(
    readdirSync(directory)
      .map((tenant) => readdirSync(join(directory, tenant)).length)
      .toSorted(byNumber),
    [1, 2],
    "each tenant has its own",
  );
});

const byNumber = (a: number, b: number) => a - b;

/** In the form of OpenAI's /v1/audio/speech. */
async function startSpeechServer(answer: { status: number; sound: Uint8Array }) {
  const asked: { authorization: string | undefined; body: unknown }[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { authorization } = request.headers;
      asked.push({ authorization, body: JSON.parse(Buffer.concat(chunks).toString()) });
      response.writeHead(answer.status, { "Content-Type": "audio/wav" }).end(answer.sound);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  return {
    url: `http://127.0.0.1:${port}/v1/audio/speech`,
    asked,
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => void server.close(() => resolve())),
  };
}

test("a server in OpenAI's form is asked with the tenant's voice, speed and secret", async () => {
  const wish = { tenantId, text: "hello", language: "en" } as const;
  const spoken = await embeddedEngine({ ...wish, settings: { engine: { kind: "embedded" }, speed: 1 } });
  assert.ok(spoken.ok);
  const answer = { status: 200, sound: spoken.value };
  await using server = await startSpeechServer(answer);
  const { url } = server;
  const engine = {
    kind: "http",
    url,
    model: "kokoro",
    voices: { "zh-CN": "zf", en: "af" },
    secret: "tts",
  } as const;
  const settings: SpeechSettings = { engine, speed: 1.2 };
  const { speech } = speechOf();
  const said = await speech.speak({ ...wish, settings });
  assert.ok(said.ok, said.ok ? "" : said.error.message);
  assert.deepEqual([said.value.engine, said.value.voice], ["kokoro", "af"]);
  assert.deepEqual(server.asked, [
    {
      authorization: "Bearer key",
      body: { model: "kokoro", input: "hello", voice: "af", response_format: "wav", speed: 1.2 },
    },
  ]);
  const failing = async (text: string, more: Partial<Parameters<typeof speech.speak>[0]> = {}) => {
    const failed = await speech.speak({ ...wish, text, settings, ...more });
    assert.ok(!failed.ok);
    assert.doesNotMatch(failed.error.message, /127\.0|Bearer/);
    return failed.error.message;
  };
  assert.match(await failing("a", { tenantId: other }), /secret "tts" is missing/);
  answer.sound = Buffer.from("no sound");
  assert.match(await failing("b"), /cannot be played: this file is neither/);
  answer.status = 500;
  assert.match(await failing("c"), /HTTP 500/);
  const guarded = await speechOf([]).speech.speak({ ...wish, settings });
  assert.ok(!guarded.ok && /private address refused/.test(guarded.error.message));
});

test("more texts at once than a machine can speak are refused, not queued up", async () => {
  const gate = Promise.withResolvers<undefined>();
  const { speech } = speechOf(undefined, async () => {
    await gate.promise;
    return ok(toneFile);
  });
  const speak = (text: string) => speech.speak({ tenantId, text, language: "en" });
  const all = Promise.all(Array.from({ length: 20 }, (_, n) => speak(`text ${n}`)));
  gate.resolve(undefined);
  const refused = (await all).flatMap((each) => (each.ok ? [] : [each.error.message]));
  assert.deepEqual(refused, Array(4).fill("too many texts are being spoken at once"));
  assert.ok((await speak("text 19")).ok, "and later they are");
});

test("without an engine nothing is said, and that is told", async () => {
  const settings: SpeechSettings = { engine: { kind: "none" }, speed: 1 };
  const failed = await speechOf().speech.speak({ tenantId, text: "hello", language: "en", settings });
  assert.deepEqual(failed, { ok: false, error: { kind: "no-engine", message: "no speech engine is set" } });
});

test("a model of this node speaks; one that is not there is told", async () => {
  const { speech } = speechOf();
  const engine = {
    kind: "local",
    models: { "zh-CN": toneModels.speaks, en: "gone" },
    voices: { "zh-CN": 0, en: 0 },
  } as const;
  const wish = { tenantId, text: "转接", settings: { engine, speed: 1 } } as const;
  const spoken = await speech.speak({ ...wish, language: "zh-CN" });
  assert.ok(spoken.ok, spoken.ok ? "" : spoken.error.message);
  assert.deepEqual([spoken.value.engine, spoken.value.voice], [toneModels.speaks, "0"]);
  const sound = await preparePrompt(readFileSync(spoken.value.path));
  assert.ok(sound.ok && Math.abs(sound.value.durationMs - 600) < 30);
  const gone = await speech.speak({ ...wish, language: "en" });
  assert.equal(!gone.ok && gone.error.message, 'the model "gone" is not in the folder');
});
