// What the figures of a day are made of is kept through a crash and not doubled by the next start; a supervisor reads them as
// tables, charts and files, and an agent does not.
import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { unzipSync, strFromU8 } from "fflate";
import type { Page } from "playwright-core";
import { endpoints } from "@tandem/contract";
import type { Report } from "@tandem/contract";
import { startBaresip } from "../peers/baresip.ts";
import { startChromium } from "../peers/chromium.ts";
import { ApiClient } from "../support/api-client.ts";
import { setQueues } from "../support/configuration.ts";
import type { Configuration } from "../support/configuration.ts";
import { choosePresence, dialQueue, startDeskAgent } from "../support/floor-people.ts";
import { watchLive } from "../support/live-watcher.ts";
import { untilNothingLeft } from "../support/nothing-left.ts";
import { picture } from "../support/pages.ts";
import { startTandem } from "../support/tandem.ts";
import { until } from "../support/until.ts";
import { addYesterday, yesterdaysCalls } from "../support/yesterday.ts";

const day = (ago: number) =>
  new Intl.DateTimeFormat("en-CA", { timeZone: "Asia/Shanghai", dateStyle: "short" }).format(
    Date.now() - ago * 86_400_000,
  );

/** The last two days, so that midnight may pass meanwhile. */
function readReport(admin: ApiClient, by: "all" | "queue" | "agent"): Promise<Report> {
  const query = { firstDay: day(0), lastDay: day(-1), interval: "period", by };
  return admin.call(endpoints.getReport, { query });
}

test("figures outlive a crash and are counted once; a supervisor reads them as charts, tables and files", async () => {
  const temporary = mkdtempSync(path.join(tmpdir(), "tandem-reports-"));
  chmodSync(temporary, 0o711);
  try {
    await readDays(path.join(temporary, "data"));
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
});

async function setUp(configuration: Configuration): Promise<void> {
  await setQueues(configuration, { wrap_up_seconds: 2 });
  await addYesterday(configuration);
}

async function readDays(dataDir: string): Promise<void> {
  await using killed = await startTandem({ dataDir, prepare: setUp });
  const admin = await ApiClient.signIn(killed, "admin");
  const { signInUrl } = killed.firstUser("admin");
  using floor = await watchLive(killed, admin);
  await using agent = await startDeskAgent(killed, "1001");
  await using caller = await startBaresip({ user: "13800138000" });
  await choosePresence(agent, "available");
  await dialQueue(caller, killed);
  await agent.phone.waitForEvent("CALL_INCOMING");
  await agent.phone.accept();
  await floor.callAt("talking");
  await until(
    "the answered caller is counted",
    async () => (await readReport(admin, "all")).total.answered === 1,
  );
  killed.killControl();

  // The call goes on in the next process, and its segment is the same.
  await using tandem = await startTandem({ dataDir, ports: killed.ports });
  using newFloor = await watchLive(tandem, admin);
  await newFloor.callAt("talking");
  await caller.hangUp();
  const { id } = await newFloor.agentAs("1001", { workState: "wrap-up" });
  // Nobody is ready: the next caller gives up.
  await choosePresence(agent, "away");
  await dialQueue(caller, tandem);
  await newFloor.until("one waits", ({ queues }) => queues[0]?.waiting === 1);
  await using chromium = await startChromium();
  const page = await chromium.newPage();
  await page.goto(signInUrl);
  await watchWall(page, () => caller.hangUp());
  const { total } = await until(
    "the call and its wrap-up are counted",
    async () => {
      const report = await readReport(admin, "all");
      return report.total.offered === 2 && report.total.wrapUpMs > 0 ? report : undefined;
    },
    60_000,
  );
  assert.deepEqual([total.answered, total.abandoned, total.flowedOut, total.handled], [1, 1, 0, 1]);
  assert.ok(total.talkMs > 0 && (total.occupancy ?? 0) > 0 && (total.occupancy ?? 2) < 1);
  const [row, ...others] = (await readReport(admin, "agent")).rows;
  assert.deepEqual([row?.id, row?.answered, others.length], [id, 1, 0]);
  assert.ok(
    (row?.contactMs ?? 0) >= total.talkMs + total.wrapUpMs,
    "talk and wrap-up are the agent's contact time",
  );
  await untilNothingLeft(tandem);

  const forbidden = await agent.api.fetch(endpoints.getReport, {
    query: { firstDay: day(0), lastDay: day(0) },
  });
  assert.equal(forbidden.status, 403);
  await readFiles(admin);
  await readPage(page);
  assert.deepEqual(chromium.problems, []);
}

/** The wallboard knows after a restart what came of the day before it, and who waits now. */
async function watchWall(page: Page, leave: () => Promise<void>): Promise<void> {
  await page.getByText("打开大屏").click();
  const queue = page.locator('[data-testid^="wall-queue-"]').first();
  await queue.locator(".wall-waiting li").waitFor();
  const today = queue.locator(".wall-today dd");
  assert.deepEqual((await today.allInnerTexts()).slice(0, 4), ["1", "1", "0", "0"]);
  const waiting = queue.locator(".wall-figure").first();
  assert.equal(await waiting.getAttribute("data-state"), "good");
  await queue.getByTestId("wall-limits").click();
  for (const place of [0, 1]) await page.getByTestId(`wall-limit-waiting-${place}`).fill("1");
  await picture(page, "wallboard-limits-zh");
  await page.locator(".ant-modal-footer .ant-btn-primary").click();
  await queue.locator('.wall-figure[data-state="alarm"]').first().waitFor();
  await picture(page, "wallboard-zh");
  await page.reload();
  await queue.locator('.wall-figure[data-state="alarm"]').first().waitFor();
  await leave();
  await queue.locator(".wall-waiting li").waitFor({ state: "detached" });
  await today.nth(2).getByText("1").waitFor();
  assert.deepEqual((await today.allInnerTexts()).slice(0, 4), ["2", "1", "1", "0"]);
}

async function readFiles(admin: ApiClient): Promise<void> {
  const query = { firstDay: day(1), lastDay: day(1), interval: "60", by: "queue", locale: "zh-CN" };
  const { total, rows } = await admin.call(endpoints.getReport, { query });
  const sum = (key: "surveyed" | "responded") => rows.reduce((all, row) => all + row[key], 0);
  assert.deepEqual([sum("surveyed"), sum("responded")], [total.surveyed, total.responded]);
  assert.ok(total.surveyed > 30 && total.responded === Math.ceil(total.surveyed / 2));
  assert.equal(total.satisfaction, 0.5, "one of two answers is 4 or 5");
  assert.equal(total.responseRate, total.responded / total.surveyed);
  const csv = await admin.fetch(endpoints.exportReport, { query: { ...query, format: "csv" } });
  const bytes = Buffer.from(await csv.arrayBuffer());
  assert.deepEqual([...bytes.subarray(0, 3)], [0xef, 0xbb, 0xbf]);
  const lines = bytes.toString().trimEnd().split("\r\n");
  assert.equal(lines.length, 10);
  assert.match(lines[0] ?? "", /^\uFEFF开始,结束,队列,呼入,接通,放弃/);
  assert.match(lines[0] ?? "", /,满意度,评价率,邀请评价,其中评价,/);
  assert.match(lines[1] ?? "", /,50\.0%,/);
  assert.ok(lines[1]?.startsWith(`${day(1)} 09:00,${day(1)} 10:00,`), lines[1]);
  const xlsx = await admin.fetch(endpoints.exportReport, { query: { ...query, format: "xlsx" } });
  assert.match(xlsx.headers.get("Content-Disposition") ?? "", /attachment; filename="report-.*\.xlsx"/);
  const sheet = unzipSync(new Uint8Array(await xlsx.arrayBuffer()))["xl/worksheets/sheet1.xml"];
  assert.equal(strFromU8(sheet ?? new Uint8Array()).match(/<row>/g)?.length, 10);
}

async function readPage(page: Page): Promise<void> {
  await page.getByText("返回实时页面").click();
  await page.locator(".console-nav").getByText("报表").click();
  await page.getByTestId("report-total").waitFor();
  await page.goto(new URL(`/console/reports?from=${day(1)}&to=${day(1)}`, page.url()).href);
  await page.getByTestId("report-volume").locator("svg").waitFor();
  const total = await page.getByTestId("report-total").innerText();
  assert.match(total, new RegExp(`\\b${yesterdaysCalls.offered}\\b[^]*\\b${yesterdaysCalls.abandoned}\\b`));
  await picture(page, "reports-zh");
  await page.locator(".reports-title", { hasText: "服务水平" }).first().hover();
  await page.getByRole("tooltip").filter({ hasText: "目标时间内接通 ÷ 呼入" }).waitFor();
  await picture(page, "reports-hover-zh");

  await page.getByTestId("language-switch").click();
  await page.emulateMedia({ colorScheme: "dark" });
  await picture(page, "reports-en-dark");
  await page.getByTestId("report-by").click();
  await page.locator(".ant-select-item-option", { hasText: "By agent" }).click();
  await page.getByTestId("report-interval").click();
  await page.locator(".ant-select-item-option", { hasText: "Whole period" }).click();
  await page.waitForURL(/by=agent/);
  await page.getByRole("columnheader", { name: "Contact time" }).waitFor();
  await page.getByTestId("report-volume").locator("svg").waitFor();
  await picture(page, "reports-agents-en-dark");
  const download = page.waitForEvent("download");
  await page.getByTestId("report-xlsx").click();
  assert.match((await download).suggestedFilename(), /^report-.*\.xlsx$/);
  await page.locator(".console-nav").getByText("Live").click();
  await page.getByText("Open the wallboard").click();
  await page.setViewportSize({ width: 1920, height: 1080 });
  await page.getByText("Back to live").waitFor();
  await picture(page, "wallboard-en-dark");
}
