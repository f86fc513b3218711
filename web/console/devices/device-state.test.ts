import assert from "node:assert/strict";
import { test } from "node:test";
import type { DeviceView } from "@tandem/contract";
import { deviceState, isOpen, moved } from "./device-state.ts";

const device: DeviceView = {
  id: "1",
  kind: "desk-phone",
  name: "",
  enabled: true,
  ringSeconds: 15,
  dtmf: "auto",
  username: "1001",
  mobileNumber: null,
  registered: [],
  provisioning: null,
};
const phone = {
  address: "192.0.2.1",
  port: 5060,
  transport: "udp",
  userAgent: null,
  since: "2026-01-01T00:00:00Z",
  expiresAt: "2026-01-01T00:05:00Z",
} as const;
const provisioning = {
  make: "yealink",
  mac: "00:15:65:aa:bb:cc",
  openUntil: "2026-01-02T00:00:00Z",
  fetchesFrom: null,
  lastFetchedAt: null,
  lastFetchedBy: null,
} as const;

test("a device is off, there, away, or waits for its phone", () => {
  assert.equal(deviceState({ ...device, enabled: false, registered: [phone] }, true), "off");
  assert.equal(deviceState({ ...device, registered: [phone] }, true), "online");
  assert.equal(deviceState(device, true), "offline");
  assert.equal(deviceState({ ...device, provisioning }, true), "waits-for-phone");
  const fetched = { ...provisioning, lastFetchedAt: "2026-01-01T00:00:00Z" };
  assert.equal(deviceState({ ...device, provisioning: fetched }, true), "offline");
  assert.equal(deviceState({ ...device, kind: "mobile" }, true), "callable");
  assert.equal(deviceState({ ...device, kind: "mobile" }, false), "no-trunk");
});

test("a device moves by one place, and stays at either end", () => {
  assert.deepEqual(moved(["a", "b", "c"], "b", -1), ["b", "a", "c"]);
  assert.deepEqual(moved(["a", "b", "c"], "b", 1), ["a", "c", "b"]);
  assert.deepEqual(moved(["a", "b", "c"], "a", -1), ["a", "b", "c"]);
  assert.deepEqual(moved(["a", "b", "c"], "c", 1), ["a", "b", "c"]);
  assert.deepEqual(moved(["a"], "x", 1), ["a"]);
});

test("the window for a new address has an end", () => {
  const open = { ...device, provisioning };
  assert.equal(isOpen(open, Date.parse("2026-01-01T23:59:59Z")), true);
  assert.equal(isOpen(open, Date.parse("2026-01-02T00:00:01Z")), false);
  assert.equal(isOpen(device, 0), false);
});
