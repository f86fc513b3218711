import assert from "node:assert/strict";
import { test } from "node:test";
import { buildRequest, buildResponse } from "../message/index.ts";
import type { HeaderList, SipRequest } from "../message/index.ts";
import {
  confirmByResponse,
  dialogFromRequest,
  dialogFromResponse,
  receiveInDialog,
  routeRequest,
} from "./index.ts";

const base: HeaderList = [
  ["Via", "SIP/2.0/UDP a.example;branch=z9hG4bK1"],
  ["From", '"Alice" <sip:alice@a.example>;tag=alice'],
  ["To", "<sip:bob@b.example>"],
  ["Call-ID", "call"],
  ["CSeq", "7 INVITE"],
  ["Contact", "<sip:alice@192.0.2.1:5070>"],
];
const invite = (headers: HeaderList = []) =>
  buildRequest({ method: "INVITE", uri: "sip:bob@b.example", headers: [...base, ...headers] });
const inDialog = (method: string, sequence: number, contact: string): SipRequest =>
  buildRequest({
    method,
    uri: "sip:x@y",
    headers: [
      ["CSeq", `${sequence} ${method}`],
      ["Contact", contact],
    ],
  });

test("UAS dialog: tags, target and route set as they came (§12.1.1)", () => {
  const state = dialogFromRequest(invite([["Record-Route", "<sip:p1;lr>, <sip:p2;lr>"]]), "bob");
  assert.deepEqual(
    [state.localTag, state.remoteTag, state.remoteTarget, state.remoteUri, state.remoteSequence],
    ["bob", "alice", "sip:alice@192.0.2.1:5070", "sip:alice@a.example", 7],
  );
  assert.equal(state.remoteAddress, '"Alice" <sip:alice@a.example>');
  assert.deepEqual(state.routeSet, ["<sip:p1;lr>", "<sip:p2;lr>"]);
});

test("UAC dialog: the route set is reversed, and taken anew from the 2xx (§12.1.2, §13.2.2.4)", () => {
  const ringing = buildResponse(invite(), 180, {
    toTag: "bob",
    headers: [["Record-Route", "<sip:p1;lr>, <sip:p2;lr>"]],
  });
  const early = dialogFromResponse(invite(), ringing);
  assert.deepEqual([early.phase, early.remoteTag], ["early", "bob"]);
  assert.deepEqual(early.routeSet, ["<sip:p2;lr>", "<sip:p1;lr>"]);
  const success = buildResponse(invite(), 200, {
    toTag: "bob",
    headers: [["Contact", "<sip:bob@192.0.2.2>"]],
  });
  const confirmed = confirmByResponse(early, invite(), success);
  assert.deepEqual(
    [confirmed.phase, confirmed.remoteTarget, confirmed.routeSet],
    ["confirmed", "sip:bob@192.0.2.2", []],
  );
});

test("requests take the route set: loose and strict routers (§12.2.1.1)", () => {
  const loose = dialogFromRequest(invite([["Record-Route", "<sip:p1;lr>, <sip:p2>"]]), "bob");
  assert.deepEqual(routeRequest(loose).routes, ["<sip:p1;lr>", "<sip:p2>"]);
  assert.equal(routeRequest(loose).uri, "sip:alice@192.0.2.1:5070");
  assert.equal(routeRequest(loose).nextHop?.host, "p1");
  const strict = dialogFromRequest(invite([["Record-Route", "<sip:p1>, <sip:p2;lr>"]]), "bob");
  assert.deepEqual(routeRequest(strict).routes, ["<sip:p2;lr>", "<sip:alice@192.0.2.1:5070>"]);
  assert.equal(routeRequest(strict).uri, "sip:p1");
  const direct = dialogFromRequest(invite(), "bob");
  assert.deepEqual(
    [routeRequest(direct).nextHop?.host, routeRequest(direct).nextHop?.port],
    ["192.0.2.1", 5070],
  );
});

test("CSeq must grow; INVITE and UPDATE move the target, INFO does not (§12.2.2)", () => {
  const state = dialogFromRequest(invite(), "bob");
  assert.equal(receiveInDialog(state, inDialog("INFO", 7, "<sip:new@h>")).kind, "out-of-order");
  const info = receiveInDialog(state, inDialog("INFO", 9, "<sip:new@h>"));
  assert.ok(info.kind === "in-order" && info.state.remoteTarget === state.remoteTarget);
  const moved = receiveInDialog(info.state, inDialog("UPDATE", 12, "<sip:new@h>"));
  assert.ok(
    moved.kind === "in-order" &&
      moved.state.remoteTarget === "sip:new@h" &&
      moved.state.remoteSequence === 12,
  );
});
