// An agent lets a call pass or declines it: the next agent is rung, and whoever missed one gets later calls again.
import assert from "node:assert/strict";
import { test } from "node:test";
import { startBaresip } from "../../peers/baresip.ts";
import { ApiClient } from "../../support/api-client.ts";
import { assertAddsUp } from "../../support/call-checks.ts";
import { addAgent, setQueues } from "../../support/configuration.ts";
import { choosePresence, dialQueue, newestCall, startDeskAgent } from "../../support/floor-people.ts";
import { watchLive } from "../../support/live-watcher.ts";
import { untilNothingLeft } from "../../support/nothing-left.ts";
import { startTandem } from "../../support/tandem.ts";

const offerTimeoutMs = 2000;

test("no answer, then declined, then answered by the third; the first two get the calls after that", async () => {
  await using tandem = await startTandem({
    async prepare(set) {
      await setQueues(set, { offer_timeout_seconds: offerTimeoutMs / 1000, wrap_up_seconds: 0 });
      await addAgent(set, "1003");
    },
  });
  const admin = await ApiClient.signIn(tandem, "admin");
  using floor = await watchLive(tandem, admin);
  await using silent = await startDeskAgent(tandem, "1001");
  await using declining = await startDeskAgent(tandem, "1002");
  await using answering = await startDeskAgent(tandem, "1003");
  await using caller = await startBaresip({ user: "13800138000" });
  // The longest idle is rung first.
  for (const agent of [silent, declining, answering]) await choosePresence(agent, "available");

  await dialQueue(caller, tandem);
  await silent.phone.waitForEvent("CALL_INCOMING");
  const rungAt = performance.now();
  await silent.phone.waitForEvent("CALL_CLOSED");
  await declining.phone.waitForEvent("CALL_INCOMING");
  const passedMs = performance.now() - rungAt;
  assert.ok(
    passedMs > offerTimeoutMs - 500 && passedMs < offerTimeoutMs + 1500,
    `passed on at ${passedMs} ms`,
  );
  const declinedAt = performance.now();
  await declining.phone.hangUp();
  await answering.phone.waitForEvent("CALL_INCOMING");
  assert.ok(performance.now() - declinedAt < 1000, "the next agent is rung at once");
  await answering.phone.accept();
  await floor.callAt("talking");
  await floor.agentAs("1001", { workState: "idle", presence: "available" });
  await floor.agentAs("1002", { workState: "idle", presence: "available" });

  // While the third talks, the first two are rung again: both rested, none was dropped from the queue.
  await using second = await startBaresip({ user: "13800138001" });
  await using third = await startBaresip({ user: "13800138002" });
  await dialQueue(second, tandem);
  await dialQueue(third, tandem);
  for (const { phone } of [silent, declining]) {
    await phone.waitForEvent("CALL_INCOMING");
    await phone.accept();
    await phone.waitForEvent("CALL_ESTABLISHED");
  }
  for (const phone of [caller, second, third]) await phone.hangUp();
  await untilNothingLeft(tandem);

  await newestCall(admin, 3);
  const [first] = await admin.callRecords(1, ({ ani }) => ani === "13800138000");
  const call = await admin.callDetail(first?.id ?? "");
  assertAddsUp(call);
  const reasons = call.timeline
    .filter(({ type }) => type === "OfferFailed")
    .map(({ data }) => data["reason"]);
  assert.deepEqual(reasons, ["no-answer", "declined"]);
  assert.equal(call.agentName, "1003");
  assert.equal(call.endCause, "completed");
});
