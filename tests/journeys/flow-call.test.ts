// Who draws a flow calls the drawing from the page, hears it and presses keys, before anybody else can reach it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { endpoints } from "@tandem/contract";
import type { FlowDocumentInput } from "@tandem/flows";
import { startChromium } from "../peers/chromium.ts";
import { ApiClient } from "../support/api-client.ts";
import { shareAtPage } from "../support/hearing.ts";
import { untilNothingLeft } from "../support/nothing-left.ts";
import { picture, waitForState } from "../support/pages.ts";
import { openAs } from "../support/sign-page-in.ts";
import { startTandem } from "../support/tandem.ts";
import { tone } from "../support/tone.ts";
import { ToneFiles } from "../support/tone-files.ts";
import { until } from "../support/until.ts";
import { formatWav } from "../support/wav.ts";

const drawnHz = 700;

const drawing: FlowDocumentInput = {
  schema: 1,
  language: "en",
  start: "ask",
  nodes: {
    ask: { type: "menu", prompts: ["jingle"], choices: { "1": "bye" }, otherwise: "ask-again" },
    "ask-again": { type: "play", prompts: ["jingle"], next: "bye" },
    bye: { type: "hang-up" },
  },
};

test("a drawing is called from the board, heard, and answered with a key", async () => {
  await using tandem = await startTandem();
  using tones = new ToneFiles();
  const admin = await ApiClient.signIn(tandem, "admin");
  const samples = tone({ frequencyHz: drawnHz, durationMs: 20_000 });
  await admin.call(endpoints.setPrompt, {
    params: { name: "jingle", language: "en" },
    body: formatWav({ sampleRateHz: 8000, channels: [samples] }, "pcm16"),
  });
  const { id: flowId } = await admin.call(endpoints.createFlow, {
    body: { name: "Draft", document: { ...drawing } },
  });
  await using chromium = await startChromium({ speaks: tones.microphone(900) });
  const page = await openAs(tandem, await chromium.newPage(), admin, `/console/flows/${flowId}`);
  await page.getByRole("tab", { name: "试一试" }).click();
  await page.getByTestId("flow-call-it").click();
  await waitForState(page, "flow-call", "in-call");
  await until("the drawing is heard", async () => (await shareAtPage(page, drawnHz)) > 0.9);
  await picture(page, "flow-call-zh");
  await page.getByTestId("flow-call").getByTestId("keypad-1").click();
  await waitForState(page, "flow-call", "ended");
  await untilNothingLeft(tandem);

  const [call] = await admin.callRecords(1);
  const { timeline } = await admin.callDetail(call?.id ?? "");
  const way = timeline.flatMap(({ type, data }) => (type === "FlowNodeEntered" ? [data["node"]] : []));
  assert.deepEqual(way, ["ask", "bye"]);
  // It is nobody's flow: neither its figures nor real callers know of it.
  const period = {
    from: new Date(Date.now() - 3_600_000).toISOString(),
    to: new Date(Date.now() + 60_000).toISOString(),
  };
  assert.equal((await admin.call(endpoints.getFlowInsight, { params: { flowId }, query: period })).calls, 0);

  // What cannot run is refused in words.
  const broken = { ...drawing, start: "nowhere" };
  const refused = await admin.fetch(endpoints.callFlowDraft, {
    params: { flowId },
    body: { document: broken },
  });
  assert.equal(refused.status, 422);
  const agent = await ApiClient.signIn(tandem, "1001");
  const forbidden = await agent.fetch(endpoints.callFlowDraft, {
    params: { flowId },
    body: { document: { ...drawing } },
  });
  assert.equal(forbidden.status, 403);
  assert.deepEqual(chromium.problems, []);
});
