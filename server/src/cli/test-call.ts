// A spoken test call from a phone of its own into the system that runs on this machine, told in words.
import { once } from "node:events";
import { connect } from "node:net";
import { join } from "node:path";
import { err, ok, systemClock } from "@tandem/kernel";
import type { Result } from "@tandem/kernel";
import { SipUserAgent } from "@tandem/sip";
import type { NodeNotice } from "#platform/node-notice";
import { TestCaller } from "#telephony/soft-phone";
import type { TestCallError } from "#telephony/soft-phone";
import { promptsDirectory, version } from "../product.ts";
import { startPhoneMedia } from "./phone-media.ts";
import type { PhoneMedia } from "./phone-media.ts";

export type TestCallPlan = {
  readonly to: string;
  readonly seconds: number;
  /** Hangs up. */
  readonly signal: AbortSignal;
  /** Is given what happens, in words. */
  readonly say: (line: string) => void;
};

export type TestCallFailure = { kind: "not-running" | "refused" | "failed"; message: string };

/** Number the agent sees. */
const callerNumber = "10086";
const probeTimeoutMs = 2000;

/** Places the call; resolves when it has ended, or with why there was none. */
export async function placeTestCall(
  notice: NodeNotice,
  plan: TestCallPlan,
): Promise<Result<undefined, TestCallFailure>> {
  const { address, port } = notice.sip;
  if (!(await listens(address, port))) {
    const message = `nothing listens on SIP port ${port}: start the system with npm start`;
    return err({ kind: "not-running", message });
  }
  const media = await startPhoneMedia(notice.mediaAddress, () => {});
  if (!media.ok) return err({ kind: "failed", message: media.error.message });
  const sip = new SipUserAgent({
    clock: systemClock,
    userAgent: `Tandem test caller/${version}`,
    advertised: { address },
    onInvite: (invite) => invite.reject(480),
    onRegister: (request) => request.respond(405),
  });
  try {
    const listening = await sip.listen({ address, port: 0 });
    if (!listening.ok) return err({ kind: "failed", message: `no SIP port (${listening.error.kind})` });
    return await talk(notice, plan, { sip, media: media.value });
  } finally {
    await sip.close();
    await media.value.stop();
  }
}

async function talk(
  { sip: { address, port }, mediaAddress }: NodeNotice,
  { to, seconds, signal, say }: TestCallPlan,
  phone: { sip: SipUserAgent; media: PhoneMedia },
): Promise<Result<undefined, TestCallFailure>> {
  const caller = new TestCaller({ sip: phone.sip, media: phone.media.client, clock: systemClock });
  say(`Calling ${to} … · 正在呼叫 ${to} …`);
  const placed = await caller.place({
    to,
    destination: { transport: "udp", address, port },
    from: callerNumber,
    address: mediaAddress,
    files: [join(promptsDirectory, "ring-test.wav")],
    keys: "1",
    seconds,
    signal,
    onKeysPressed: () => {
      say("Pressed 1 for the service queue · 已按 1，进入客服队列");
      say("  At the agent desk: press ready and answer · 请在坐席工作台点“就绪”并接听");
      say(
        `  Ctrl-C hangs up, else the call ends after ${seconds} s · 按 Ctrl-C 挂断，${seconds} 秒后自动结束`,
      );
    },
  });
  if (!placed.ok) return refused(placed.error, to);
  const answeredAt = Date.now();
  say("Answered: the welcome is playing · 已接通，正在播放欢迎语");
  const { by } = await placed.value.ended;
  const lasted = Math.round((Date.now() - answeredAt) / 1000);
  say(`Ended after ${lasted} s: ${endedBy(by, signal.aborted)}`);
  return ok(undefined);
}

function endedBy(by: "us" | "them", cancelled: boolean): string {
  if (by === "them") return "the other side hung up · 对方挂断";
  return cancelled ? "you hung up · 您已挂断" : "the time was over · 时间到，自动结束";
}

/** A refusal in words that say what to do. A call that was cancelled before the answer is no failure. */
export function refused(error: TestCallError, to: string): Result<undefined, TestCallFailure> {
  if (error.kind === "cancelled") return ok(undefined);
  if (error.kind !== "refused") return err({ kind: "failed", message: error.message });
  const reasons: Readonly<Record<number, string>> = {
    401: "this machine's address belongs to no trunk of the system",
    403: "this machine's address belongs to no trunk of the system",
    404: `there is no number ${to}; give another one with --to`,
    503: "the system takes no more calls now; try again in a moment",
  };
  const { status, message } = error;
  const reason = reasons[status];
  return err({
    kind: "refused",
    message: reason === undefined ? message : `refused with ${status}: ${reason}`,
  });
}

/** True when a server accepts TCP there. UDP, by which we call, would let us wait half a minute to learn it. */
async function listens(address: string, port: number): Promise<boolean> {
  const socket = connect({ host: address, port, timeout: probeTimeoutMs });
  socket.on("timeout", () => socket.destroy(new Error("timeout")));
  try {
    await once(socket, "connect");
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
