import assert from "node:assert/strict";
import { test } from "node:test";
import { addressBytes, endpointsOf } from "./wire-address.ts";

test("addresses as bytes", () => {
  const hex = (address: string) => addressBytes(address).toString("hex");
  assert.equal(hex("192.0.2.1"), "c0000201");
  assert.equal(hex("::"), "0".repeat(32));
  assert.equal(hex("2001:db8::1"), `20010db8${"0".repeat(23)}1`);
  assert.equal(hex("::ffff:192.0.2.1"), `${"0".repeat(20)}ffffc0000201`);
  assert.equal(hex("1:2:3:4:5:6:7:8"), "00010002000300040005000600070008");
});

test("both sides are of one family, and what is no address is 0.0.0.0", () => {
  const own = { address: "192.0.2.1", port: 5060 };
  const sides = (address: string, ours = own.address) => {
    const { from, to } = endpointsOf({ direction: "in", address, port: 1 }, { ...own, address: ours });
    return [from.address, to.address];
  };
  assert.deepEqual(sides("192.0.2.2"), ["192.0.2.2", "192.0.2.1"]);
  assert.deepEqual(sides("::ffff:192.0.2.2"), ["192.0.2.2", "192.0.2.1"]);
  assert.deepEqual(sides("fe80::1%eth0"), ["fe80::1", "::ffff:192.0.2.1"]);
  assert.deepEqual(sides("192.0.2.2", "2001:db8::1"), ["::ffff:192.0.2.2", "2001:db8::1"]);
  assert.deepEqual(sides("carrier.example"), ["0.0.0.0", "192.0.2.1"]);
  const out = endpointsOf({ direction: "out", address: "192.0.2.2", port: 7 }, own);
  assert.deepEqual(out, { from: own, to: { address: "192.0.2.2", port: 7 } });
});
