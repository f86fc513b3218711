import assert from "node:assert/strict";
import { test } from "node:test";
import type { AgentId, DeviceId, TenantId } from "@tandem/kernel";
import { readMac } from "./device.ts";
import type { Device } from "./device.ts";
import { DeviceDirectory } from "./device-directory.ts";
import {
  credentialOf,
  hashSecret,
  matchesHash,
  newProvisioningSecrets,
  sipSecretFrom,
} from "./device-secrets.ts";

const tenantId = "tenant" as TenantId;
const agentId = "agent" as AgentId;
const own = (id: string) =>
  ({ id: id as DeviceId, tenantId, agentId, name: "", enabled: true, ringSeconds: 15 }) as const;
const browser: Device = { ...own("browser"), kind: "browser" };
const phone = (id: string, username: string, secretHash = ""): Device => ({
  ...own(id),
  kind: "desk-phone",
  dtmf: "auto",
  credential: credentialOf(username, "secret"),
  provisioning: secretHash
    ? {
        make: "yealink",
        mac: "001565aabbcc",
        secretHash,
        passwordHash: "",
        openUntil: undefined,
        fetchesFrom: undefined,
        lastFetchedAt: undefined,
        lastFetchedBy: undefined,
      }
    : undefined,
});

test("a device is found by its id, user name and secret in its own tenant, until it is gone or has others", () => {
  const directory = new DeviceDirectory();
  const desk = phone("desk", "1001", "hash");
  directory.replace(tenantId, [{ agentId, strategy: "in-turn", devices: [browser, desk] }]);
  assert.equal(directory.byUsername(tenantId, "1001"), desk);
  assert.equal(directory.byUsername("other" as TenantId, "1001"), undefined);
  assert.equal(directory.get("other" as TenantId, desk.id), undefined);
  assert.equal(directory.bySecretHash("hash"), desk);
  assert.equal(directory.byMac(tenantId, "001565aabbcc"), desk);
  assert.equal(directory.byMac("other" as TenantId, "001565aabbcc"), undefined);
  assert.equal(directory.browserOf(agentId), browser);
  assert.equal(directory.strategyOf(agentId), "in-turn");
  directory.update(phone("desk", "1001", "new hash"));
  assert.equal(directory.bySecretHash("hash"), undefined);
  assert.equal(directory.bySecretHash("new hash")?.id, desk.id);
  assert.deepEqual(
    directory.ofAgent(agentId).map(({ id }) => id),
    ["browser", "desk"],
  );
  directory.replace(tenantId, [{ agentId, strategy: "together", devices: [browser] }]);
  assert.equal(directory.byUsername(tenantId, "1001"), undefined);
  assert.equal(directory.get(tenantId, desk.id), undefined);
  directory.replace(tenantId, []);
  assert.deepEqual(directory.ofAgent(agentId), []);
  assert.equal(directory.strategyOf(agentId), "together");
});

test("a MAC address is read however it is written", () => {
  for (const text of ["00:15:65:AA:BB:CC", "00-15-65-aa-bb-cc", "001565aabbcc", "0015.65AA.BBCC"])
    assert.equal(readMac(text), "001565aabbcc");
  for (const text of ["", "001565aabbc", "001565aabbccd", "g01565aabbcc"])
    assert.equal(readMac(text), undefined);
});

test("the SIP secret of a phone follows from its provisioning secret, and neither from what is stored", () => {
  const { secret, password } = newProvisioningSecrets();
  assert.match(secret, /^[\w-]{43}$/);
  assert.equal(sipSecretFrom(secret), sipSecretFrom(secret));
  assert.notEqual(sipSecretFrom(secret), sipSecretFrom(newProvisioningSecrets().secret));
  assert.equal(sipSecretFrom(secret).length, 24);
  assert.ok(matchesHash(password, hashSecret(password)));
  assert.ok(!matchesHash(`${password}x`, hashSecret(password)));
  // RFC 7616 §3.4.2: H(username ":" realm ":" password).
  assert.equal(credentialOf("Mufasa", "Circle of Life").ha1Md5.length, 32);
});
