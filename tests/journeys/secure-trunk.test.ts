// A trunk on which everything is encrypted: kamailio as the carrier over TLS, and behind it somebody who speaks
// SRTP and nothing else. We register, call out, are called, and transfer a caller to a number outside.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { endpoints } from "@tandem/contract";
import { startBaresip } from "../peers/baresip.ts";
import { startKamailio } from "../peers/kamailio.ts";
import { ApiClient } from "../support/api-client.ts";
import { assertAddsUp } from "../support/call-checks.ts";
import { setQueues } from "../support/configuration.ts";
import { choosePresence, dialQueue, sipAddress, startDeskAgent } from "../support/floor-people.ts";
import { freePorts } from "../support/free-ports.ts";
import { assertHearsMusic, assertTalk } from "../support/hearing.ts";
import { untilNothingLeft } from "../support/nothing-left.ts";
import { startTandem } from "../support/tandem.ts";
import { agentHz, callerHz, ToneFiles } from "../support/tone-files.ts";

const account = { user: "acct4000", password: "carrier-secret" };
/** The number of the person behind the carrier, and what they say. */
const outside = { number: "02155551234", hz: 900 };

/** A certificate for 127.0.0.1 that nobody else vouches for, as files. */
class CarrierCertificate implements Disposable {
  readonly #folder = mkdtempSync(path.join(tmpdir(), "tandem-carrier-"));
  readonly certificate = path.join(this.#folder, "carrier.crt.pem");
  readonly key = path.join(this.#folder, "carrier.key.pem");

  constructor() {
    const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", this.key];
    const names = ["-subj", "/CN=carrier", "-addext", "subjectAltName=IP:127.0.0.1"];
    const files = ["-days", "2", "-out", this.certificate];
    execFileSync("openssl", ["req", "-x509", ...key, ...names, ...files], { stdio: "pipe" });
  }

  [Symbol.dispose](): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

test("over TLS and SRTP: register, call out, be called, and transfer a caller to a number outside", async () => {
  using tones = new ToneFiles();
  using carrierCertificate = new CarrierCertificate();
  const gatewayPort = await freePorts(2);
  await using carrier = await startKamailio({ ...account, gatewayPort, tls: carrierCertificate });
  await using tandem = await startTandem({
    env: { NODE_EXTRA_CA_CERTS: carrierCertificate.certificate },
    prepare: (configuration) => setQueues(configuration, { wrap_up_seconds: 0 }),
  });
  const admin = await ApiClient.signIn(tandem, "admin");
  await using agent = await startDeskAgent(tandem, "1001", { speaks: tones.phone(agentHz) });
  await using gateway = await startBaresip({
    user: outside.number,
    sipPort: gatewayPort,
    speaks: tones.phone(outside.hz),
    mediaEncryption: "srtp-mand",
  });
  const voices = {
    agent: { name: "the agent", phone: agent.phone, hz: agentHz },
    outside: { name: "the one outside", phone: gateway, hz: outside.hz },
  };
  const { trunk } = await admin.call(endpoints.createTrunk, {
    body: {
      name: "carrier",
      kind: "registering",
      registration: { domain: "127.0.0.1", expiresSeconds: 60 },
      username: account.user,
      password: account.password,
      servers: [{ uri: `sip:127.0.0.1:${carrier.tlsPort};transport=tls` }],
      mediaEncryption: "sdes-srtp-required",
      callerId: { rule: "fixed", number: "+862166660000" },
      numbersOut: "national",
    },
  });
  assert.match(await carrier.logged(/registered acct4000/, 20_000), /by tls/);

  // Out.
  await agent.phone.dial(`sip:${outside.number}@${sipAddress(tandem)}`);
  await gateway.waitForEvent("CALL_INCOMING", 20_000);
  await gateway.accept();
  await agent.phone.waitForEvent("CALL_ESTABLISHED");
  assert.match(await carrier.logged(/outbound call/), /to 02155551234 from 02166660000 by tls/);
  await assertTalk(voices.agent, voices.outside);
  await agent.phone.hangUp();
  await gateway.waitForEvent("CALL_CLOSED");
  await untilNothingLeft(tandem);

  // In: to the number that the carrier has for us.
  const { numbers } = await admin.call(endpoints.listNumbers);
  const number = numbers.find((each) => each.number === "4000");
  assert.ok(number);
  await admin.call(endpoints.createNumber, {
    body: { number: "4001", flowId: number.flowId, trunkId: trunk.id },
  });
  await choosePresence(agent, "available");
  await gateway.dial(`sip:4001@127.0.0.1:${carrier.port}`);
  await gateway.waitForEvent("CALL_ESTABLISHED", 20_000);
  await gateway.sendDigits("1");
  await agent.phone.waitForEvent("CALL_INCOMING", 20_000);
  await agent.phone.accept();
  await assertTalk(voices.agent, voices.outside);
  await gateway.hangUp();
  await agent.phone.waitForEvent("CALL_CLOSED");
  await untilNothingLeft(tandem);

  // A caller in the clear is handed to the number outside.
  await using caller = await startBaresip({ user: "13800138000", speaks: tones.phone(callerHz) });
  await dialQueue(caller, tandem);
  await agent.phone.waitForEvent("CALL_INCOMING", 20_000);
  await agent.phone.accept();
  await agent.phone.waitForEvent("CALL_ESTABLISHED");
  await assertTalk(voices.agent, { name: "the caller", phone: caller, hz: callerHz });
  await agent.phone.transfer(`sip:${outside.number}@${sipAddress(tandem)}`);
  await gateway.waitForEvent("CALL_INCOMING", 20_000);
  await assertHearsMusic(caller, agentHz);
  await gateway.accept();
  await agent.phone.waitForEvent("CALL_CLOSED");
  await assertTalk({ name: "the caller", phone: caller, hz: callerHz }, voices.outside);
  await gateway.hangUp();
  await caller.waitForEvent("CALL_CLOSED", 20_000);
  await untilNothingLeft(tandem);

  const records = await admin.callRecords(3);
  const details = await Promise.all(records.map(({ id }) => admin.callDetail(id)));
  for (const call of details) assertAddsUp(call);
  const transfers = details.flatMap(({ timeline }) =>
    timeline
      .filter(({ type }) => type === "TransferCompleted")
      .map(({ data }) => [data["mode"], data["target"]]),
  );
  assert.deepEqual(transfers, [["blind", outside.number]]);
});
