import assert from "node:assert/strict";
import { test } from "node:test";
import type { RoutingView } from "@tandem/contract";
import { changesOf, halfHours, isChanged, valuesOf } from "./change-form-values.ts";
import { readWhatIfAddress, whatIfAddress } from "./what-if-address.ts";

const queue = {
  strategy: "round-robin",
  skills: [{ skillId: "s", minimum: 3 }],
  overflow: [
    { when: { kind: "closed" }, to: { kind: "voicemail" } },
    { when: { kind: "wait", seconds: 90 }, to: { kind: "voicemail" } },
  ],
} as unknown as RoutingView["queues"][number];

test("a form that nobody touched changes nothing; its fields begin with what is set", () => {
  const values = valuesOf(queue);
  assert.deepEqual([values.waitSeconds, values.callers, values.strategy], [90, null, "round-robin"]);
  assert.deepEqual(changesOf(values, queue), { staffing: [] });
  assert.equal(isChanged(changesOf(values, queue)), false);
  assert.equal(isChanged(changesOf(valuesOf(undefined), undefined)), false);
});

test("only what is changed is asked for; a rule that is switched on and left empty is none", () => {
  const staffing = [
    { from: "09:00", to: "12:00", agents: 1 },
    { from: "09:00", to: "12:00", agents: 0 },
  ];
  const changes = changesOf(
    {
      ...valuesOf(queue),
      staffing,
      strategy: "least-calls",
      otherOverflow: true,
      waitSeconds: null,
      callers: 5,
    },
    queue,
  );
  assert.deepEqual(changes, {
    staffing: staffing.slice(0, 1),
    strategy: "least-calls",
    overflow: { waitSeconds: null, callers: 5 },
  });
  assert.deepEqual(changesOf({ ...valuesOf(queue), otherSkills: true, skills: [] }, queue).skills, []);
});

test("an address names a queue and a day that is over; otherwise it is yesterday", () => {
  const read = (text: string) => readWhatIfAddress(new URLSearchParams(text), "2026-03-01");
  assert.deepEqual(read(""), { queueId: undefined, day: "2026-02-28" });
  assert.deepEqual(read("day=2026-03-01&queue=q"), { queueId: "q", day: "2026-02-28" });
  assert.equal(read("day=2026-02-99").day, "2026-02-28");
  const asked = { queueId: "q", day: "2026-01-02" };
  assert.deepEqual(read(new URL(whatIfAddress(asked), "http://x").search), asked);
  assert.deepEqual([halfHours.length, halfHours[19], halfHours.at(-1)], [48, "09:30", "23:30"]);
});
