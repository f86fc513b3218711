import assert from "node:assert/strict";
import { test } from "node:test";
import { endingOfDialog, endingOfInvite, isTakenElsewhere, ourEnding, reasonHeaderOf } from "./leg-ending.ts";

const q850 = (cause: number, text?: string) => ({ protocol: "Q.850", cause, text });

test("a refusal keeps its status and the Q.850 cause of its Reason (RFC 6432)", () => {
  const refused = { kind: "rejected", status: 486, reason: "Busy Here", headers: [["Via", "x"]] } as const;
  assert.deepEqual(endingOfInvite({ ...refused, cause: q850(17, "User busy") }, false), {
    by: "them",
    said: "response",
    status: 486,
    q850: 17,
    text: "User busy",
  });
  const bare = endingOfInvite(refused, false);
  assert.deepEqual([bare.q850, bare.text], [null, "Busy Here"]);
});

test("what no message came for was decided here; a phone that rang too long was cancelled", () => {
  const full = { kind: "rejected", status: 503, reason: "No trunk takes this call", headers: [] } as const;
  assert.deepEqual([endingOfInvite(full, false).by, endingOfInvite(full, false).said], ["us", null]);
  assert.equal(endingOfInvite({ kind: "timeout" }, true).q850, 19);
  assert.equal(endingOfInvite({ kind: "timeout" }, false).by, "them");
});

test("words of the other end are cut to what a person reads", () => {
  const { text } = endingOfDialog({ by: "remote", reason: q850(16, `\u0007bye ${"x".repeat(500)}`) }, "bye");
  assert.equal(text?.length, 120);
  assert.match(text, /^bye x/);
  assert.equal(endingOfDialog({ by: "remote", reason: q850(900) }, "bye").q850, null);
});

test("a call that ends for another leg's sake says that leg's cause", () => {
  const far = endingOfDialog({ by: "remote", reason: q850(38, 'Network "out" of order') }, "bye");
  const near = ourEnding("hung-up-locally", "bye", far);
  assert.equal(reasonHeaderOf(near), 'Q.850;cause=38;text="Network \\"out\\" of order"');
  assert.equal(reasonHeaderOf(ourEnding("busy", "response")), 'Q.850;cause=17;text="User busy"');
});

test("who was answered elsewhere missed no call, whether SIP or Q.850 says so", () => {
  const sip = { protocol: "SIP", cause: 200, text: "Call completed elsewhere" };
  assert.ok(isTakenElsewhere(endingOfDialog({ by: "remote", reason: sip }, "cancel")));
  assert.ok(isTakenElsewhere(endingOfDialog({ by: "remote", reason: q850(26) }, "cancel")));
  assert.ok(!isTakenElsewhere(endingOfDialog({ by: "remote", reason: q850(16) }, "cancel")));
  assert.equal(
    reasonHeaderOf(ourEnding("answered-elsewhere", "cancel")),
    'SIP;cause=200;text="Call completed elsewhere"',
  );
});
