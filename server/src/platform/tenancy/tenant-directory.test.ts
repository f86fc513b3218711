import assert from "node:assert/strict";
import { test } from "node:test";
import { newId } from "@tandem/kernel";
import { TenantDirectory } from "./index.ts";
import type { Tenant } from "./index.ts";

const tenant = (name: string, sipDomain?: string): Tenant => ({
  id: newId(),
  name,
  sipDomain,
  timeZone: "Asia/Shanghai",
  locale: "zh-CN",
});

test("a domain names its tenant; any other means the only one without a domain", () => {
  const directory = new TenantDirectory();
  const own = tenant("own");
  const named = tenant("named", "voice.example");
  directory.replace([own, named]);
  assert.equal(directory.byDomain("Voice.Example"), named);
  assert.equal(directory.byDomain("192.0.2.1"), own);
  assert.equal(directory.byDomain(undefined), own);
  assert.equal(directory.byId(named.id), named);
});

test("where several have no domain, an unknown domain means none of them", () => {
  const directory = new TenantDirectory();
  directory.replace([tenant("a"), tenant("b")]);
  assert.equal(directory.byDomain("192.0.2.1"), undefined);
});
