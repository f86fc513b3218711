// A flow that callers speak to: a person's voice, over a telephone line, to a server that really understands it; and what callers hear
// where nobody does.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { endpoints } from "@tandem/contract";
import type { FlowDocumentInput } from "@tandem/flows";
import { Resampler } from "@tandem/media";
import { startBaresip } from "../peers/baresip.ts";
import type { Baresip } from "../peers/baresip.ts";
import { startChromium } from "../peers/chromium.ts";
import { ApiClient } from "../support/api-client.ts";
import { addFlow } from "../support/configuration.ts";
import { sipAddress } from "../support/floor-people.ts";
import { hears } from "../support/leave-message.ts";
import { untilNothingLeft } from "../support/nothing-left.ts";
import { picture } from "../support/pages.ts";
import { startRecognitionServer } from "../support/recognition-server.ts";
import { openAs } from "../support/sign-page-in.ts";
import { toneModels, toneWords, writeToneModels } from "../support/tone-models.ts";
import { startTandem } from "../support/tandem.ts";
import type { Tandem } from "../support/tandem.ts";
import { slice, tone, tonePresentMs } from "../support/tone.ts";
import { until } from "../support/until.ts";
import { durationMs, formatWav, writeWav } from "../support/wav.ts";

const number = "4750";
const promptHz = 700;
/** A person who says it, 16 kHz. */
const recording = "/usr/share/pocketsphinx/test/data/goforward.raw";
const said = "go forward ten meters";
const silentFirstMs = 3000;
/** Of the recording, before the first word. */
const breathMs = 450;
const secret = "Bearer s3cret-of-the-ears";

const flow: FlowDocumentInput = {
  schema: 1,
  language: "en",
  start: "where",
  nodes: {
    where: {
      type: "menu",
      prompts: ["question"],
      choices: { "1": "ask", "2": "bye" },
      words: { "1": "go forward, go forward ten meters", "2": "go backward, stop" },
      retries: 0,
      otherwise: "bye",
    },
    ask: {
      type: "collect-speech",
      variable: "said",
      expected: "go forward ten meters, go backward ten meters",
      timeoutSeconds: 20,
      retries: 0,
      next: "note",
      otherwise: "bye",
      unavailable: "keys",
    },
    note: { type: "tag-call", tags: { wish: "said", from: "call.from" }, next: "done" },
    done: { type: "hang-up", prompts: ["closed"] },
    keys: { type: "hang-up", prompts: ["agent-busy-goodbye"] },
    bye: { type: "hang-up", prompts: ["system-error"] },
  },
};

/** The recording as a phone's microphone gets it: after a silence, and before a longer one. */
function voice(sampleRateHz: 8000 | 48_000, afterMs: number): Int16Array {
  const bytes = readFileSync(recording);
  const spoken = Int16Array.from({ length: bytes.length >> 1 }, (_, n) => bytes.readInt16LE(2 * n));
  const out = new Int16Array(Math.ceil((spoken.length * sampleRateHz) / 16_000));
  new Resampler(16_000, sampleRateHz).process(spoken, spoken.length, out);
  const before = (silentFirstMs * sampleRateHz) / 1000;
  const sound = new Int16Array(before + out.length + (afterMs * sampleRateHz) / 1000);
  // Louder than it was recorded, as people speak into telephones.
  sound.set(
    out.map((sample) => Math.max(-32_768, Math.min(32_767, 3 * sample))),
    before,
  );
  return sound;
}

async function call(caller: Baresip, tandem: Tandem): Promise<void> {
  await caller.dial(`sip:${number}@${sipAddress(tandem)}`);
  await caller.waitForEvent("CALL_ESTABLISHED");
}

test("a caller says what they want: the prompt ends, a server understands, and the flow goes that way", async () => {
  await using server = await startRecognitionServer();
  const folder = mkdtempSync(path.join(tmpdir(), "tandem-voice-"));
  const [atPhone, atPage] = [path.join(folder, "phone.wav"), path.join(folder, "page.wav")];
  writeWav(atPhone, { sampleRateHz: 8000, channels: [voice(8000, 5000)] });
  writeWav(atPage, { sampleRateHz: 48_000, channels: [voice(48_000, 500)] });
  await using tandem = await startTandem({
    prepare: (configuration) => addFlow(configuration, number, flow),
    env: { TANDEM_WEBHOOK_ALLOWED: "127.0.0.1" },
  });
  const admin = await ApiClient.signIn(tandem, "admin");
  const question = tone({ frequencyHz: promptHz, durationMs: 20_000 });
  await admin.call(endpoints.setPrompt, {
    params: { name: "question", language: "en" },
    body: formatWav({ sampleRateHz: 8000, channels: [question] }, "pcm16"),
  });
  await admin.call(endpoints.setSecret, { params: { name: "ears" }, body: { value: secret } });
  const problems = async () => {
    const answer = await admin.call(endpoints.checkFlow, { body: { document: { ...flow } } });
    return answer.problems.map(({ kind, nodeId }) => [kind, nodeId]);
  };
  assert.deepEqual(await problems(), [
    ["no-recognition", "where"],
    ["no-recognition", "ask"],
  ]);

  // The administrator chooses the server, and says something to see what it understands.
  await using chromium = await startChromium({ speaks: atPage });
  const page = await openAs(tandem, await chromium.newPage(), admin, "/console/prompts");
  const card = page.getByTestId("recognition");
  await card.getByText("WebSocket 服务器").click();
  await card.getByLabel("地址").fill("https://wrong.example");
  await card.getByTestId("recognition-save").click();
  await card.getByText("请输入 wss:// 开头的地址").waitFor();
  await card.getByLabel("地址").fill(server.webSocketUrl);
  await card.getByLabel("密钥（Authorization）").click();
  await page.locator(".ant-select-item-option-content", { hasText: "ears" }).click();
  await card.getByTestId("recognition-save").click();
  await card.getByTestId("recognition-try").click();
  await card.getByText("说完了（7 秒）").waitFor({ timeout: 30_000 });
  await card.getByTestId("recognition-try").click();
  await card.getByTestId("recognition-heard").waitFor({ timeout: 30_000 });
  await card.scrollIntoViewIfNeeded();
  await picture(page, "recognition-zh");
  assert.match((await card.getByTestId("recognition-heard").textContent()) ?? "", /听到：“.+”/);
  assert.deepEqual(await problems(), []);
  const inUse = await admin.fetch(endpoints.deleteSecret, { params: { name: "ears" } });
  assert.equal(inUse.status, 409);
  server.asked.length = 0;

  // A menu by voice, over the prompt; and then an open question.
  await using caller = await startBaresip({ user: "13800138000", speaks: atPhone });
  await call(caller, tandem);
  await hears(caller, "en/closed");
  await caller.waitForEvent("CALL_CLOSED", 20_000);
  const heard = await caller.waitHeard(1);
  const promptMs = tonePresentMs(slice(heard, 0, durationMs(heard)), heard.sampleRateHz, promptHz);
  const beganMs = silentFirstMs + breathMs;
  assert.ok(promptMs > beganMs - 700 && promptMs < beganMs + 900, `the prompt was heard for ${promptMs} ms`);
  assert.deepEqual(
    server.asked.map(({ form, authorization }) => [form, authorization]),
    [
      ["websocket", secret],
      ["websocket", secret],
    ],
  );
  for (const { soundMs } of server.asked)
    assert.ok(soundMs > 2000 && soundMs < 4500, `${soundMs} ms were sent: what was said, and no more`);
  await untilNothingLeft(tandem);
  const [record] = await admin.callRecords(1);
  const { timeline } = await admin.callDetail(record?.id ?? "");
  const of = (type: string) => timeline.filter((entry) => entry.type === type).map(({ data }) => data);
  assert.deepEqual(
    of("FlowNodeEntered").map((data) => data["node"]),
    ["where", "ask", "note", "done"],
  );
  assert.deepEqual(
    of("FlowSpeechHeard").map((data) => [data["node"], data["understood"]]),
    [
      ["where", true],
      ["ask", true],
    ],
  );
  assert.deepEqual(of("CallTagged")[0]?.["tags"], { wish: said, from: "13800138000" });
  assert.deepEqual(
    of("MenuChosen").map(({ digit, said: bySpeech }) => [digit, bySpeech]),
    [["1", true]],
  );
  assert.ok(!JSON.stringify(of("FlowSpeechHeard")).includes("forward"), "what was said is not recorded");
  await page.goto(new URL(`/console/calls/${record?.id ?? ""}`, page.url()).href);
  await page.getByText("where 听懂了来电方").waitFor();
  await picture(page, "recognition-call-zh");

  // The same by a server in OpenAI's form.
  const url = server.transcriptionsUrl;
  await admin.call(endpoints.setRecognitionSettings, {
    body: { kind: "http", url, model: "sphinx", secret: null },
  });
  await call(caller, tandem);
  await hears(caller, "en/closed");
  await caller.waitForEvent("CALL_CLOSED", 20_000);
  assert.deepEqual(
    server.asked.slice(2).map(({ form, authorization }) => [form, authorization]),
    [
      ["openai", ""],
      ["openai", ""],
    ],
  );

  // Where nobody listens, the menu has its keys and the question its other way.
  await admin.call(endpoints.setRecognitionSettings, {
    body: { kind: "websocket", url: "ws://127.0.0.1:9/listen", secret: null },
  });
  await call(caller, tandem);
  await caller.waitHeard(1000);
  await caller.sendDigits("1");
  await hears(caller, "en/agent-busy-goodbye");
  await caller.waitForEvent("CALL_CLOSED", 20_000);
  await untilNothingLeft(tandem);
  const metrics = await (await fetch(`${tandem.httpUrl}/metrics`)).text();
  assert.match(metrics, /^tandem_listenings 0$/m);
  rmSync(folder, { recursive: true });
  assert.deepEqual(chromium.problems, []);
});

test("models of this machine understand callers and speak to them, with no server at all", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "tandem-models-"));
  writeToneModels(folder);
  const { 转: hz } = toneWords;
  const [before, after] = [new Int16Array(8 * silentFirstMs), new Int16Array(8 * 5000)];
  const word = tone({ frequencyHz: hz, durationMs: 500 });
  const atPhone = path.join(folder, "phone.wav");
  writeWav(atPhone, { sampleRateHz: 8000, channels: [Int16Array.from([...before, ...word, ...after])] });
  const spoken: FlowDocumentInput = {
    schema: 1,
    language: "zh-CN",
    start: "say",
    nodes: {
      say: { type: "say", text: "转接", next: "ask", unavailable: "bye" },
      ask: {
        type: "collect-speech",
        variable: "said",
        timeoutSeconds: 20,
        next: "note",
        otherwise: "bye",
        unavailable: "bye",
      },
      note: { type: "tag-call", tags: { wish: "said" }, next: "done" },
      done: { type: "hang-up", prompts: ["closed"] },
      bye: { type: "hang-up", prompts: ["system-error"] },
    },
  };
  await using tandem = await startTandem({
    prepare: (configuration) => addFlow(configuration, number, spoken),
    env: { TANDEM_SPEECH_MODELS: folder },
  });
  const admin = await ApiClient.signIn(tandem, "admin");
  await using chromium = await startChromium();
  const page = await openAs(tandem, await chromium.newPage(), admin, "/console/prompts");
  for (const [card, save, model] of [
    ["speech", "speech-save", toneModels.speaks],
    ["recognition", "recognition-save", toneModels.understands],
  ] as const) {
    const section = page.getByTestId(card);
    await section.getByText("本机模型").click();
    for (const [chosen, label] of ["中文模型", "英文模型"].entries()) {
      await section.getByLabel(label).click();
      await page.keyboard.press("Enter");
      await section.locator(".ant-select", { hasText: model }).nth(chosen).waitFor();
    }
    await section.getByTestId(save).click();
  }
  await until("both are kept", async () => {
    const { engine } = await admin.call(endpoints.getSpeechSettings, {});
    const { kind } = await admin.call(endpoints.getRecognitionSettings, {});
    return engine.kind === "local" && kind === "local";
  });
  await page.getByTestId("recognition").scrollIntoViewIfNeeded();
  await picture(page, "speech-models-zh");
  await page.getByTestId("language-switch").click();
  await picture(page, "speech-models-en");

  await using caller = await startBaresip({ user: "13800138000", speaks: atPhone });
  await call(caller, tandem);
  await hears(caller, "zh-CN/closed");
  await caller.waitForEvent("CALL_CLOSED", 20_000);
  const heard = await caller.waitHeard(1);
  const saidMs = tonePresentMs(slice(heard, 0, 5000), heard.sampleRateHz, hz);
  assert.ok(saidMs > 200, `the first word was said for ${saidMs} ms`);
  await untilNothingLeft(tandem);
  const [record] = await admin.callRecords(1);
  assert.deepEqual(record?.tags, { wish: "转" });
  rmSync(folder, { recursive: true });
  assert.deepEqual(chromium.problems, []);
});

test("a drawing is tried by typing what its caller says", async () => {
  await using tandem = await startTandem();
  const admin = await ApiClient.signIn(tandem, "admin");
  for (const name of ["English", "Refunds"]) await admin.call(endpoints.createSkill, { body: { name } });
  const { id } = await admin.call(endpoints.createFlow, {
    body: { name: "Speech", document: { ...flow } },
  });
  await using chromium = await startChromium();
  const page = await openAs(tandem, await chromium.newPage(), admin, `/console/flows/${id}`);
  await page.getByTestId("node-ask").click();
  await page.getByTestId("field-expected").waitFor();
  await picture(page, "collect-speech-zh");
  await page.getByRole("tab", { name: "试一试" }).click();
  await page.getByText("谁打来、打哪个号码、已知的变量").click();
  await page.getByTestId("try-from").fill("13912345678");
  await page.getByTestId("try-start").click();
  await page.getByTestId("try-speech").fill("please go forward");
  await page.getByTestId("try-said").click();
  await page.getByTestId("try-speech").fill("十米");
  await picture(page, "try-speech-zh");
  await page.getByTestId("try-said").click();
  await page.getByTestId("try-lines").getByText("from: 13912345678, wish: 十米").waitFor();
  await page.getByTestId("language-switch").click();
  await page.getByTestId("node-where").click();
  await page.getByRole("tab", { name: "Node" }).click();
  await page.getByTestId("field-words").waitFor();
  await picture(page, "menu-words-en");
  await page.getByRole("button", { name: "Ask for skills" }).click();
  await page.getByTestId("field-skills").waitFor();
  await page.getByTestId("field-skills-add").click();
  await picture(page, "skills-en");
  assert.deepEqual(chromium.problems, []);
});
