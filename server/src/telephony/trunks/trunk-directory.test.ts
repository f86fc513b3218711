import assert from "node:assert/strict";
import { test } from "node:test";
import { TrunkDirectory } from "./trunk-directory.ts";
import { testTrunk } from "./testing/test-trunk.ts";

const trunk = (name: string, addresses: string[]) => testTrunk({ name, addresses });

test("a source is known by address or range, in both families, also as an IPv4-mapped address", () => {
  const directory = new TrunkDirectory();
  assert.deepEqual(
    directory.replace([trunk("carrier", ["203.0.113.0/24", "2001:db8::/32"]), trunk("local", ["127.0.0.1"])]),
    [],
  );
  assert.equal(directory.identify("203.0.113.77")?.name, "carrier");
  assert.equal(directory.identify("2001:db8::5")?.name, "carrier");
  assert.equal(directory.identify("::ffff:127.0.0.1")?.name, "local");
  assert.equal(directory.identify("127.0.0.2"), undefined);
  assert.equal(directory.identify("203.0.114.1"), undefined);
});

test("an address that cannot be read is named and the others still count", () => {
  const directory = new TrunkDirectory();
  const problems = directory.replace([trunk("carrier", ["nonsense", "203.0.113.0/99", "203.0.113.1"])]);
  assert.equal(problems.length, 2);
  assert.match(problems[0]?.message ?? "", /trunk carrier: "nonsense" is neither/);
  assert.equal(directory.identify("203.0.113.1")?.name, "carrier");
});

test("a trunk that is switched off is nobody; one is also known by the name its calls prove", () => {
  const directory = new TrunkDirectory();
  const off = testTrunk({ addresses: ["203.0.113.1"], enabled: false, inboundUsername: "off" });
  directory.replace([off, testTrunk({ name: "by digest", inboundUsername: "carrier" })]);
  assert.equal(directory.identify("203.0.113.1"), undefined);
  assert.equal(directory.byInboundUsername("off"), undefined);
  assert.equal(directory.byInboundUsername("carrier")?.name, "by digest");
  assert.equal(directory.byId(off.id), off);
});
