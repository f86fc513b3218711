// STUN: messages as they come, and the same ones signed again so that they pass the checksum and reach the agent.
import { IceLiteAgent } from "../../../packages/media/src/ice/index.ts";
import {
  hasFingerprint,
  hasMessageIntegrity,
  parseStunMessage,
  STUN_ATTRIBUTE,
  STUN_TYPE,
  writeStunMessage,
} from "../../../packages/media/src/ice/stun-message.ts";
import type { StunMessage } from "../../../packages/media/src/ice/stun-message.ts";
import { hold } from "../fuzz-target.ts";
import type { FuzzTarget } from "../fuzz-target.ts";

const from = { address: "203.0.113.9", port: 50_000 };
const random = (length: number): Uint8Array => new Uint8Array(length).fill(7);
const { localUfrag, localPwd } = new IceLiteAgent({ random });
const transactionId = new Uint8Array(12).fill(9);
/** Written anew by `writeStunMessage`. */
const computed: readonly number[] = [STUN_ATTRIBUTE.messageIntegrity, STUN_ATTRIBUTE.fingerprint];

export const stunTarget: FuzzTarget = {
  name: "stun",
  package: "media",
  maxLength: 2_048,
  dictionary: [
    "\0\x06\0\x04",
    "\0\x08\0\x14",
    "\x80\x28\0\x04",
    "\0\x25\0\0",
    "\x80\x2a\0\x08",
    "!\x12\xa4B",
    localUfrag,
  ],
  seeds: () => {
    const username = { type: STUN_ATTRIBUTE.username, value: Buffer.from(`${localUfrag}:remote`) };
    const priority = { type: STUN_ATTRIBUTE.priority, value: Uint8Array.of(110, 0, 1, 255) };
    const nominate = { type: STUN_ATTRIBUTE.useCandidate, value: new Uint8Array(0) };
    const role = (type: number) => ({ type, value: new Uint8Array(8) });
    const request = (...attributes: { type: number; value: Uint8Array }[]) =>
      writeStunMessage(STUN_TYPE.bindingRequest, transactionId, attributes, localPwd);
    return [
      request(username, priority, role(STUN_ATTRIBUTE.iceControlling)),
      request(username, priority, nominate, role(STUN_ATTRIBUTE.iceControlling)),
      request(username, role(STUN_ATTRIBUTE.iceControlled)),
      request(username, { type: 0x7abc, value: new Uint8Array(3) }),
      writeStunMessage(STUN_TYPE.bindingIndication, transactionId, []),
      writeStunMessage(STUN_TYPE.bindingSuccess, transactionId, [], localPwd),
    ];
  },
  check(input) {
    const message = parseStunMessage(input);
    receive(input, message);
    if (message === undefined) return;
    hasMessageIntegrity(message, localPwd);
    const attributes = message.attributes.filter(({ type }) => !computed.includes(type));
    const signed = writeStunMessage(message.type, message.transactionId, attributes, localPwd);
    const again = parseStunMessage(signed);
    hold(again !== undefined, "what is written can be read");
    hold(hasFingerprint(again) && hasMessageIntegrity(again, localPwd), "what is signed is signed");
    const kept = again.attributes.filter(({ type }) => !computed.includes(type));
    hold(
      kept.length === attributes.length &&
        kept.every(({ type, value }, index) => {
          const before = attributes[index];
          return before?.type === type && Buffer.compare(before.value, value) === 0;
        }),
      "attributes survive",
    );
    receive(signed, again);
  },
};

/** Only a request is answered, once, to its source, under its transaction id. */
function receive(datagram: Uint8Array, message: StunMessage | undefined): void {
  const agent = new IceLiteAgent({ random });
  const effects = agent.receive(datagram, from, 0);
  const sent = effects.filter((effect) => effect.kind === "send");
  hold(sent.length <= 1, "one request, one answer");
  for (const { datagram: answer, to } of sent) {
    const parsed = parseStunMessage(answer);
    hold(message?.type === STUN_TYPE.bindingRequest, "only requests are answered");
    hold(parsed !== undefined && hasFingerprint(parsed), "an answer is well-formed");
    hold(Buffer.compare(parsed.transactionId, message.transactionId) === 0, "an answer has its request's id");
    hold(to === from, "an answer goes back to the source");
    hold(answer.length <= 3 * datagram.length, "an answer is no amplification");
  }
}
