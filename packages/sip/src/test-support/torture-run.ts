// Sends one torture message to a user agent on a network in memory and judges the bytes that come back.
import { DigestAuthenticator } from "../digest/index.ts";
import { checkRequest, checkResponse, parseMessage } from "../message/index.ts";
import type { SipRequest, SipResponse } from "../message/index.ts";
import { Registrar } from "../registration/index.ts";
import type { IncomingRequest } from "../user-agent/index.ts";
import { MemoryNetwork } from "./memory-network.ts";
import { readTortureMessage } from "./torture-messages.ts";
import type { TortureAnswer, TortureCase, TortureVerdict } from "./torture-messages.ts";
import { agentAt } from "./user-agents.ts";
import { VirtualClock } from "./virtual-clock.ts";

export type TortureOutcome = {
  readonly verdict: TortureVerdict;
  readonly answer: TortureAnswer;
  /** What differs from the table or from what every response must have; empty when all is well. */
  readonly faults: readonly string[];
};

const ourAddress = "192.0.2.1";
const stranger = { transport: "udp", address: "203.0.113.9", port: 5060 } as const;

/** Headers a response must have by its status (RFC 3261 §8.2, §20.5, §22.1). */
const headersOfStatus: Readonly<Record<number, string>> = {
  401: "www-authenticate",
  405: "allow",
  415: "accept",
  420: "unsupported",
};

/** Runs one message; time is virtual. `faults` holds one sentence per difference. */
export async function runTorture(expected: TortureCase): Promise<TortureOutcome> {
  const bytes = readTortureMessage(expected);
  const verdict = verdictOf(bytes);
  const sent = await answersOf(bytes);
  const faults: string[] = [];
  const first = sent[0];
  const response = first === undefined ? undefined : parseMessage(first.bytes);
  let answer: TortureAnswer = "none";
  if (response !== undefined && (!response.ok || response.value.kind !== "response"))
    faults.push("what we sent is no response");
  else if (response?.ok === true && response.value.kind === "response") {
    answer = response.value.status;
    faults.push(...responseFaults(bytes, response.value));
    if (first?.to !== stranger.address) faults.push(`answered to ${first?.to}`);
  }
  if (sent.length > 1) faults.push(`${sent.length} messages sent, not one`);
  if (verdict !== expected.verdict) faults.push(`verdict ${verdict}, not ${expected.verdict}`);
  if (answer !== expected.answer) faults.push(`answered ${answer}, not ${expected.answer}`);
  return { verdict, answer, faults };
}

export function verdictOf(bytes: Buffer): TortureVerdict {
  const parsed = parseMessage(bytes);
  if (!parsed.ok) return "drop";
  const message = parsed.value;
  const check = message.kind === "request" ? checkRequest(message) : checkResponse(message);
  return check.kind === "refuse" ? check.status : check.kind;
}

/** Everything the user agent sends within 100 ms of a message. */
async function answersOf(bytes: Buffer): Promise<{ bytes: Buffer; to: string }[]> {
  const clock = new VirtualClock();
  const network = new MemoryNetwork(clock);
  const sent: { bytes: Buffer; to: string }[] = [];
  network.fate = (text, _from, to) => {
    sent.push({ bytes: Buffer.from(text, "latin1"), to });
    return [];
  };
  const registrar = new Registrar({ clock, minExpiresSeconds: 60, maxExpiresSeconds: 3_600, maxBindings: 5 });
  const authenticator = new DigestAuthenticator({ clock, realm: "torture", secret: "torture" });
  const { agent } = agentAt(network, clock, ourAddress, {
    onInvite: (invite) => invite.ring(),
    onRegister: (incoming) => void register(incoming, registrar, authenticator),
  });
  network.inject(ourAddress, stranger, bytes);
  await clock.advance(100);
  const answers = [...sent];
  registrar.close();
  await agent.close();
  return answers;
}

/** A registrar that trusts everybody, but judges credentials when there are any. */
async function register(
  incoming: IncomingRequest,
  registrar: Registrar,
  authenticator: DigestAuthenticator,
): Promise<void> {
  if (incoming.request.header("authorization") !== undefined) {
    const checked = await authenticator.check(incoming.request, () => Promise.resolve(undefined));
    if (!checked.ok) return incoming.respond(401, { headers: checked.error.headers });
  }
  registrar.process(incoming.request.to.uri, incoming);
}

/** What RFC 3261 §8.2.6 asks of every response, and of some by their status. */
function responseFaults(requestBytes: Buffer, response: SipResponse): string[] {
  const parsed = parseMessage(requestBytes);
  if (!parsed.ok || parsed.value.kind !== "request") return ["answered what is no request"];
  const request: SipRequest = parsed.value;
  const faults: string[] = [];
  for (const name of ["from", "call-id", "cseq"]) {
    if (response.header(name) !== request.header(name)) faults.push(`${name} is not the request's`);
  }
  const [topVia = "", ...otherVias] = response.list("via");
  const [theirTopVia = "", ...theirOthers] = request.list("via");
  if (otherVias.join() !== theirOthers.join()) faults.push("the lower Via are not the request's");
  if (request.topViaOrUndefined !== undefined) {
    const branch = request.topViaOrUndefined.params.get("branch");
    if (response.topViaOrUndefined?.params.get("branch") !== branch) faults.push("another branch");
    if (response.topViaOrUndefined?.params.get("received") !== stranger.address) faults.push("no received");
  } else if (topVia !== theirTopVia) faults.push("the Via is not the request's");
  const to = request.header("to");
  if (to !== undefined && !(response.header("to") ?? "").startsWith(to)) faults.push("another To");
  if (request.toOrUndefined !== undefined && response.toTag === undefined) faults.push("no To tag");
  const needed = headersOfStatus[response.status];
  if (needed !== undefined && response.header(needed) === undefined) faults.push(`no ${needed}`);
  if (response.status === 420 && response.list("unsupported").join() !== request.list("require").join())
    faults.push("Unsupported does not name what was required");
  return faults;
}
