// The two phones call each other over real sockets on loopback; media is a note of what it was asked.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { ok, systemClock } from "@tandem/kernel";
import type { Clock } from "@tandem/kernel";
import type { MediaCommand } from "@tandem/media";
import { DigestAuthenticator, digestHa1, SipUserAgent } from "@tandem/sip";
import type { IncomingInvite, IncomingRequest } from "@tandem/sip";
import { AnsweringPhone, TestCaller } from "./index.ts";
import type { AnsweringPhoneOptions, PhoneCall, TestCallOptions } from "./index.ts";

const address = "127.0.0.1";
const closing: (() => Promise<void>)[] = [];
after(async () => {
  for (const close of closing.toReversed()) await close();
});

/** A media process that says yes and notes what was asked. */
function notedMedia() {
  const commands: MediaCommand[] = [];
  let port = 40_000;
  const send = async (command: MediaCommand) => {
    commands.push(command);
    return ok(
      command.kind === "open-leg" ? { address, port: (port += 2), ice: null, fingerprint: null } : null,
    );
  };
  const of = <K extends MediaCommand["kind"]>(kind: K) =>
    commands.filter((command): command is Extract<MediaCommand, { kind: K }> => command.kind === kind);
  return { send, of };
}

/** A clock whose timers fire when they are told to. */
function handClock() {
  const timers = new Map<number, () => void>();
  const clock: Clock = {
    now: () => 0,
    after(delayMs, callback) {
      timers.set(delayMs, callback);
      return () => timers.delete(delayMs);
    },
  };
  return { clock, timers };
}

async function openAgent(handlers: {
  onInvite?: (invite: IncomingInvite) => void;
  onRegister?: (request: IncomingRequest) => void;
}) {
  const agent = new SipUserAgent({
    clock: systemClock,
    userAgent: "test",
    advertised: { address },
    onInvite: (invite) => invite.reject(480),
    onRegister: (request) => request.respond(200),
    ...handlers,
  });
  const listening = await agent.listen({ address, port: 0 });
  assert.ok(listening.ok);
  closing.push(() => agent.close());
  return { agent, destination: { transport: "udp", address, port: listening.value.port } as const };
}

/** A test caller and how it places calls to `destination`. */
async function openCaller(destination: TestCallOptions["destination"]) {
  const { agent } = await openAgent({});
  const media = notedMedia();
  const { clock, timers } = handClock();
  const caller = new TestCaller({ sip: agent, media, clock });
  const place = (more: Partial<TestCallOptions> = {}) =>
    caller.place({ to: "4000", destination, from: "10086", address, files: ["a.wav"], seconds: 9, ...more });
  return { place, media, timers };
}

/** A phone registered with its secret; calls to it are the contact of the REGISTER. */
async function openPhone(more: Partial<AnsweringPhoneOptions> = {}) {
  const realm = "tandem";
  const authenticator = new DigestAuthenticator({
    clock: systemClock,
    realm,
    secret: "s",
    algorithms: ["MD5"],
  });
  const expiries: string[] = [];
  let contact = "";
  const { destination } = await openAgent({
    onRegister: async (incoming) => {
      const ha1Md5 = digestHa1("1001", realm, "right", "MD5");
      const checked = await authenticator.check(incoming.request, async () => ({ ha1Md5, ha1Sha256: "" }));
      if (!checked.ok) return incoming.respond(401, { headers: checked.error.headers });
      contact = incoming.request.header("contact") ?? "";
      expiries.push(incoming.request.header("expires") ?? "");
      incoming.respond(200);
    },
  });
  const media = notedMedia();
  const { promise: answered, resolve } = Promise.withResolvers<PhoneCall>();
  const phone = new AnsweringPhone({
    media,
    clock: systemClock,
    address,
    registrar: destination,
    extension: "1001",
    secret: "right",
    files: ["b.wav"],
    onCall: resolve,
    onMissed: (reason) => assert.fail(reason),
    ...more,
  });
  closing.push(() => phone.close());
  const registered = await phone.register();
  const port = Number(/:(\d+)>/.exec(contact)?.[1] ?? 0);
  return { phone, media, answered, registered, expiries, destination: { ...destination, port } };
}

test("a registered phone answers, both speak, keys are pressed, and one hangs up", async () => {
  const phone = await openPhone();
  assert.deepEqual(phone.registered, { ok: true, value: undefined });
  const caller = await openCaller(phone.destination);
  let pressed = 0;
  const placed = await caller.place({ keys: "12", onKeysPressed: () => pressed++ });
  assert.ok(placed.ok);
  const answered = await phone.answered;
  assert.deepEqual(caller.media.of("play")[0]?.files, ["a.wav"]);
  assert.deepEqual(phone.media.of("play")[0]?.files, ["b.wav"]);
  assert.equal(caller.media.of("connect-leg")[0]?.remote?.port, 40_002);
  assert.deepEqual([...caller.timers.keys()], [1000, 9000]);
  caller.timers.get(1000)?.();
  assert.equal(pressed, 1);
  assert.equal(caller.media.of("send-digits")[0]?.digits, "12");

  await answered.hangUp();
  assert.deepEqual(await answered.ended, { by: "us" });
  assert.deepEqual(await placed.value.ended, { by: "them" });
  assert.equal(caller.timers.size, 0);
  assert.equal(caller.media.of("close-leg")[0]?.legId, placed.value.legId);
  assert.equal(phone.media.of("close-leg")[0]?.legId, answered.legId);
  await phone.phone.unregister();
  assert.deepEqual(phone.expiries, ["3600", "0"]);
});

test("a call ends by itself when its time is over, and when its signal is aborted", async () => {
  for (const end of ["time", "signal"] as const) {
    const phone = await openPhone();
    const caller = await openCaller(phone.destination);
    const abort = new AbortController();
    const placed = await caller.place({ signal: abort.signal });
    assert.ok(placed.ok);
    const answered = await phone.answered;
    if (end === "time") caller.timers.get(9000)?.();
    else abort.abort();
    assert.deepEqual(await placed.value.ended, { by: "us" });
    assert.deepEqual(await answered.ended, { by: "them" });
  }
});

test("a refused call says with which status, and gives its port back", async () => {
  const { destination } = await openAgent({ onInvite: (invite) => invite.reject(404) });
  const { place, media } = await openCaller(destination);
  assert.deepEqual(await place(), {
    ok: false,
    error: { kind: "refused", status: 404, message: "the call was refused: 404 Not Found" },
  });
  assert.equal(media.of("close-leg").length, 1);
});

test("a call is cancelled while it rings", async () => {
  const abort = new AbortController();
  const { destination } = await openAgent({
    onInvite: (invite) => {
      invite.ring();
      abort.abort();
    },
  });
  const { place } = await openCaller(destination);
  const placed = await place({ signal: abort.signal });
  assert.equal(placed.ok ? "answered" : placed.error.kind, "cancelled");
});

test("a phone with a wrong secret is told so", async () => {
  const { registered } = await openPhone({ secret: "wrong" });
  assert.deepEqual(registered, { ok: false, error: { kind: "refused", status: 401 } });
});

test("a phone without media refuses the call and says why", async () => {
  const missed: string[] = [];
  const send = async () => ({ ok: false, error: { kind: "no-free-port", message: "all in use" } }) as const;
  const phone = await openPhone({ media: { send }, onMissed: (reason) => missed.push(reason) });
  const { place } = await openCaller(phone.destination);
  const placed = await place();
  assert.equal(placed.ok ? 200 : placed.error.kind === "refused" && placed.error.status, 503);
  assert.deepEqual(missed, ["all in use"]);
});
