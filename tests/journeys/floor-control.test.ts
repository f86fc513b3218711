// Presence by the tenant's own rules, and supervisors who set agents right on the floor while calls run: reasons of the
// tenant, missed calls, single queues, a caller picked out of the line, a sign-out in the middle of a call.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { endpoints } from "@tandem/contract";
import type { AgentLive } from "@tandem/contract";
import { startBaresip } from "../peers/baresip.ts";
import { startChromium } from "../peers/chromium.ts";
import { ApiClient } from "../support/api-client.ts";
import { addAgent, setQueues } from "../support/configuration.ts";
import { choosePresence, dialQueue, startDeskAgent } from "../support/floor-people.ts";
import { untilNothingLeft } from "../support/nothing-left.ts";
import { watchLive } from "../support/live-watcher.ts";
import { picture } from "../support/pages.ts";
import { openAs } from "../support/sign-page-in.ts";
import { startTandem } from "../support/tandem.ts";
import type { Tandem } from "../support/tandem.ts";
import { until } from "../support/until.ts";

test(
  "presence by the tenant's rules, and what supervisors do on the floor",
  { timeout: 200_000 },
  async () => {
    await using tandem = await startTandem({
      prepare: async (configuration) => {
        await addAgent(configuration, "1008", "supervisor");
        await addAgent(configuration, "1009", "supervisor");
        await setQueues(configuration, { offer_timeout_seconds: 4, wrap_up_seconds: 600 });
      },
    });
    const admin = await ApiClient.signIn(tandem, "admin");
    using floor = await watchLive(tandem, admin);
    await using first = await startDeskAgent(tandem, "1001");
    await using second = await startDeskAgent(tandem, "1002");
    await using caller = await startBaresip({ user: "13800138000" });
    await using other = await startBaresip({ user: "13800138001" });
    await using chromium = await startChromium({ viewport: { width: 1280, height: 720 } });
    const seen = (extension: string, what: string, wanted: (agent: AgentLive) => boolean) =>
      floor.until(`${extension} ${what}`, ({ agents }) =>
        agents.find((agent) => agent.extension === extension && wanted(agent)),
      );

    const console = await chromium.newPage();
    await setRules(tandem, console);
    const desk = await openAs(tandem, await chromium.newPage(), second.api, "/");
    await desk.getByTestId("presence-menu").click();
    await desk.getByTestId("presence-away-dentist").waitFor();
    await picture(desk, "desk-presence.zh-CN");
    await desk.getByTestId("presence-away-dentist").click();
    const { awayReasons } = await admin.call(endpoints.getDeskRules);
    assert.deepEqual(
      awayReasons.map(({ code }) => code),
      ["break", "meal", "training", "meeting", "other", "dentist"],
    );
    const away = await seen("1002", "is at the dentist", ({ awayReason }) => awayReason === "dentist");
    assert.deepEqual(away.awayName, { "zh-CN": "看牙", en: "Dentist" });
    assert.equal(Date.parse(away.awayUntil ?? "") - Date.parse(away.presenceSince), 45 * 60_000);
    await desk.getByTestId("presence-menu").click();
    await desk.locator('[data-testid^="queue-sign-in-"]').click();
    await seen("1002", "is out of the queue", ({ queues }) => queues[0]?.signedIn === false);
    await choosePresence(second, "available");

    // One missed call is enough here; who is out of the queue is not rung.
    await choosePresence(first, "available");
    await dialQueue(caller, tandem);
    await first.phone.waitForEvent("CALL_INCOMING");
    const missed = await seen("1001", "missed a call", ({ awayReason }) => awayReason === "no-answer");
    assert.deepEqual([missed.presence, missed.presenceByName], ["away", null]);

    // Of two supervisors at once one has their way, and the other is told.
    const waiting = await floor.callAt("waiting");
    const supervisors = await Promise.all(["1008", "1009"].map((name) => ApiClient.signIn(tandem, name)));
    const seenSince = missed.presenceSince;
    const forced = await Promise.all(
      supervisors.map((api) =>
        api.fetch(endpoints.forcePresence, {
          params: { agentId: missed.id },
          body: { presence: "away", reason: "meeting", seenSince },
        }),
      ),
    );
    assert.deepEqual(
      forced.map(({ status }) => status).toSorted((a, b) => a - b),
      [200, 409],
    );
    const refused = (await forced.find(({ status }) => status === 409)?.json()) as {
      kind: string;
      message: string;
    };
    assert.equal(refused.kind, "changed-meanwhile");
    assert.match(refused.message, /^100[89] has changed the presence of/);
    const byAgent = await first.api.fetch(endpoints.forcePresence, {
      params: { agentId: missed.id },
      body: { presence: "available", seenSince },
    });
    assert.equal(byAgent.status, 403);

    // A caller is picked out of the line for somebody who is out of the queue.
    const [supervisor] = supervisors;
    assert.ok(supervisor);
    const page = await openAs(tandem, await chromium.newPage(), supervisor, "/console");
    await page.getByTestId(`assign-${waiting.id}`).click();
    await page.getByTestId("assign-to-1002").waitFor();
    await picture(page, "floor-assign.zh-CN");
    await page.getByTestId("assign-to-1002").click();
    await second.phone.waitForEvent("CALL_INCOMING");
    await second.phone.accept();
    await seen("1002", "talks", ({ workState }) => workState === "talking");
    const late = await supervisor.fetch(endpoints.assignCaller, {
      params: { callId: waiting.id },
      body: { agentId: missed.id },
    });
    assert.equal(((await late.json()) as { kind: string }).kind, "not-waiting");

    // Made ready by the supervisor, and signed out in the middle of the next call.
    await page.getByTestId("agent-actions-1001").click();
    await picture(page, "floor-actions.zh-CN");
    await page.getByTestId("force-available").click();
    await seen(
      "1001",
      "is made ready",
      ({ presence, presenceByName }) => presence === "available" && presenceByName !== null,
    );
    await dialQueue(other, tandem);
    await first.phone.waitForEvent("CALL_INCOMING");
    await first.phone.accept();
    await seen("1001", "talks", ({ workState }) => workState === "talking");
    await page.getByTestId("language-switch").click();
    await page.emulateMedia({ colorScheme: "dark" });
    await page.getByTestId("agent-actions-1001").click();
    await page.getByTestId("force-sign-out").click();
    await picture(page, "floor-sign-out-dark.en");
    await page.locator(".ant-modal-confirm-btns .ant-btn-primary").click();
    await seen("1001", "leaves", ({ isLeaving, workState }) => isLeaving && workState === "talking");
    await picture(page, "floor-leaving-dark.en");
    await other.hangUp();
    await seen("1001", "wraps up", ({ workState }) => workState === "wrap-up");
    const [call] = await admin.callRecords(1, ({ ani }) => ani === "13800138001");
    const body = { callId: call?.id ?? "", disposition: "resolved", note: "" };
    await first.api.call(endpoints.finishWrapUp, { body });
    await seen("1001", "is out", ({ presence, isLeaving }) => presence === "offline" && !isLeaving);
    await until("the sign-in is over", async () => (await first.api.fetch(endpoints.getMe)).status === 401);

    // Out of all queues, by somebody who saw what was there; and not by somebody who did not.
    const { queues } = await seen("1002", "is there", () => true);
    const params = { agentId: away.id };
    const seenQueueIds = queues.map(({ id }) => id);
    await supervisor.call(endpoints.moveAgent, { params, body: { queueIds: [], seenQueueIds } });
    await seen("1002", "serves no queue", (agent) => agent.queues.length === 0);
    const stale = await supervisor.fetch(endpoints.moveAgent, {
      params,
      body: { queueIds: seenQueueIds, seenQueueIds },
    });
    assert.equal(stale.status, 409);

    await caller.hangUp();
    await untilNothingLeft(tandem);
    const [record] = await admin.callRecords(1, ({ ani }) => ani === "13800138000");
    const { timeline } = await admin.callDetail(record?.id ?? "");
    const assigned = timeline.find(({ type }) => type === "ContactAssigned");
    assert.equal(assigned?.data["byName"], "1008");
    assert.deepEqual(
      chromium.problems.filter((problem) => !/40[19]/.test(problem)),
      [],
    );
  },
);

/** The administrator adds a reason, has one missed call make agents away, and lets them leave the queue. */
async function setRules(tandem: Tandem, page: Page): Promise<void> {
  await page.goto(tandem.firstUser("admin").signInUrl);
  await page.locator(".console-nav").getByText("设置").click();
  await page.getByTestId("desk-rules-edit").click();
  await page.getByTestId("reason-add").click();
  const row = page.getByTestId("reason-row-5");
  await row.getByLabel("中文").fill("看牙");
  await row.getByLabel("English").fill("Dentist");
  await row.getByLabel("时限（分钟）").fill("45");
  await page.getByLabel("连续几次未接").fill("1");
  await picture(page, "desk-rules-form.zh-CN");
  await save(page);
  await page.getByTestId("reason-dentist").waitFor();
  await page.locator('[data-testid^="queue-rules-"]').first().click();
  await page.getByTestId("queue-may-leave").click();
  await picture(page, "queue-rules-form.zh-CN");
  await save(page);
  await page.getByTestId("desk-rules-edit").scrollIntoViewIfNeeded();
  await picture(page, "desk-rules.zh-CN");
}

async function save(page: Page): Promise<void> {
  await page.locator(".ant-modal-footer .ant-btn-primary").last().click();
  await page.getByRole("dialog").waitFor({ state: "hidden" });
}
