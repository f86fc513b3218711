// The survey after a call, by keys: heard when the agent has hung up, told on the call's page, and summed up for
// queue and agent. In both languages, light and dark.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { endpoints } from "@tandem/contract";
import type { Baresip } from "../peers/baresip.ts";
import { startBaresip } from "../peers/baresip.ts";
import { startChromium } from "../peers/chromium.ts";
import { ApiClient } from "../support/api-client.ts";
import { assertAddsUp, containsPrompt } from "../support/call-checks.ts";
import { addFlow, setQueues } from "../support/configuration.ts";
import { choosePresence, newestCall, sipAddress, startDeskAgent } from "../support/floor-people.ts";
import type { DeskAgent } from "../support/floor-people.ts";
import { picture } from "../support/pages.ts";
import { startTandem } from "../support/tandem.ts";
import type { Tandem } from "../support/tandem.ts";
import { until } from "../support/until.ts";

test("a caller answers by a key after the agent hung up; another one hangs up; reports tell both", async () => {
  await using tandem = await startTandem({
    prepare: async (configuration) => {
      await setQueues(configuration, { wrap_up_seconds: 1 });
      const { database, tenantId } = configuration;
      const [queue] = await database.withTenant(tenantId, (trx) =>
        trx.selectFrom("queues").where("tenant_id", "=", tenantId).select("id").execute(),
      );
      await addFlow(configuration, "4010", surveyed(queue?.id ?? ""));
    },
  });
  const admin = await ApiClient.signIn(tandem, "admin");
  await using agent = await startDeskAgent(tandem, "1001");
  await using caller = await startBaresip({ user: "13800138000" });

  await serve(tandem, caller, agent);
  await hears(caller, "zh-CN/survey-question");
  await caller.sendDigits("9");
  await hears(caller, "zh-CN/invalid-choice");
  await caller.sendDigits("5");
  await hears(caller, "zh-CN/survey-thanks");
  await caller.waitForEvent("CALL_CLOSED", 20_000);
  const answered = await newestCall(admin, 1);
  assertAddsUp(answered);
  assert.deepEqual(answered.survey, [{ question: "service", score: 5 }]);
  assert.deepEqual([answered.endedBy, answered.endCause], ["agent", "completed"]);

  await using other = await startBaresip({ user: "13900139000" });
  await serve(tandem, other, agent);
  await hears(other, "zh-CN/survey-question");
  await other.hangUp();
  const left = await newestCall(admin, 2);
  assert.deepEqual(left.survey, []);

  const span = { from: new Date(0).toISOString(), to: new Date(Date.now() + 60_000).toISOString() };
  for (const by of ["queue", "agent"]) {
    const { rows } = await admin.call(endpoints.getSurveyReport, { query: { by, ...span } });
    const name = by === "queue" ? answered.queueName : answered.agentName;
    const service = { question: "service", answers: 1, topTwo: 1, satisfaction: 1, mean: 5 };
    assert.deepEqual(rows, [
      { key: rows[0]?.key, name, asked: 2, responded: 1, responseRate: 0.5, questions: [service] },
    ]);
  }
  assert.equal(
    (await agent.api.fetch(endpoints.getSurveyReport, { query: { by: "day", ...span } })).status,
    403,
  );

  await using chromium = await startChromium();
  const page = await chromium.newPage();
  await page.goto(tandem.firstUser("admin").signInUrl);
  await lookAtPages(page, answered.id);
  assert.deepEqual(chromium.problems, []);
});

/** The queue at once, and the survey behind it. */
function surveyed(queueId: string): Parameters<typeof addFlow>[2] {
  return {
    schema: 1,
    language: "zh-CN",
    start: "service",
    nodes: {
      service: { type: "queue", queueId, next: "asked", unavailable: "bye" },
      asked: { type: "survey", next: "bye" },
      bye: { type: "hang-up", prompts: ["goodbye"] },
    },
  };
}

/** The agent takes the caller and hangs up again. */
async function serve(tandem: Tandem, caller: Baresip, agent: DeskAgent): Promise<void> {
  await choosePresence(agent, "available");
  await caller.dial(`sip:4010@${sipAddress(tandem)}`);
  await agent.phone.waitForEvent("CALL_INCOMING");
  await agent.phone.accept();
  await agent.phone.waitForEvent("CALL_ESTABLISHED");
  await agent.phone.hangUp();
}

async function hears(caller: Baresip, prompt: string): Promise<void> {
  await until(
    `the caller hears ${prompt}`,
    async () => containsPrompt(await caller.waitHeard(1), prompt),
    30_000,
  );
}

/** Satisfaction by queue and agent, and the call's page. */
async function lookAtPages(page: Page, callId: string): Promise<void> {
  await page.locator(".console-nav").getByText("满意度").click();
  const figures = page.getByTestId("survey-figures");
  await figures.getByText("50.0 %").waitFor();
  await picture(page, "survey-zh");
  await page.goto(new URL(`/console/calls/${callId}`, page.url()).href);
  await page.getByText("本次服务：5 分").waitFor();
  await page.getByText("来电方评价“本次服务”：5 分").waitFor();
  await picture(page, "survey-call-zh");
  await page.getByTestId("language-switch").click();
  await page.emulateMedia({ colorScheme: "dark" });
  await page.getByText("The service: 5 of 5").waitFor();
  await picture(page, "survey-call-en-dark");
  await page.locator(".console-nav").getByText("Satisfaction").click();
  await page.getByText("By agent").click();
  await figures.getByText("100.0 %").waitFor();
  await picture(page, "survey-en-dark");
  await page.locator(".console-nav").getByText("Flows").click();
  await page.getByText("Draw", { exact: true }).first().click();
  await page.locator(".flow-node").getByText("Survey").first().waitFor();
}
