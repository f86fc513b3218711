// A caller whose signalling and sound are IPv6 speaks with an agent whose phone is on IPv4.
import assert from "node:assert/strict";
import { test } from "node:test";
import { endpoints } from "@tandem/contract";
import { startBaresip } from "../peers/baresip.ts";
import { startSipp } from "../peers/sipp.ts";
import { ApiClient } from "../support/api-client.ts";
import { fetchRecording } from "../support/call-checks.ts";
import { addFlow, setTrunkAddresses } from "../support/configuration.ts";
import { startTandem } from "../support/tandem.ts";
import { agentHz, ToneFiles } from "../support/tone-files.ts";
import { slice, tonePresentMs } from "../support/tone.ts";
import { durationMs } from "../support/wav.ts";

test("an IPv6 caller is heard by, and hears, an agent on IPv4, and is recorded", async () => {
  using tones = new ToneFiles();
  await using tandem = await startTandem({
    env: { TANDEM_SIP_ADDRESS: "::", TANDEM_MEDIA_ADDRESSES: "127.0.0.1,::1" },
    async prepare(set) {
      await setTrunkAddresses(set, ["127.0.0.1", "::1"]);
      const [queue] = await set.database.withTenant(set.tenantId, (trx) =>
        trx.selectFrom("queues").where("tenant_id", "=", set.tenantId).select("id").execute(),
      );
      assert.ok(queue);
      await addFlow(set, "4600", {
        schema: 1,
        language: "zh-CN",
        answer: "at-start",
        start: "wait",
        nodes: {
          wait: { type: "queue", queueId: queue.id, next: "bye", unavailable: "bye" },
          bye: { type: "hang-up" },
        },
      });
    },
  });
  const admin = await ApiClient.signIn(tandem, "admin");
  const agent = await ApiClient.signIn(tandem, "1001");
  await using phone = await startBaresip({
    user: "1001",
    password: tandem.firstUser("agent").sipSecret ?? "",
    registrar: `127.0.0.1:${tandem.ports.sip}`,
    speaks: tones.phone(agentHz),
    answers: "auto",
  });
  await agent.call(endpoints.setPresence, { body: { presence: "available" } });
  await using caller = await startSipp({
    scenario: "uac-queue-call",
    remote: `[::1]:${tandem.ports.sip}`,
    service: "4600",
    host: "::1",
    echoes: true,
    talkMs: 6000,
  });
  await phone.waitForEvent("CALL_ESTABLISHED");
  // What the agent hears is what the caller heard of them and said again.
  const heard = await phone.waitHeard(3500);
  assert.ok(tonePresentMs(slice(heard, 1500, 3500), heard.sampleRateHz, agentHz) > 1500);
  await phone.waitForEvent("CALL_CLOSED", 20_000);
  const { failed, errors } = await caller.outcome();
  assert.deepEqual({ failed, errors }, { failed: 0, errors: "" });
  const [summary] = await admin.callRecords(1);
  const call = await admin.callDetail(summary?.id ?? "", ({ hasRecording }) => hasRecording);
  assert.ok(durationMs(await fetchRecording(admin, call)) > 2000);
});
