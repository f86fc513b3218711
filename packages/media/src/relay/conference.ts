// One conference of a worker: its mixer, and the legs that sit in it. What a leg is otherwise is none of its business.
import { ActiveSpeaker, longestConference, Mixer } from "../mixing/index.ts";
import { codecFormats } from "../codecs/index.ts";
import type { SoundRate } from "../codecs/index.ts";
import type { AudioCodec } from "../protocol/index.ts";
import type { MadeFrames } from "./made-frames.ts";
import type { Recording } from "./recording.ts";
import type { RightMix } from "./right-mix.ts";

export type Seated = { readonly legId: string; codec: AudioCodec };

export type Member<Leg extends Seated> = {
  readonly conference: Conference<Leg>;
  readonly leg: Leg;
  /** Of the mixer. */
  readonly seat: number;
  /** What the leg hears in the leg's codec; null until there is some. Made for the codec and rate of the time. */
  output: MadeFrames | null;
  /** Until then nothing is sent while nobody speaks: what the leg heard before goes on first. */
  waitsUntilMs: number;
  /** Turns without a sound so far. */
  silentTurns: number;
};

/** A recording and the legs that feed it; null when there is none, or it has closed. `mix`: feeds the right side instead of a leg. */
export type RecordedSides<Leg extends Seated> = {
  readonly recording: Recording;
  left: Leg | null;
  right: Leg | null;
  mix: Conference<Leg> | null;
};

export type Conference<Leg extends Seated> = {
  readonly conferenceId: string;
  readonly mixer: Mixer;
  readonly members: Map<string, Member<Leg>>;
  readonly bySeat: (Member<Leg> | undefined)[];
  readonly activeSpeaker: ActiveSpeaker;
  /** Keys that one member presses are dialled to those who hear them. */
  passesDigits: boolean;
  /** Recordings whose right side is what their left leg hears here. */
  readonly recordings: Map<RecordedSides<Leg>, RightMix>;
};

export function createConference<Leg extends Seated>(conferenceId: string): Conference<Leg> {
  return {
    conferenceId,
    mixer: new Mixer(8000),
    members: new Map(),
    bySeat: Array.from({ length: longestConference }, () => undefined),
    activeSpeaker: new ActiveSpeaker(longestConference),
    passesDigits: false,
    recordings: new Map(),
  };
}

/** To be called when members or their codecs have changed: 16 kHz pays as soon as two can make use of it. */
export function settleRate(conference: Conference<Seated>): void {
  let wide = 0;
  for (const { leg } of conference.members.values()) {
    if (codecFormats[leg.codec].sampleRateHz === 16_000) wide++;
  }
  const rateHz: SoundRate = wide >= 2 ? 16_000 : 8000;
  if (rateHz === conference.mixer.rateHz) return;
  conference.mixer.changeRate(rateHz);
  for (const member of conference.members.values()) releaseOutput(member);
  for (const mix of conference.recordings.values()) mix.changeRate(rateHz);
}

/** Gives back the encoder; the next frame makes another. */
export function releaseOutput(member: { output: MadeFrames | null }): void {
  member.output?.close();
  member.output = null;
}
