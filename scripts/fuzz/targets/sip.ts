// SIP messages as datagrams: parser, checks, the headers that are read, and a user agent that may have to answer.
import { parseDigestHeader } from "../../../packages/sip/src/digest/auth-header.ts";
import {
  checkRequest,
  checkResponse,
  contactsByPreference,
  minimumExpiresOf,
  parseDtmfInfo,
  parseMessage,
  parseReferTo,
  parseReplaces,
  parseStatusFragment,
  reasonsOf,
  reliableAckOf,
  reliableNumberOf,
  serializeMessage,
  sessionExpiresOf,
  userToUserOf,
} from "../../../packages/sip/src/message/index.ts";
import type { SipMessage } from "../../../packages/sip/src/message/index.ts";
import { Registrar } from "../../../packages/sip/src/registration/index.ts";
import { MemoryNetwork } from "../../../packages/sip/src/test-support/memory-network.ts";
import { readTortureMessage, tortureCases } from "../../../packages/sip/src/test-support/torture-messages.ts";
import { agentAt } from "../../../packages/sip/src/test-support/user-agents.ts";
import { VirtualClock } from "../../../packages/sip/src/test-support/virtual-clock.ts";
import { hold } from "../fuzz-target.ts";
import type { FuzzTarget } from "../fuzz-target.ts";

const ourAddress = "192.0.2.1";
const stranger = { transport: "udp", address: "203.0.113.9", port: 5060 } as const;
/** Transactions stay for 32 s of a clock that stands still: now and then the user agent is a new one. */
const inputsPerAgent = 200;

export const sipTarget: FuzzTarget = {
  name: "sip",
  package: "sip",
  maxLength: 65_507,
  dictionary: [
    "\r\n",
    "\r",
    "\n",
    ";",
    ",",
    '"',
    "<",
    ">",
    "\\",
    "%",
    "%00",
    "=",
    ":",
    "@",
    "\0",
    " ",
    "\t",
    "[",
    "]",
    "SIP/2.0",
    "Via: ",
    "v:",
    "To: ",
    "From: ",
    "CSeq: ",
    "Contact: *",
    "Content-Length: ",
    "l: 0",
    "tag=",
    "INVITE",
    "ACK",
    "CANCEL",
    "BYE",
    "REGISTER",
    "PRACK",
    "REFER",
    "sip:",
    "sips:",
    "tel:",
    "[::1]",
    "\r\n ",
    "Authorization: Digest ",
    "Refer-To: ",
    "Replaces: ",
    "Session-Expires: ",
    "Reason: ",
    "RAck: ",
    "é",
    "4294967296",
    "9999999999",
    "z9hG4bK",
    ";rport",
    ";received=",
    ";expires=",
    "\u00c2\u00a0",
    "\r\n\r\n",
  ],
  seeds: () => [...tortureCases.map((each) => readTortureMessage(each)), ...ownSeeds()],
  check(input) {
    const bytes = Buffer.from(input);
    const parsed = parseMessage(bytes);
    if (parsed.ok) {
      readEverything(parsed.value);
      checkStability(parsed.value);
    }
    checkAnswers(bytes, parsed.ok ? parsed.value : undefined);
  },
};

/** Requests with the headers that the torture messages lack. */
function ownSeeds(): Buffer[] {
  const head = (method: string) =>
    `${method} sip:1001@192.0.2.1 SIP/2.0\r\nVia: SIP/2.0/UDP 203.0.113.9;branch=z9hG4bKfz${method};rport\r\n` +
    `From: <sip:a@b>;tag=1\r\nTo: <sip:1001@192.0.2.1>\r\nCall-ID: fz${method}\r\nCSeq: 7 ${method}\r\n`;
  return [
    `${head("REGISTER")}Contact: <sip:a@203.0.113.9>;q=0.5;+sip.instance="<urn:uuid:1>";reg-id=1\r\nExpires: 60\r\nSupported: path, outbound\r\nAuthorization: Digest username="a", realm="r", nonce="n", uri="sip:x", response="0", algorithm=MD5, qop=auth, nc=00000001, cnonce="c"\r\n\r\n`,
    `${head("REFER")}Refer-To: <sip:b@c;method=INVITE?Replaces=1%3Bto-tag%3D2%3Bfrom-tag%3D3>\r\nReferred-By: <sip:a@b>\r\n\r\n`,
    `${head("PRACK")}RAck: 1 7 INVITE\r\n\r\n`,
    `${head("CANCEL")}Reason: Q.850;cause=16;text="x", SIP;cause=200\r\n\r\n`,
    `${head("ACK")}\r\n`,
    `${head("INFO")}Content-Type: application/dtmf-relay\r\nContent-Length: 22\r\n\r\nSignal=5\r\nDuration=160`,
    `${head("INVITE")}Session-Expires: 1800;refresher=uac\r\nMin-SE: 90\r\nReplaces: x;to-tag=1;from-tag=2\r\nUser-to-User: 56;encoding=hex\r\nRequire: 100rel\r\n\r\n`,
    `SIP/2.0 183 Progress\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKx\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:c@d>;tag=2\r\nCall-ID: x\r\nCSeq: 1 INVITE\r\nRSeq: 5\r\nRequire: 100rel\r\nContact: <sip:a@b>;q=0.1, "B" <sip:b@c>\r\n\r\n`,
  ].map((text) => Buffer.from(text));
}

/** Every reader of a header, valid or not: none may throw. */
function readEverything(message: SipMessage): void {
  void [message.contact, message.sdp, message.contentType, message.toTag, message.list("route")];
  void [contactsByPreference(message), minimumExpiresOf(message), reasonsOf(message), userToUserOf(message)];
  void [sessionExpiresOf(message), parseStatusFragment(message.text)];
  void parseDtmfInfo({ contentType: message.contentType ?? "", text: message.text });
  for (const value of message.headers("authorization")) parseDigestHeader(value);
  for (const value of message.headers("refer-to")) parseReferTo(value);
  for (const value of message.headers("replaces")) parseReplaces(value);
  if (message.kind === "request") reliableAckOf(message);
  else reliableNumberOf(message);
}

function isValid(message: SipMessage): boolean {
  const verdict = message.kind === "request" ? checkRequest(message) : checkResponse(message);
  return verdict.kind === "valid";
}

/** What is valid stays valid, and the same, when it is written and read again. */
function checkStability(message: SipMessage): void {
  if (!isValid(message)) return;
  const written = serializeMessage(message);
  const again = parseMessage(written);
  hold(again.ok, "what is written can be read");
  hold(isValid(again.value), "what is valid stays valid when written");
  hold(serializeMessage(again.value).equals(written), "written twice is written the same");
  hold(again.value.body.equals(message.body), "the body survives");
}

type Scene = { network: MemoryNetwork; sent: { bytes: Buffer; to: string }[]; inputs: number };
let scene: Scene | undefined;

function newScene(): Scene {
  const clock = new VirtualClock();
  const network = new MemoryNetwork(clock);
  const sent: Scene["sent"] = [];
  network.fate = (text, _from, to) => {
    sent.push({ bytes: Buffer.from(text, "latin1"), to });
    return [];
  };
  const registrar = new Registrar({ clock, minExpiresSeconds: 60, maxExpiresSeconds: 3_600, maxBindings: 5 });
  agentAt(network, clock, ourAddress, {
    onInvite: (invite) => invite.reject(486),
    onRegister: (incoming) => registrar.process(incoming.request.to.uri, incoming),
  });
  return { network, sent, inputs: 0 };
}

/** Only a request is answered, never an ACK, and the answer goes to where the request came from. */
function checkAnswers(bytes: Buffer, message: SipMessage | undefined): void {
  if (scene === undefined || scene.inputs >= inputsPerAgent) scene = newScene();
  scene.inputs++;
  scene.sent.length = 0;
  scene.network.inject(ourAddress, stranger, bytes);
  const mayAnswer = message?.kind === "request" && message.method !== "ACK";
  hold(mayAnswer || scene.sent.length === 0, "only requests are answered, and ACK is not");
  // A CANCEL is answered for itself and for what it cancels.
  hold(scene.sent.length <= 2, "one request, one answer");
  for (const { bytes: answer, to } of scene.sent) {
    const parsed = parseMessage(answer);
    hold(parsed.ok && parsed.value.kind === "response", "an answer is a response");
    hold(to === stranger.address, "an answer goes back to the source");
  }
}
