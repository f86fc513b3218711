// What the wire said of a call: both legs in order, attempts that came to nothing, no credential anywhere; as a
// picture on the console, as a capture file, and at a Homer.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import type { Page } from "playwright-core";
import { endpoints } from "@tandem/contract";
import type { Ladder } from "@tandem/contract";
import { startChromium } from "../peers/chromium.ts";
import { ApiClient } from "../support/api-client.ts";
import { addTenant, setQueues } from "../support/configuration.ts";
import { choosePresence, dialQueue, newestCall, startDeskAgent } from "../support/floor-people.ts";
import type { DeskAgent } from "../support/floor-people.ts";
import { picture } from "../support/pages.ts";
import { startTandem } from "../support/tandem.ts";
import type { Tandem } from "../support/tandem.ts";
import { until } from "../support/until.ts";

const domain = "other.example";
const open = new AsyncDisposableStack();
const homer = createSocket("udp4");
const packets: Buffer[] = [];
let tandem: Tandem;
let admin: ApiClient;
let agent: DeskAgent;
/** A colleague: calls from a registered phone, so that the INVITE is challenged. */
let caller: DeskAgent;
let stranger = { name: "", password: "" };
let callId = "";

before(async () => {
  homer.on("message", (packet) => packets.push(packet));
  homer.bind(0, "127.0.0.1");
  await once(homer, "listening");
  open.defer(() => void homer.close());
  const prepare = async (set: Parameters<typeof setQueues>[0]) => {
    await setQueues(set, { wrap_up_seconds: 0 });
    stranger = await addTenant(set, { name: "Other", sipDomain: domain });
  };
  const env = { TANDEM_HEP_ADDRESS: `127.0.0.1:${homer.address().port}`, TANDEM_HEP_CAPTURE_ID: "77" };
  tandem = open.use(await startTandem({ prepare, env }));
  admin = await ApiClient.signIn(tandem, "admin");
  agent = open.use(await startDeskAgent(tandem, "1001"));
  caller = open.use(await startDeskAgent(tandem, "1002"));
  await choosePresence(agent, "available");
});
after(() => open.disposeAsync());

/** Colours change over a moment; a picture is taken when they have. */
async function settledPicture(page: Page, name: string): Promise<void> {
  await page.evaluate("Promise.all(document.getAnimations().map((each) => each.finished.catch(() => {})))");
  await picture(page, name);
}

async function ladderOf(id: string): Promise<Ladder> {
  return admin.call(endpoints.getSignalling, { params: { callId: id } });
}

/** First lines of one leg with their directions, repetitions left out: `> INVITE`, `< 200`. */
function legOf({ parties, messages }: Ladder, kind: "caller" | "agent"): string[] {
  const id = parties.find((party) => party.kind === kind)?.id;
  return messages
    .filter(({ from, to, repeated }) => !repeated && (from === id || to === id))
    .map(({ direction, firstLine }) => {
      const [first = "", second = ""] = firstLine.split(" ");
      return `${direction === "in" ? ">" : "<"} ${first === "SIP/2.0" ? second : first}`;
    })
    .filter((line) => !line.endsWith(" 100"));
}

test("a call's ladder shows both legs in order, from the challenge to the last answer", async () => {
  await dialQueue(caller.phone, tandem);
  await agent.phone.waitForEvent("CALL_INCOMING");
  await agent.phone.accept();
  await agent.phone.waitForEvent("CALL_ESTABLISHED");
  await caller.phone.hangUp();
  await agent.phone.waitForEvent("CALL_CLOSED");
  const call = await newestCall(admin, 1);
  callId = call.id;
  const ladder = await until("both BYEs are answered", async () => {
    const now = await ladderOf(callId);
    const byes = now.messages.filter(({ text }) => /^SIP\/2\.0 200[^]*^CSeq: \d+ BYE/m.test(text));
    return byes.length >= 2 && now;
  });
  assert.deepEqual(
    ladder.parties.map(({ kind, name }) => [kind, name]),
    [
      ["caller", "1002"],
      ["tandem", "Tandem"],
      ["agent", call.agentName],
    ],
  );
  const callerLeg = legOf(ladder, "caller");
  assert.deepEqual(callerLeg.slice(0, 4), ["> INVITE", "< 401", "> ACK", "> INVITE"]);
  assert.deepEqual(callerLeg.filter((line) => !/ (INFO|180)$/.test(line)).slice(4), [
    "< 200",
    "> ACK",
    "> BYE",
    "< 200",
  ]);
  assert.deepEqual(legOf(ladder, "agent"), ["< INVITE", "> 180", "> 200", "< ACK", "< BYE", "> 200"]);
  const times = ladder.messages.map(({ at }) => Date.parse(at));
  assert.deepEqual(
    times,
    times.toSorted((one, other) => one - other),
  );
  assert.equal(ladder.cut, 0);
});

test("no credential is in it: the challenge and who answered it are", async () => {
  const texts = (await ladderOf(callId)).messages.map(({ text }) => text);
  const answered = texts.find((text) => text.includes("\nAuthorization:")) ?? "";
  assert.match(answered, /\nAuthorization: Digest username="1002", realm="[^"]+", \[removed\]\r\n/);
  assert.ok(texts.some((text) => /\nWWW-Authenticate: Digest .*nonce=/.test(text)));
  for (const text of texts) assert.doesNotMatch(text, /response=|cnonce=/);
  const secrets = tandem.firstRun().users.flatMap(({ sipSecret }) => sipSecret ?? []);
  assert.ok(secrets.length > 0 && secrets.every((secret) => !texts.join("\n").includes(secret)));
});

test("an attempt that came to nothing is there as well", async () => {
  await until("the phone is free", async () => {
    const { calls } = await admin.call(endpoints.listCalls);
    return calls.length === 1;
  });
  await dialQueue(caller.phone, tandem);
  await agent.phone.waitForEvent("CALL_INCOMING");
  await caller.phone.hangUp();
  await agent.phone.waitForEvent("CALL_CLOSED");
  const call = await newestCall(admin, 2);
  await until("the cancelled INVITE has come to its end", async () => {
    const leg = legOf(await ladderOf(call.id), "agent");
    return leg.at(-1) === "< ACK" && leg;
  });
  const leg = legOf(await ladderOf(call.id), "agent");
  assert.deepEqual(leg.slice(0, 3), ["< INVITE", "> 180", "< CANCEL"]);
  assert.deepEqual(leg.slice(3).toSorted(), ["< ACK", "> 200", "> 487"]);
});

test("the capture file opens in Wireshark and lists the same messages", async () => {
  const response = await admin.fetch(endpoints.getSignallingCapture, { params: { callId } });
  assert.equal(response.headers.get("Content-Type"), "application/vnd.tcpdump.pcap");
  const folder = mkdtempSync(path.join(tmpdir(), "tandem-ladder-"));
  open.defer(() => rmSync(folder, { recursive: true }));
  const file = path.join(folder, "call.pcap");
  writeFileSync(file, Buffer.from(await response.arrayBuffer()));
  const fields = ["sip.Method", "sip.Status-Code", "_ws.malformed"].flatMap((name) => ["-e", name]);
  const args = [
    "-r",
    file,
    "-d",
    `udp.port==${tandem.ports.sip},sip`,
    "-T",
    "fields",
    "-E",
    "separator=|",
    ...fields,
  ];
  const rows = execFileSync("tshark", args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  const expected = (await ladderOf(callId)).messages.map(({ firstLine }) => {
    const [first = "", second = ""] = firstLine.split(" ");
    return first === "SIP/2.0" ? `|${second}|` : `${first}||`;
  });
  assert.deepEqual(rows.trimEnd().split("\n"), expected);
});

test("it is for those who may read all calls, of their own tenant", async () => {
  const other = new ApiClient(tandem.httpUrl);
  await other.call(endpoints.signIn, { body: { tenant: domain, ...stranger } });
  for (const endpoint of [endpoints.getSignalling, endpoints.getSignallingCapture]) {
    const statuses = [admin, other, agent.api, new ApiClient(tandem.httpUrl)].map(
      async (person) => (await person.fetch(endpoint, { params: { callId } })).status,
    );
    assert.deepEqual(await Promise.all(statuses), [200, 404, 403, 401]);
  }
});

test("a Homer gets every message with the call's id, also without credentials", async () => {
  const { messages } = await ladderOf(callId);
  const ofCall = await until("its packets are there", () => {
    const found = packets.filter((packet) => packet.includes(callId) && packet.includes("Call-ID"));
    // The first of a leg may be sent before the call is known; those carry the SIP Call-ID.
    return found.length >= messages.length - 3 && found;
  });
  for (const packet of packets) {
    assert.equal(packet.toString("latin1", 0, 4), "HEP3");
    assert.doesNotMatch(packet.toString("latin1"), /response="|cnonce="/);
  }
  assert.ok(ofCall.some((packet) => packet.includes('\r\nAuthorization: Digest username="1002"')));
  // Messages of no call as well.
  assert.ok(packets.some((packet) => packet.includes("REGISTER sip:")));
});

test("the console draws it: keys move through it, a leg can be singled out, the message is shown", async () => {
  const ladder = await ladderOf(callId);
  await using browser = await startChromium({ viewport: { width: 1440, height: 1000 } });
  const page = await browser.newPage();
  await page.goto(tandem.firstUser("admin").signInUrl);
  await page.locator("[data-testid^='live-queue-']").first().waitFor();
  const consoleUrl = `${tandem.httpUrl.replace("127.0.0.1", "localhost")}/console`;
  await page.goto(`${consoleUrl}/calls/${callId}`);
  await page.getByTestId("ladder-show").click();
  const rows = page.getByTestId("ladder-row");
  await rows.first().waitFor();
  assert.equal(await rows.count(), ladder.messages.length);
  await page.getByTestId("ladder").scrollIntoViewIfNeeded();
  const message = page.getByTestId("ladder-message");
  assert.match(await message.innerText(), /INVITE sip:4000@/);

  await rows.first().focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("End");
  assert.match(await message.innerText(), /SIP\/2\.0 200 OK[^]*CSeq: \d+ BYE/);
  await page.keyboard.press("Home");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  assert.equal(await rows.nth(2).getAttribute("aria-pressed"), "true");
  await page.locator('[data-testid="ladder-row"][data-label="401 Unauthorized"]').click();
  assert.match(await message.innerText(), /WWW-Authenticate/);
  await page.getByTestId("ladder").evaluate((section) => section.scrollIntoView());
  await settledPicture(page, "console-ladder.zh-CN");
  await page.emulateMedia({ colorScheme: "dark" });
  await settledPicture(page, "console-ladder-dark.zh-CN");

  await page.getByTestId("ladder-leg").click();
  await page.locator(".ant-select-item-option").last().click();
  const agentMessages = ladder.messages.filter(({ from, to }) =>
    [from, to].includes(ladder.parties.at(-1)?.id ?? ""),
  );
  assert.equal(await rows.count(), agentMessages.length);
  await page.getByTestId("language-switch").click();
  await settledPicture(page, "console-ladder-dark.en");
  await page.emulateMedia({ colorScheme: "light" });
  await page.setViewportSize({ width: 1280, height: 720 });
  await page.getByTestId("ladder").evaluate((section) => section.scrollIntoView());
  await settledPicture(page, "console-ladder.en");
  const download = page.waitForEvent("download");
  await page.getByTestId("ladder-pcap").click();
  assert.equal((await download).suggestedFilename(), `call-${callId}.pcap`);
  assert.deepEqual(browser.problems, []);
});
