import assert from "node:assert/strict";
import { test } from "node:test";
import { startInviteClient, stepInviteClient } from "./invite-client.ts";
import { startInviteServer, stepInviteServer } from "./invite-server.ts";
import type { ClientInput, ClientTimer, ServerInput, ServerTimer } from "./machine.ts";
import { startNonInviteClient, stepNonInviteClient } from "./non-invite-client.ts";
import { startNonInviteServer, stepNonInviteServer } from "./non-invite-server.ts";

type Effects = readonly {
  kind: string;
  timer?: string;
  delayMs?: number;
  status?: number;
  reason?: string;
}[];
type Result = { state: { name: string }; effects: Effects };

const response = (status: number): ClientInput => ({ kind: "response", status });
const expired = (timer: ClientTimer): ClientInput => ({ kind: "timer", timer });
const respond = (status: number): ServerInput => ({ kind: "respond", status });
const elapsed = (timer: ServerTimer): ServerInput => ({ kind: "timer", timer });
const lost = { kind: "transport-error" } as const;
const copy: ServerInput = { kind: "request" };
const ack: ServerInput = { kind: "ack" };

/** Effects as words: "send-request", "A+1000" for a timer started, "A-" for one stopped, "fail:timeout". */
function words(effects: Effects): string {
  return effects
    .map(({ kind, timer, delayMs, reason }) => {
      if (kind === "start-timer") return `${timer}+${delayMs}`;
      if (kind === "stop-timer") return `${timer}-`;
      return reason === undefined ? kind : `${kind}:${reason}`;
    })
    .join(" ");
}

type Row<Input> = readonly [input: Input, state: string, effects: string];

/** Runs a machine through rows of input, expected state and expected effects. */
function walk<State extends { name: string }, Input>(
  start: { state: State; effects: Effects },
  step: (state: State, input: Input) => { state: State; effects: Effects },
  first: string,
  rows: readonly Row<Input>[],
): void {
  assert.equal(words(start.effects), first);
  let { state } = start;
  for (const [input, name, effects] of rows) {
    const next: Result = step(state, input);
    assert.deepEqual([next.state.name, words(next.effects)], [name, effects], JSON.stringify(input));
    state = next.state as State;
  }
}

test("INVITE client, unreliable: A doubles, B gives up (§17.1.1.2)", () => {
  walk(startInviteClient(false), stepInviteClient, "send-request B+32000 A+500", [
    [expired("A"), "calling", "send-request A+1000"],
    [expired("A"), "calling", "send-request A+2000"],
    [expired("A"), "calling", "send-request A+4000"],
    [expired("A"), "calling", "send-request A+8000"],
    [expired("B"), "terminated", "fail:timeout"],
  ]);
});

test("INVITE client: a refusal is ACKed, and ACKed again for each copy until D", () => {
  walk(startInviteClient(false), stepInviteClient, "send-request B+32000 A+500", [
    [response(180), "proceeding", "A- B- deliver"],
    [response(183), "proceeding", "deliver"],
    [response(486), "completed", "send-ack deliver D+32500"],
    [response(486), "completed", "send-ack"],
    [response(180), "completed", ""],
    [expired("D"), "terminated", ""],
  ]);
});

test("INVITE client, reliable: no A, no waiting for copies", () => {
  walk(startInviteClient(true), stepInviteClient, "send-request B+32000", [
    [response(486), "terminated", "A- B- send-ack deliver"],
  ]);
});

test("INVITE client: every 2xx is delivered until M (RFC 6026 §7.2)", () => {
  walk(startInviteClient(false), stepInviteClient, "send-request B+32000 A+500", [
    [response(200), "accepted", "A- B- deliver M+32000"],
    [response(200), "accepted", "deliver"],
    [response(486), "accepted", ""],
    [lost, "accepted", ""],
    [expired("M"), "terminated", ""],
  ]);
});

test("INVITE client: no final response to a cancelled call ends in a time-out (§9.1)", () => {
  walk(startInviteClient(false), stepInviteClient, "send-request B+32000 A+500", [
    [response(180), "proceeding", "A- B- deliver"],
    [{ kind: "abandon" }, "terminated", "fail:timeout"],
  ]);
});

test("non-INVITE client, unreliable: E doubles to T2, is T2 once proceeding, F gives up (§17.1.2.2)", () => {
  walk(startNonInviteClient(false), stepNonInviteClient, "send-request F+32000 E+500", [
    [expired("E"), "trying", "send-request E+1000"],
    [expired("E"), "trying", "send-request E+2000"],
    [expired("E"), "trying", "send-request E+4000"],
    [expired("E"), "trying", "send-request E+4000"],
    [response(100), "proceeding", "deliver"],
    [expired("E"), "proceeding", "send-request E+4000"],
    [expired("F"), "terminated", "fail:timeout"],
  ]);
});

test("non-INVITE client: the final response is delivered once; K absorbs copies", () => {
  walk(startNonInviteClient(false), stepNonInviteClient, "send-request F+32000 E+500", [
    [response(200), "completed", "E- F- deliver K+5000"],
    [response(200), "completed", ""],
    [expired("K"), "terminated", ""],
  ]);
  walk(startNonInviteClient(true), stepNonInviteClient, "send-request F+32000", [
    [response(404), "terminated", "E- F- deliver"],
  ]);
});

test("INVITE server: 100 after 200 ms, copies get the latest provisional response (§17.2.1)", () => {
  walk(startInviteServer(false), stepInviteServer, "trying+200", [
    [copy, "proceeding", ""],
    [elapsed("trying"), "proceeding", "send-trying"],
    [copy, "proceeding", "send-response"],
    [respond(180), "proceeding", "trying- send-response"],
    [copy, "proceeding", "send-response"],
    [elapsed("trying"), "proceeding", ""],
    [ack, "proceeding", ""],
  ]);
});

test("INVITE server: a refusal is repeated by G until ACK, then I absorbs copies of the ACK", () => {
  walk(startInviteServer(false), stepInviteServer, "trying+200", [
    [respond(486), "completed", "trying- send-response H+32000 G+500"],
    [elapsed("G"), "completed", "send-response G+1000"],
    [elapsed("G"), "completed", "send-response G+2000"],
    [elapsed("G"), "completed", "send-response G+4000"],
    [elapsed("G"), "completed", "send-response G+4000"],
    [copy, "completed", "send-response"],
    [respond(200), "completed", ""],
    [ack, "confirmed", "G- H- I+5000"],
    [ack, "confirmed", ""],
    [copy, "confirmed", ""],
    [elapsed("I"), "terminated", ""],
  ]);
});

test("INVITE server: a challenge is sent again only for a copy of its INVITE (§26.3.2.4)", () => {
  for (const status of [401, 407]) {
    walk(startInviteServer(false), stepInviteServer, "trying+200", [
      [respond(status), "completed", "trying- send-response H+32000"],
      [copy, "completed", "send-response"],
      [ack, "confirmed", "G- H- I+5000"],
    ]);
  }
});

test("INVITE server: H reports the missing ACK; on a connection there is no G and no I", () => {
  walk(startInviteServer(false), stepInviteServer, "trying+200", [
    [respond(600), "completed", "trying- send-response H+32000 G+500"],
    [elapsed("H"), "terminated", "fail:timeout"],
  ]);
  walk(startInviteServer(true), stepInviteServer, "trying+200", [
    [respond(486), "completed", "trying- send-response H+32000"],
    [ack, "terminated", "G- H-"],
  ]);
});

test("INVITE server: after 2xx copies are absorbed, ACKs go up, the user repeats the 2xx (RFC 6026 §7.1)", () => {
  walk(startInviteServer(false), stepInviteServer, "trying+200", [
    [respond(200), "accepted", "trying- send-response L+32000"],
    [copy, "accepted", ""],
    [respond(200), "accepted", "send-response"],
    [respond(486), "accepted", ""],
    [ack, "accepted", "deliver-ack"],
    [ack, "accepted", "deliver-ack"],
    [lost, "accepted", ""],
    [elapsed("L"), "terminated", ""],
  ]);
});

test("non-INVITE server: copies get the latest response; J absorbs them (§17.2.2)", () => {
  walk(startNonInviteServer(false), stepNonInviteServer, "expiry+32000", [
    [copy, "trying", ""],
    [respond(100), "proceeding", "send-response"],
    [copy, "proceeding", "send-response"],
    [respond(200), "completed", "expiry- send-response J+32000"],
    [copy, "completed", "send-response"],
    [respond(500), "completed", ""],
    [elapsed("J"), "terminated", ""],
  ]);
  walk(startNonInviteServer(true), stepNonInviteServer, "expiry+32000", [
    [respond(200), "terminated", "expiry- send-response"],
  ]);
});

test("non-INVITE server: never answered, it goes when its client gave up (RFC 4320)", () => {
  walk(startNonInviteServer(false), stepNonInviteServer, "expiry+32000", [
    [elapsed("expiry"), "terminated", "fail:timeout"],
  ]);
});

const clientInputs: readonly ClientInput[] = [
  ...[100, 180, 200, 202, 300, 404, 486, 603].map(response),
  ...(["A", "B", "D", "E", "F", "K", "M"] as const).map(expired),
  lost,
  { kind: "abandon" },
];
const serverInputs: readonly ServerInput[] = [
  ...[100, 180, 200, 300, 404, 603].map(respond),
  ...(["trying", "G", "H", "I", "J", "L", "expiry"] as const).map(elapsed),
  copy,
  ack,
  lost,
];

/** Timer A doubles without limit; B ends that long before this interval. */
const tooLate = '"retransmitMs":64000';

/** Every state that any sequence of inputs reaches; gives their names. */
function explore<State extends { name: string }, Input>(
  start: State,
  step: (state: State, input: Input) => { state: State; effects: Effects },
  inputs: readonly Input[],
  check: (state: State, input: Input, next: { state: State; effects: Effects }) => void,
): Set<string> {
  const seen = new Map([[JSON.stringify(start), start]]);
  // States found on the way join the map, and this loop comes to them as well; A doubles only so often.
  for (const state of seen.values()) {
    for (const input of inputs) {
      const next = step(state, input);
      check(state, input, next);
      if (!JSON.stringify(next.state).includes(tooLate)) seen.set(JSON.stringify(next.state), next.state);
    }
  }
  return new Set([...seen.values()].map(({ name }) => name));
}

for (const reliable of [false, true]) {
  test(`every state of every machine takes every input (reliable: ${reliable})`, () => {
    const check = (state: { name: string }, _input: unknown, next: Result) => {
      if (state.name === "terminated") assert.deepEqual(next, { state, effects: [] }, "terminated stays");
      if (next.effects.some(({ kind }) => kind === "fail")) assert.equal(next.state.name, "terminated");
      if (next.state.name !== "terminated") return;
      assert.ok(
        next.effects.every(({ kind }) => kind !== "start-timer"),
        "no timer outlives its transaction",
      );
    };
    const names = [
      explore(startInviteClient(reliable).state, stepInviteClient, clientInputs, check),
      explore(startNonInviteClient(reliable).state, stepNonInviteClient, clientInputs, check),
      explore(startInviteServer(reliable).state, stepInviteServer, serverInputs, check),
      explore(startNonInviteServer(reliable).state, stepNonInviteServer, serverInputs, check),
    ];
    assert.deepEqual(
      names.map(({ size }) => size),
      reliable ? [4, 3, 4, 3] : [5, 4, 5, 4],
      "on a connection nothing waits for copies, all else is reached",
    );
  });
}
