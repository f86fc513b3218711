import assert from "node:assert/strict";
import { test } from "node:test";
import {
  familyOf,
  formatAddress,
  holdAddress,
  networkOf,
  numberOf,
  parseAddress,
  releaseAddress,
  rememberedAddresses,
  writeIpv6,
} from "./ip-address.ts";

test("IPv4 addresses are their own numbers", () => {
  assert.equal(parseAddress("192.0.2.1"), 0xc0000201);
  assert.equal(formatAddress(0xc0000201), "192.0.2.1");
  assert.equal(familyOf(0xffffffff), "ipv4");
});

test("IPv6 addresses in any writing are one number, and come out as RFC 5952 has them", () => {
  for (const [text, written] of [
    ["2001:DB8:0:0:0:0:0:1", "2001:db8::1"],
    ["2001:db8::0001", "2001:db8::1"],
    ["::1", "::1"],
    ["::", "::"],
    ["fe80::", "fe80::"],
    ["2001:db8:0:0:1:0:0:0", "2001:db8:0:0:1::"],
    ["1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"],
    ["64:ff9b::192.0.2.33", "64:ff9b::c000:221"],
  ] as const) {
    const address = parseAddress(text);
    assert.ok(address !== undefined);
    assert.equal(familyOf(address), "ipv6");
    assert.equal(formatAddress(address), written);
    assert.equal(parseAddress(written), address);
    const bytes = new Uint8Array(20);
    writeIpv6(address, bytes, 3);
    assert.equal(numberOf(bytes, 3), address);
  }
  assert.equal(parseAddress("::ffff:192.0.2.1"), 0xc0000201);
});

test("what is no address is none", () => {
  for (const text of ["", "1.2.3", "1.2.3.256", "host", ":::", "1::2::3", "fe80::1%eth0", "12345::"])
    assert.equal(parseAddress(text), undefined, text);
});

test("a network is what one party has: an IPv4 address, or a piece of IPv6", () => {
  const network = (text: string) => networkOf(parseAddress(text) as number);
  assert.equal(network("2001:db8:1:2:3:4:5:6"), network("2001:db8:1:2:ffff::1"));
  assert.notEqual(network("2001:db8:1:2::1"), network("2001:db8:2:2::1"));
  assert.equal(network("192.0.2.1"), parseAddress("192.0.2.1"));
});

test("a flood of strangers fills no memory and does not push out whom a leg holds", () => {
  const phone = parseAddress("2001:db8::7") as number;
  holdAddress(phone);
  holdAddress(phone);
  releaseAddress(phone);
  const bytes = new Uint8Array(16);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < 50_000; i++) {
    view.setUint32(0, 0x20010db9);
    view.setUint32(12, i);
    numberOf(bytes, 0);
  }
  assert.ok(rememberedAddresses() < 10_000, `${rememberedAddresses()}`);
  assert.equal(formatAddress(phone), "2001:db8::7");
  assert.equal(parseAddress("2001:db8::7"), phone);
  releaseAddress(phone);
  for (let i = 0; i < 50_000; i++) {
    view.setUint32(12, i);
    numberOf(bytes, 0);
  }
  assert.equal(formatAddress(phone), "::", "nobody needs it any more");
});
