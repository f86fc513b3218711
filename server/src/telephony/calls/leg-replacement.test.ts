import assert from "node:assert/strict";
import { test } from "node:test";
import { FactBus, newId, ok } from "@tandem/kernel";
import type { AgentId, Fact, LegId, TenantId } from "@tandem/kernel";
import type { Dialog, IncomingInvite, IncomingRefer } from "@tandem/sip";
import type { CallFact, CallSignal } from "./call-facts.ts";
import { Calls } from "./call-service.ts";
import type { TransferRequest } from "./leg-transfer.ts";

const opened = { address: "192.0.2.1", port: 20_000, ice: null, fingerprint: null };
const sdp = (direction: string) =>
  `v=0\r\no=- 1 1 IN IP4 192.0.2.9\r\ns=-\r\nc=IN IP4 192.0.2.9\r\nt=0 0\r\nm=audio 4000 RTP/AVP 8\r\na=rtpmap:8 PCMA/8000\r\na=${direction}\r\n`;
const turn = () => new Promise((resolve) => setImmediate(resolve));
const agentId = "agent" as AgentId;

type Phone = { dialog: Dialog; byes: string[]; moved: string[] };

/** The far end of a leg: its dialog, and what it was told. */
function phone(name: string): Phone {
  const [byes, moved]: [string[], string[]] = [[], []];
  const dialog = {
    callId: name,
    localTag: "ours",
    remoteTag: "theirs",
    flow: `flow-of-${name}`,
    bye: ({ reason = "" } = {}) => (byes.push(reason), Promise.resolve()),
    moveTo: (flow: string) => void moved.push(flow),
  };
  return { dialog: dialog as unknown as Dialog, byes, moved };
}

function invite(from: Phone, direction = "sendrecv"): IncomingInvite & { rejected: number[] } {
  const rejected: number[] = [];
  const fake = {
    rejected,
    request: { callId: from.dialog.callId, contact: { uri: `sip:${from.dialog.callId}@contact.invalid` } },
    source: { transport: "udp" },
    flow: from.dialog.flow,
    dialog: from.dialog,
    offer: sdp(direction),
    ring() {},
    reject: (status: number) => void rejected.push(status),
    accept: () => Promise.resolve(ok({ dialog: from.dialog, answer: undefined })),
  };
  return fake as unknown as IncomingInvite & { rejected: number[] };
}

/** A call of a caller and an agent, both up, on a clock that the test moves. */
async function talkingCall() {
  let now = 0;
  let timers: { at: number; run: () => void }[] = [];
  const pass = (ms: number) => {
    now += ms;
    const due = timers.filter(({ at }) => at <= now);
    timers = timers.filter(({ at }) => at > now);
    for (const { run } of due) run();
  };
  const facts = new FactBus<CallFact | CallSignal>((error) => assert.fail(error as Error));
  const told: (CallFact | CallSignal)[] = [];
  facts.onAny((fact: Fact) => void told.push(fact as CallFact));
  const asked: TransferRequest[] = [];
  const agentPhone = phone("agent");
  const calls = new Calls({
    clock: { now: () => now, after: (delayMs, run) => (timers.push({ at: now + delayMs, run }), () => {}) },
    facts,
    advertisedAddress: "192.0.2.1",
    media: { send: () => Promise.resolve(ok(opened)) },
    onTransfer: (request) => asked.push(request),
    dial: () => ({
      callId: "agent",
      outcome: Promise.resolve(ok({ dialog: agentPhone.dialog, answer: sdp("sendrecv") })),
      cancel() {},
    }),
  });
  const tenantId = newId<TenantId>();
  const arriving = {
    tenantId,
    direction: "inbound",
    ani: "138",
    dnis: "4000",
    source: { kind: "trunk", name: "t" },
  } as const;
  const arrive = (from: Phone, more: object = {}) => calls.arrive(invite(from), { ...arriving, ...more });
  const callerPhone = phone("caller");
  const callId = arrive(callerPhone);
  calls.answer(callId);
  const target = {
    uri: "sip:agent@contact.invalid",
    to: { flow: "flow-of-agent" },
    transport: "rtp",
  } as const;
  const legId = calls.dial(callId, { agentId, target, ringTimeoutMs: 20_000 }) as LegId;
  for (let n = 0; n < 5; n++) await turn();
  told.length = 0;
  const types = () => told.map(({ type }) => type);
  return { calls, callId, legId, tenantId, agentPhone, callerPhone, told, types, pass, arrive, asked };
}

test("a page takes a call over by the name of its dialog: new leg up, then the old one ends", async () => {
  const { calls, callId, legId, told, types, agentPhone } = await talkingCall();
  assert.deepEqual(calls.takeBack(callId, legId), {
    replaces: "agent;to-tag=ours;from-tag=theirs",
    isCutOff: false,
    held: false,
    party: "138",
  });
  const leg = calls.legNamed({ callId: "agent", toTag: "ours", fromTag: "theirs" });
  assert.equal(leg?.legId, legId);
  assert.equal(calls.legNamed({ callId: "agent", toTag: "ours", fromTag: "other" }), undefined);
  const byLegId = calls.takeOver(invite(phone("page")), leg);
  for (let n = 0; n < 5; n++) await turn();
  assert.deepEqual(types(), ["LegTakenIn", "LegAnswered", "LegReplaced", "LegEnded"]);
  assert.deepEqual(
    told.map((fact) => "legId" in fact && fact.legId),
    [byLegId, byLegId, legId, legId],
  );
  const ended = told.at(-1);
  assert.equal(ended?.type === "LegEnded" && ended.cause, "replaced");
  assert.equal(agentPhone.byes.length, 1);
  assert.ok(calls.hasLeg(callId, byLegId as LegId));
});

test("a page that offers to hold takes the call over on hold", async () => {
  const { calls, told } = await talkingCall();
  const leg = calls.legNamed({ callId: "agent", toTag: "ours", fromTag: "theirs" });
  assert.ok(leg);
  calls.takeOver(invite(phone("page"), "sendonly"), leg);
  for (let n = 0; n < 5; n++) await turn();
  const replaced = told.find((fact) => fact.type === "LegReplaced");
  assert.equal(replaced?.type === "LegReplaced" && replaced.held, true);
});

test("of two pages the later one has the call; one that comes when the call is over is refused", async () => {
  const { calls, callId, told } = await talkingCall();
  const leg = calls.legNamed({ callId: "agent", toTag: "ours", fromTag: "theirs" });
  assert.ok(leg);
  const [first, second, third] = [invite(phone("first")), invite(phone("second")), invite(phone("third"))];
  calls.takeOver(first, leg);
  const byLegId = calls.takeOver(second, leg);
  for (let n = 0; n < 5; n++) await turn();
  assert.equal(first.rejected.length, 1);
  const replaced = told.find((fact) => fact.type === "LegReplaced");
  assert.equal(replaced?.type === "LegReplaced" && replaced.byLegId, byLegId);
  assert.equal(calls.takeOver(third, leg), undefined, "the leg is gone");
  calls.takeOver(third, { ...leg, legId: byLegId as LegId });
  calls.hangUp(callId, { cause: "completed", by: "caller" });
  assert.equal(third.rejected.length, 1);
});

test("the agent's leg is given up 30 s after its phone is neither reached nor heard, and not while it is heard", async () => {
  const { calls, legId, types, pass, told } = await talkingCall();
  calls.onFlowClosed("flow-of-agent");
  pass(60_000);
  assert.deepEqual(types(), ["LegLinkChanged"]);
  calls.onMediaEvent({ kind: "leg-quiet", legId, at: 0 });
  pass(29_000);
  calls.onMediaEvent({ kind: "leg-failed", legId, reason: "ice-consent-lost", at: 0 });
  assert.deepEqual(types().slice(1), ["LegAway"]);
  pass(1000);
  const ended = told.at(-1);
  assert.equal(ended?.type === "LegEnded" && ended.cause, "phone-lost");
});

test("a phone that registers again is told things where it is now, and is not given up", async () => {
  const { calls, callId, legId, types, pass, agentPhone } = await talkingCall();
  calls.onFlowClosed("flow-of-agent");
  calls.onMediaEvent({ kind: "leg-quiet", legId, at: 0 });
  assert.equal(calls.takeBack(callId, legId)?.isCutOff, true);
  const contactUri = "sip:agent@contact.invalid;transport=ws";
  calls.onPhoneRegistered({ agentId: "other" as AgentId, contactUri, flow: "stranger" });
  calls.onPhoneRegistered({ agentId, contactUri: "sip:else@contact.invalid", flow: "stranger" });
  calls.onPhoneRegistered({ agentId, contactUri, flow: "new-flow" });
  assert.deepEqual(agentPhone.moved, ["new-flow"]);
  pass(60_000);
  calls.onMediaEvent({ kind: "leg-heard", legId, at: 0 });
  assert.deepEqual(types(), ["LegLinkChanged", "LegAway", "LegLinkChanged", "LegBack"]);
});

test("a leg moves to the call it was placed beside, and to no other; that call ends with whoever keeps it up", async () => {
  const { calls, callId, legId, arrive, types, told } = await talkingCall();
  const consultation = arrive(phone("second"), { besideCallId: callId });
  const stranger = arrive(phone("third"));
  calls.answer(consultation);
  for (let n = 0; n < 5; n++) await turn();
  assert.equal(calls.moveLeg(callId, legId, stranger), false);
  told.length = 0;
  assert.equal(calls.moveLeg(callId, legId, consultation), true);
  assert.deepEqual(types(), ["LegMoved", "LegJoined"]);
  assert.equal(calls.agentOf(consultation, legId), agentId);
  calls.anchor(consultation, legId);
  calls.hangUpLeg(consultation, legId, "hung-up-locally");
  assert.equal(calls.exists(consultation), false);
  assert.equal(calls.exists(callId), true);
});

test("a phone's REFER is handed up in the words of calls, with the leg that it names", async () => {
  const { callId, legId, agentPhone, callerPhone, asked, tenantId } = await talkingCall();
  const rejected: number[] = [];
  const refer = (replaces: object | undefined) =>
    ({
      referTo: { uri: "sip:1002@tandem", replaces },
      reject: (status: number) => rejected.push(status),
    }) as unknown as IncomingRefer;
  agentPhone.dialog.onRefer?.(refer(undefined));
  callerPhone.dialog.onRefer?.(refer({ callId: "agent", toTag: "ours", fromTag: "theirs" }));
  callerPhone.dialog.onRefer?.(refer({ callId: "nowhere", toTag: "a", fromTag: "b" }));
  assert.deepEqual(
    asked.map(({ number, consultation }) => [number, consultation]),
    [
      ["1002", undefined],
      ["1002", { tenantId, callId, legId, agentId }],
      ["1002", "unknown"],
    ],
  );
  assert.equal(asked[0]?.by.agentId, agentId);
  asked[0]?.reject(403);
  assert.deepEqual(rejected, [403]);
});

test("an offer that comes right behind the ACK is answered, and holds once the leg is up", async () => {
  const { calls, told, legId: before, callId, tenantId } = await talkingCall();
  const page = phone("page");
  const arriving = invite(page);
  let acknowledge: () => void = () => {};
  arriving.accept = () =>
    new Promise((settle) => {
      acknowledge = () => settle(ok({ dialog: page.dialog, answer: undefined }));
    });
  const legId = calls.takeOver(arriving, { tenantId, callId, legId: before, agentId });
  await turn();
  acknowledge();
  // Nobody has had a turn since the ACK.
  const answered = await page.dialog.onOffer?.(sdp("sendonly"));
  assert.ok(answered?.ok);
  await turn();
  const held = told.some((fact) => fact.type === "LegHeld" && fact.legId === legId);
  const replaced = told.find((fact) => fact.type === "LegReplaced");
  assert.ok(held || replaced?.held, "the new leg holds");
});
