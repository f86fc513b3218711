import assert from "node:assert/strict";
import { test } from "node:test";
import { addressGuard } from "./address-guard.ts";

test("a request reaches none of one's own network, however its address is written, unless that is allowed", () => {
  const mayReach = addressGuard([]);
  for (const address of [
    "127.0.0.1",
    "10.1.2.3",
    "172.31.0.1",
    "192.168.0.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",
    "224.0.0.1",
    "255.255.255.255",
    "::1",
    "::",
    "::ffff:127.0.0.1",
    "::ffff:7f00:1",
    "::7f00:1",
    "64:ff9b::7f00:1",
    "fd00::1",
    "fe80::1",
    "not an address",
  ])
    assert.equal(mayReach(address), false, address);
  for (const address of ["203.0.113.7", "172.32.0.1", "2a00:1450::1"]) assert.ok(mayReach(address), address);
  const some = addressGuard(["10.1.0.0/16", "fd00::7"]);
  assert.deepEqual(["10.1.2.3", "10.2.0.1", "fd00::7", "fd00::8"].map(some), [true, false, true, false]);
});
