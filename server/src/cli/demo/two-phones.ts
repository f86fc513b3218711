// The demo's phones: a caller's and an agent's, each speaking a tone of its own, and what each of them hears,
// recorded by the media process they share.
import { randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { err, newId, ok, systemClock } from "@tandem/kernel";
import type { LegId, RecordingId, Result } from "@tandem/kernel";
import { readAsWav } from "@tandem/media/control";
import { SipUserAgent } from "@tandem/sip";
import type { NodeNotice } from "#platform/node-notice";
import { AnsweringPhone, TestCaller } from "#telephony/soft-phone";
import type { PhoneCall, RegisterError, TestCallError } from "#telephony/soft-phone";
import { startPhoneMedia } from "../phone-media.ts";
import type { PhoneMedia } from "../phone-media.ts";
import { pulsedToneWav } from "./tone.ts";

/** Apart by an octave at least and no harmonics of each other: none is mistaken for the other. */
export const callerToneHz = 620;
export const agentToneHz = 1370;
export const callerNumber = "13800138000";

/** The caller gives up by then; the agent hangs up long before. */
const longestCallSeconds = 60;
const loopSeconds = 10;

export type TwoPhonesOptions = {
  readonly notice: NodeNotice;
  /** Where tones and recordings are written. */
  readonly folder: string;
  readonly agent: { readonly extension: string; readonly secret: string };
};

export class TwoPhones {
  /** Resolves with the call that the agent's phone has answered. */
  readonly agentCall: Promise<PhoneCall>;
  readonly #options: TwoPhonesOptions;
  readonly #media: PhoneMedia;
  readonly #agent: AnsweringPhone;
  readonly #caller: SipUserAgent;
  readonly #earsFile: string;
  readonly #earsId = newId<RecordingId>();
  readonly #earsKey = randomBytes(32);

  private constructor(options: TwoPhonesOptions, media: PhoneMedia) {
    const { notice, folder, agent } = options;
    const { address } = notice.sip;
    const answered = Promise.withResolvers<PhoneCall>();
    this.#options = options;
    this.#media = media;
    this.agentCall = answered.promise;
    this.#earsFile = join(folder, "ears.trec");
    this.#caller = new SipUserAgent({
      clock: systemClock,
      userAgent: "Tandem demo caller",
      advertised: { address },
      onInvite: (invite) => invite.reject(480),
      onRegister: (request) => request.respond(405),
    });
    this.#agent = new AnsweringPhone({
      media: media.client,
      clock: systemClock,
      address,
      registrar: { transport: "udp", ...notice.sip },
      ...agent,
      files: [toneFile(folder, "agent", agentToneHz)],
      onCall: answered.resolve,
      // The queue offers the call again; the demo's own time ends a phone that never gets one.
      onMissed: () => {},
    });
  }

  /** Starts the phones' media process. */
  static async open(options: TwoPhonesOptions): Promise<Result<TwoPhones>> {
    const media = await startPhoneMedia(options.notice.mediaAddress, () => {});
    return media.ok ? ok(new TwoPhones(options, media.value)) : media;
  }

  async registerAgent(): Promise<Result<undefined, RegisterError>> {
    return this.#agent.register();
  }

  async unregisterAgent(): Promise<Result<undefined, RegisterError>> {
    return this.#agent.unregister();
  }

  /** Calls, and presses 1 once the welcome has begun; resolves when it is answered. */
  async call(number: string, signal: AbortSignal): Promise<Result<PhoneCall, TestCallError>> {
    const { notice, folder } = this.#options;
    const listening = await this.#caller.listen({ address: notice.sip.address, port: 0 });
    if (!listening.ok) return err({ kind: "unreachable", message: listening.error.kind });
    return new TestCaller({ sip: this.#caller, media: this.#media.client, clock: systemClock }).place({
      to: number,
      destination: { transport: "udp", ...notice.sip },
      from: callerNumber,
      address: notice.mediaAddress,
      files: [toneFile(folder, "caller", callerToneHz)],
      keys: "1",
      seconds: longestCallSeconds,
      signal,
    });
  }

  /** Records what the caller hears from now on, and what the agent hears once `alsoHearAgent` was called. */
  async hearCaller(legId: LegId): Promise<Result<unknown>> {
    return this.#media.client.send({
      kind: "start-recording",
      recordingId: this.#earsId,
      path: this.#earsFile,
      startedAt: Date.now(),
      leftLegId: legId,
      leftParty: null,
      rightLegId: null,
      rightParty: null,
      // Nothing but this object opens it.
      seal: { dataKey: this.#earsKey.toString("base64"), wrappedKey: "", keyId: "demo" },
    });
  }

  async alsoHearAgent(legId: LegId): Promise<Result<unknown>> {
    return this.#media.client.send({
      kind: "set-recording-right",
      recordingId: this.#earsId,
      rightLegId: legId,
      party: null,
    });
  }

  /** Resolves when the file is whole. */
  async stopHearing(): Promise<Result<unknown>> {
    const { client } = this.#media;
    const finished = Promise.withResolvers<void>();
    const forget = client.onEvent((event) => {
      if (event.kind === "recording-finished" && event.recordingId === this.#earsId) finished.resolve();
    });
    const stopped = await client.send({ kind: "stop-recording", recordingId: this.#earsId });
    if (stopped.ok) await finished.promise;
    forget();
    return stopped;
  }

  /** WAV: left what the caller heard, right what the agent heard. */
  async heard(): Promise<Result<Buffer>> {
    return readAsWav(this.#earsFile, () => ok(this.#earsKey));
  }

  async close(): Promise<void> {
    await this.#caller.close();
    await this.#agent.close();
    await this.#media.stop();
  }
}

function toneFile(folder: string, name: string, frequencyHz: number): string {
  const path = join(folder, `${name}.wav`);
  writeFileSync(path, pulsedToneWav(frequencyHz, loopSeconds));
  return path;
}
