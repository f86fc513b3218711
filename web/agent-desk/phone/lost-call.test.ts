import assert from "node:assert/strict";
import { test } from "node:test";
import type { DeskContact, DeskLive } from "@tandem/contract";
import { lostCallsOf } from "./lost-call.ts";

const contact = {
  callId: "c1",
  ani: "138",
  replaces: "first",
  answeredAt: "2026-01-05T09:00:00Z",
  endedAt: null,
  onHoldSince: "2026-01-05T09:01:00Z",
  phoneCutOff: true,
} as DeskContact;
const own = { callId: "c2", party: "1002", replaces: "second", held: false, phoneCutOff: true };
const desk = (changes: Partial<DeskLive>) =>
  lostCallsOf({ contact: null, ownCalls: [], ...changes } as DeskLive).map(
    ({ place, from, replaces, held }) => [place, from, replaces, held],
  );

test("a contact and whoever is asked beside it are both lost with the page", () => {
  assert.deepEqual(desk({ contact, ownCalls: [own] }), [
    ["first", "138", "first", true],
    ["second", "1002", "second", false],
  ]);
});

test("a call of one's own is the first one where no contact is; what another phone has is not lost", () => {
  assert.deepEqual(desk({ ownCalls: [own] }), [["first", "1002", "second", false]]);
  assert.deepEqual(desk({ contact: { ...contact, phoneCutOff: false }, ownCalls: [own] }), [
    ["second", "1002", "second", false],
  ]);
  assert.deepEqual(desk({ contact, ownCalls: [{ ...own, phoneCutOff: false }] }).length, 1);
});
