// Lamps on the wire: sipp as a phone with many keys, baresip as a phone that watches presence and its mailbox.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { endpoints } from "@tandem/contract";
import { startBaresip } from "../peers/baresip.ts";
import { runSipp } from "../peers/sipp.ts";
import { ApiClient } from "../support/api-client.ts";
import { sipAddress } from "../support/floor-people.ts";
import { readMetrics } from "../support/metrics.ts";
import { startTandem } from "../support/tandem.ts";
import type { Tandem } from "../support/tandem.ts";
import { until } from "../support/until.ts";

let tandem: Tandem;
before(async () => {
  tandem = await startTandem();
});
after(() => tandem?.[Symbol.asyncDispose]());

const secretOf = (extension: string) =>
  tandem.firstRun().users.find(({ name }) => name === extension)?.sipSecret ?? "";

test("50 subscriptions are opened with digest, refreshed and ended, and none is left behind", async () => {
  const outcome = await runSipp({
    scenario: "uac-subscribe",
    remote: sipAddress(tandem),
    service: "1002",
    password: secretOf("1002"),
    digestFor: `1001@${sipAddress(tandem)}`,
    calls: 50,
    callsPerSecond: 25,
  });
  assert.equal(outcome.successful, 50);
  await until("no lamp is watched", async () => (await readMetrics(tandem)).get("tandem_lamps") === 0);
});

test("baresip shows a colleague's presence as it changes, and that no message waits", async () => {
  await using phone = await startBaresip({
    user: "1001",
    password: secretOf("1001"),
    registrar: sipAddress(tandem),
  });
  await using watcher = await startBaresip({
    user: "1002",
    password: secretOf("1002"),
    registrar: sipAddress(tandem),
    watches: `sip:1001@${sipAddress(tandem)}`,
  });
  await until("baresip has subscribed", async () => (await readMetrics(tandem)).get("tandem_lamps") === 2);
  const agent = await ApiClient.signIn(tandem, "1001");
  await agent.call(endpoints.setPresence, { body: { presence: "available" } });
  await until("the colleague is online", () => /changed status from .*Online/.test(watcher.output()), 15_000);
  assert.match(watcher.output(), /Messages-Waiting: no/);
  assert.ok(phone.uri);
});
