// A supervisor in a live call: listens, whispers, barges in, changes between them, takes the call over; and each hears
// exactly whom they should.
import assert from "node:assert/strict";
import { test } from "node:test";
import { endpoints } from "@tandem/contract";
import type { CallDetail } from "@tandem/contract";
import { startBaresip } from "../peers/baresip.ts";
import { ApiClient } from "../support/api-client.ts";
import { assertAddsUp, fetchRecording, hasSecondOf } from "../support/call-checks.ts";
import { addAgent } from "../support/configuration.ts";
import { choosePresence, dialQueue, newestCall, startDeskAgent } from "../support/floor-people.ts";
import { assertHearsOnly } from "../support/hearing.ts";
import { readLiveState } from "../support/live-state.ts";
import { untilNothingLeft } from "../support/nothing-left.ts";
import { startTandem } from "../support/tandem.ts";
import { ToneFiles } from "../support/tone-files.ts";
import { until } from "../support/until.ts";

const hz = { caller: 400, agent: 600, supervisor: 900 } as const;
type Who = keyof typeof hz;
const all = Object.values(hz);

test("listen, whisper, barge, take over: who hears whom, what is told to whom, and what is recorded", async () => {
  using tones = new ToneFiles();
  await using tandem = await startTandem({
    prepare: (configuration) => addAgent(configuration, "1009", "supervisor"),
  });
  const admin = await ApiClient.signIn(tandem, "admin");
  await using agent = await startDeskAgent(tandem, "1001", { speaks: tones.phone(hz.agent) });
  await using supervisor = await startDeskAgent(tandem, "1009", { speaks: tones.phone(hz.supervisor) });
  await using caller = await startBaresip({ user: "13800138000", speaks: tones.phone(hz.caller) });
  const phones = { caller, agent: agent.phone, supervisor: supervisor.phone };
  const hear = async (who: Who, ...whom: Who[]): Promise<void> =>
    assertHearsOnly(
      `the ${who}`,
      phones[who],
      whom.map((each) => hz[each]),
      all,
    );
  await choosePresence(agent, "available");
  await dialQueue(caller, tandem);
  await agent.phone.waitForEvent("CALL_INCOMING");
  await agent.phone.accept();
  await hear("caller", "agent");
  const callId = (await readLiveState(tandem, admin)).calls[0]?.id ?? "";
  const params = { callId };
  const supervise = (api: ApiClient, mode: "listen" | "whisper" | "barge") =>
    api.fetch(endpoints.superviseCall, { params, body: { mode } });

  // By role: an agent may not. And not a call that is not there.
  assert.equal((await supervise(agent.api, "listen")).status, 403);
  const nobody = await supervisor.api.fetch(endpoints.superviseCall, {
    params: { callId: "00000000-0000-7000-8000-000000000000" },
    body: { mode: "listen" },
  });
  assert.equal(nobody.status, 409);

  assert.equal((await supervise(supervisor.api, "listen")).status, 200);
  await supervisor.phone.waitForEvent("CALL_INCOMING");
  await supervisor.phone.accept();
  await hear("supervisor", "caller", "agent");
  await hear("caller", "agent");
  await hear("agent", "caller");
  const deskSupervisors = async () =>
    (await readLiveState(tandem, agent.api)).desk?.contact?.supervisors ?? [];
  const floorModes = async () =>
    (await readLiveState(tandem, admin)).calls[0]?.supervisors.map(({ mode, isIn }) => [mode, isIn]);
  assert.deepEqual(await deskSupervisors(), [], "who only listens is not told");
  assert.deepEqual(await floorModes(), [["listen", true]]);

  assert.equal((await supervise(supervisor.api, "whisper")).status, 200);
  await hear("agent", "caller", "supervisor");
  await hear("caller", "agent");
  await hear("supervisor", "caller", "agent");
  assert.deepEqual(await deskSupervisors(), [{ name: "1009", mode: "whisper" }]);

  assert.equal((await supervise(supervisor.api, "barge")).status, 200);
  await hear("caller", "agent", "supervisor");
  await hear("agent", "caller", "supervisor");
  assert.deepEqual(await floorModes(), [["barge", true]]);

  // Out, and in again.
  assert.equal((await supervisor.api.fetch(endpoints.leaveCall, { params })).status, 200);
  await supervisor.phone.waitForEvent("CALL_CLOSED");
  await hear("caller", "agent");
  await hear("agent", "caller");
  assert.equal((await supervise(supervisor.api, "whisper")).status, 200);
  await supervisor.phone.waitForEvent("CALL_INCOMING");
  await supervisor.phone.accept();
  await hear("agent", "caller", "supervisor");

  // The agent holds, and what baresip hears from then on is in no file: the caller goes on with the supervisor.
  assert.equal((await supervise(supervisor.api, "barge")).status, 200);
  await agent.phone.hold();
  await hear("caller", "supervisor");
  await agent.phone.resume();
  await hear("caller", "agent", "supervisor");

  assert.equal((await supervisor.api.fetch(endpoints.takeOverCall, { params })).status, 200);
  await agent.phone.waitForEvent("CALL_CLOSED");
  await hear("caller", "supervisor");
  await hear("supervisor", "caller");
  const workState = async (api: ApiClient) => (await readLiveState(tandem, api)).desk?.agent.workState;
  assert.equal(await workState(agent.api), "wrap-up");
  assert.equal(await workState(supervisor.api), "talking");
  await caller.hangUp();
  await supervisor.phone.waitForEvent("CALL_CLOSED");
  await untilNothingLeft(tandem);
  await until(
    "the supervisor has the paper work",
    async () => (await workState(supervisor.api)) === "wrap-up",
  );

  const call = await newestCall(admin, 1, ({ hasRecording }) => hasRecording);
  assertAddsUp(call);
  assertAudit(call);
  await assertRecorded(admin, call);
});

function assertAudit(call: CallDetail): void {
  const audit = call.timeline.filter(
    ({ type }) => type.startsWith("Supervision") || type === "CallTakenOver",
  );
  assert.deepEqual(
    audit.map(({ type, data }) => [type, data["mode"] ?? null]),
    [
      ["SupervisionRequested", "listen"],
      ["SupervisionStarted", "listen"],
      ["SupervisionChanged", "whisper"],
      ["SupervisionChanged", "barge"],
      ["SupervisionEnded", "barge"],
      ["SupervisionRequested", "whisper"],
      ["SupervisionStarted", "whisper"],
      ["SupervisionChanged", "barge"],
      ["CallTakenOver", null],
    ],
  );
  assert.ok(audit.every(({ data }) => data["supervisorName"] === "1009"));
}

/** Left the caller alone, right whoever the caller heard in each part, and nobody else. */
async function assertRecorded(admin: ApiClient, call: CallDetail): Promise<void> {
  const sound = await fetchRecording(admin, call);
  const segments = call.recordings[0]?.segments ?? [];
  const legHz = new Map(
    call.legs.map(({ id, agentName }) => [
      id,
      agentName === null ? hz.caller : agentName === "1009" ? hz.supervisor : hz.agent,
    ]),
  );
  const rights = segments.map(({ rightLegId, otherRightLegIds }) =>
    [rightLegId, ...otherRightLegIds]
      .flatMap((id) => (id === null ? [] : [legHz.get(id) ?? 0]))
      .toSorted((a, b) => a - b),
  );
  assert.deepEqual(
    rights.filter((each, i) => String(each) !== String(rights[i - 1])),
    [
      [hz.agent],
      [hz.agent, hz.supervisor],
      [hz.agent],
      [hz.agent, hz.supervisor],
      [hz.supervisor],
      [hz.agent, hz.supervisor],
      [hz.supervisor],
    ],
  );
  const end = call.recordings[0]?.durationMs ?? 0;
  segments.forEach(({ atMs: fromMs }, i) => {
    const part = { fromMs, toMs: segments[i + 1]?.atMs ?? end };
    // Between two changes that follow each other at once there is nothing to look at.
    if (part.toMs - part.fromMs < 1500) return;
    const sides = [[hz.caller], rights[i] ?? []];
    assert.ok(
      hasSecondOf(sound, part, sides, all),
      `from ${part.fromMs} to ${part.toMs} ms: ${sides.join(" | ")}`,
    );
  });
}
