// A desk phone without a person: registers as an extension and answers whoever calls, with its own sound.
import { err, ok } from "@tandem/kernel";
import type { Clock, Result } from "@tandem/kernel";
import { SipUserAgent } from "@tandem/sip";
import type { Destination, IncomingInvite, ListenError } from "@tandem/sip";
import { createPhoneLeg, startPhoneCall } from "./phone-call.ts";
import type { PhoneCall, SoftPhoneMedia } from "./phone-call.ts";

export type AnsweringPhoneOptions = {
  readonly media: SoftPhoneMedia;
  readonly clock: Clock;
  /** Address the phone has: it listens there, and it is written into Contact and SDP. */
  readonly address: string;
  readonly registrar: Destination;
  readonly extension: string;
  readonly secret: string;
  /** Sound files said again and again to who calls. */
  readonly files: readonly string[];
  /** An arriving call has been answered. */
  readonly onCall: (call: PhoneCall) => void;
  /** An arriving call could not be answered: it was refused or given up. */
  readonly onMissed: (reason: string) => void;
};

export type RegisterError =
  | ListenError
  | { kind: "timeout" | "unreachable" }
  | { kind: "refused"; status: number };

/** Longer than any test call; the phone does not register again by itself. */
const registeredForSeconds = 3600;

export class AnsweringPhone {
  readonly #options: AnsweringPhoneOptions;
  readonly #sip: SipUserAgent;
  #port = 0;

  constructor(options: AnsweringPhoneOptions) {
    this.#options = options;
    this.#sip = new SipUserAgent({
      clock: options.clock,
      userAgent: "Tandem answering phone",
      advertised: { address: options.address },
      onInvite: (invite) => void this.#answer(invite),
      onRegister: (request) => request.respond(405),
    });
  }

  /** Takes a free port and registers there. */
  async register(): Promise<Result<undefined, RegisterError>> {
    const listening = await this.#sip.listen({ address: this.#options.address, port: 0 });
    if (!listening.ok) return listening;
    this.#port = listening.value.port;
    return this.#sendRegister(registeredForSeconds);
  }

  /** Takes the registration back. */
  async unregister(): Promise<Result<undefined, RegisterError>> {
    return this.#sendRegister(0);
  }

  /** Closes its port; nobody is told, so hang up and unregister first. */
  async close(): Promise<void> {
    await this.#sip.close();
  }

  async #sendRegister(expiresSeconds: number): Promise<Result<undefined, RegisterError>> {
    const { address, registrar, extension, secret } = this.#options;
    const aor = `sip:${extension}@${address}`;
    const answered = await this.#sip.request({
      method: "REGISTER",
      uri: `sip:${address}`,
      to: registrar,
      from: aor,
      toUri: aor,
      headers: [
        ["Contact", `<sip:${extension}@${address}:${this.#port}>`],
        ["Expires", String(expiresSeconds)],
      ],
      credentials: { username: extension, password: secret },
    });
    if (!answered.ok) return answered;
    const { status } = answered.value;
    return status < 300 ? ok(undefined) : err({ kind: "refused", status });
  }

  async #answer(invite: IncomingInvite): Promise<void> {
    const { media, address, files, onCall, onMissed } = this.#options;
    invite.ring();
    const leg = createPhoneLeg(media, address);
    const opened = await leg.media.open();
    if (!opened.ok) {
      invite.reject(503);
      return onMissed(opened.error.message);
    }
    const answer = invite.offer === undefined ? ok(leg.media.offer()) : await leg.media.answer(invite.offer);
    if (!answer.ok) {
      leg.media.close();
      invite.reject(488);
      return onMissed(answer.error.message);
    }
    const accepted = await invite.accept(answer.value);
    if (!accepted.ok) {
      leg.media.close();
      return onMissed(accepted.error.kind);
    }
    const { dialog, answer: late } = accepted.value;
    if (late !== undefined) await leg.media.takeAnswer(late);
    onCall(startPhoneCall(dialog, leg, media, files));
  }
}
