// Two tenants on one system: the second sees nothing of the first, live or afterwards, by list or by id.
import assert from "node:assert/strict";
import { test } from "node:test";
import { endpoints } from "@tandem/contract";
import { startBaresip } from "../../peers/baresip.ts";
import { openRawSip } from "../../peers/raw-sip.ts";
import { ApiClient } from "../../support/api-client.ts";
import { addTenant, setQueues } from "../../support/configuration.ts";
import { choosePresence, dialQueue, newestCall, startDeskAgent } from "../../support/floor-people.ts";
import { watchLive } from "../../support/live-watcher.ts";
import { startTandem } from "../../support/tandem.ts";
import { until } from "../../support/until.ts";

const domain = "other.example";
const callerNumber = "13800138000";

test("a second tenant's administrator sees no call, recording, agent, queue or live change of the first", async () => {
  let stranger = { name: "", password: "" };
  await using tandem = await startTandem({
    async prepare(set) {
      await setQueues(set, { wrap_up_seconds: 0 });
      stranger = await addTenant(set, { name: "别家 / Other", sipDomain: domain });
    },
  });
  const admin = await ApiClient.signIn(tandem, "admin");
  const other = new ApiClient(tandem.httpUrl);
  const { name, password } = stranger;
  // The same user name, another tenant: the password counts in its own tenant only.
  assert.equal((await other.fetch(endpoints.signIn, { body: { name, password } })).status, 401);
  const me = await other.call(endpoints.signIn, { body: { tenant: domain, name, password } });
  assert.notEqual(me.tenant.name, (await admin.call(endpoints.getMe)).tenant.name);

  using floor = await watchLive(tandem, admin);
  using otherFloor = await watchLive(tandem, other);
  await using agent = await startDeskAgent(tandem, "1001");
  await using caller = await startBaresip({ user: callerNumber });
  await choosePresence(agent, "available");
  await dialQueue(caller, tandem);
  await agent.phone.waitForEvent("CALL_INCOMING");
  await agent.phone.accept();
  const live = await floor.callAt("talking");
  await caller.hangUp();
  const call = await newestCall(admin, 1, ({ hasRecording }) => hasRecording);
  const recordingId = call.recordings[0]?.id ?? "";
  assert.equal(call.id, live.id);
  await until("the floor is told of the record", () => floor.storedCallIds.length > 0);
  assert.deepEqual([...new Set(floor.storedCallIds)], [call.id]);

  // Live: nothing came.
  assert.deepEqual(otherFloor.storedCallIds, []);
  const seen = await otherFloor.until("a floor", (state) => state);
  assert.deepEqual([seen.desk, seen.queues, seen.agents, seen.calls], [null, [], [], []]);

  // Lists name none of it; ids of the first tenant are nobody's.
  const secrets = [call.id, recordingId, callerNumber, call.agentName ?? "", call.queueName ?? ""];
  assert.ok(secrets.every((secret) => secret.length > 2));
  const lists = [endpoints.listCalls, endpoints.getSetup, endpoints.listDispositions, endpoints.getMe];
  for (const list of lists) {
    const text = await (await other.fetch(list)).text();
    for (const secret of secrets) assert.ok(!text.includes(secret), `${list.path} shows ${secret}`);
  }
  const calls = await other.call(endpoints.listCalls, { query: { ani: callerNumber } });
  assert.deepEqual(calls, { calls: [], next: null });
  for (const client of [other, admin]) {
    const status = client === other ? 404 : 200;
    assert.equal((await client.fetch(endpoints.getCall, { params: { callId: call.id } })).status, status);
    const audio = await client.fetch(endpoints.getRecordingAudio, { params: { recordingId } });
    assert.equal(audio.status, status);
  }

  // A phone of the first tenant is none in the domain of the second.
  using phone = await openRawSip({ over: "udp", from: "127.0.0.1", toPort: tandem.ports.sip });
  const secret = tandem.firstUser("agent").sipSecret ?? "";
  const register = (host: string) => {
    const who = { username: "1001", password: secret, from: `1001@${host}`, to: `<sip:1001@${host}>` };
    return phone.requestAs("REGISTER", `sip:${host}`, who);
  };
  assert.equal(await register(domain), 401);
  assert.equal(await register("tandem"), 200);
});
