// Kamailio as the carrier in front: we register with it, call out through it with its digest and its Record-Route,
// take a call in through it to the queue, and go on with a second one when the first goes dark.
import assert from "node:assert/strict";
import { test } from "node:test";
import { endpoints } from "@tandem/contract";
import type { TrunkInput } from "@tandem/contract";
import { startBaresip } from "../peers/baresip.ts";
import { startKamailio } from "../peers/kamailio.ts";
import { startSipp } from "../peers/sipp.ts";
import { ApiClient } from "../support/api-client.ts";
import { assertAddsUp } from "../support/call-checks.ts";
import { freePorts } from "../support/free-ports.ts";
import { watchLive } from "../support/live-watcher.ts";
import { startTandem } from "../support/tandem.ts";
import { agentHz, callerHz, ToneFiles } from "../support/tone-files.ts";
import { slice, tone, tonePresentMs } from "../support/tone.ts";

const account = { user: "acct4000", password: "carrier-secret" };

test("register, call out, be called, and outlive a carrier that goes dark", async () => {
  using tones = new ToneFiles();
  const gatewayPort = await freePorts(2);
  // It wants longer registrations than we ask for: 423 first.
  await using first = await startKamailio({ ...account, gatewayPort, minExpiresSeconds: 90 });
  await using second = await startKamailio({ ...account, gatewayPort });
  await using tandem = await startTandem();
  const admin = await ApiClient.signIn(tandem, "admin");
  const agent = await ApiClient.signIn(tandem, "1001");
  using live = await watchLive(tandem, admin);
  await using phone = await startBaresip({
    user: "1001",
    password: tandem.firstUser("agent").sipSecret ?? "",
    registrar: `127.0.0.1:${tandem.ports.sip}`,
    speaks: tones.phone(agentHz),
  });
  const body: TrunkInput = {
    name: "carrier",
    kind: "registering",
    registration: { domain: `127.0.0.1:${first.port}`, expiresSeconds: 60 },
    username: account.user,
    password: "wrong",
    servers: [
      { uri: first.server, priority: 1 },
      { uri: second.server, priority: 2 },
    ],
    optionsIntervalSeconds: 2,
    callerId: { rule: "fixed", number: "+862166660000" },
    numbersOut: "national",
  };
  const { trunk } = await admin.call(endpoints.createTrunk, { body });
  const seen = async (state: string) =>
    live.until(
      `the trunk is ${state}`,
      ({ trunks }) => trunks.find((each) => each.id === trunk.id && each.state === state),
      20_000,
    );

  // A wrong password says so in words; the right one takes effect at once.
  const refused = await seen("auth-failed");
  assert.match(refused.cause ?? "", /^wrong password: /);
  const params = { trunkId: trunk.id };
  await admin.call(endpoints.updateTrunk, { params, body: { ...body, password: account.password } });
  await first.logged(/registered acct4000/, 20_000);
  const up = await seen("up");
  assert.ok(
    up.registeredUntil !== null && Date.parse(up.registeredUntil) - Date.now() > 60_000,
    "90 s were granted",
  );

  // Out: digest, Record-Route, sound both ways.
  {
    await using gateway = await startSipp({
      scenario: "uas-carrier",
      sipPort: gatewayPort,
      ringMs: 300,
      talkMs: 20_000,
      says: { speech: tone({ frequencyHz: callerHz, durationMs: 1000 }) },
    });
    await phone.dial(`sip:02155551234@127.0.0.1:${tandem.ports.sip}`);
    await phone.waitForEvent("CALL_ESTABLISHED", 20_000);
    assert.match(await first.logged(/outbound call/), /of acct4000 to 02155551234 from 02166660000/);
    const heard = await phone.waitHeard(2500);
    assert.ok(tonePresentMs(slice(heard, 1000, 2000), heard.sampleRateHz, callerHz) > 700);
    await phone.hangUp();
    await phone.waitForEvent("CALL_CLOSED");
    await first.logged(/in dialog: BYE routed/);
    assert.equal((await gateway.outcome()).failed, 0);
    const [record] = await admin.callRecords(1, ({ dnis }) => dnis === "02155551234");
    const call = await admin.callDetail(record?.id ?? "");
    assertAddsUp(call);
    assert.deepEqual([call.direction, call.endCause, call.endedBy], ["outbound", "completed", "agent"]);
  }

  // In: to the contact we registered, the number in To; through the menu to the agent.
  {
    const { numbers } = await admin.call(endpoints.listNumbers);
    const number = numbers.find((each) => each.number === "4000");
    assert.ok(number);
    const bound = { number: "4000", flowId: number.flowId, trunkId: trunk.id };
    await admin.call(endpoints.updateNumber, { params: { numberId: number.id }, body: bound });
    await agent.call(endpoints.setPresence, { body: { presence: "available" } });
    await using caller = await startBaresip({
      user: "13800138000",
      sipPort: gatewayPort,
      speaks: tones.phone(callerHz),
    });
    await caller.dial(`sip:4000@127.0.0.1:${first.port}`);
    await caller.waitForEvent("CALL_ESTABLISHED", 20_000);
    await caller.waitHeard(5000);
    await caller.sendDigits("1");
    await phone.waitForEvent("CALL_INCOMING", 20_000);
    await phone.accept();
    await phone.waitForEvent("CALL_ESTABLISHED");
    const heard = await phone.waitHeard(2500);
    assert.ok(tonePresentMs(slice(heard, 1200, 2200), heard.sampleRateHz, callerHz) > 700);
    await caller.hangUp();
    await phone.waitForEvent("CALL_CLOSED", 15_000);
    const [record] = await admin.callRecords(1, ({ direction }) => direction === "inbound");
    assert.deepEqual([record?.ani, record?.dnis], ["+8613800138000", "4000"]);
  }

  // Dark: the trunk shows it, and calls go over the second one.
  {
    first.goDark();
    await using gateway = await startSipp({
      scenario: "uas-carrier",
      sipPort: gatewayPort,
      ringMs: 300,
      talkMs: 2000,
    });
    await phone.dial(`sip:02155555678@127.0.0.1:${tandem.ports.sip}`);
    await phone.waitForEvent("CALL_ESTABLISHED", 20_000);
    await second.logged(/outbound call of acct4000 to 02155555678/);
    await phone.waitForEvent("CALL_CLOSED", 15_000);
    assert.equal((await gateway.outcome()).failed, 0);
    const degraded = await seen("degraded");
    assert.match(degraded.cause ?? "", new RegExp(`127\\.0\\.0\\.1:${first.port}`));
  }

  // The password is shown to nobody.
  const { trunks } = await admin.call(endpoints.listTrunks);
  assert.equal(trunks.find(({ id }) => id === trunk.id)?.hasPassword, true);
  assert.ok(!JSON.stringify([trunks, tandem.logLines]).includes(account.password));
});
