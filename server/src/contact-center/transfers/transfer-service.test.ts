import assert from "node:assert/strict";
import { test } from "node:test";
import { err, FactBus, makeFact, newId, ok, systemClock } from "@tandem/kernel";
import type { AgentId, CallId, FactContent, LegId, TenantId } from "@tandem/kernel";
import { newAgent } from "#contact-center/agents";
import type { AgentState } from "#contact-center/agents";
import type { CallFact, TransferRequest } from "#telephony/calls";
import type { TransferFact } from "./transfer-facts.ts";
import { Transfers } from "./transfer-service.ts";
import type { TransfersOptions } from "./transfer-service.ts";

const tenantId = newId<TenantId>();
const callId = newId<CallId>();
const [caller, agent, target] = ["caller", "agent", "target"] as LegId[] as [LegId, LegId, LegId];
const agentId = "1001" as AgentId;

const idle: AgentState = { ...newAgent(0), presence: "available", reachable: true };

const colleague = (extension: string, busy: boolean) => ({
  record: { id: extension as AgentId, extension, displayName: `colleague ${extension}`, wrapUpSeconds: 10 },
  state: {
    ...idle,
    ownLegs: busy ? [{ callId: newId<CallId>(), legId: target }] : [],
  },
});

/** A talking call, its colleagues 1002 (free), 1003 (busy) and 1004 (without a phone), and what is done with it. */
function talking() {
  const facts = new FactBus<CallFact | TransferFact>((error) => assert.fail(error as Error));
  const told: string[] = [];
  facts.on("TransferFailed", ({ cause, returnedTo }) => void told.push(`${cause} → ${returnedTo}`));
  facts.on("TransferCompleted", ({ toAgentId }) => void told.push(`completed by ${toAgentId}`));
  const done: string[] = [];
  const does =
    (what: string) =>
    (...args: unknown[]) =>
      void done.push([what, ...args.slice(1)].join(" "));
  const agents = new Map(
    [
      colleague("1001", true),
      colleague("1002", false),
      colleague("1003", true),
      colleague("1004", false),
    ].map((each) => [each.record.extension, each]),
  );
  const options = {
    clock: systemClock,
    facts,
    below: facts,
    calls: {
      callerLegOf: () => caller,
      numbersOf: () => ({ ani: "138", dnis: "4000" }),
      dial: () => target,
      dialOut: () => target,
      replaceLeg: does("replace"),
      anchor: does("anchor"),
      hangUp: does("hang up"),
      hangUpLeg: does("hang up leg"),
    },
    bridges: {
      guestsOf: () => [],
      partnerOf: () => caller,
      park: does("park"),
      unpark: does("unpark"),
      endParked: does("end parked"),
    },
    agents: {
      byExtension: (_tenantId: TenantId, extension: string) => agents.get(extension),
      get: () => undefined,
      reserve: () => true,
      legDialed: () => {},
    },
    queues: { has: () => true },
    flows: {},
    entryPoints: { match: () => undefined },
    phoneOf: (_tenantId: TenantId, extension: string) => (extension === "1004" ? undefined : {}),
    dialOut: ({ number }: { number: string }) =>
      number === "0900" ? err({ kind: "forbidden" }) : ok(() => {}),
  };
  const transfers = new Transfers(options as unknown as TransfersOptions);
  const statuses: number[] = [];
  const ask = (number: string) =>
    transfers.receive({
      by: { tenantId, callId, legId: agent, agentId },
      number,
      consultation: undefined,
      accept: () => ({ notify: (status: number) => void statuses.push(status) }),
      reject: (status: number) => void statuses.push(-status),
    } satisfies TransferRequest);
  const happens = (content: FactContent<CallFact>) => facts.publish(makeFact<CallFact>(systemClock, content));
  const leg = { tenantId, callId, legId: target, agentId: "1002" as AgentId };
  return { ask, happens, leg, statuses, told, done, transfers };
}

test("whoever cannot be reached is told so, and the caller is back at once", () => {
  const outcome = (number: string) => {
    const { ask, statuses, told, done, transfers } = talking();
    ask(number);
    assert.equal(transfers.running, 0);
    return [statuses.at(-1), told.at(-1), done.at(-1)];
  };
  assert.deepEqual(outcome("1001"), [486, "busy → agent", "unpark"], "oneself");
  assert.deepEqual(outcome("1003"), [486, "busy → agent", "unpark"]);
  assert.deepEqual(outcome("1004"), [480, "unreachable → agent", "unpark"]);
  assert.deepEqual(outcome("0900"), [403, "forbidden → agent", "unpark"]);
  assert.deepEqual(outcome("nobody"), [404, "not-found → agent", undefined], "the caller never waited");
});

test("a colleague rings while the caller waits, and takes the agent's place", () => {
  const { ask, happens, leg, statuses, told, done } = talking();
  ask("1002");
  happens({ type: "LegRinging", ...leg });
  ask("1002");
  happens({ type: "LegAnswered", ...leg, codec: "PCMA" });
  assert.deepEqual(statuses, [180, -491, 200], "one transfer at a time");
  assert.deepEqual(told, ["completed by 1002"]);
  assert.deepEqual(done, [`park ${agent}`, `replace ${agent} ${target} transferred`]);
});

test("a transfer that rings is withdrawn by the agent who made it, once, and by nobody else", () => {
  const { ask, happens, leg, statuses, told, done, transfers } = talking();
  assert.equal(transfers.withdraw(agentId), false, "there is none yet");
  ask("1002");
  assert.equal(transfers.withdraw("1002" as AgentId), false);
  assert.equal(transfers.withdraw(agentId), true);
  assert.equal(transfers.withdraw(agentId), false);
  happens({ type: "LegEnded", ...leg, cause: "cancelled", answered: false });
  assert.deepEqual([statuses, told, transfers.running], [[487], ["withdrawn → agent"], 0]);
  assert.deepEqual(done, [`park ${agent}`, "unpark", `hang up leg ${target} cancelled`]);
});

test("who hung up after transferring has nothing to withdraw", () => {
  const { ask, happens, leg, transfers } = talking();
  ask("1002");
  happens({ type: "LegEnded", ...leg, legId: agent, agentId, cause: "hung-up-remotely", answered: true });
  assert.equal(transfers.withdraw(agentId), false);
});

test("one who declines after the agent has left sends the caller to the head of the queue", () => {
  const { ask, happens, leg, statuses, told, done } = talking();
  ask("1002");
  happens({ type: "LegEnded", ...leg, legId: agent, agentId, cause: "hung-up-remotely", answered: true });
  happens({ type: "LegEnded", ...leg, cause: "declined", answered: false });
  assert.deepEqual(
    [statuses.at(-1), told.at(-1), done.at(-1)],
    [603, "declined → queue", "end parked transfer-failed"],
  );
});

test("a caller who hangs up meanwhile ends the transfer", () => {
  const { ask, happens, statuses, told, transfers } = talking();
  ask("13912345678");
  happens({ type: "CallEnded", tenantId, callId, cause: "completed", by: "caller" });
  assert.deepEqual([statuses.at(-1), told.at(-1), transfers.running], [487, "caller-left → nobody", 0]);
});
