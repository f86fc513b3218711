import assert from "node:assert/strict";
import { test } from "node:test";
import { newId } from "@tandem/kernel";
import type { CallId } from "@tandem/kernel";
import { stepOutboundCall } from "./outbound-call.ts";
import type { OutboundCall, OutboundInput } from "./outbound-call.ts";
import { shownNumbersOf } from "./shown-numbers.ts";

const placed: OutboundCall = {
  callId: newId<CallId>(),
  number: "10086",
  shownNumber: null,
  queueId: null,
  queueName: null,
  isCallback: false,
  stage: "own-phone",
  failure: null,
};
const up: OutboundInput = { kind: "near-answered" };
const ended = (cause: Extract<OutboundInput, { kind: "call-ended" }>["cause"]): OutboundInput => ({
  kind: "call-ended",
  cause,
});

function run(inputs: readonly OutboundInput[]): string {
  let call: OutboundCall | undefined = placed;
  for (const input of inputs) call = call && stepOutboundCall(call, input);
  return call ? [call.stage, call.failure].filter(Boolean).join(" ") : "gone";
}

test("the desk shows own phone, dialing, ringing, early sound and talk in their order, and nothing after", () => {
  const story: OutboundInput[] = [
    up,
    { kind: "far-ringing" },
    { kind: "far-early" },
    { kind: "far-ringing" },
    { kind: "far-answered" },
  ];
  const seen = story.map((_, index) => run(story.slice(0, index + 1)));
  assert.deepEqual(seen, ["dialing", "ringing", "early", "early", "talking"]);
  assert.equal(run([...story, { kind: "far-ended", cause: "hung-up-remotely" }, ended("completed")]), "gone");
});

test("why nobody came stays to be read; who hangs up knows why", () => {
  const failed = (cause: Extract<OutboundInput, { kind: "far-ended" }>["cause"]) =>
    run([up, { kind: "far-ended", cause }, ended("failed")]);
  assert.equal(failed("busy"), "failed busy");
  assert.equal(failed("no-answer"), "failed no-answer");
  assert.equal(failed("rejected"), "failed declined");
  assert.equal(failed("number-changed"), "failed not-found");
  assert.equal(failed("no-capacity"), "failed failed");
  assert.equal(run([ended("failed")]), "failed own-phone");
  assert.equal(run([ended("abandoned")]), "gone");
  assert.equal(run([up, { kind: "far-ringing" }, ended("completed")]), "gone");
});

test("an agent may show all numbers of the tenant, or those that were settled and are still there", () => {
  assert.deepEqual(shownNumbersOf(["1", "2"], null), ["1", "2"]);
  assert.deepEqual(shownNumbersOf(["1", "2"], ["2", "3"]), ["2"]);
});
