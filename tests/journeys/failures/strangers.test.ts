// Those who may not call get no call, and garbage on every port ends no process and spoils no call.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { endpoints } from "@tandem/contract";
import { startBaresip } from "../../peers/baresip.ts";
import { sendGarbage } from "../../peers/garbage.ts";
import { openRawSip, silentOffer } from "../../peers/raw-sip.ts";
import { ApiClient } from "../../support/api-client.ts";
import { setTrunkAddresses } from "../../support/configuration.ts";
import { choosePresence, dialQueue, dialService, startDeskAgent } from "../../support/floor-people.ts";
import { watchLive } from "../../support/live-watcher.ts";
import { mediaPid, readMetrics } from "../../support/nothing-left.ts";
import { startTandem } from "../../support/tandem.ts";
import type { Tandem } from "../../support/tandem.ts";
import { agentHz, callerHz, ToneFiles } from "../../support/tone-files.ts";
import { slice, toneShare } from "../../support/tone.ts";
import { durationMs } from "../../support/wav.ts";

const open = new AsyncDisposableStack();
let tandem: Tandem;
let admin: ApiClient;

before(async () => {
  // Only this one address is the carrier's: every other of loopback is a stranger's.
  tandem = open.use(await startTandem({ prepare: (set) => setTrunkAddresses(set, ["127.0.0.1"]) }));
  admin = await ApiClient.signIn(tandem, "admin");
});
after(() => open.disposeAsync());

const serviceUri = () => `sip:4000@127.0.0.1:${tandem.ports.sip}`;
const fromAddress = (from: string) => openRawSip({ over: "udp", from, toPort: tandem.ports.sip });

async function assertNoCall(): Promise<void> {
  const metrics = await readMetrics(tandem);
  assert.equal(metrics.get("tandem_calls"), 0);
  assert.equal((await admin.call(endpoints.listCalls)).calls.length, 0);
}

test("an address that is no trunk and no phone is asked who it is, whatever it says in its headers", async () => {
  using stranger = await fromAddress("127.0.0.9");
  const pretending = [
    "P-Asserted-Identity: <sip:13800138000@127.0.0.1>",
    "Via: SIP/2.0/UDP 127.0.0.1:5060;branch=z9hG4bKx",
  ];
  for (const headers of [[], pretending]) {
    const invite = stranger.request("INVITE", serviceUri(), { body: silentOffer, headers });
    assert.equal(await stranger.finalStatus(invite, "INVITE"), 401);
  }
  await assertNoCall();
});

test("a wrong password and an unknown phone get no call and no registration", async () => {
  const registrarUri = `sip:127.0.0.1:${tandem.ports.sip}`;
  // Each from an address of its own: one that tried them all would be banned by the third.
  for (const [index, username] of ["1001", "9999", "admin"].entries()) {
    using stranger = await fromAddress(`127.0.0.${10 + index}`);
    const who = { username, password: "made-up", from: `${username}@tandem` };
    assert.equal(await stranger.requestAs("INVITE", serviceUri(), { ...who, body: silentOffer }), 401);
    const to = `<sip:${username}@tandem>`;
    assert.equal(await stranger.requestAs("REGISTER", registrarUri, { ...who, to }), 401);
  }
  await assertNoCall();
  const { sip } = await admin.call(endpoints.getSystemStatus);
  assert.equal(sip.registrations, 0);
});

test("a phone may not register as another one", async () => {
  using phone = await fromAddress("127.0.0.9");
  const who = { username: "1001", password: tandem.firstUser("agent").sipSecret ?? "", from: "1001@tandem" };
  const registrarUri = `sip:127.0.0.1:${tandem.ports.sip}`;
  assert.equal(await phone.requestAs("REGISTER", registrarUri, { ...who, to: "<sip:1002@tandem>" }), 403);
});

test("a visitor may call the number of the page and no other, and may not register", async () => {
  const visitor = await new ApiClient(tandem.httpUrl).call(endpoints.createVisitorCall);
  using browser = await openRawSip({ over: "ws", url: `${tandem.wsUrl}${visitor.webSocketPath}` });
  const { username, password } = visitor;
  const who = { username, password, from: "visitor@tandem" };
  for (const other of ["1001", "4001", "13800138000"]) {
    const uri = `sip:${other}@tandem`;
    assert.equal(await browser.requestAs("INVITE", uri, { ...who, body: silentOffer }), 403);
  }
  const to = "<sip:1001@tandem>";
  assert.equal(await browser.requestAs("REGISTER", "sip:tandem", { ...who, to }), 403);
  const unproven = browser.request("INVITE", visitor.target, { body: silentOffer });
  assert.equal(await browser.finalStatus(unproven, "INVITE"), 401);
  await assertNoCall();
});

test("garbage on the ports of SIP and RTP leaves a call that runs as it is, and the next call works", async () => {
  using tones = new ToneFiles();
  using floor = await watchLive(tandem, admin);
  await using agent = await startDeskAgent(tandem, "1001", { speaks: tones.phone(agentHz) });
  await using caller = await startBaresip({ user: "13800138000", speaks: tones.phone(callerHz) });
  await using next = await startBaresip({ user: "13800138001" });
  await choosePresence(agent, "available");
  await dialQueue(caller, tandem);
  await agent.phone.waitForEvent("CALL_INCOMING");
  await agent.phone.accept();
  await floor.callAt("talking");
  const pids = [tandem.pid, await mediaPid(admin)];
  const { sip, http, rtpFirst } = tandem.ports;
  const badBefore = (await readMetrics(tandem)).get("tandem_sip_messages_bad_total") ?? 0;

  const targets = {
    udpPorts: [sip, ...Array.from({ length: 40 }, (_, index) => rtpFirst + index)],
    tcpPort: sip,
    webSocketUrl: `ws://127.0.0.1:${http}/sip`,
  };
  const sent = await sendGarbage(targets, 2000);
  assert.ok(sent > 1000, `${sent} messages`);

  assert.deepEqual([tandem.pid, await mediaPid(admin)], pids);
  const badAfter = (await readMetrics(tandem)).get("tandem_sip_messages_bad_total") ?? 0;
  assert.ok(badAfter > badBefore, "bad messages are counted");
  const fromMs = durationMs(await agent.phone.waitHeard(1));
  const heard = await agent.phone.waitHeard(fromMs + 1500);
  const share = toneShare(slice(heard, fromMs + 500, fromMs + 1500), heard.sampleRateHz, callerHz);
  assert.ok(share > 0.9, `${share} of what the agent hears is the caller`);
  await dialService(next, tandem);
  await next.waitHeard(1000);
  await next.hangUp();
  await caller.hangUp();
  // Garbage that happened to be a good INVITE is a call whose ACK never comes: it ends after 64*T1, 32 s (RFC 3261, 13.3.1.4).
  await floor.until("no call", ({ calls }) => calls.length === 0, 40_000);
  console.log(`${sent} messages of garbage`);
});
