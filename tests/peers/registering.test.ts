import assert from "node:assert/strict";
import { test } from "node:test";
import { startBaresip } from "./baresip.ts";
import { startRegistrar } from "./fixture-registrar.ts";
import { runSipp, startSippAgent } from "./sipp.ts";

test("baresip is registered when it has started", async () => {
  await using registrar = await startRegistrar("8001", "made-up-secret");
  const { hostPort } = registrar;
  await using phone = await startBaresip({ user: "8001", password: "made-up-secret", registrar: hostPort });
  assert.equal(phone.uri, `sip:8001@${hostPort}`);
  assert.match(registrar.contacts[0] ?? "", /127\.0\.0\.1/);
});

test("a phone that is called in the moment in which it has registered tells of it", async () => {
  for (let attempt = 0; attempt < 5; attempt++) {
    await using registrar = await startRegistrar("8004", "made-up-secret", { callsBack: true });
    const account = { user: "8004", password: "made-up-secret", registrar: registrar.hostPort };
    await using phone = await startBaresip(account);
    await phone.waitForEvent("CALL_INCOMING", 3000);
  }
});

test("a sipp agent registers and answers a call at the place it registered", async () => {
  await using registrar = await startRegistrar("8002", "made-up-secret");
  const { hostPort } = registrar;
  await using agent = await startSippAgent({
    registrar: hostPort,
    user: "8002",
    password: "made-up-secret",
    talkMs: 200,
  });
  const contact = /@([^;>]+)/.exec(registrar.contacts[0] ?? "")?.[1];
  await runSipp({ scenario: "uac-queue-call", remote: contact ?? "", service: "8002" });
  assert.equal((await agent.outcome()).successful, 1);
});

test("a wrong password is a failed registration", async () => {
  await using registrar = await startRegistrar("8003", "right");
  const started = startBaresip({ user: "8003", password: "wrong", registrar: registrar.hostPort });
  await assert.rejects(started, /403 Forbidden/);
  const register = runSipp({
    scenario: "uac-register",
    remote: registrar.hostPort,
    service: "8003",
    password: "wrong",
  });
  await assert.rejects(register, /1 failed[^]*403/);
  assert.deepEqual(registrar.contacts, []);
});
