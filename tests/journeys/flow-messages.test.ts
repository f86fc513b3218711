// A caller's order is confirmed by SMS, and the company's server is told of the call: neither is waited for, both come through although the
// servers fail at first and the system is killed meanwhile, and each comes once.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { endpoints } from "@tandem/contract";
import type { FlowDocumentInput } from "@tandem/flows";
import { startBaresip } from "../peers/baresip.ts";
import { startChromium } from "../peers/chromium.ts";
import { ApiClient } from "../support/api-client.ts";
import { addFlow } from "../support/configuration.ts";
import { sipAddress } from "../support/floor-people.ts";
import { hears } from "../support/leave-message.ts";
import { startMoodyServer } from "../support/moody-server.ts";
import { untilNothingLeft } from "../support/nothing-left.ts";
import { picture } from "../support/pages.ts";
import { openAs } from "../support/sign-page-in.ts";
import { startTandem } from "../support/tandem.ts";
import { until } from "../support/until.ts";

const number = "4740";
const secret = "Bearer s3cret-of-the-provider";

/** Confirms by SMS, tells a server, tells one inside that nobody may reach, and cannot write to a number that is none. */
function flowOf(url: string, port: number): FlowDocumentInput {
  return {
    schema: 1,
    language: "en",
    start: "order",
    nodes: {
      order: {
        type: "collect-digits",
        prompts: ["callback-type"],
        variable: "order",
        most: 1,
        next: "confirm",
        otherwise: "bye",
      },
      confirm: {
        type: "send-message",
        connector: "sms",
        text: 'Order {{order}} is "on its way".',
        next: "tell",
        otherwise: "bye",
      },
      tell: {
        type: "webhook",
        url: `${url}/calls/{{order}}`,
        secretHeaders: { Authorization: "provider" },
        next: "inside",
        otherwise: "bye",
      },
      inside: { type: "webhook", url: `http://127.0.0.2:${port}/calls`, next: "nobody", otherwise: "bye" },
      nobody: {
        type: "send-message",
        connector: "sms",
        to: '"reception"',
        text: "hello",
        next: "bye",
        otherwise: "done",
      },
      done: { type: "hang-up", prompts: ["closed"] },
      bye: { type: "hang-up", prompts: ["system-error"] },
    },
  };
}

/** Adds a connector as an administrator does, whose provider's key is a secret. */
async function addConnector(page: Page, url: string): Promise<void> {
  await page.getByTestId("connector-add").click();
  await page.locator("#connector-name").fill("sms");
  await page.locator("#connector-url").fill(url);
  await page.getByTestId("connector-secret-headers-add").click();
  await page.getByTestId("connector-secret-headers-name-0").fill("Authorization");
  await page.getByTestId("connector-secret-headers-value-0").click();
  await page.locator(".ant-select-item-option-content").getByText("provider").click();
  await page.locator("#connector-body").fill('{"to": {{to}}}');
  await page.getByTestId("connector-save").click();
  await page
    .getByTestId("connector-problem")
    .getByText("{{text}}: 地址、请求头和内容里都没有用到它")
    .waitFor();
  await picture(page, "connector-problem-zh");
  await page.locator("#connector-body").fill('{"to": {{to}}, "message": {"text": {{text}}}}');
  await picture(page, "connector-form-zh");
  await page.getByTestId("connector-save").click();
  await page.getByTestId("connector-try-sms").waitFor();
}

/** Sends one by a connector; resolves with what the page says came of it. */
async function tryConnector(page: Page, name: string, to: string): Promise<string> {
  await page.getByTestId(`connector-try-${name}`).click();
  await page.locator("#connector-try-to").fill(to);
  await page.getByTestId("connector-try-send").click();
  const words = await page.getByTestId("connector-try-outcome").textContent();
  return words ?? "";
}

test("an SMS and a webhook come through once, whatever fails meanwhile; what may not be sent is refused and told", async () => {
  const directory = mkdtempSync(path.join(tmpdir(), "tandem-messages-"));
  try {
    await using provider = await startMoodyServer();
    const dataDir = path.join(directory, "data");
    const env = { TANDEM_WEBHOOK_ALLOWED: "127.0.0.1" };
    const flow = flowOf(provider.url, provider.port);
    await using killed = await startTandem({
      dataDir,
      env,
      prepare: (configuration) => addFlow(configuration, number, flow),
    });
    const admin = await ApiClient.signIn(killed, "admin");
    const problems = async () => {
      const found = (await admin.call(endpoints.checkFlow, { body: { document: { ...flow } } })).problems;
      return found.map(({ kind, nodeId, subject }) => [kind, nodeId, subject]);
    };
    assert.deepEqual(await problems(), [
      ["unknown-connector", "confirm", "sms"],
      ["unknown-secret", "tell", "provider"],
      ["unknown-connector", "nobody", "sms"],
    ]);
    await admin.call(endpoints.setSecret, { params: { name: "provider" }, body: { value: secret } });
    await using chromium = await startChromium();
    const page = await openAs(killed, await chromium.newPage(), admin, "/console/flows");
    const card = page.getByTestId("messages");
    await card.getByText("还没有消息通道").waitFor();
    await picture(page, "messages-empty-zh");
    await card.getByText("发送记录").click();
    await card.getByText("还没有发过").waitFor();
    await picture(page, "messages-none-sent-zh");
    await card.getByText("通道", { exact: true }).click();
    await addConnector(page, `${provider.url}/sms`);
    assert.deepEqual(await problems(), []);
    const inside = {
      kind: "sms",
      method: "POST",
      url: `http://127.0.0.2:${provider.port}/sms`,
      headers: {},
      secretHeaders: {},
      body: '{"to": {{to}}, "text": {{text}}}',
    } as const;
    await admin.call(endpoints.setMessageConnector, { params: { name: "inside" }, body: inside });
    const bad = await admin.fetch(endpoints.setMessageConnector, {
      params: { name: "bad" },
      body: { ...inside, body: '{"to": "{{to}}", "text": {{text}}}' },
    });
    assert.equal(bad.status, 422);

    assert.match(await tryConnector(page, "sms", "138 0013 8000"), /服务器收下了（HTTP 200）/);
    await picture(page, "connector-tried-zh");
    await page.keyboard.press("Escape");
    await page.reload();
    await card.getByTestId("connector-try-inside").waitFor();
    assert.match(
      await tryConnector(page, "inside", "13800138000"),
      /不允许访问内网地址.*TANDEM_WEBHOOK_ALLOWED/,
    );
    await picture(page, "connector-refused-zh");
    await page.reload();
    assert.match(await tryConnector(page, "sms", "reception"), /这不是电话号码/);
    await page.reload();
    assert.equal(
      (await admin.fetch(endpoints.deleteMessageConnector, { params: { name: "sms" } })).status,
      409,
    );
    assert.equal((await admin.fetch(endpoints.deleteSecret, { params: { name: "provider" } })).status, 409);
    await admin.call(endpoints.deleteMessageConnector, { params: { name: "inside" } });
    const [trial] = provider.received;
    assert.deepEqual(JSON.parse(trial?.body ?? ""), {
      to: "13800138000",
      message: { text: "这是 Tandem 的一条测试消息。" },
    });

    provider.failFirst(2);
    await using caller = await startBaresip({ user: "13800138000" });
    await caller.dial(`sip:${number}@${sipAddress(killed)}`);
    await caller.waitForEvent("CALL_ESTABLISHED");
    await caller.sendDigits("7");
    await hears(caller, "en/closed");
    await caller.waitForEvent("CALL_CLOSED", 20_000);
    await untilNothingLeft(killed);
    await card.getByText("发送记录").click();
    await card.locator('[data-state="given-up"]').waitFor();
    await picture(page, "messages-waiting-zh");
    await page.goto("about:blank");
    const failures = () => provider.received.filter(({ status }) => status === 503).length;
    await until("both messages have failed once", () => failures() >= 2, 20_000);
    killed.kill();

    await using tandem = await startTandem({ dataDir, env, ports: killed.ports });
    await until(
      "both are taken in the end",
      () => provider.received.filter(({ status }) => status === 200).length === 3,
      90_000,
    );
    const sent = provider.received.filter(({ path: at, status }) => status === 200 && at !== trial?.path);
    const texts = provider.received.filter(({ body, path: at }) => at === "/sms" && /on its way/.test(body));
    const hooks = provider.received.filter(({ path: at }) => at === "/calls/7");
    assert.deepEqual(
      [texts.map(({ status }) => status), hooks.map(({ status }) => status), sent.length],
      [[503, 503, 200], [503, 503, 200], 1],
    );
    assert.deepEqual(JSON.parse(texts[2]?.body ?? ""), {
      to: "13800138000",
      message: { text: 'Order 7 is "on its way".' },
    });
    for (const each of [texts, hooks]) {
      assert.equal(new Set(each.map(({ headers }) => headers["idempotency-key"])).size, 1);
      assert.ok(each.every(({ headers }) => headers.authorization === secret));
    }

    const listed = await until("all is told", async () => {
      const { messages } = await admin.call(endpoints.listOutgoingMessages, {});
      return messages.every(({ state }) => state !== "waiting") ? messages : undefined;
    });
    assert.deepEqual(
      listed
        .map(({ node, kind, recipient, state, attempts, outcome }) => {
          return [node, kind, recipient, state, attempts, outcome];
        })
        .toSorted(([a], [b]) => String(a).localeCompare(String(b))),
      [
        ["confirm", "sms", "…8000", "sent", 3, "HTTP 200"],
        ["inside", "webhook", `127.0.0.2:${provider.port}`, "given-up", 1, "address-refused"],
        ["tell", "webhook", `127.0.0.1:${provider.port}`, "sent", 3, "HTTP 200"],
      ],
    );
    const [record] = await admin.callRecords(1);
    assert.ok(record);
    const hook = JSON.parse(hooks[2]?.body ?? "") as Record<string, unknown>;
    assert.deepEqual(
      [hook["call"], hook["from"], hook["to"], hook["flow"], hook["node"], hook["order"]],
      [record.id, "13800138000", number, `flow of ${number}`, "tell", undefined],
    );
    const story = await until("the record has both", async () => {
      const detail = await admin.callDetail(record.id);
      const told = detail.timeline.filter(({ type }) => type.startsWith("FlowMessage"));
      return told.filter(({ type }) => type === "FlowMessageSent").length === 2 ? told : undefined;
    });
    assert.deepEqual(story.map(({ type, data }) => `${type} ${String(data["node"])}`).toSorted(), [
      "FlowMessageGivenUp inside",
      "FlowMessageQueued confirm",
      "FlowMessageQueued inside",
      "FlowMessageQueued tell",
      "FlowMessageRefused nobody",
      "FlowMessageSent confirm",
      "FlowMessageSent tell",
    ]);
    const { flows } = await admin.call(endpoints.listFlows, {});
    const flowId = flows.find(({ name }) => name === `flow of ${number}`)?.id ?? "";
    const { nodes } = await admin.call(endpoints.getFlowInsight, {
      params: { flowId },
      query: {
        from: new Date(Date.now() - 3_600_000).toISOString(),
        to: new Date(Date.now() + 60_000).toISOString(),
      },
    });
    assert.deepEqual(
      nodes.filter(({ errors }) => errors > 0).map(({ node, errors }) => [node, errors]),
      [
        ["inside", 1],
        ["nobody", 1],
      ],
    );

    const told = [tandem.logLines.join("\n"), killed.logLines.join("\n"), JSON.stringify([story, listed])];
    for (const text of told) assert.doesNotMatch(text, /s3cret|on its way/);
    await openAs(tandem, page, admin, "/console/flows");
    await card.getByText("发送记录").click();
    await card.locator('[data-state="sent"]').first().waitFor();
    await picture(page, "messages-sent-zh");
    await page.goto(`${tandem.httpUrl}/console/calls/${record.id}`);
    await page.getByText(/confirm 的短信已发出/).waitFor();
    await picture(page, "messages-call-zh");
    await lookAtBoard(page, `${tandem.httpUrl}/console/flows/${flowId}`);
    await page.goto(`${tandem.httpUrl}/console/flows`);
    await card.getByTestId("connector-try-sms").waitFor();
    await page.getByTestId("secrets").waitFor();
    await picture(page, "messages-connectors-en");
    await card.getByText("Sent", { exact: true }).first().click();
    await card.locator('[data-state="sent"]').first().waitFor();
    await picture(page, "messages-sent-en");
    await page.goto(`${tandem.httpUrl}/console/calls/${record.id}`);
    await page.getByText(/SMS of confirm was sent, at try 3/).waitFor();
    await picture(page, "messages-call-en");
    await untilNothingLeft(tandem);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});

/** The form of a node in both languages, and a call that is tried: it shows what would be sent. */
async function lookAtBoard(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await page.getByTestId("node-confirm").locator("b").click();
  await page.getByTestId("field-connector").waitFor();
  await picture(page, "messages-board-zh");
  await page.getByRole("tab", { name: "试一试" }).click();
  const panel = page.getByTestId("flow-try");
  await panel.getByTestId("try-start").click();
  await panel.getByTestId("try-sound-ends").click();
  await panel.getByTestId("keypad-7").click();
  await panel.getByText(/会用“sms”发给 13800000000：Order 7 is "on its way"/).waitFor();
  await panel.getByTestId("try-message-taken").click();
  await panel.getByText(/会通知 POST .*\/calls\/7 告知通话编号/).waitFor();
  await picture(page, "messages-try-zh");
  await page.getByTestId("language-switch").click();
  await page.getByRole("tab", { name: "Node" }).click();
  await page.getByTestId("node-tell").locator("b").click();
  await page.getByText("Callers do not wait").waitFor();
  await picture(page, "messages-board-en");
}
