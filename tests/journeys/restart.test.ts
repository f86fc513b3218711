// The operator starts the system again while people talk: they notice nothing. Then the operator stops it.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { startBaresip } from "../peers/baresip.ts";
import { ApiClient } from "../support/api-client.ts";
import { assertAddsUp, assertSides, fetchRecording } from "../support/call-checks.ts";
import { choosePresence, dialQueue, newestCall, startDeskAgent } from "../support/floor-people.ts";
import { watchLive } from "../support/live-watcher.ts";
import { mediaPid, untilNothingLeft } from "../support/nothing-left.ts";
import { Program } from "../support/process.ts";
import { startTandem } from "../support/tandem.ts";
import { agentHz, callerHz, ToneFiles } from "../support/tone-files.ts";
import { slice, tonePresentMs } from "../support/tone.ts";
import { until } from "../support/until.ts";
import { durationMs } from "../support/wav.ts";

const program = path.join(import.meta.dirname, "../../server/src/cli/tandem.ts");
/** What a phone may miss of a tone at the ends of a stretch that is looked at, in ms. */
const edgeMs = 100;

/** Runs `tandem NAME`; resolves with its exit code and what it wrote. */
async function operator(name: string, dataDir: string): Promise<readonly [number | null, string]> {
  const command = new Program(process.execPath, [program, name, `--data-dir=${dataDir}`], { name });
  const { code } = await command.exited();
  return [code, command.output];
}

test("a restart keeps calls, sound and recording; a stop hangs up", async () => {
  using tones = new ToneFiles();
  await using tandem = await startTandem();
  const admin = await ApiClient.signIn(tandem, "admin");
  using floor = await watchLive(tandem, admin);
  await using agent = await startDeskAgent(tandem, "1001", { speaks: tones.phone(agentHz) });
  await using caller = await startBaresip({ user: "13800138000", speaks: tones.phone(callerHz) });
  await choosePresence(agent, "available");
  await dialQueue(caller, tandem);
  await agent.phone.waitForEvent("CALL_INCOMING");
  await agent.phone.accept();
  await floor.callAt("talking");
  const before = durationMs(await caller.waitHeard(3000));
  const [pid, media] = [tandem.pid, await mediaPid(admin)];

  const [code, said] = await operator("restart", tandem.dataDir);
  assert.deepEqual([code, said.trim()], [0, "restarted; 1 calls go on"]);
  assert.deepEqual([tandem.pid, await mediaPid(admin)], [pid, media], "both are the same processes");
  const heard = await caller.waitHeard(durationMs(await caller.waitHeard(1)) + 1000);
  const stretchMs = durationMs(heard) - before;
  const present = tonePresentMs(slice(heard, before, durationMs(heard)), heard.sampleRateHz, agentHz);
  assert.ok(present > stretchMs - edgeMs, `${present} ms of ${stretchMs} ms`);

  using again = await watchLive(tandem, admin);
  await again.agentAs("1001", { presence: "available", workState: "talking" });
  await caller.hangUp();
  await agent.phone.waitForEvent("CALL_CLOSED", 15_000);
  const call = await newestCall(admin, 1, ({ hasRecording }) => hasRecording);
  assertAddsUp(call);
  assert.deepEqual([call.endCause, call.endedBy], ["completed", "caller"]);
  assert.equal(call.timeline.filter(({ type }) => type === "ControlRestarted").length, 1);
  assertSides(await fetchRecording(admin, call), callerHz, agentHz);
  await untilNothingLeft(tandem);

  await dialQueue(caller, tandem);
  assert.deepEqual(await operator("stop", tandem.dataDir), [0, "stopped"]);
  await caller.waitForEvent("CALL_CLOSED");
  await until("the media process has ended", () => !existsSync(`/proc/${media}`));
  const [nobody, why] = await operator("restart", tandem.dataDir);
  assert.equal(nobody, 2);
  assert.match(why, /not-running: no Tandem runs/);
});
