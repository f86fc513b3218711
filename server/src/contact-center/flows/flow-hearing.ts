// Who is listened to for a flow, and what comes of it.
import type { FlowEffect } from "@tandem/flows";
import type { Heard, Recognition } from "#telephony/recognition";
import type { FlowRun } from "./flow-run.ts";

type Listen = Extract<FlowEffect, { kind: "listen" }>;

export type FlowHearingOptions = {
  readonly recognition: Pick<Recognition, "listen">;
  readonly onSpeech: (run: FlowRun, wait: number) => void;
  readonly onHeard: (run: FlowRun, wait: number, heard: Heard) => void;
  /** `reason`: for people. */
  readonly onFailed: (run: FlowRun, wait: number, reason: string) => void;
};

export class FlowHearing {
  readonly #options: FlowHearingOptions;

  constructor(options: FlowHearingOptions) {
    this.#options = options;
  }

  listen(run: FlowRun, { wait, language, expected, longestSeconds, pauseSeconds }: Listen): void {
    const { recognition, onSpeech, onHeard, onFailed } = this.#options;
    const { tenantId, callerLegId: legId } = run;
    run.listening?.stop();
    const wish = { tenantId, legId, language, expected, longestSeconds, pauseSeconds };
    const stop = recognition.listen(wish, {
      onSpeech: () => onSpeech(run, wait),
      onHeard: (heard) => onHeard(run, wait, heard),
      onFailed: (reason) => onFailed(run, wait, reason),
    });
    run.listening = { wait, stop };
  }

  /** Ends what the run does not wait for any more. */
  follow(run: FlowRun): void {
    if (run.listening === undefined || run.listening.wait === run.state.listening) return;
    run.listening.stop();
    run.listening = undefined;
  }
}
