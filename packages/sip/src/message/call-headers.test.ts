import assert from "node:assert/strict";
import { test } from "node:test";
import {
  buildRequest,
  buildResponse,
  contactsByPreference,
  minimumExpiresOf,
  parseDtmfInfo,
  parseReason,
  parseReferTo,
  parseReplaces,
  parseStatusFragment,
  reasonOf,
  reliableAckOf,
  reliableNumberOf,
  sessionExpiresOf,
  statusFragment,
  userToUserOf,
  writeReason,
  writeReferTo,
  writeReplaces,
  writeSessionExpires,
} from "./index.ts";
import type { HeaderList } from "./index.ts";

const request = (...headers: HeaderList) => buildRequest({ method: "INVITE", uri: "sip:a@b", headers });
const response = (status: number, ...headers: HeaderList) => buildResponse(request(), status, { headers });

test("Reason: Q.850 before SIP, quoted text, malformed values left out (RFC 3326)", () => {
  const bye = request(
    ["Reason", 'SIP;cause=200;text="Call completed; elsewhere", Q.850 ;cause=26'],
    ["Reason", ";x"],
  );
  assert.deepEqual(reasonOf(bye), { protocol: "Q.850", cause: 26, text: undefined });
  const first = parseReason('SIP;cause=200;text="Call completed; elsewhere"');
  assert.deepEqual(first, { protocol: "SIP", cause: 200, text: "Call completed; elsewhere" });
  assert.equal(first && writeReason(first), 'SIP;cause=200;text="Call completed; elsewhere"');
  assert.deepEqual(parseReason("X;cause=many"), { protocol: "X", cause: undefined, text: undefined });
  assert.equal(reasonOf(request(["Reason", 'SIP;text="open'])), undefined);
  assert.equal(reasonOf(request()), undefined);
});

test("Replaces needs a Call-ID and both tags; early-only is a flag (RFC 3891)", () => {
  const text = "98732@sip.example.com;to-tag=r33th4x0r;from-tag=ff87ff;early-only";
  const replaces = parseReplaces(text);
  assert.deepEqual(replaces, {
    callId: "98732@sip.example.com",
    toTag: "r33th4x0r",
    fromTag: "ff87ff",
    earlyOnly: true,
  });
  assert.equal(replaces && writeReplaces(replaces), text);
  for (const bad of ["", "x", "x;to-tag=1", "x;from-tag=1", "x;to-tag=;from-tag=2", ";to-tag=1;from-tag=2"])
    assert.equal(parseReplaces(bad), undefined, bad);
});

test("Refer-To: method and embedded Replaces are taken out of the URI (RFC 3515, RFC 3891 §6.1)", () => {
  const replaces = { callId: "a;b@c", toTag: "t&t", fromTag: "f", earlyOnly: false };
  const attended = parseReferTo(
    writeReferTo("sip:bob@example.com;user=phone", { ...replaces, callId: "ab@c" }),
  );
  assert.equal(attended?.uri, "sip:bob@example.com;user=phone");
  assert.deepEqual(attended?.replaces, { ...replaces, callId: "ab@c" });
  assert.equal(attended?.method, "INVITE");
  const other = parseReferTo('"Bob" <sip:bob@example.com;method=bye?Subject=a%20b&X=1>');
  assert.deepEqual(
    [other?.uri, other?.method, other?.headers],
    [
      "sip:bob@example.com",
      "BYE",
      [
        ["Subject", "a b"],
        ["X", "1"],
      ],
    ],
  );
  assert.equal(parseReferTo("tel:+8610123")?.uri, "tel:+8610123");
  for (const bad of ["", "<sip:a@b?Replaces=x>", "<sip:a@b?Replaces=%E0%A4>", "<sip:a@b?=1>", "<sip:a@b"])
    assert.equal(parseReferTo(bad), undefined, bad);
});

test("User-to-User: hex unless said otherwise, quoted data unquoted (RFC 7433)", () => {
  const invite = request(["User-to-User", '48656c6c6f;purpose=isdn-uui, "a;b" ;encoding=text;content=x']);
  assert.deepEqual(userToUserOf(invite), [
    { data: "48656c6c6f", encoding: "hex", purpose: "isdn-uui", content: undefined },
    { data: "a;b", encoding: "text", purpose: undefined, content: "x" },
  ]);
  assert.deepEqual(userToUserOf(request(["User-to-User", ";purpose=x"])), []);
});

test("INFO keys: dtmf-relay with its duration, dtmf alone, numbered keys, nothing else", () => {
  const relay = (text: string) => parseDtmfInfo({ contentType: "application/dtmf-relay", text });
  assert.deepEqual(relay("Signal=5\r\nDuration=160\r\n"), { digit: "5", durationMs: 160 });
  assert.deepEqual(relay("signal = 11\nduration=bad"), { digit: "#", durationMs: 250 });
  assert.deepEqual(relay("Signal=*\nDuration=999999"), { digit: "*", durationMs: 5_000 });
  assert.deepEqual(parseDtmfInfo({ contentType: "application/dtmf", text: "d\r\n" }), {
    digit: "D",
    durationMs: 250,
  });
  assert.equal(relay("Signal=55"), undefined);
  assert.equal(relay("Duration=100"), undefined);
  assert.equal(parseDtmfInfo({ contentType: "text/plain", text: "5" }), undefined);
});

test("the Contacts of a 3xx: highest q first, equal ones in order", () => {
  const moved = response(
    302,
    ["Contact", "<sip:c@h>;q=0.2, <sip:a@h>, nonsense here"],
    ["Contact", "<sip:b@h>;q=1.0, <sip:d@h>;q=0"],
  );
  assert.deepEqual(
    contactsByPreference(moved).map(({ user }) => user),
    ["a", "b", "c", "d"],
  );
});

test("Session-Expires and Min-SE: seconds with parameters; nonsense is as if absent (RFC 4028)", () => {
  assert.deepEqual(sessionExpiresOf(request(["x", "1800;refresher=UAS"])), {
    intervalSeconds: 1800,
    refresher: "uas",
  });
  assert.deepEqual(sessionExpiresOf(request(["Session-Expires", "4294967295"]))?.intervalSeconds, 604_800);
  assert.equal(sessionExpiresOf(request(["Session-Expires", "soon"])), undefined);
  assert.equal(writeSessionExpires({ intervalSeconds: 90, refresher: "uac" }), "90;refresher=uac");
  assert.equal(minimumExpiresOf(request(["Min-SE", " 120;x=y"])), 120);
  assert.equal(minimumExpiresOf(request(["Min-SE", "-1"])), undefined);
});

test("RSeq counts only with Require: 100rel; RAck has three parts (RFC 3262 §7)", () => {
  assert.equal(reliableNumberOf(response(183, ["Require", "100rel"], ["RSeq", "988789"])), 988_789);
  assert.equal(reliableNumberOf(response(183, ["RSeq", "988789"])), undefined);
  assert.equal(reliableNumberOf(response(200, ["Require", "100rel"], ["RSeq", "1"])), undefined);
  assert.equal(reliableNumberOf(response(183, ["Require", "100rel"], ["RSeq", "0"])), undefined);
  assert.deepEqual(reliableAckOf(request(["RAck", "776656  1 INVITE"])), {
    responseNumber: 776_656,
    sequence: 1,
    method: "INVITE",
  });
  for (const bad of ["", "1", "1 2", "1 2 INVITE x", "x 1 INVITE"])
    assert.equal(reliableAckOf(request(["RAck", bad])), undefined, bad);
});

test("message/sipfrag: a status line, with nothing smuggled behind the phrase (RFC 3420)", () => {
  assert.equal(statusFragment(180, undefined).text, "SIP/2.0 180 Ringing\r\n");
  assert.equal(statusFragment(486, "Busy\r\nX: y").text, "SIP/2.0 486 Busy X: y\r\n");
  assert.deepEqual(parseStatusFragment("SIP/2.0 603 No thanks\r\nVia: x"), {
    status: 603,
    reason: "No thanks",
  });
  assert.deepEqual(parseStatusFragment("SIP/2.0 100"), { status: 100, reason: "" });
  assert.equal(parseStatusFragment("INVITE sip:a@b SIP/2.0"), undefined);
});
