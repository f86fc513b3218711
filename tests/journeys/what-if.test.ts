// A supervisor asks what if: a busy day is replayed as it was, with an agent more and with one fewer, beside what happened.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { endpoints } from "@tandem/contract";
import { startChromium } from "../peers/chromium.ts";
import { ApiClient } from "../support/api-client.ts";
import { addBusyDay } from "../support/busy-day.ts";
import type { BusyDay } from "../support/busy-day.ts";
import { addAgent, addTenant } from "../support/configuration.ts";
import { picture } from "../support/pages.ts";
import { openAs } from "../support/sign-page-in.ts";
import { startTandem } from "../support/tandem.ts";
import { until } from "../support/until.ts";

test("a day is replayed with other staffing, by whoever may and of their own tenant alone", async () => {
  const domain = "other.example";
  let stranger = { name: "", password: "" };
  let made: BusyDay | undefined;
  await using tandem = await startTandem({
    prepare: async (configuration) => {
      made = await addBusyDay(configuration);
      await addAgent(configuration, "1009", "supervisor");
      stranger = await addTenant(configuration, { name: "Other", sipDomain: domain });
    },
  });
  assert.ok(made);
  const supervisor = await ApiClient.signIn(tandem, "1009");
  const other = new ApiClient(tandem.httpUrl);
  await other.call(endpoints.signIn, { body: { tenant: domain, ...stranger } });
  await askByApi(made, supervisor, other, await ApiClient.signIn(tandem, "1001"));

  await using chromium = await startChromium({ viewport: { width: 1280, height: 1180 } });
  const page = await openAs(
    tandem,
    await chromium.newPage(),
    supervisor,
    `/console/reports?from=${made.day}&to=${made.day}`,
  );
  await page.getByTestId("report-what-if").click();
  await page.waitForURL(new RegExp(`/console/what-if\\?day=${made.day}`));
  await page.getByTestId("what-if-staff-chart").locator("svg").waitFor();
  const level = async (column: string) => {
    return Number.parseFloat(await page.getByTestId(`what-if-${column}-serviceLevel`).innerText());
  };
  const before = await level("happened");
  assert.equal(await page.getByTestId("what-if-changed-serviceLevel").count(), 0, "nothing is changed yet");
  assert.ok(Math.abs((await level("replayed")) - before) < 2, "the model agrees with the day");
  await picture(page, "what-if-begin-zh");

  await staff(page, 1);
  assert.ok((await level("changed")) > before + 10, "an agent more answers sooner");
  await picture(page, "what-if-zh");
  await page.getByTestId("language-switch").click();
  await page.emulateMedia({ colorScheme: "dark" });
  await page.getByText("Agents and callers by half-hour").waitFor();
  await picture(page, "what-if-en-dark");
  await staff(page, -1);
  await until("one fewer answers later", async () => (await level("changed")) < before - 10);
  await page.getByTestId("what-if-overflow").click();
  await page.locator("#waitSeconds").fill("45");
  await page.getByTestId("what-if-run").click();
  await until("callers flow out", async () => {
    return Number.parseFloat(await page.getByTestId("what-if-changed-flowedOut").innerText()) > 10;
  });
  await picture(page, "what-if-overflow-en-dark");

  await page.goto(`${tandem.httpUrl}/console/what-if?day=2020-01-01`);
  await page.getByTestId("what-if-refusal").waitFor();
  await page.emulateMedia({ colorScheme: "light" });
  await picture(page, "what-if-refused-en");
  assert.deepEqual(
    chromium.problems.filter((problem) => !problem.includes("422")),
    [],
  );
});

/** The first agent's row: so many more from nine to six. */
async function staff(page: Page, agents: number): Promise<void> {
  const row = page.getByTestId("what-if-staffing-0");
  if ((await row.count()) === 0) await page.getByTestId("what-if-staffing-add").click();
  await row.getByRole("spinbutton").fill(String(agents));
  await page.getByTestId("what-if-run").click();
  await page.getByTestId("what-if-changed-serviceLevel").waitFor();
  await page.getByTestId("what-if-run").waitFor();
}

async function askByApi(
  { day, queueId, offered }: BusyDay,
  supervisor: ApiClient,
  stranger: ApiClient,
  agent: ApiClient,
): Promise<void> {
  const ask = { params: { queueId }, body: { day } };
  const { happened, replayed, changed } = await supervisor.call(endpoints.runWhatIf, ask);
  assert.deepEqual([happened.total.offered, replayed.total.offered], [offered, offered]);
  assert.deepEqual(changed.total, replayed.total, "nothing was changed");
  const off = Math.abs((happened.total.abandonment ?? 0) - (replayed.total.abandonment ?? 1));
  assert.ok(off < 0.02, `abandonment is off by ${off}`);
  assert.equal((await stranger.fetch(endpoints.runWhatIf, ask)).status, 404);
  assert.equal((await agent.fetch(endpoints.runWhatIf, ask)).status, 403);
  const refusal = async (body: object) => {
    const answer = await supervisor.fetch(endpoints.runWhatIf, {
      params: { queueId },
      body: { day, ...body },
    });
    return ((await answer.json()) as { reason?: string }).reason;
  };
  assert.equal(await refusal({ day: "2999-01-01" }), "day-not-over");
  assert.equal(await refusal({ day: "2020-01-01" }), "no-calls");
  const staffing = [{ from: "12:00", to: "09:00", agents: 1 }];
  assert.equal(await refusal({ changes: { staffing } }), "time-backwards");
  const skills = [{ skillId: queueId, minimum: 3 }];
  assert.equal(await refusal({ changes: { skills } }), "skill-gone");
}
