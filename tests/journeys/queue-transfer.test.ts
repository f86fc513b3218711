// A caller is sent into a queue, at once or after asking there; and each agent is credited with what they did and has
// their own wrap-up. Named after what went wrong elsewhere: Asterisk #607 (the transferring agent's wrap-up is skipped)
// and #759 (the wrong agent is credited with the rest of the call).
import assert from "node:assert/strict";
import { test } from "node:test";
import { endpoints } from "@tandem/contract";
import type { CallDetail } from "@tandem/contract";
import { startBaresip } from "../peers/baresip.ts";
import { ApiClient } from "../support/api-client.ts";
import { assertAddsUp } from "../support/call-checks.ts";
import { setQueues } from "../support/configuration.ts";
import { choosePresence, dialQueue, sipAddress, startDeskAgent } from "../support/floor-people.ts";
import type { DeskAgent } from "../support/floor-people.ts";
import { assertHears, shareHeard } from "../support/hearing.ts";
import { watchLive } from "../support/live-watcher.ts";
import type { LiveWatcher } from "../support/live-watcher.ts";
import { readLiveState } from "../support/live-state.ts";
import { untilNothingLeft } from "../support/nothing-left.ts";
import { startTandem } from "../support/tandem.ts";
import { agentHz, callerHz, ToneFiles } from "../support/tone-files.ts";

const colleagueHz = 900;

test(
  "attended transfer skips no wrap-up (#607) and credits the right agent (#759), into a queue as well",
  { timeout: 200_000 },
  async () => {
    using tones = new ToneFiles();
    await using tandem = await startTandem({
      prepare: (configuration) => setQueues(configuration, { wrap_up_seconds: 600 }),
    });
    const admin = await ApiClient.signIn(tandem, "admin");
    using floor = await watchLive(tandem, admin);
    await using agent = await startDeskAgent(tandem, "1001", { speaks: tones.phone(agentHz) });
    await using colleague = await startDeskAgent(tandem, "1002", { speaks: tones.phone(colleagueHz) });
    await using caller = await startBaresip({ user: "13800138000", speaks: tones.phone(callerHz) });
    const { queues } = await agent.api.call(endpoints.listColleagues);
    const queue = `${queues[0]?.number}@${sipAddress(tandem)}`;
    const callerHears = (who: string, frequencyHz: number) =>
      assertHears(`the caller hears the ${who}`, () => shareHeard(caller, 1000, frequencyHz));
    const begin = async () => {
      await choosePresence(agent, "available");
      await dialQueue(caller, tandem);
      await agent.phone.waitForEvent("CALL_INCOMING");
      await agent.phone.accept();
      await callerHears("agent", agentHz);
      await choosePresence(colleague, "available");
    };

    // At once: the caller waits in the line, and the next agent of the queue has them.
    await begin();
    await agent.phone.transfer(`sip:${queue}`);
    await agent.phone.waitForEvent("CALL_CLOSED");
    await colleague.phone.waitForEvent("CALL_INCOMING");
    const { desk } = await readLiveState(tandem, colleague.api);
    assert.equal(desk?.contact?.dnis, "4000", "what the caller had dialled");
    await colleague.phone.accept();
    await callerHears("colleague", colleagueHz);
    await floor.agentAs("1001", { workState: "wrap-up" });
    await caller.hangUp();
    await bothWrapUp(floor, [agent, colleague]);
    await untilNothingLeft(tandem);

    // After asking: the agent calls the queue, speaks with who answers there, and hands the caller over.
    await choosePresence(colleague, "away");
    await begin();
    const name = (await readLiveState(tandem, agent.api)).desk?.contact?.replaces ?? "";
    await agent.phone.hold();
    await agent.phone.dial(`sip:${queue}`);
    await colleague.phone.waitForEvent("CALL_INCOMING");
    await colleague.phone.accept();
    await assertHears("the colleague hears the agent", () => shareHeard(colleague.phone, 1000, agentHz));
    await agent.phone.transfer(
      `<sip:13800138000@${sipAddress(tandem)}?Replaces=${encodeURIComponent(name)}>`,
    );
    await callerHears("colleague", colleagueHz);
    await floor.agentAs("1001", { workState: "wrap-up" });
    await caller.hangUp();
    await bothWrapUp(floor, [agent, colleague]);
    await untilNothingLeft(tandem);

    const records = await admin.callRecords(2, ({ ani }) => ani.endsWith("13800138000"));
    const details = await Promise.all(
      records.map(({ id }) => admin.callDetail(id, ({ timeline }) => served(timeline) > 0)),
    );
    const [attended, blind] = details;
    assert.ok(attended && blind);
    for (const call of details) assertAddsUp(call);
    assert.deepEqual(credited(blind), ["李 / Li", "王 / Wang"], "each for the part they spoke");
    assert.deepEqual(credited(attended), ["王 / Wang"], "who has the caller at the end");
    for (const call of details)
      assert.equal(call.timeline.filter(({ type }) => type === "WrapUpFinished").length, 2);
  },
);

const served = (timeline: CallDetail["timeline"]) =>
  timeline.filter(({ type }) => type === "ContactServed").length;

/** Whom the talk of each part is counted for. */
function credited({ timeline, legs }: CallDetail): (string | null | undefined)[] {
  const names = new Map<unknown, string>();
  for (const { data } of timeline)
    if (typeof data["agentName"] === "string") names.set(data["agentId"], data["agentName"]);
  for (const { data } of timeline)
    if (typeof data["targetName"] === "string") names.set(data["toAgentId"], data["targetName"]);
  assert.ok(legs.length > 2);
  return timeline
    .filter(({ type }) => type === "ContactServed")
    .map(({ data }) => {
      assert.ok(Number(data["talkMs"]) > 0);
      return names.get(data["agentId"]);
    });
}

/** Nobody is stuck, nobody is let off: both have their paper work, and do it. */
async function bothWrapUp(floor: LiveWatcher, agents: readonly DeskAgent[]): Promise<void> {
  for (const [index, { api }] of agents.entries()) {
    const { callId } = await floor.agentAs(`100${index + 1}`, { workState: "wrap-up" });
    await api.call(endpoints.finishWrapUp, {
      body: { callId: callId ?? "", disposition: "resolved", note: "" },
    });
    await floor.agentAs(`100${index + 1}`, { workState: "idle" });
  }
}
