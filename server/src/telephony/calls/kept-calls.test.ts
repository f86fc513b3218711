import assert from "node:assert/strict";
import { test } from "node:test";
import { FactBus, newId, ok, systemClock } from "@tandem/kernel";
import type { AgentId, CallId, LegId, TenantId } from "@tandem/kernel";
import type { MediaCommand } from "@tandem/media";
import type { Dialog, DialogSnapshot, IncomingInvite } from "@tandem/sip";
import type { CallFact, CallSignal } from "./call-facts.ts";
import { Calls } from "./call-service.ts";
import type { CallSnapshot } from "./leg-snapshot.ts";

const opened = { address: "192.0.2.1", port: 20_000, ice: null, fingerprint: null };
const turn = () => new Promise((resolve) => setImmediate(resolve));
const phoneSdp = (direction: string) =>
  [
    "v=0",
    "o=- 1 1 IN IP4 192.0.2.9",
    "s=-",
    "c=IN IP4 192.0.2.9",
    "t=0 0",
    "m=audio 4000 RTP/AVP 8 101",
    "a=rtpmap:101 telephone-event/8000",
    `a=${direction}`,
    "",
  ].join("\r\n");

/** A dialog that stands, and what was said in it. */
function fakeDialog(name: string, flow: string) {
  const byes: (string | undefined)[] = [];
  const offers: string[] = [];
  const descriptions = { local: undefined, remote: phoneSdp("sendrecv") };
  const snapshot = () => ({ peer: name, descriptions }) as unknown as DialogSnapshot;
  const reinvite = async (offer: string) => {
    offers.push(offer);
    return ok({ answer: phoneSdp("sendrecv") });
  };
  const bye = async ({ reason }: { reason?: string } = {}) => void byes.push(reason);
  const fields = { callId: name, localTag: "l", remoteTag: "r", flow, isConfirmed: true };
  const dialog = { ...fields, snapshot, bye, reinvite, moveTo: () => {} } as unknown as Dialog;
  return { dialog, byes, offers };
}

function world() {
  const facts = new FactBus<CallFact | CallSignal>((error) => assert.fail(error as Error));
  const told: string[] = [];
  facts.onAny(({ type, ...fact }) => told.push("legId" in fact ? `${type} ${fact.legId}` : type));
  const commands: MediaCommand[] = [];
  const media = { port: 20_000 };
  const changed = new Set<CallId>();
  const renamed: string[] = [];
  const dialed = Promise.withResolvers<{ dialog: Dialog; answer: string }>();
  const calls = new Calls({
    clock: systemClock,
    facts,
    advertisedAddress: "192.0.2.1",
    onChanged: (callId) => void changed.add(callId),
    renameMediaLeg: (mediaLegId, legId) => void renamed.push(`${mediaLegId} ${legId}`),
    media: {
      send: (command) => {
        commands.push(command);
        return Promise.resolve(ok({ ...opened, port: media.port }));
      },
    },
    dial: () => ({
      callId: "dialed",
      outcome: dialed.promise.then((value) => ok(value)),
      cancel: () => {},
      left: () => ({ message: "INVITE to the agent", destination: { flow: "udp:192.0.2.8:5060" } }),
    }),
  });
  return { calls, told, commands, changed, renamed, dialed, media };
}

/** A caller and an agent, both up. */
async function talking() {
  const before = world();
  const caller = fakeDialog("caller", "udp:192.0.2.9:5060");
  const invite = {
    flow: "trunk",
    source: { transport: "udp" },
    request: { callId: "caller", contact: { uri: "sip:caller@192.0.2.9" } },
    offer: phoneSdp("sendrecv"),
    dialog: caller.dialog,
    ring() {},
    left: () => ({ message: "INVITE of the caller", source: { transport: "udp" }, flow: "trunk" }),
    accept: async () => ok({ dialog: caller.dialog, answer: undefined }),
  } as unknown as IncomingInvite;
  const source = { kind: "trunk", name: "carrier" } as const;
  const about = { tenantId: newId<TenantId>(), direction: "inbound", ani: "1380", dnis: "4000" } as const;
  const callId = before.calls.arrive(invite, { ...about, source });
  await turn();
  assert.equal(before.calls.snapshot(callId), undefined, "nobody to go on with");
  assert.equal(before.calls.leftInvites(callId)?.theirs?.message, "INVITE of the caller");
  before.calls.answer(callId);
  const target = { uri: "sip:agent@x.invalid", to: { flow: "wss:1" }, transport: "rtp" } as const;
  const agentLegId = before.calls.dial(callId, {
    agentId: "agent" as AgentId,
    target,
    ringTimeoutMs: 20_000,
  });
  await turn();
  assert.deepEqual(before.calls.snapshot(callId)?.legs.length, 1, "a phone that rings is not kept");
  const left = before.calls.leftInvites(callId);
  assert.deepEqual(
    [left?.theirs, left?.ours.map(({ message }) => message)],
    [undefined, ["INVITE to the agent"]],
  );
  before.dialed.resolve({ dialog: fakeDialog("agent", "wss:lost").dialog, answer: phoneSdp("sendrecv") });
  await turn();
  await turn();
  assert.ok(before.changed.has(callId));
  assert.equal(before.calls.leftInvites(callId), undefined);
  const snapshot = JSON.parse(JSON.stringify(before.calls.snapshot(callId))) as CallSnapshot;
  return { snapshot, callId, agentLegId: agentLegId as LegId, callerLegId: snapshot.callerLegId };
}

/** The same call in a process that begins with what the other had written down. */
async function restored(
  change: (snapshot: CallSnapshot) => CallSnapshot = (snapshot) => snapshot,
  isThere = (_mediaLegId: LegId) => true,
) {
  const kept = await talking();
  const later = world();
  const caller = fakeDialog("caller", "udp:192.0.2.9:5060");
  const agent = fakeDialog("agent", "wss:lost");
  later.calls.restore(change(kept.snapshot), {
    restoreDialog: ({ peer }) => ((peer as unknown) === "caller" ? caller.dialog : agent.dialog),
    isThere,
  });
  return { ...kept, ...later, caller, agent };
}

test("a call that is restored is as it was, and nothing is told but that the page's connection is lost", async () => {
  const { calls, snapshot, callId, callerLegId, agentLegId, told, commands } = await restored();
  assert.deepEqual([told, commands], [[`LegLinkChanged ${agentLegId}`], []]);
  assert.deepEqual(
    [
      calls.size,
      calls.callerLegOf(callId),
      calls.agentOf(callId, agentLegId),
      calls.hasLeg(callId, agentLegId),
    ],
    [1, callerLegId, "agent", true],
  );
  assert.equal(calls.numbersOf(callId)?.dnis, "4000");
  const again = calls.snapshot(callId);
  const version = (leg: { media: { version: number } } | undefined) => leg?.media.version;
  assert.equal(version(again?.legs[0]), (version(snapshot.legs[0]) ?? 0) + 1);
  const unversioned = ({ legs }: CallSnapshot) =>
    legs.map((leg) => ({ ...leg, media: { ...leg.media, version: 0 } }));
  assert.deepEqual(JSON.parse(JSON.stringify(unversioned(again as CallSnapshot))), unversioned(snapshot));
});

test("hold, hang-up and what media tells go on", async () => {
  const { calls, callId, agentLegId, callerLegId, told, commands, agent, caller, changed } = await restored();
  const held = await agent.dialog.onOffer?.(phoneSdp("sendonly"));
  assert.ok(held?.ok && held.value.includes("m=audio 20000"));
  told.shift();
  assert.deepEqual(told, [`LegHeld ${agentLegId}`]);
  assert.equal(commands.at(-1)?.kind, "connect-leg");
  assert.ok(changed.has(callId));
  calls.onMediaEvent({ kind: "digit", legId: callerLegId, digit: "5", durationMs: 100, at: 0 });
  assert.equal(told.at(-1), `DigitPressed ${callerLegId}`);
  caller.dialog.onEnded?.({ by: "remote", reason: undefined });
  assert.deepEqual(told.slice(2), [`LegEnded ${callerLegId}`, `LegEnded ${agentLegId}`, "CallEnded"]);
  assert.equal(agent.byes.length, 1);
  const closed = commands.filter(({ kind }) => kind === "close-leg");
  assert.deepEqual([closed.length, calls.size, calls.snapshot(callId)], [2, 0, undefined]);
});

test("our hang-up reaches the restored dialogs", async () => {
  const { calls, callId, agent, caller } = await restored();
  calls.hangUp(callId, { cause: "completed", by: "agent" });
  assert.deepEqual([agent.byes.length, caller.byes.length], [1, 1]);
});

test("a browser's connection is lost with the process: the page is cut off until it registers again", async () => {
  const { calls, callId, agentLegId, told } = await restored();
  assert.equal(calls.takeBack(callId, agentLegId)?.isCutOff, true);
  calls.onPhoneRegistered({ agentId: "agent" as AgentId, contactUri: "sip:agent@x.invalid", flow: "wss:7" });
  assert.equal(calls.takeBack(callId, agentLegId)?.isCutOff, false);
  assert.equal(told.at(-1), `LegLinkChanged ${agentLegId}`);
});

test("media's own name of a leg is known again", async () => {
  const { renamed, agentLegId } = await restored((snapshot) => ({
    ...snapshot,
    legs: snapshot.legs.map((leg) => (leg.agentId ? { ...leg, mediaLegId: "rung" as LegId } : leg)),
  }));
  assert.deepEqual(renamed, [`rung ${agentLegId}`]);
});

test("when media dies, phones are told of their new ports, and a page as soon as it can be told anything", async () => {
  const { calls, callerLegId, agentLegId, told, commands, media, caller, agent } = await restored();
  told.length = 0;
  calls.onMediaLost();
  assert.deepEqual(told, [`LegAway ${agentLegId}`], "it can neither be told nor heard");
  media.port = 30_000;
  calls.onMediaRestarted();
  await turn();
  assert.deepEqual(told.splice(0), [
    `LegAway ${agentLegId}`,
    "MediaRestarted",
    `SoundRestored ${callerLegId}`,
  ]);
  assert.deepEqual(
    commands.map(({ kind }) => kind),
    ["open-leg", "open-leg", "connect-leg"],
  );
  assert.match(caller.offers.join(), /^m=audio 30000 RTP\/AVP 8 101\r$/m);
  assert.equal(agent.offers.length, 0);
  calls.onPhoneRegistered({ agentId: "agent" as AgentId, contactUri: "sip:agent@x.invalid", flow: "wss:7" });
  await turn();
  assert.equal(agent.offers.length, 1);
  const back = [`LegLinkChanged ${agentLegId}`, `SoundRestored ${agentLegId}`, `LegBack ${agentLegId}`];
  assert.deepEqual(told, back);
  assert.deepEqual([caller.byes, agent.byes], [[], []]);
});

test("a call whose sound was lost with the former process gets ports once phones can be told", async () => {
  const nothing = () => false;
  const { calls, callId, callerLegId, agentLegId, told, commands, media, caller, agent } = await restored(
    (snapshot) => snapshot,
    nothing,
  );
  assert.deepEqual(told.splice(0), [`LegLinkChanged ${agentLegId}`, `LegAway ${agentLegId}`]);
  assert.deepEqual(
    calls.snapshot(callId)?.legs.map(({ isLost }) => isLost),
    [true, true],
    "a third process would know",
  );
  media.port = 30_000;
  calls.reopenRestored();
  calls.reopenRestored();
  await turn();
  assert.deepEqual(told, ["MediaRestarted", `SoundRestored ${callerLegId}`]);
  assert.deepEqual(
    commands.map(({ kind }) => kind),
    ["open-leg", "open-leg", "connect-leg"],
  );
  assert.match(caller.offers.join(), /^m=audio 30000 RTP\/AVP 8 101\r$/m);
  assert.equal(agent.offers.length, 0, "the page cannot be told yet");
  assert.deepEqual(
    calls.snapshot(callId)?.legs.map(({ legId, isLost }) => [legId, isLost]),
    [
      [callerLegId, undefined],
      [agentLegId, true],
    ],
  );
});

test("a leg that media carries, whose peer was not told of it, is offered again and not opened", async () => {
  const unsaid = (snapshot: CallSnapshot) => ({
    ...snapshot,
    legs: snapshot.legs.map((leg) => ({ ...leg, isLost: leg.agentId === undefined })),
  });
  const { calls, callerLegId, told, commands, caller } = await restored(unsaid);
  calls.reopenRestored();
  await turn();
  assert.deepEqual(told.slice(1), ["MediaRestarted", `SoundRestored ${callerLegId}`]);
  assert.deepEqual(
    commands.map(({ kind }) => kind),
    ["connect-leg"],
  );
  assert.equal(caller.offers.length, 1);
});

test("an offer that comes while there is no media is answered when there is", async () => {
  const { calls, callerLegId, commands, media, caller } = await restored();
  calls.onMediaLost();
  const answered = caller.dialog.onOffer?.(phoneSdp("sendonly"));
  await turn();
  assert.equal(commands.length, 0);
  media.port = 30_000;
  calls.onMediaRestarted();
  const answer = await answered;
  assert.ok(answer?.ok && answer.value.includes("m=audio 30000"));
  await turn();
  assert.deepEqual(
    commands.filter((command) => "legId" in command && command.legId === callerLegId).map(({ kind }) => kind),
    ["open-leg", "connect-leg", "connect-leg"],
  );
});
