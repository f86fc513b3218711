// People on the console: one is added with a desk phone, taken out in the middle of a call, and one is removed whose
// callbacks a colleague gets.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { endpoints } from "@tandem/contract";
import { startBaresip } from "../peers/baresip.ts";
import { startChromium } from "../peers/chromium.ts";
import { ApiClient } from "../support/api-client.ts";
import { addTenant, setQueues } from "../support/configuration.ts";
import { choosePresence, dialQueue, sipAddress } from "../support/floor-people.ts";
import { assertTalk } from "../support/hearing.ts";
import { watchLive } from "../support/live-watcher.ts";
import { untilNothingLeft } from "../support/nothing-left.ts";
import { picture, waitForState } from "../support/pages.ts";
import { startTandem } from "../support/tandem.ts";
import type { Tandem } from "../support/tandem.ts";
import { agentHz, callerHz, ToneFiles } from "../support/tone-files.ts";
import { until } from "../support/until.ts";

test("a person is added with a phone, disabled in the middle of a call, enabled, and removed", async () => {
  using tones = new ToneFiles();
  const domain = "other.example";
  let stranger = { name: "", password: "" };
  await using tandem = await startTandem({
    prepare: async (configuration) => {
      await setQueues(configuration, { wrap_up_seconds: 0 });
      stranger = await addTenant(configuration, { name: "别家 / Other", sipDomain: domain });
    },
  });
  const admin = await ApiClient.signIn(tandem, "admin");
  using floor = await watchLive(tandem, admin);
  await using chromium = await startChromium({ viewport: { width: 1280, height: 760 } });
  await using caller = await startBaresip({ user: "13800138000", speaks: tones.phone(callerHz) });
  const page = await chromium.newPage();
  await page.goto(tandem.firstUser("admin").signInUrl);
  await page.getByRole("menuitem", { name: "人员" }).click();
  await page.getByTestId("person-row-1001").waitFor();

  // Refused in words first, then added; link, name and password are shown once.
  const { link, password } = await addChen(page);
  const api = new ApiClient(tandem.httpUrl);
  await api.call(endpoints.signIn, { body: { name: "chen", password } });
  const desk = await chromium.newPage();
  await desk.goto(link);
  await waitForState(desk, "phone-state", "registered");

  // A desk phone of hers, and a queue.
  const account = await addPhone(page);
  await using phone = await startBaresip({
    ...account,
    registrar: sipAddress(tandem),
    speaks: tones.phone(agentHz),
  });
  await serveQueueWith(admin, "1003");
  await choosePresence({ api }, "available");
  await dialQueue(caller, tandem);
  await phone.waitForEvent("CALL_INCOMING");
  await phone.accept();
  await floor.agentAs("1003", { workState: "talking" });
  const talk = () =>
    assertTalk(
      { name: "the caller", phone: caller, hz: callerHz },
      { name: "the agent", phone, hz: agentHz },
    );
  await talk();

  // Disabled: every page of hers asks for a sign-in, the floor has lost her, and the two go on speaking.
  await act(page, "disable");
  await page.getByTestId("person-use").getByText("正在通话").waitFor();
  await picture(page, "people-disable.zh-CN");
  await confirm(page);
  await page.getByTestId("person-row-chen").getByText("已停用").waitFor();
  assert.equal((await api.fetch(endpoints.getMe)).status, 401);
  await desk.getByRole("dialog").getByText("登录已过期", { exact: false }).waitFor();
  await desk.close();
  await floor.until("she is on no list", ({ agents }) =>
    agents.every(({ extension }) => extension !== "1003"),
  );
  assert.equal((await signIn(tandem, password)).status, 401);
  await talk();
  await picture(page, "people.zh-CN");
  await caller.hangUp();
  await untilNothingLeft(tandem);
  const [record] = await admin.callRecords(1);
  assert.equal(record?.agentName, "陈 / Chen");

  // Enabled: everything is as it was.
  await act(page, "enable");
  await page.getByTestId("person-row-chen").getByText("已停用").waitFor({ state: "detached" });
  assert.equal((await signIn(tandem, password)).status, 200);
  await api.call(endpoints.signIn, { body: { name: "chen", password } });
  await until("her phone can be rung", async () => {
    const answer = await api.fetch(endpoints.setPresence, { body: { presence: "available" } });
    return answer.status === 200;
  });

  // Removed: the callback that she promised is a colleague's now.
  const reminder = { at: new Date(Date.now() + 3_600_000).toISOString(), number: "10086", note: "报价" };
  await api.call(endpoints.createReminder, { body: reminder });
  await page.getByTestId("language-switch").click();
  await page.emulateMedia({ colorScheme: "dark" });
  await act(page, "remove");
  await page.getByTestId("hand-to").click();
  await page.locator(".ant-select-dropdown").getByText("1002").click();
  await picture(page, "people-remove-dark.en");
  await confirm(page);
  await page.getByTestId("person-row-chen").waitFor({ state: "detached" });
  assert.equal((await api.fetch(endpoints.getMe)).status, 401);
  const colleague = await ApiClient.signIn(tandem, "1002");
  const { reminders } = await colleague.call(endpoints.listReminders);
  assert.deepEqual(
    reminders.map(({ number, note }) => [number, note]),
    [["10086", "报价"]],
  );
  await picture(page, "people-dark.en");

  await refusals(tandem, admin, { ...stranger, tenant: domain });
  assert.deepEqual(
    chromium.problems.filter((problem) => !/40[19]|422|HTTP Authentication failed/.test(problem)),
    [],
  );
});

/** Fills in the form of a new agent: with an extension that is taken, and one that is free. */
async function addChen(page: Page): Promise<{ link: string; password: string }> {
  await page.getByTestId("person-add").click();
  await page.locator("#person-display-name").fill("陈 / Chen");
  await page.locator("#person-name").fill("chen");
  await page.locator("#person-extension").fill("1002");
  await page.locator(".ant-modal-footer .ant-btn-primary").click();
  await page.getByTestId("refused").waitFor();
  await picture(page, "people-add-refused.zh-CN");
  await page.locator("#person-extension").fill("1003");
  await page.locator(".ant-modal-footer .ant-btn-primary").click();
  const text = async (what: string) => (await page.getByTestId(`access-${what}`).textContent())?.trim() ?? "";
  await page.getByTestId("access-link").waitFor();
  await picture(page, "people-access.zh-CN");
  const shown = { link: await text("link"), password: await text("password") };
  await page.getByTestId("access-noted").click();
  await page.getByTestId("person-row-chen").waitFor();
  return shown;
}

/** A desk phone that is set up by hand. */
async function addPhone(page: Page): Promise<{ user: string; password: string }> {
  await act(page, "phone");
  await page.getByTestId("choose-by-hand").click();
  await page.locator(".ant-modal-footer .ant-btn-primary").last().click();
  const text = async (what: string) => (await page.getByTestId(`secret-${what}`).textContent())?.trim() ?? "";
  await page.getByTestId("secret-password").waitFor();
  const account = { user: await text("username"), password: await text("password") };
  await page.getByTestId("secret-noted").click();
  return account;
}

/** Chooses what to do with the new person. */
async function act(page: Page, what: string): Promise<void> {
  await page.getByTestId("more-chen").click();
  await page.getByTestId(`${what}-chen`).click();
}

async function confirm(page: Page): Promise<void> {
  await page.locator(".ant-modal-footer .ant-btn-dangerous").click();
  await page.getByRole("dialog").waitFor({ state: "hidden" });
}

async function signIn(tandem: Tandem, password: string): Promise<Response> {
  return new ApiClient(tandem.httpUrl).fetch(endpoints.signIn, { body: { name: "chen", password } });
}

/** Makes this extension the only one of the queue. */
async function serveQueueWith(admin: ApiClient, extension: string): Promise<void> {
  const { queues, agents } = await admin.call(endpoints.getSetup);
  const [queue] = queues;
  const agent = agents.find((each) => each.extension === extension);
  assert.ok(queue && agent);
  const { id, name } = queue;
  await admin.call(endpoints.updateQueue, {
    params: { queueId: id },
    body: { name, agentIds: [agent.id], wrapUpSeconds: 0 },
  });
}

/** What is said no to, with one clear reason each; and another tenant's administrator finds nobody. */
async function refusals(
  tandem: Tandem,
  admin: ApiClient,
  stranger: { name: string; password: string; tenant: string },
): Promise<void> {
  const { people } = await admin.call(endpoints.listPeople);
  const [me, other] = ["admin", "1001"].map((name) => people.find((each) => each.name === name)?.id ?? "");
  const params = { personId: me ?? "" };
  const reasonOf = async (answer: Response) => ((await answer.json()) as { reason?: string }).reason;
  const disabled = { params, body: { disabled: true } };
  assert.equal(await reasonOf(await admin.fetch(endpoints.setPersonDisabled, disabled)), "oneself");
  assert.equal(await reasonOf(await admin.fetch(endpoints.deletePerson, { params })), "oneself");
  const demoted = await admin.fetch(endpoints.updatePerson, { params, body: { role: "supervisor" } });
  assert.equal(await reasonOf(demoted), "oneself");
  const body = { name: "new", displayName: "New", role: "agent", extension: "4000" } as const;
  assert.equal(await reasonOf(await admin.fetch(endpoints.createPerson, { body })), "extension-is-number");
  const agent = await ApiClient.signIn(tandem, "1001");
  assert.equal((await agent.fetch(endpoints.createPerson, { body })).status, 403);

  const foreign = new ApiClient(tandem.httpUrl);
  await foreign.call(endpoints.signIn, { body: stranger });
  const seen = await foreign.call(endpoints.listPeople);
  assert.deepEqual(
    seen.people.map(({ name }) => name),
    ["admin"],
  );
  const theirs = { params: { personId: other ?? "" } };
  const answers = await Promise.all([
    foreign.fetch(endpoints.getPersonUse, theirs),
    foreign.fetch(endpoints.updatePerson, { ...theirs, body: { displayName: "x" } }),
    foreign.fetch(endpoints.setPersonDisabled, { ...theirs, body: { disabled: true } }),
    foreign.fetch(endpoints.resetPassword, theirs),
    foreign.fetch(endpoints.deletePerson, { ...theirs, query: { handTo: "nobody" } }),
  ]);
  assert.deepEqual(
    answers.map(({ status }) => status),
    [404, 404, 404, 404, 404],
  );
}
