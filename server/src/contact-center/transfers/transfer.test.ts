import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import type { TransferFailure } from "./transfer-facts.ts";
import { newTransfer, statusOfFailure, stepTransfer } from "./transfer.ts";
import type { TransferEffect, TransferInput, TransferState } from "./transfer.ts";

const here = newTransfer(true);
const left: TransferState = { ...here, transferorHere: false };
const leftUnqueued: TransferState = { ...left, fromQueue: false };
const failed: TransferInput = { kind: "target-failed", cause: "busy" };
const busy = (returnedTo: "agent" | "queue" | "nobody"): TransferEffect[] => [
  { kind: "tell-failed", cause: "busy", returnedTo },
  { kind: "notify", status: 486 },
];
const through: TransferEffect[] = [
  { kind: "tell-completed" },
  { kind: "notify", status: 200 },
  { kind: "put-through" },
];
const callerLeft: TransferEffect[] = [
  { kind: "tell-failed", cause: "caller-left", returnedTo: "nobody" },
  { kind: "notify", status: 487 },
];

/** The table of the file, row by row. */
const rows: readonly [
  string,
  TransferState,
  TransferInput,
  TransferState["phase"],
  readonly TransferEffect[],
][] = [
  ["the target rings", here, { kind: "target-ringing" }, "ringing", [{ kind: "notify", status: 180 }]],
  ["the target answers", here, { kind: "target-answered" }, "over", through],
  ["the target cannot", here, failed, "over", [...busy("agent"), { kind: "give-back" }]],
  [
    "the transferor takes the caller back",
    here,
    { kind: "withdrawn" },
    "over",
    [
      { kind: "tell-failed", cause: "withdrawn", returnedTo: "agent" },
      { kind: "notify", status: 487 },
      { kind: "give-back" },
      { kind: "stop-target" },
    ],
  ],
  ["who has left takes nobody back", left, { kind: "withdrawn" }, "ringing", []],
  ["the transferor leaves", here, { kind: "transferor-left" }, "ringing", []],
  ["the caller leaves", here, { kind: "call-ended" }, "over", callerLeft],
  ["the target answers, the transferor has left", left, { kind: "target-answered" }, "over", through],
  [
    "the target cannot, the transferor has left",
    left,
    failed,
    "over",
    [...busy("queue"), { kind: "requeue" }],
  ],
  ["… and no queue sent the caller", leftUnqueued, failed, "over", [...busy("nobody"), { kind: "end-call" }]],
  ["the caller leaves after the transferor", left, { kind: "call-ended" }, "over", callerLeft],
];

describe("who hangs up in which state", () => {
  for (const [what, state, input, phase, effects] of rows) {
    test(what, () => {
      const step = stepTransfer(state, input);
      assert.equal(step.state.phase, phase);
      assert.deepEqual(step.effects, effects);
    });
  }
});

test("in any order there is one final status, one way for the caller, and nothing after", () => {
  const input = fc.constantFrom<TransferInput>(
    { kind: "target-ringing" },
    { kind: "target-answered" },
    { kind: "transferor-left" },
    { kind: "withdrawn" },
    { kind: "call-ended" },
    failed,
  );
  fc.assert(
    fc.property(fc.array(input), fc.boolean(), (inputs, fromQueue) => {
      let state = newTransfer(fromQueue);
      const effects: TransferEffect[] = [];
      for (const each of [...inputs, { kind: "call-ended" } as const]) {
        const step = stepTransfer(state, each);
        state = step.state;
        effects.push(...step.effects);
      }
      const finals = effects.filter((effect) => effect.kind === "notify" && effect.status >= 200);
      const told = effects.filter(({ kind }) => kind === "tell-completed" || kind === "tell-failed");
      const ways = effects.filter(({ kind }) => /^(put-through|give-back|requeue|end-call)$/.test(kind));
      assert.deepEqual([finals.length, told.length, state.phase], [1, 1, "over"]);
      assert.ok(ways.length <= 1);
    }),
  );
});

test("each failure has a status of its own; whoever ends it themselves terminates it", () => {
  assert.equal(statusOfFailure("withdrawn"), statusOfFailure("caller-left"));
  const causes: TransferFailure[] = [
    "no-answer",
    "busy",
    "declined",
    "unreachable",
    "not-found",
    "forbidden",
    "caller-left",
  ];
  assert.equal(new Set(causes.map(statusOfFailure)).size, causes.length);
  assert.ok(causes.every((cause) => statusOfFailure(cause) >= 400));
});
