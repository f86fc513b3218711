// A flow that asks for a number of several keys and goes by it: heard by a phone that types, by what is typed and by who calls.
import assert from "node:assert/strict";
import { test } from "node:test";
import { endpoints } from "@tandem/contract";
import type { FlowDocumentInput } from "@tandem/flows";
import { startBaresip } from "../peers/baresip.ts";
import { ApiClient } from "../support/api-client.ts";
import { addFlow } from "../support/configuration.ts";
import { sipAddress } from "../support/floor-people.ts";
import { hears } from "../support/leave-message.ts";
import { untilNothingLeft } from "../support/nothing-left.ts";
import { startTandem } from "../support/tandem.ts";

const number = "4720";

const flow: FlowDocumentInput = {
  schema: 1,
  language: "en",
  start: "known",
  nodes: {
    known: { type: "condition", when: 'call.from == "13900139000"', next: "vip", otherwise: "order" },
    order: {
      type: "collect-digits",
      prompts: ["callback-type"],
      variable: "order",
      least: 4,
      most: 6,
      pauseSeconds: 2,
      retries: 1,
      next: "large",
      otherwise: "bye",
    },
    large: {
      type: "condition",
      when: 'order.startsWith("9") && int(order) > 9000',
      next: "count",
      otherwise: "guard",
    },
    guard: { type: "loop-guard", rounds: 1, next: "order", otherwise: "bye" },
    count: {
      type: "set-variable",
      variable: "digits",
      value: "size(order)",
      next: "by-count",
      otherwise: "bye",
    },
    "by-count": { type: "switch", value: "digits", cases: { "4": "four", "6": "six" }, otherwise: "bye" },
    four: { type: "hang-up", prompts: ["closed"] },
    six: { type: "hang-up", prompts: ["system-error"] },
    vip: { type: "hang-up", prompts: ["agent-busy-goodbye"] },
    bye: { type: "hang-up", prompts: ["goodbye"] },
  },
};

test("a flow goes by what is typed, by what is computed from it, and by who calls", async () => {
  await using tandem = await startTandem({
    prepare: (configuration) => addFlow(configuration, number, flow),
  });
  const admin = await ApiClient.signIn(tandem, "admin");
  const { problems } = await admin.call(endpoints.checkFlow, { body: { document: { ...flow } } });
  assert.deepEqual(problems, []);
  await using caller = await startBaresip({ user: "13800138000" });
  await using known = await startBaresip({ user: "13900139000" });
  const dial = `sip:${number}@${sipAddress(tandem)}`;
  const call = async (phone: typeof caller, keys: string) => {
    await phone.dial(dial);
    await phone.waitForEvent("CALL_ESTABLISHED");
    if (keys !== "") await phone.sendDigits(keys);
  };

  await call(known, "");
  await hears(known, "en/agent-busy-goodbye");
  await call(caller, "9876#");
  await hears(caller, "en/closed");
  await caller.waitForEvent("CALL_CLOSED", 20_000);
  await call(caller, "987654");
  await hears(caller, "en/system-error");
  await caller.waitForEvent("CALL_CLOSED", 20_000);
  // Not one of ours: asked once more, and then goodbye; the end of the keys is a pause.
  await call(caller, "1234");
  await hears(caller, "en/callback-type");
  await caller.sendDigits("4321#");
  await hears(caller, "en/goodbye");
  await caller.waitForEvent("CALL_CLOSED", 20_000);
  await known.waitForEvent("CALL_CLOSED", 20_000);
  await untilNothingLeft(tandem);

  // What was typed is nobody's business but the flow's.
  const [newest] = await admin.callRecords(4);
  const detail = JSON.stringify(await admin.callDetail(newest?.id ?? ""));
  assert.doesNotMatch(detail, /4321/);
});
