// An administrator brings prompts by file, microphone and text; callers hear them from the next playing on, as loud as all others, and a
// flow says a text with what the caller has typed.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { endpoints } from "@tandem/contract";
import type { FlowDocumentInput } from "@tandem/flows";
import { Resampler } from "@tandem/media";
import { startBaresip } from "../peers/baresip.ts";
import type { Baresip } from "../peers/baresip.ts";
import { startChromium } from "../peers/chromium.ts";
import { ApiClient } from "../support/api-client.ts";
import { containsSound } from "../support/call-checks.ts";
import { addFlow } from "../support/configuration.ts";
import { sipAddress } from "../support/floor-people.ts";
import { hears } from "../support/leave-message.ts";
import { untilNothingLeft } from "../support/nothing-left.ts";
import { picture } from "../support/pages.ts";
import { openAs } from "../support/sign-page-in.ts";
import { startTandem } from "../support/tandem.ts";
import { levelDbfs, slice, tone, toneToNoiseDb, tonePresentMs } from "../support/tone.ts";
import { ToneFiles } from "../support/tone-files.ts";
import { until } from "../support/until.ts";
import { durationMs, formatWav, parseWav, writeWav } from "../support/wav.ts";
import type { Sound } from "../support/wav.ts";

const number = "4740";
const said = (order: string) => `Your order ${order} is on its way to you, and will be there tomorrow.`;

const flow: FlowDocumentInput = {
  schema: 1,
  language: "en",
  start: "jingle",
  nodes: {
    jingle: { type: "play", prompts: ["spring-sale"], next: "order" },
    order: {
      type: "collect-digits",
      prompts: ["callback-type"],
      variable: "order",
      most: 3,
      next: "tell",
      otherwise: "bye",
    },
    tell: { type: "say", text: said("{{order}}"), next: "bye", unavailable: "sorry" },
    sorry: { type: "hang-up", prompts: ["system-error"] },
    bye: { type: "hang-up", prompts: ["goodbye"] },
  },
};

/** One tone of two seconds as people bring it: quiet, 44.1 kHz, two channels. */
function tonesFile(frequencyHz: number): Sound {
  const sampleRateHz = 44_100;
  const one = tone({ frequencyHz, durationMs: 2000, sampleRateHz, amplitude: 0.02 });
  return { sampleRateHz, channels: [one, one] };
}

/** The first second and a half of what a caller hears, at its rate. */
async function firstHeard(caller: Baresip, dial: string): Promise<Sound> {
  await caller.dial(dial);
  await caller.waitForEvent("CALL_ESTABLISHED");
  return caller.waitHeard(2500);
}

/** How long a tone is there, and how clean and loud it is where it is. */
function heardTone(sound: Sound, hz: number) {
  const all = slice(sound, 0, durationMs(sound));
  const middle = slice(sound, 800, 1600);
  return {
    ms: tonePresentMs(all, sound.sampleRateHz, hz),
    cleanDb: toneToNoiseDb(middle, sound.sampleRateHz, hz),
    dbfs: levelDbfs(middle),
  };
}

test("prompts are brought by file, microphone and text, heard at once and equally loud, and texts are said", async () => {
  await using tandem = await startTandem({
    prepare: (configuration) => addFlow(configuration, number, flow),
  });
  const folder = mkdtempSync(path.join(tmpdir(), "tandem-brought-"));
  using tones = new ToneFiles();
  const admin = await ApiClient.signIn(tandem, "admin");
  await using caller = await startBaresip({ user: "13800138000" });
  await using chromium = await startChromium({ speaks: tones.microphone(900) });
  const page = await openAs(tandem, await chromium.newPage(), admin, "/console/prompts");
  const dial = `sip:${number}@${sipAddress(tandem)}`;
  const listed = async (name: string) => {
    const { prompts } = await admin.call(endpoints.listPrompts, {});
    return prompts.find((each) => each.name === name);
  };

  // By file: in the place where the name is known, so that the flow plays it.
  await page.getByTestId("prompt-add").click();
  await page.getByTestId("prompt-name").fill("spring-sale");
  await chooseLanguage(page, "English");
  const file = path.join(folder, "spring.wav");
  writeWav(file, tonesFile(700));
  await page.locator('input[type="file"]').setInputFiles(file);
  await picture(page, "prompt-file-zh");
  await page.getByTestId("prompt-save").click();
  await page.getByTestId("prompt-spring-sale-en").getByText("上传").waitFor();
  await picture(page, "prompts-zh");
  const brought = await listed("spring-sale");
  assert.deepEqual(
    [brought?.languages, brought?.isShipped, brought?.flows],
    [["en"], false, [`flow of ${number}`]],
  );
  const bySound = heardTone(await firstHeard(caller, dial), 700);
  assert.ok(bySound.ms > 1500 && bySound.cleanDb > 25, JSON.stringify(bySound));
  await caller.hangUp();

  // Replaced while the system runs, and as loud although it was brought ten times louder.
  const louder = {
    ...tonesFile(1100),
    channels: [tone({ frequencyHz: 1100, durationMs: 2000, sampleRateHz: 44_100 })],
  };
  const params = { name: "spring-sale", language: "en" } as const;
  const { loudness } = await admin.call(endpoints.setPrompt, { params, body: formatWav(louder, "pcm16") });
  assert.ok(Math.abs(loudness + 18) < 0.3, `${loudness} LUFS`);
  const replaced = heardTone(await firstHeard(caller, dial), 1100);
  assert.ok(
    replaced.ms > 1500 && Math.abs(replaced.dbfs - bySound.dbfs) < 1.5,
    JSON.stringify([bySound, replaced]),
  );

  // What the caller has typed is said in the flow.
  await hears(caller, "en/callback-type");
  await caller.sendDigits("123");
  const trial = await admin.fetch(endpoints.trySpeech, { body: { text: said("123"), language: "en" } });
  assert.equal(trial.status, 200);
  const spoken = atPhoneRate(parseWav(Buffer.from(await trial.arrayBuffer())));
  await until(
    "the caller hears the text",
    async () => containsSound(await caller.waitHeard(1), spoken),
    30_000,
  );
  await hears(caller, "en/goodbye");
  await caller.waitForEvent("CALL_CLOSED", 20_000);

  // By microphone, and by text.
  await page.getByTestId("prompt-set-goodbye-en").click();
  await page.getByRole("tab", { name: "录音" }).click();
  await page.getByTestId("prompt-record").click();
  await page.getByText(/停止（2 秒）/).waitFor();
  await page.getByTestId("prompt-record").click();
  await page.getByText("重新录音").waitFor();
  await picture(page, "prompt-microphone-zh");
  await page.getByTestId("prompt-save").click();
  await page.getByTestId("prompt-goodbye-en").getByText("录音").waitFor();
  const recorded = await admin.fetch(endpoints.getPromptAudio, {
    params: { name: "goodbye", language: "en" },
  });
  const sound = parseWav(Buffer.from(await recorded.arrayBuffer()));
  const present = tonePresentMs(slice(sound, 0, durationMs(sound)), sound.sampleRateHz, 900);
  assert.ok(present > 1200, `${present} ms of what was said into the microphone`);

  await page.getByTestId("language-switch").click();
  await page.emulateMedia({ colorScheme: "dark" });
  await page.getByTestId("prompt-set-closed-en").click();
  await page.getByRole("tab", { name: "Text" }).click();
  await page.getByTestId("prompt-text").fill("We are closed over the new year.");
  await page.getByTestId("prompt-save").isEnabled();
  await page.getByRole("dialog").getByTestId("speech-try").click();
  await page.getByRole("dialog").getByTestId("speech-heard").waitFor();
  await picture(page, "prompt-text-en-dark");
  await page.getByTestId("prompt-save").click();
  await page.getByTestId("prompt-closed-en").getByText("Spoken").waitFor();
  await picture(page, "prompts-en-dark");

  // What is no sound is refused in words, what is in use is kept, and what is the system's comes back.
  const refused = await admin.fetch(endpoints.setPrompt, { params, body: Buffer.from("no sound") });
  assert.deepEqual(
    [refused.status, ((await refused.json()) as { reason: string }).reason],
    [422, "not-a-sound"],
  );
  const huge = await admin.fetch(endpoints.setPrompt, { params, body: new Uint8Array(21 * 1024 * 1024) });
  assert.equal(huge.status, 413);
  assert.equal((await admin.fetch(endpoints.deletePrompt, { params })).status, 409);
  await admin.call(endpoints.deletePrompt, { params: { name: "closed", language: "en" } });
  assert.deepEqual((await listed("closed"))?.own, []);

  // Without an engine the flow takes its other way, and the board says so.
  await admin.call(endpoints.setSpeechSettings, { body: { engine: { kind: "none" }, speed: 1 } });
  const { problems } = await admin.call(endpoints.checkFlow, { body: { document: { ...flow } } });
  assert.deepEqual(
    problems.map(({ kind, nodeId }) => [kind, nodeId]),
    [["no-speech", "tell"]],
  );
  await caller.dial(dial);
  await caller.waitForEvent("CALL_ESTABLISHED");
  await caller.sendDigits("123");
  await hears(caller, "en/system-error");
  await caller.waitForEvent("CALL_CLOSED", 20_000);
  await untilNothingLeft(tandem);
  rmSync(folder, { recursive: true });
  assert.deepEqual(chromium.problems, []);
});

async function chooseLanguage(page: Page, words: string): Promise<void> {
  await page.getByTestId("prompt-language").click();
  await page.locator(".ant-select-dropdown:not(.ant-select-dropdown-hidden)").getByText(words).click();
}

/** As the relay brings it to a phone. */
function atPhoneRate({ channels: [samples = new Int16Array(0)] }: Sound): Sound {
  const output = new Int16Array(Math.ceil(samples.length / 2));
  new Resampler(16_000, 8000).process(samples, samples.length, output);
  return { sampleRateHz: 8000, channels: [output] };
}
