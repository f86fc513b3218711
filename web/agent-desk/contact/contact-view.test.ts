import assert from "node:assert/strict";
import { test } from "node:test";
import type { DeskContact } from "@tandem/contract";
import type { PhoneCall } from "../phone/phone-call.ts";
import { viewContact } from "./contact-view.ts";

const contact: DeskContact = {
  callId: "c1",
  ani: "13800138000",
  dnis: "4000",
  queueId: "q",
  queueName: "客服",
  tags: {},
  waitMs: 18_000,
  offeredAt: "2026-10-17T01:00:00Z",
  answeredAt: null,
  endedAt: null,
  onHoldSince: null,
  wrapUpUntil: null,
  supervisors: [],
  isThreeWay: false,
  rungCallId: "c1",
  isCallback: false,
  replaces: null,
  phoneCutOff: false,
  recording: null,
};
const call: PhoneCall = {
  sipId: "s1",
  callId: "c1",
  from: "13800138000",
  stage: "talking",
  muted: false,
  hold: "off",
  renegotiate: false,
};
const talking = { ...contact, answeredAt: "2026-10-17T01:00:05Z" };

test("the live contact's moments say its state and since when", () => {
  const held = { ...talking, onHoldSince: "2026-10-17T01:01:00Z" };
  const ended = { ...held, endedAt: "2026-10-17T01:02:00Z", wrapUpUntil: "2026-10-17T01:02:30Z" };
  const seen = [contact, talking, held, ended].map((each) => viewContact(each, undefined, false));
  assert.deepEqual(
    seen.map((view) => [view?.state, view?.since]),
    [
      ["offered", contact.offeredAt],
      ["talking", talking.answeredAt],
      ["on-hold", held.onHoldSince],
      ["wrap-up", ended.endedAt],
    ],
  );
});

test("an INVITE that comes before the live contact is shown at once", () => {
  const view = viewContact(undefined, { ...call, stage: "ringing" }, false);
  assert.deepEqual([view?.state, view?.number, view?.since], ["offered", "13800138000", undefined]);
});

test("where phone and live feed differ, the live feed is shown", () => {
  assert.equal(viewContact(contact, call, false)?.state, "offered");
  assert.equal(viewContact(talking, { ...call, hold: "on" }, false)?.state, "talking");
});

test("while the live feed is cut off the phone's own call leads", () => {
  assert.equal(viewContact(contact, call, true)?.state, "talking");
  assert.equal(viewContact(talking, { ...call, hold: "on" }, true)?.state, "on-hold");
  assert.equal(viewContact(talking, undefined, true)?.state, "talking");
});

test("a call of another contact is not offered for control, one without a name is", () => {
  assert.equal(viewContact(talking, { ...call, callId: "c2" }, false)?.call, undefined);
  assert.equal(viewContact(talking, { ...call, callId: undefined }, false)?.call?.sipId, "s1");
});

test("a call being hung up is gone from the page", () => {
  assert.equal(viewContact(undefined, { ...call, stage: "ending" }, false), undefined);
});
