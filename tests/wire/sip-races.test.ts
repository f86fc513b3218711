// The SIP stack alone against sipp: what crosses on the wire, gets lost, comes late or expires.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { TestContext } from "node:test";
import { ok, systemClock } from "@tandem/kernel";
import type { Clock } from "@tandem/kernel";
import { SipUserAgent } from "@tandem/sip";
import type { Dialog, DialogEnd, IncomingInvite } from "@tandem/sip";
import { runSipp, startSipp } from "../peers/sipp.ts";
import { until } from "../support/until.ts";

const loopback = "127.0.0.1";
const sdp = (port: number) =>
  `v=0\r\no=- 1 1 IN IP4 ${loopback}\r\ns=-\r\nc=IN IP4 ${loopback}\r\nt=0 0\r\n` +
  `m=audio ${port} RTP/AVP 8\r\na=rtpmap:8 PCMA/8000\r\n`;

/** A clock that runs `speed` times as fast: intervals of minutes pass in seconds. */
function fastClock(speed: number): Clock {
  return {
    now: () => systemClock.now() * speed,
    after: (delayMs, callback) => systemClock.after(delayMs / speed, callback),
  };
}

async function listening(
  t: TestContext,
  onInvite: (invite: IncomingInvite) => void,
  clock: Clock = systemClock,
) {
  const agent = new SipUserAgent({
    clock,
    userAgent: "Tandem/test",
    advertised: { address: loopback },
    onInvite,
    onRegister: (request) => request.respond(403),
  });
  t.after(() => agent.close());
  const listened = await agent.listen({ address: loopback, port: 0 });
  assert.ok(listened.ok);
  return { agent, remote: `${loopback}:${listened.value.port}`, service: "tandem" };
}

/** Accepts; gives the dialog and the caller's answer when the offer was ours. */
async function accept(invite: IncomingInvite): Promise<{ dialog: Dialog; answer: string | undefined }> {
  const accepted = await invite.accept(sdp(40_000));
  assert.ok(accepted.ok, accepted.ok ? "" : accepted.error.kind);
  return accepted.value;
}

for (const [scenario, calls, passesOverUnexpected] of [
  ["uac-prack", 5, false],
  // A PRACK sent again because its own timer and our repeated 183 both asked for it is answered twice.
  ["uac-prack-lossy", 20, true],
] as const) {
  test(`${scenario}: the 200 comes once the 183 is acknowledged`, async (t) => {
    const { agent, ...to } = await listening(t, (invite) => {
      invite.progress(sdp(40_000));
      void accept(invite);
    });
    await runSipp({ scenario, ...to, calls, passesOverUnexpected, timeoutMs: 60_000 });
    assert.equal(agent.stats().dialogs, 0);
  });
}

test("uac-early-update: media changes before the answer", async (t) => {
  const offers: (string | undefined)[] = [];
  const { agent, ...to } = await listening(t, (invite) => {
    invite.dialog.onOffer = async (offer) => {
      offers.push(offer);
      queueMicrotask(() => void accept(invite));
      return ok(sdp(40_002));
    };
    invite.progress(sdp(40_000));
  });
  await runSipp({ scenario: "uac-early-update", ...to });
  assert.match(offers[0] ?? "", /m=audio/);
  assert.deepEqual([offers.length, agent.stats().dialogs], [1, 0]);
});

test("uac-cancel-crossing: both 200s, ACK, BYE, and the callee never hears of the CANCEL", async (t) => {
  const ends: DialogEnd[] = [];
  const { agent, ...to } = await listening(t, async (invite) => {
    invite.onCancelled = () => assert.fail("the call was answered");
    invite.ring();
    const { dialog } = await accept(invite);
    dialog.onEnded = (cause) => ends.push(cause);
  });
  await runSipp({ scenario: "uac-cancel-crossing", ...to });
  assert.deepEqual([ends, agent.stats().dialogs], [[{ by: "remote", reason: undefined }], 0]);
});

test("uac-glare: 491 both ways, then ours succeeds", async (t) => {
  const answers: boolean[] = [];
  const { agent, ...to } = await listening(t, async (invite) => {
    const { dialog } = await accept(invite);
    answers.push((await dialog.reinvite(sdp(40_002))).ok);
  });
  await runSipp({ scenario: "uac-glare", ...to });
  assert.deepEqual([answers, agent.stats().dialogs], [[true], 0]);
});

test("uac-late-offer: our offer in the 200, theirs in the ACK", async (t) => {
  const answers: (string | undefined)[] = [];
  const { agent, ...to } = await listening(t, async (invite) => {
    assert.equal(invite.offer, undefined);
    answers.push((await accept(invite)).answer);
  });
  await runSipp({ scenario: "uac-late-offer", ...to });
  assert.match(answers[0] ?? "", /m=audio/);
  assert.equal(agent.stats().dialogs, 0);
});

for (const [scenario, offer] of [
  ["uas-late-offer", undefined],
  ["uas-prack", sdp(40_000)],
] as const) {
  test(`${scenario}: our call`, async (t) => {
    await using phone = await startSipp({ scenario });
    const { agent } = await listening(t, () => assert.fail("nobody calls"));
    const port = Number(phone.uri.slice(phone.uri.lastIndexOf(":") + 1));
    const call = agent.invite({
      uri: phone.uri,
      to: { transport: "udp", address: loopback, port },
      from: { uri: `sip:tandem@${loopback}` },
      offer,
      answerOffer: async () => ok(sdp(40_000)),
    });
    const outcome = await call.outcome;
    assert.ok(outcome.ok, outcome.ok ? "" : outcome.error.kind);
    assert.equal(outcome.value.answer === undefined, offer === undefined);
    await outcome.value.dialog.bye();
    const { successful, failed, errors } = await phone.outcome();
    assert.deepEqual({ successful, failed, errors }, { successful: 1, failed: 0, errors: "" });
  });
}

/** A minute and a half of session timer passes in 2.25 s. */
const timerSpeed = 40;

test("uac-timer-refresh: refreshed twice by UPDATE, then the caller hangs up", async (t) => {
  const { agent, ...to } = await listening(t, (invite) => void accept(invite), fastClock(timerSpeed));
  await runSipp({ scenario: "uac-timer-refresh", ...to });
  assert.equal(agent.stats().dialogs, 0);
});

test("uac-timer-expiry: not refreshed, the call ends with BYE and a reason", async (t) => {
  const ends: DialogEnd[] = [];
  const onInvite = async (invite: IncomingInvite) => {
    const { dialog } = await accept(invite);
    dialog.onEnded = (cause) => ends.push(cause);
  };
  const { agent, ...to } = await listening(t, onInvite, fastClock(timerSpeed));
  await runSipp({ scenario: "uac-timer-expiry", ...to });
  assert.deepEqual(ends, [{ by: "timeout", reason: undefined }]);
  await until("the BYE is answered", () => agent.stats().dialogs === 0);
});

test("uac-timer-too-small: 422, and the second INVITE is the call", async (t) => {
  let calls = 0;
  const { agent, ...to } = await listening(t, (invite) => {
    calls++;
    void accept(invite);
  });
  await runSipp({ scenario: "uac-timer-too-small", ...to });
  assert.deepEqual([calls, agent.stats().dialogs], [1, 0]);
});
