// What a leg tells its call.
import type { LegEndCause } from "./leg-causes.ts";
import type { LegEnding } from "./leg-ending.ts";

export type LegNews =
  | { readonly kind: "ringing" }
  | { readonly kind: "early-media" }
  /** The caller hears us before the answer; or cannot, having offered nothing. */
  | { readonly kind: "early-answered"; readonly codec: string }
  | { readonly kind: "early-unheard" }
  /** `address` when it was one of several phones: the one that was answered. */
  | { readonly kind: "answered"; readonly codec: string; readonly address?: string }
  | { readonly kind: "held" }
  | { readonly kind: "resumed" }
  /** A fresh media process carries it, and the other side knows: so many ms after the former one died. */
  | { readonly kind: "sound-restored"; readonly afterMs: number }
  | {
      readonly kind: "ended";
      readonly cause: LegEndCause;
      readonly ending: LegEnding;
      readonly answered: boolean;
    };
