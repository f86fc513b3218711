import assert from "node:assert/strict";
import { test } from "node:test";
import { describeSource, sourceKey } from "./source-key.ts";

test("an IPv4 address is a source of its own", () => {
  for (const address of ["203.0.113.9", "0.0.0.0", "255.255.255.255", "127.0.0.1"])
    assert.equal(describeSource(sourceKey(address)), address);
  assert.notEqual(sourceKey("203.0.113.9"), sourceKey("203.0.113.8"));
});

test("the addresses of one /64 are one source, however they are written", () => {
  const same = [
    "2001:db8:1:2::1",
    "2001:DB8:1:2:ffff::",
    "2001:0db8:0001:0002:0:0:0:7",
    "2001:db8:1:2::7%eth0",
  ];
  assert.deepEqual([...new Set(same.map(sourceKey))], ["2001:db8:1:2::/64"]);
  assert.equal(sourceKey("::1"), "0:0:0:0::/64");
  assert.equal(sourceKey("fe80::1"), "fe80:0:0:0::/64");
  assert.notEqual(sourceKey("2001:db8:1:3::1"), sourceKey("2001:db8:1:2::1"));
});
