// What the audio-taps module publishes: who listened to what, for whoever asks later.
import type { CallId, Fact, UserId } from "@tandem/kernel";

export type TapSides = "caller" | "agent" | "both";
/** "client-left": the engine closed its connection. */
export type TapEndReason = "call-ended" | "client-left" | "media-lost";

export type AudioTapFact =
  /** From here on the sound of the call goes to a client that `userId` gave the right to. */
  | Fact<
      "AudioTapStarted",
      { callId: CallId; tapId: string; userId: UserId; sides: TapSides; rateHz: number }
    >
  /** `frames` of 20 ms went out, `lost` more were left out because the client was too slow. */
  | Fact<
      "AudioTapEnded",
      { callId: CallId; tapId: string; reason: TapEndReason; frames: number; lost: number }
    >;

export const keptAudioTapFacts: readonly AudioTapFact["type"][] = ["AudioTapStarted", "AudioTapEnded"];
