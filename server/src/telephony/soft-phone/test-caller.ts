// A caller made by the system itself: places a real call over SIP and RTP, presses the keys it is told to,
// says its words, and hangs up. Newcomers ring their own desk with it.
import { err, newId, ok } from "@tandem/kernel";
import type { CallId, Clock, LegId, Result } from "@tandem/kernel";
import type { MediaEvent } from "@tandem/media";
import type { Destination, Dialog, OutgoingInvite, OutgoingInviteOptions } from "@tandem/sip";
import { LegMedia } from "#telephony/calls";
import type { MediaPort } from "#telephony/calls";

export type TestCallerOptions = {
  readonly sip: { invite(options: OutgoingInviteOptions): OutgoingInvite };
  readonly media: MediaPort & { onEvent(listener: (event: MediaEvent) => void): () => void };
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
  readonly seconds: number;
};

export type TestCallError = { kind: "no-media" | "refused" | "unreachable"; message: string };

export type PlacedCall = {
  /** The caller's leg in the media process. */
  readonly legId: LegId;
  /** Resolves when either side has hung up. */
  readonly ended: Promise<{ by: "us" | "them" }>;
  hangUp(): Promise<void>;
};

/** Between the answer and the first key: the welcome has begun. */
const firstKeyAfterMs = 1000;

export class TestCaller {
  readonly #options: TestCallerOptions;

  constructor(options: TestCallerOptions) {
    this.#options = options;
  }

  /** Resolves when the call is answered, and says its words from then on. */
  async place(options: TestCallOptions): Promise<Result<PlacedCall, TestCallError>> {
    const { media, sip } = this.#options;
    const legId = newId<LegId>();
    const leg = new LegMedia({
      media,
      callId: newId<CallId>(),
      legId,
      transport: "rtp",
      advertisedAddress: options.address,
    });
    const opened = await leg.open();
    if (!opened.ok) return err({ kind: "no-media", message: opened.error.message });
    const outcome = await sip.invite({
      uri: `sip:${options.to}@${options.address}`,
      to: options.destination,
      from: { uri: `sip:${options.from}@${options.address}` },
      offer: leg.offer(),
    }).outcome;
    if (!outcome.ok) {
      leg.close();
      return err(refusal(outcome.error));
    }
    const { dialog, answer } = outcome.value;
    if (answer !== undefined) await leg.takeAnswer(answer);
    return ok(this.#talk(dialog, leg, legId, options));
  }

  #talk(dialog: Dialog, leg: LegMedia, legId: LegId, options: TestCallOptions): PlacedCall {
    const { media, clock } = this.#options;
    const { promise: ended, resolve } = Promise.withResolvers<{ by: "us" | "them" }>();
    const files = [...options.files];
    void media.send({ kind: "play", legId, playbackId: newId(), files, loop: true, stopOnDigit: false });
    const cancelKeys = clock.after(firstKeyAfterMs, () => {
      if (options.keys) void media.send({ kind: "send-digits", legId, digits: options.keys });
    });
    const finish = (by: "us" | "them") => {
      cancelKeys();
      cancelEnd();
      leg.close();
      resolve({ by });
    };
    const hangUp = async () => {
      finish("us");
      await dialog.bye();
    };
    const cancelEnd = clock.after(options.seconds * 1000, () => void hangUp());
    dialog.onEnded = () => finish("them");
    dialog.onOffer = async (offer) => {
      if (offer === undefined) return ok(leg.offer());
      const answer = await leg.answer(offer);
      return answer.ok ? answer : err({ kind: "not-acceptable" });
    };
    return { legId, ended, hangUp };
  }
}

function refusal(error: { kind: string; status?: number; reason?: string }): TestCallError {
  if (error.kind === "rejected") {
    return { kind: "refused", message: `the call was refused: ${error.status} ${error.reason}` };
  }
  return { kind: "unreachable", message: `nobody answers there (${error.kind})` };
}
