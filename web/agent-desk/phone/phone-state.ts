// What the desk's phone can be in, hear and decide; the steps are in `phone.ts`.
import type { MicrophoneProblem } from "#client/sip";
import type { Consultation, Handover, OwnCallEffect, OwnCallInput } from "./own-call-state.ts";
import type { CallEffect, CallInput, PhoneCall } from "./phone-call.ts";

export type PhoneLine =
  | "waiting"
  | "elsewhere"
  | "microphone-check"
  | "no-microphone"
  | "credential"
  | "connecting"
  | "registered"
  | "lost";

export type Phone = {
  readonly line: PhoneLine;
  readonly microphoneProblem: MicrophoneProblem | undefined;
  /** Failed attempts to get credentials in a row. */
  readonly credentialFailures: number;
  /** Whether the user agent runs; it lives on while credentials are renewed. */
  readonly running: boolean;
  readonly call: PhoneCall | undefined;
  readonly consultation: Consultation | undefined;
  readonly handover: Handover | undefined;
  /** The last calls that were tried to be taken back, by their Replaces: not tried again unasked. */
  readonly triedTakeBack: readonly string[];
};

export type LineInput =
  | { readonly kind: "tab-mine" }
  | { readonly kind: "tab-elsewhere" }
  | { readonly kind: "microphone"; readonly problem: MicrophoneProblem | undefined }
  /** The browser took the microphone away, or it was unplugged. */
  | { readonly kind: "microphone-lost"; readonly problem: MicrophoneProblem }
  | { readonly kind: "try-again" }
  | { readonly kind: "credential"; readonly lifeMs: number }
  | { readonly kind: "credential-failed" }
  | { readonly kind: "credential-due" }
  | { readonly kind: "registered" }
  | { readonly kind: "line-lost" }
  /** The registrar did not take our credentials: they ran out while the computer slept. */
  | { readonly kind: "credential-refused" };

export type PhoneInput = LineInput | CallInput | OwnCallInput;

export type LineEffect =
  | { readonly kind: "check-microphone" }
  | { readonly kind: "get-credential" }
  /** Starts the user agent with the credential just received. */
  | { readonly kind: "start" }
  /** Gives the running user agent the credential just received. */
  | { readonly kind: "use-credential"; readonly registerNow: boolean }
  | { readonly kind: "stop" }
  /** Gives `credential-due` after the delay; replaces the one set before. */
  | { readonly kind: "credential-timer"; readonly delayMs: number };

export type PhoneEffect = LineEffect | CallEffect | OwnCallEffect;
export type PhoneStep = { readonly state: Phone; readonly effects: readonly PhoneEffect[] };

export const newPhone: Phone = {
  line: "waiting",
  microphoneProblem: undefined,
  credentialFailures: 0,
  running: false,
  call: undefined,
  consultation: undefined,
  handover: undefined,
  triedTakeBack: [],
};

/** What the page shows and `data-state` says. */
export function phoneStateName(
  phone: Phone,
): "registered" | "connecting" | "lost" | "no-microphone" | "other-tab" {
  switch (phone.line) {
    case "elsewhere":
      return "other-tab";
    case "no-microphone":
    case "registered":
    case "lost":
      return phone.line;
    case "waiting":
    case "microphone-check":
    case "credential":
    case "connecting":
      return "connecting";
    default:
      return phone.line satisfies never;
  }
}
