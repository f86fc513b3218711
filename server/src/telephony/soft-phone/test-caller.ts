// A caller made by the system itself: places a real call over SIP and RTP, presses the keys it is told to,
// says its words, and hangs up. Newcomers ring their own desk with it.
import { err, ok } from "@tandem/kernel";
import type { Clock, Result } from "@tandem/kernel";
import type { Destination, OutgoingInvite, OutgoingInviteError, OutgoingInviteOptions } from "@tandem/sip";
import { createPhoneLeg, startPhoneCall } from "./phone-call.ts";
import type { PhoneCall, SoftPhoneMedia } from "./phone-call.ts";

export type TestCallerOptions = {
  readonly sip: { invite(options: OutgoingInviteOptions): OutgoingInvite };
  readonly media: SoftPhoneMedia;
  readonly clock: Clock;
};

export type TestCallOptions = {
  /** The number to call. */
  readonly to: string;
  /** Where the system's SIP port is. */
  readonly destination: Destination;
  /** Number shown to the called. */
  readonly from: string;
  /** Address written into SDP. */
  readonly address: string;
  /** Sound files said again and again. */
  readonly files: readonly string[];
  /** Keys to press, one after the other, once the call is answered: the way through the menu. */
  readonly keys?: string;
  /** How long the call lasts when nobody ends it before. */
  readonly seconds: number;
  /** Ends the call, whether it was answered or not. */
  readonly signal?: AbortSignal;
  readonly onKeysPressed?: () => void;
};

export type TestCallError =
  | { kind: "no-media" | "unreachable" | "cancelled"; message: string }
  | { kind: "refused"; status: number; message: string };

/** Between the answer and the first key: the welcome has begun. */
const firstKeyAfterMs = 1000;

export class TestCaller {
  readonly #options: TestCallerOptions;

  constructor(options: TestCallerOptions) {
    this.#options = options;
  }

  /** Resolves when the call is answered, and says its words from then on. */
  async place(options: TestCallOptions): Promise<Result<PhoneCall, TestCallError>> {
    const { media, sip } = this.#options;
    const leg = createPhoneLeg(media, options.address);
    const opened = await leg.media.open();
    if (!opened.ok) return err({ kind: "no-media", message: opened.error.message });
    const invite = sip.invite({
      uri: `sip:${options.to}@${options.address}`,
      to: options.destination,
      from: { uri: `sip:${options.from}@${options.address}` },
      offer: leg.media.offer(),
    });
    const stopRinging = whenAborted(options.signal, () => invite.cancel());
    const outcome = await invite.outcome;
    stopRinging();
    if (!outcome.ok) {
      leg.media.close();
      return err(refusal(outcome.error));
    }
    const { dialog, answer } = outcome.value;
    const connected = answer === undefined ? ok(undefined) : await leg.media.takeAnswer(answer);
    const call = startPhoneCall(dialog, leg, media, options.files);
    if (!connected.ok) {
      await call.hangUp();
      return err({ kind: "no-media", message: connected.error.message });
    }
    this.#plan(call, options);
    return ok(call);
  }

  /** What happens by the clock or by the caller's will, until the call ends. */
  #plan(call: PhoneCall, { keys, seconds, signal, onKeysPressed }: TestCallOptions): void {
    const { clock } = this.#options;
    const press = () => {
      if (!keys) return;
      call.press(keys);
      onKeysPressed?.();
    };
    const cancels = [
      clock.after(firstKeyAfterMs, press),
      clock.after(seconds * 1000, () => void call.hangUp()),
      whenAborted(signal, () => void call.hangUp()),
    ];
    void call.ended.then(() => {
      for (const cancel of cancels) cancel();
    });
  }
}

/** Calls back once when the signal is aborted, at once when it was; the returned function stops that. */
function whenAborted(signal: AbortSignal | undefined, callback: () => void): () => void {
  if (signal?.aborted) callback();
  signal?.addEventListener("abort", callback, { once: true });
  return () => signal?.removeEventListener("abort", callback);
}

function refusal(error: OutgoingInviteError): TestCallError {
  switch (error.kind) {
    case "rejected": {
      const { status, reason } = error;
      return { kind: "refused", status, message: `the call was refused: ${status} ${reason}` };
    }
    case "cancelled":
      return { kind: "cancelled", message: "the call was cancelled" };
    case "timeout":
    case "unreachable":
      return { kind: "unreachable", message: `nobody answers there (${error.kind})` };
    default:
      return error satisfies never;
  }
}
