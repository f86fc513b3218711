import assert from "node:assert/strict";
import { test } from "node:test";
import { trunkSettingsSchema } from "@tandem/contract";
import type { TrunkView } from "@tandem/contract";
import { formValuesOf, trunkInputOf } from "./trunk-form-values.ts";

const settings = trunkSettingsSchema.parse({
  kind: "registering",
  servers: [
    { uri: "sip:b", priority: 20, weight: 3 },
    { uri: "sip:a", priority: 10, weight: 7 },
  ],
  registration: { domain: "carrier.example", expiresSeconds: 300 },
  username: "acct",
  prefixes: ["+44"],
  callerId: { rule: "fixed", number: "+862155550000" },
});
const trunk = {
  ...settings,
  id: "1",
  name: "carrier",
  hasPassword: true,
  hasInboundPassword: false,
} as TrunkView;

test("what is shown and sent back unchanged is what was there, and keeps the password", () => {
  const input = trunkInputOf(formValuesOf(trunk), trunk);
  const { servers, inboundPassword, ...rest } = input;
  const { servers: _before, ...before } = settings;
  assert.deepEqual(rest, { ...before, name: "carrier" });
  assert.deepEqual(servers, [settings.servers[1], settings.servers[0]]);
  assert.equal(inboundPassword, null);
  assert.ok(!("password" in input));
});

test("lines are servers in order, weights stay with theirs, and empty lines are nothing", () => {
  const values = { ...formValuesOf(trunk), servers: " sip:new \n\nsip:a\n", addresses: "\n203.0.113.5\n" };
  const input = trunkInputOf(values, trunk);
  assert.deepEqual(input.servers, [
    { uri: "sip:new", priority: 10, weight: 10 },
    { uri: "sip:a", priority: 20, weight: 7 },
  ]);
  assert.deepEqual(input.addresses, ["203.0.113.5"]);
});

test("a password goes with its name, and a static peer registers nowhere", () => {
  const written = trunkInputOf({ ...formValuesOf(trunk), password: "new" }, trunk);
  assert.equal(written.password, "new");
  const plain = trunkInputOf({ ...formValuesOf(trunk), kind: "static", username: " " }, trunk);
  assert.deepEqual([plain.password, plain.username, plain.registration], [null, null, null]);
});

test("a new trunk begins with the defaults, and a number is taken as people write it", () => {
  const values = { ...formValuesOf(undefined), name: "new", callerNumber: "+86 (21) 5555-0000" };
  assert.deepEqual(trunkInputOf(values, undefined).callerId, { rule: "from-agent", number: "+862155550000" });
});
