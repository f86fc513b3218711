// Flows that speak before they answer: what the caller hears, is told and pays for, and what the record keeps.
import assert from "node:assert/strict";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { after, before, test } from "node:test";
import type { CallDetail } from "@tandem/contract";
import { startBaresip } from "../peers/baresip.ts";
import type { Baresip } from "../peers/baresip.ts";
import { headerOf, openRawSip, silentOffer } from "../peers/raw-sip.ts";
import { runSipp } from "../peers/sipp.ts";
import { ApiClient } from "../support/api-client.ts";
import { assertAddsUp, containsPrompt } from "../support/call-checks.ts";
import { addFlow } from "../support/configuration.ts";
import { newestCall, sipAddress } from "../support/floor-people.ts";
import { mediaPid, socketsOf, untilNothingLeft } from "../support/nothing-left.ts";
import { startTandem } from "../support/tandem.ts";
import type { Tandem } from "../support/tandem.ts";
import { until } from "../support/until.ts";

const language = "zh-CN";
const byNode = { schema: 1, language, answer: "by-node" } as const;

/** A node that refuses behind one prompt. */
function refusing(cause: "closed" | "unknown-number", prompt: string) {
  return { type: "refuse" as const, cause, prompts: [prompt] };
}

const open = new AsyncDisposableStack();
let tandem: Tandem;
let admin: ApiClient;
let caller: Baresip;
let idleSockets: number;
let calls = 0;

before(async () => {
  tandem = open.use(
    await startTandem({
      async prepare(set) {
        await addFlow(set, "4101", {
          ...byNode,
          start: "end",
          nodes: { end: refusing("closed", "goodbye") },
        });
        await addFlow(set, "4102", {
          ...byNode,
          start: "end",
          nodes: { end: refusing("unknown-number", "no-input") },
        });
        await addFlow(set, "4103", {
          ...byNode,
          start: "menu",
          nodes: {
            menu: {
              type: "menu",
              prompts: ["music-on-hold"],
              choices: { "1": "take" },
              timeoutSeconds: 1,
              retries: 0,
              otherwise: "busy",
            },
            take: { type: "answer", next: "bye" },
            busy: { type: "refuse", cause: "busy" },
            bye: { type: "hang-up" },
          },
        });
      },
    }),
  );
  admin = await ApiClient.signIn(tandem, "admin");
  caller = open.use(await startBaresip({ user: "13800138000" }));
  idleSockets = socketsOf(await mediaPid(admin));
});
after(() => open.disposeAsync());

/** The record of the call that has just ended; nothing of the call itself may be left. */
async function recorded(): Promise<CallDetail> {
  calls++;
  await untilNothingLeft(tandem);
  assert.equal(socketsOf(await mediaPid(admin)), idleSockets, "media has closed the sockets of the call");
  const call = await newestCall(admin, calls);
  assertAddsUp(call);
  return call;
}

/** Nobody may be charged for it. */
function assertNeverAnswered(call: CallDetail): void {
  assert.deepEqual([call.answeredAt, call.legs.map(({ answeredAt }) => answeredAt)], [null, [null]]);
  assert.ok(!typesOf(call).some((type) => type.endsWith("Answered")), typesOf(call).join(" "));
}

function typesOf(call: CallDetail): string[] {
  return call.timeline.map(({ type }) => type);
}

test("an announcement is heard before the answer, which never comes: the call is refused", async () => {
  await caller.dial(`sip:4101@${sipAddress(tandem)}`);
  await caller.waitForEvent("CALL_PROGRESS");
  const closed = await caller.waitForEvent("CALL_CLOSED", 15_000);
  assert.match(closed.param ?? "", /480/);
  const heard = caller.heard();
  assert.ok(heard && containsPrompt(heard, "zh-CN/goodbye"), "the caller heard the announcement");
  const call = await recorded();
  assertNeverAnswered(call);
  assert.ok(typesOf(call).includes("EarlySoundStarted"), "the record tells of the announcement");
  assert.deepEqual([call.endCause, call.endedBy, call.legs[0]?.endCause], ["rejected", "system", "closed"]);
  const ending = { by: "us", said: "response", status: 480, q850: 31, text: "Normal, unspecified" };
  assert.deepEqual([call.legs[0]?.ending, call.legs[0]?.codec], [ending, "PCMA"]);
});

test("a caller that demands PRACK gets the 183 reliably, then the refusal with its Q.850 cause", async () => {
  const refusal = { status: "404", header: "Q.850;cause=1;" };
  await runSipp({ scenario: "uac-early-refused", remote: sipAddress(tandem), service: "4102", refusal });
  const call = await recorded();
  assertNeverAnswered(call);
  assert.deepEqual([call.endCause, call.legs[0]?.endCause], ["rejected", "not-found"]);
});

test("a key pressed before the answer is taken by the menu", async () => {
  await runSipp({
    scenario: "uac-early-menu",
    remote: sipAddress(tandem),
    service: "4103",
    says: { digits: [{ digit: "1", atMs: 300 }] },
  });
  const call = await recorded();
  const story = typesOf(call).filter((type) => /^(Early|Call|Menu)/.test(type));
  assert.deepEqual(story, ["CallArrived", "EarlySoundStarted", "MenuChosen", "CallAnswered", "CallEnded"]);
  assert.equal(call.endCause, "flow-ended");
});

test("a caller who hangs up while it plays leaves nothing behind", async () => {
  await caller.dial(`sip:4103@${sipAddress(tandem)}`);
  await caller.waitForEvent("CALL_PROGRESS");
  await caller.waitHeard(300);
  await caller.hangUp();
  const call = await recorded();
  assertNeverAnswered(call);
  assert.ok(typesOf(call).includes("EarlySoundStarted"));
  assert.deepEqual(
    [call.endCause, call.endedBy, call.legs[0]?.endCause],
    ["abandoned", "caller", "cancelled"],
  );
});

test("a caller who leaves the offer to us hears it when PRACK brings the answer", async () => {
  using raw = await openRawSip({ over: "udp", from: "127.0.0.1", toPort: tandem.ports.sip });
  const ear = createSocket("udp4").bind(0, "127.0.0.1");
  await once(ear, "listening");
  const uri = `sip:4103@${sipAddress(tandem)}`;
  const invite = raw.request("INVITE", uri, { headers: ["Supported: 100rel"] });
  const progress = await raw.waitFor(invite, /^SIP\/2.0 183/);
  assert.match(progress, /m=audio/);
  const { callId } = invite;
  const rack = `RAck: ${headerOf(progress, "RSeq")} 1 INVITE`;
  const body = silentOffer.replace("m=audio 9", `m=audio ${ear.address().port}`);
  const dialog = { callId, to: headerOf(progress, "To") };
  const prack = raw.request("PRACK", uri, { ...dialog, cseq: 2, headers: [rack], body });
  assert.equal(await raw.finalStatus(prack, "PRACK", 2), 200);
  await once(ear, "message");
  ear.close();
  raw.request("CANCEL", uri, invite);
  assert.equal(await raw.finalStatus(invite, "INVITE"), 487);
  assert.ok(typesOf(await recorded()).includes("EarlySoundStarted"));
});

test("a caller who can be offered nothing before the answer goes through the flow unheard", async () => {
  using raw = await openRawSip({ over: "udp", from: "127.0.0.1", toPort: tandem.ports.sip });
  const startedAt = performance.now();
  const invite = raw.request("INVITE", `sip:4102@${sipAddress(tandem)}`);
  await until("it is refused", () => raw.received.some((text) => text.startsWith("SIP/2.0 404")));
  assert.equal(await raw.finalStatus(invite, "INVITE"), 404);
  assert.ok(performance.now() - startedAt < 2000, "nothing is played to nobody");
  assert.ok(!typesOf(await recorded()).includes("EarlySoundStarted"));
});
