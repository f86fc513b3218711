import assert from "node:assert/strict";
import { test } from "node:test";
import { asksForEmergency, isEmergencyNumber } from "./emergency-numbers.ts";

test("emergency numbers are the country's, 112 everywhere, and those added", () => {
  for (const number of ["110", "119", "120", "122", "112"])
    assert.ok(isEmergencyNumber(number, "CN"), number);
  assert.ok(isEmergencyNumber("911", "US"));
  assert.ok(isEmergencyNumber("999", "GB"));
  assert.ok(!isEmergencyNumber("911", "CN"));
  assert.ok(!isEmergencyNumber("1100", "CN"));
  assert.ok(isEmergencyNumber("8110", "CN", ["8110"]));
  assert.ok(isEmergencyNumber("112", "ZZ"));
});

test("a request may say that it is about an emergency", () => {
  const request = (uri: string, priority?: string) => ({ uri, header: () => priority });
  assert.ok(asksForEmergency(request("urn:service:sos.fire")));
  assert.ok(asksForEmergency(request("sip:4000@us", " Emergency")));
  assert.ok(asksForEmergency(request("sip:4000@us", "psap-callback")));
  assert.ok(!asksForEmergency(request("sip:4000@us", "urgent")));
  assert.ok(!asksForEmergency(request("urn:service:sosumi")));
});
