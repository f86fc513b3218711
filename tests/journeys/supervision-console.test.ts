// A supervisor at the console: the floor's buttons ring their phone and change how they are in the call; and control
// may be killed meanwhile.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { endpoints } from "@tandem/contract";
import { startBaresip } from "../peers/baresip.ts";
import { startChromium } from "../peers/chromium.ts";
import { ApiClient } from "../support/api-client.ts";
import { assertAddsUp, fetchRecording } from "../support/call-checks.ts";
import { addAgent } from "../support/configuration.ts";
import { choosePresence, dialQueue, newestCall, startDeskAgent } from "../support/floor-people.ts";
import { assertHearsOnly } from "../support/hearing.ts";
import { readLiveState } from "../support/live-state.ts";
import { untilNothingLeft } from "../support/nothing-left.ts";
import { picture } from "../support/pages.ts";
import { startTandem } from "../support/tandem.ts";
import { ToneFiles } from "../support/tone-files.ts";
import { durationMs } from "../support/wav.ts";

const hz = { caller: 400, agent: 600, supervisor: 900 } as const;
type Who = keyof typeof hz;
const all = Object.values(hz);

test(
  "the floor's buttons; control is killed under a conference, which goes on",
  { timeout: 200_000 },
  async () => {
    using tones = new ToneFiles();
    using folder = new DisposableStack();
    const directory = folder.adopt(mkdtempSync(path.join(tmpdir(), "tandem-supervision-")), (name) =>
      rmSync(name, { recursive: true, force: true }),
    );
    const dataDir = path.join(directory, "data");
    await using killed = await startTandem({
      dataDir,
      prepare: (configuration) => addAgent(configuration, "1009", "supervisor"),
    });
    const admin = await ApiClient.signIn(killed, "admin");
    await using agent = await startDeskAgent(killed, "1001", { speaks: tones.phone(hz.agent) });
    await using supervisor = await startDeskAgent(killed, "1009", { speaks: tones.phone(hz.supervisor) });
    await using caller = await startBaresip({ user: "13800138000", speaks: tones.phone(hz.caller) });
    const phones = { caller, agent: agent.phone, supervisor: supervisor.phone };
    const hear = (who: Who, ...whom: Who[]): Promise<void> =>
      assertHearsOnly(
        `the ${who}`,
        phones[who],
        whom.map((each) => hz[each]),
        all,
      );
    await choosePresence(agent, "available");
    await dialQueue(caller, killed);
    await agent.phone.waitForEvent("CALL_INCOMING");
    await agent.phone.accept();
    await hear("caller", "agent");
    const callId = (await readLiveState(killed, admin)).calls[0]?.id ?? "";

    await using browser = await startChromium({ viewport: { width: 1280, height: 720 } });
    const console = await browser.newPage();
    const [name = "", value = ""] = supervisor.api.cookie.split("=", 2);
    await console.context().addCookies([{ name, value, url: killed.httpUrl }]);
    await console.goto(`${killed.httpUrl}/console`);
    await console.getByTestId(`listen-${callId}`).waitFor();
    await picture(console, "floor.zh-CN");
    await console.getByTestId(`listen-${callId}`).click();
    await supervisor.phone.waitForEvent("CALL_INCOMING");
    await supervisor.phone.accept();
    await console.getByTestId(`take-over-${callId}`).waitFor();
    await picture(console, "floor-supervised.zh-CN");
    await hear("supervisor", "caller", "agent");
    await hear("caller", "agent");
    await console.getByTestId("language-switch").click();
    await console.emulateMedia({ colorScheme: "dark" });
    await console.getByTestId(`supervision-${callId}`).getByText("Whisper").click();
    await hear("agent", "caller", "supervisor");
    await hear("caller", "agent");
    await picture(console, "floor-supervised-dark.en");
    assert.deepEqual(browser.problems, []);
    await console.close();
    killed.killControl();

    await using tandem = await startTandem({ dataDir, ports: killed.ports });
    await hear("agent", "caller", "supervisor");
    await hear("caller", "agent");
    await supervisor.api.call(endpoints.superviseCall, { params: { callId }, body: { mode: "barge" } });
    await hear("caller", "agent", "supervisor");
    await supervisor.api.call(endpoints.leaveCall, { params: { callId } });
    await supervisor.phone.waitForEvent("CALL_CLOSED");
    await hear("caller", "agent");
    await caller.hangUp();
    await agent.phone.waitForEvent("CALL_CLOSED", 15_000);
    await untilNothingLeft(tandem);
    const call = await newestCall(admin, 1, ({ hasRecording }) => hasRecording);
    assertAddsUp(call);
    const modes = call.timeline
      .filter(({ type }) => type.startsWith("Supervision"))
      .map(({ type, data }) => `${type} ${String(data["mode"])}`);
    assert.deepEqual(modes, [
      "SupervisionRequested listen",
      "SupervisionStarted listen",
      "SupervisionChanged whisper",
      "SupervisionChanged barge",
      "SupervisionEnded barge",
    ]);
    const sound = await fetchRecording(admin, call);
    assert.ok(Math.abs(durationMs(sound) - (call.recordings[0]?.durationMs ?? 0)) < 1000);
  },
);
