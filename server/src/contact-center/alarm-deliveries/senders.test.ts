import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { addressGuard, webRequester } from "#platform/web-requests";
import { mailOf } from "./alarm-event.ts";
import type { AlarmEvent } from "./alarm-event.ts";
import { gapsMs } from "./gaps.ts";
import { mailSender } from "./mail-sender.ts";
import { startHookServer, startMailServer } from "./testing/index.ts";
import { hookSender, signatureOf } from "./webhook-sender.ts";

const hook = { secret: "s3cret", deliveryId: "d1", body: '{"kind":"test"}', now: 1_700_000_000_999 };

test("a webhook is signed over time and body, follows no redirect, and says what came back", async () => {
  await using server = await startHookServer(204, 500, 307);
  setDefaultCACertificates([...getCACertificates(), readFileSync(server.certificateFile, "utf8")]);
  const send = hookSender(webRequester(addressGuard(["127.0.0.0/8"])));
  const { url } = server;
  assert.deepEqual(await send({ ...hook, url }), { delivered: true, outcome: "HTTP 204", isFinal: false });
  const [got] = server.hooks;
  assert.equal(got?.body, hook.body);
  assert.equal(got?.headers["x-tandem-timestamp"], "1700000000");
  assert.equal(got?.headers["x-tandem-signature"], signatureOf("s3cret", "1700000000", hook.body));
  assert.notEqual(signatureOf("other", "1700000000", hook.body), got?.headers["x-tandem-signature"]);
  assert.equal((await send({ ...hook, url })).outcome, "HTTP 500");
  assert.equal((await send({ ...hook, url })).outcome, "HTTP 307");
  assert.equal(server.hooks.length, 3);
});

test("a webhook to one's own network is refused by name and by address, before anything is sent", async () => {
  await using server = await startHookServer(204);
  const send = hookSender(webRequester(addressGuard([])));
  const { port } = server;
  for (const url of [
    server.url,
    `https://127.0.0.1:${port}/`,
    `https://[::ffff:127.0.0.1]:${port}/`,
    `https://2130706433:${port}/`,
  ])
    assert.deepEqual(
      await send({ ...hook, url }),
      { delivered: false, outcome: "private address refused", isFinal: true },
      url,
    );
  assert.equal(server.hooks.length, 0);
});

test("a mail is handed to the server, a refused recipient is final, and outcomes hold no password", async () => {
  await using server = await startMailServer();
  const mail = { to: "boss@example.com", subject: "警报", text: "等待人数 9\n" };
  const from = "tandem@example.com";
  const send = mailSender(server.url, from);
  assert.equal((await send(mail)).delivered, true);
  assert.deepEqual([server.mails[0]?.from, server.mails[0]?.to], [from, ["boss@example.com"]]);
  const unknown = await send({ ...mail, to: "nobody@example.com" });
  assert.deepEqual([unknown.delivered, unknown.isFinal], [false, true]);
  const wrong = await mailSender(server.url.replace(server.password, "wr0ng-secret"), from)(mail);
  assert.equal(wrong.delivered, false);
  for (const { outcome } of [unknown, wrong]) assert.doesNotMatch(outcome, /secret|password|127\.0/);
  const gone = await mailSender("smtp://tandem:secret@127.0.0.1:1", from)(mail);
  assert.deepEqual([gone.delivered, gone.isFinal, /secret/.test(gone.outcome)], [false, false, false]);
  assert.match((await mailSender(undefined, from)(mail)).outcome, /TANDEM_SMTP_URL/);
});

test("a mail says in the tenant's language what, where and when; gaps between tries grow", () => {
  const event: AlarmEvent = {
    kind: "raised",
    at: Date.parse("2026-10-17T01:00:00Z"),
    tenantName: "Acme",
    queueId: "q",
    queueName: "Sales",
    figure: "waiting",
    level: "alarm",
    value: 9,
    limit: 8,
  };
  const english = mailOf(event, { locale: "en", timeZone: "Asia/Shanghai" });
  assert.equal(english.subject, "[Tandem] Alarm raised · Sales · Callers waiting");
  assert.match(english.text, /Acme · Sales\nCallers waiting: Now 9, Limit 8\n.*9:00:00.*Asia\/Shanghai/);
  const chinese = mailOf({ ...event, kind: "cleared" }, { locale: "zh-CN", timeZone: "Asia/Shanghai" });
  assert.equal(chinese.subject, "[Tandem] 警报 解除 · Sales · 等待人数");
  assert.ok(gapsMs.every((gap, index) => index === 0 || gap > (gapsMs[index - 1] ?? 0)));
});
