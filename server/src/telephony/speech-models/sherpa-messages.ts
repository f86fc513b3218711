// What control and the program with the models tell one another. `id`: of one utterance, or of one text.
import type { RecognitionModel, SpeechModel } from "./model-folders.ts";

export type ToProgram =
  | { readonly kind: "open"; readonly id: number; readonly model: RecognitionModel }
  /** Linear, 16 bits, little-endian, 16 kHz. */
  | { readonly kind: "write"; readonly id: number; readonly samples: Uint8Array }
  | { readonly kind: "finish" | "cancel"; readonly id: number }
  | {
      readonly kind: "speak";
      readonly id: number;
      readonly model: SpeechModel;
      readonly text: string;
      readonly voice: number;
      readonly speed: number;
    };

export type FromProgram =
  /** What comes next may end the program: the library does that with files that are no model. */
  | { readonly kind: "loading"; readonly model: string }
  | { readonly kind: "loaded" }
  | { readonly kind: "opened"; readonly id: number }
  | { readonly kind: "text"; readonly id: number; readonly text: string }
  | { readonly kind: "spoken"; readonly id: number; readonly samples: Float32Array; readonly rateHz: number }
  /** `message` is for people. */
  | { readonly kind: "failed"; readonly id: number; readonly message: string };
