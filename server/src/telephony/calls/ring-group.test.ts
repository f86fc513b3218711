import assert from "node:assert/strict";
import { test } from "node:test";
import { FactBus, newId, ok } from "@tandem/kernel";
import type { AgentId, Clock, DeviceId, LegId, TenantId } from "@tandem/kernel";
import type { MediaCommand } from "@tandem/media";
import type { Dialog, IncomingInvite, OutgoingInvite, OutgoingInviteOptions } from "@tandem/sip";
import type { CallFact, CallSignal } from "./call-facts.ts";
import { Calls } from "./call-service.ts";
import { MediaLegNames } from "./media-leg-names.ts";
import type { Confirmation, RingAttempt } from "./ring-plan.ts";

const opened = { address: "192.0.2.1", port: 20_000, ice: null, fingerprint: null };
const answer =
  "v=0\r\no=- 1 1 IN IP4 192.0.2.9\r\ns=-\r\nc=IN IP4 192.0.2.9\r\nt=0 0\r\nm=audio 4000 RTP/AVP 8\r\na=rtpmap:8 PCMA/8000\r\n";
const turn = () => new Promise((resolve) => setImmediate(resolve));

type Dialed = {
  readonly options: OutgoingInviteOptions;
  reason: string | undefined;
  bye: string | undefined;
  up(): void;
  refuse(status: number): void;
};

/** A call whose phones do what the test says, on a clock that the test moves. */
function callWithPhones() {
  let now = 0;
  const timers: { at: number; run: () => void }[] = [];
  const clock: Clock = {
    now: () => now,
    after: (delayMs, run) => {
      const timer = { at: now + delayMs, run };
      timers.push(timer);
      return () => void timers.splice(timers.indexOf(timer) >>> 0, 1);
    },
  };
  const pass = (ms: number) => {
    now += ms;
    for (const timer of timers.filter(({ at }) => at <= now)) {
      timers.splice(timers.indexOf(timer), 1);
      timer.run();
    }
  };
  const facts = new FactBus<CallFact | CallSignal>((error) => assert.fail(error as Error));
  const heard: string[] = [];
  for (const type of ["LegDialed", "LegRinging", "LegAnswered", "LegEnded"] as const) {
    facts.on(type, (fact) => {
      const address = "address" in fact ? fact.address : "";
      heard.push([type, address, "cause" in fact ? fact.cause : ""].filter(Boolean).join(" "));
    });
  }
  const commands: MediaCommand[] = [];
  const media = new MediaLegNames({
    send: (command) => {
      commands.push(command);
      return Promise.resolve(ok(opened));
    },
  });
  const phones = new Map<string, Dialed>();
  const dial = (options: OutgoingInviteOptions): OutgoingInvite => {
    const { promise, resolve } = Promise.withResolvers<Awaited<OutgoingInvite["outcome"]>>();
    const phone: Dialed = {
      options,
      reason: undefined,
      bye: undefined,
      up: () => {
        const dialog = {
          flow: options.uri,
          bye: ({ reason }: { reason: string }) => void (phone.bye = reason),
        };
        resolve(ok({ dialog: dialog as unknown as Dialog, answer }));
      },
      refuse: (status) =>
        resolve({
          ok: false,
          error: { kind: "rejected", status, reason: "", headers: [], cause: undefined, contacts: [] },
        }),
    };
    phones.set(options.uri, phone);
    return { callId: options.uri, outcome: promise, cancel: (reason) => void (phone.reason = reason) };
  };
  const calls = new Calls({
    clock,
    facts,
    advertisedAddress: "192.0.2.1",
    media,
    renameMediaLeg: (mediaId, legId) => media.rename(mediaId, legId),
    dial,
  });
  const invite = {
    flow: "trunk",
    source: { transport: "udp", address: "192.0.2.9" },
    offer: undefined,
    ring() {},
    reject() {},
    request: {},
  };
  const callId = calls.arrive(invite as unknown as IncomingInvite, {
    tenantId: newId<TenantId>(),
    direction: "inbound",
    ani: "1380",
    dnis: "4000",
    source: { kind: "trunk", name: "carrier" },
  });
  const ring = (...rounds: { attempts: RingAttempt[]; ringMs: number | undefined }[]) =>
    calls.dial(callId, {
      agentId: "agent" as AgentId,
      target: { rounds },
      ringTimeoutMs: 20_000,
    }) as LegId;
  return { calls, callId, phones, heard, commands, media, ring, pass, timers };
}

const phone = (uri: string, confirmation?: Confirmation): RingAttempt => ({
  deviceId: uri as DeviceId,
  target: { uri, to: [{ flow: uri }], transport: "rtp" },
  confirmation,
});

test("several phones ring as one leg; the first that answers is it, and media knows it by the leg's id", async () => {
  const { calls, callId, phones, heard, commands, media, ring, timers } = callWithPhones();
  const legId = ring({ attempts: [phone("desk"), phone("browser")], ringMs: undefined });
  await turn();
  assert.ok(calls.hasLeg(callId, legId));
  for (const each of phones.values())
    each.options.onProgress?.({ status: 180, answer: undefined, dialog: undefined });
  phones.get("browser")?.up();
  await turn();
  await turn();
  assert.deepEqual(heard, ["LegDialed desk, browser", "LegRinging", "LegAnswered browser"]);
  assert.equal(phones.get("desk")?.reason, 'SIP;cause=200;text="Call completed elsewhere"');
  const [, , browserMedia] = commands.filter(({ kind }) => kind === "open-leg");
  await media.send({ kind: "unbridge", legId });
  assert.deepEqual(commands.at(-1), {
    kind: "unbridge",
    legId: browserMedia && "legId" in browserMedia && browserMedia.legId,
  });
  assert.equal(timers.length, 0, "no timer of the ringing is left");
  calls.hangUpLeg(callId, legId, "hung-up-locally");
  assert.match(phones.get("browser")?.bye ?? "", /^Q\.850;cause=16/);
  assert.equal(heard.at(-1), "LegEnded hung-up-locally");
  assert.equal(calls.hasLeg(callId, legId), false);
});

test("in turn: the second phone rings when the first had its time; nobody answers in the end", async () => {
  const { calls, callId, phones, heard, ring, pass, timers } = callWithPhones();
  const legId = ring(
    { attempts: [phone("desk")], ringMs: 7000 },
    { attempts: [phone("mobile")], ringMs: undefined },
  );
  await turn();
  assert.deepEqual([...phones.keys()], ["desk"]);
  pass(7000);
  await turn();
  assert.deepEqual([...phones.keys()], ["desk", "mobile"]);
  assert.match(phones.get("desk")?.reason ?? "", /cause=19/);
  pass(13_000);
  assert.deepEqual(heard, ["LegDialed desk, mobile", "LegEnded no-answer"]);
  assert.equal(calls.hasLeg(callId, legId), false);
  assert.equal(timers.length, 0);
});

test("busy on one phone leaves the other ringing; a decline ends both", async () => {
  const { phones, heard, ring } = callWithPhones();
  ring({ attempts: [phone("desk"), phone("browser")], ringMs: undefined });
  await turn();
  phones.get("desk")?.refuse(486);
  await turn();
  assert.deepEqual(heard, ["LegDialed desk, browser"]);
  phones.get("browser")?.refuse(603);
  await turn();
  assert.deepEqual(heard.slice(1), ["LegEnded declined"]);
});

test("a mobile gets the call when its key is pressed, not when its mailbox answers", async () => {
  const { calls, phones, heard, commands, ring, pass } = callWithPhones();
  ring({
    attempts: [phone("mobile", { files: ["press-1.wav"], key: "1", waitMs: 15_000 })],
    ringMs: undefined,
  });
  await turn();
  phones.get("mobile")?.up();
  await turn();
  await turn();
  const play = commands.find(({ kind }) => kind === "play");
  assert.ok(play?.kind === "play" && play.files[0] === "press-1.wav");
  assert.deepEqual(heard, ["LegDialed mobile"]);
  const digit = { kind: "digit", legId: play.legId, durationMs: 80, at: 0 } as const;
  calls.onMediaEvent({ ...digit, digit: "5" });
  assert.equal(heard.length, 1);
  calls.onMediaEvent({ ...digit, digit: "1" });
  assert.deepEqual(heard.slice(1), ["LegAnswered mobile"]);
  const mailbox = callWithPhones();
  mailbox.ring({ attempts: [phone("mobile", { files: [], key: "1", waitMs: 15_000 })], ringMs: undefined });
  await turn();
  mailbox.phones.get("mobile")?.up();
  await turn();
  await turn();
  mailbox.pass(15_000);
  assert.deepEqual(mailbox.heard.slice(1), ["LegEnded no-answer"]);
  assert.ok(mailbox.phones.get("mobile")?.bye);
  pass(0);
});

test("an offer that is taken back stops all phones with its cause", async () => {
  const { calls, callId, phones, heard, ring } = callWithPhones();
  const legId = ring({ attempts: [phone("desk"), phone("browser")], ringMs: undefined });
  await turn();
  calls.hangUpLeg(callId, legId, "cancelled");
  assert.ok(phones.get("desk")?.reason && phones.get("browser")?.reason);
  assert.deepEqual(heard, ["LegDialed desk, browser", "LegEnded cancelled"]);
});

test("a phone whose connection closed stops ringing; the caller who hangs up stops them all", async () => {
  const { calls, callId, phones, heard, ring, pass } = callWithPhones();
  ring({ attempts: [phone("desk"), phone("browser")], ringMs: undefined });
  await turn();
  calls.onFlowClosed("desk");
  pass(3000);
  assert.ok(phones.get("desk")?.reason);
  assert.deepEqual(heard, ["LegDialed desk, browser"]);
  calls.hangUp(callId, { cause: "abandoned", by: "caller", wire: "cancelled" });
  assert.ok(phones.get("browser")?.reason);
});
