// The words of what the desk's phone begins by itself; the steps are in `own-call.ts`.
import type { PhoneCall } from "./phone-call.ts";

/** Whom the caller is to be handed to. */
export type Party = { readonly number: string; readonly name: string };

/** A second call, while the caller waits on hold. */
export type Consultation = { readonly party: Party; readonly call: PhoneCall };

export type Handover = {
  readonly party: Party;
  readonly stage: "asking" | "ringing" | "withdrawing" | "done" | "failed";
  /** SIP status of a failure; 0 when the server was not reached. */
  readonly status: number;
};

/** A call of this agent whose sound is nowhere, as the live feed tells of it. */
export type LostCall = {
  /** "second": it goes on beside a contact, as somebody who is asked. */
  readonly place: "first" | "second";
  readonly callId: string;
  readonly from: string;
  readonly replaces: string;
  readonly held: boolean;
};

export type OwnCallInput =
  /** `asked`: by a person, who may ask again and again. */
  | { readonly kind: "take-back"; readonly lost: LostCall; readonly asked: boolean }
  /** Our INVITE is out: to take a call back, or (`party`) to ask somebody. */
  | {
      readonly kind: "placed";
      readonly sipId: string;
      readonly purpose:
        | { readonly kind: "take-back"; readonly lost: LostCall; readonly muted: boolean }
        | { readonly kind: "consult"; readonly party: Party };
    }
  | { readonly kind: "consult"; readonly party: Party }
  | { readonly kind: "end-consultation" }
  | { readonly kind: "back-to-caller" }
  | { readonly kind: "complete-transfer" }
  | { readonly kind: "transfer"; readonly party: Party }
  | { readonly kind: "refer-progress"; readonly sipId: string; readonly status: number }
  /** The server was asked to stop the ringing; or (`false`) it could not. */
  | { readonly kind: "withdrawing"; readonly asked: boolean }
  | { readonly kind: "dismiss-handover" };

export type OwnCallEffect =
  | { readonly kind: "place-take-back"; readonly lost: LostCall }
  | { readonly kind: "place-consultation"; readonly party: Party }
  /** Asks the server to put the other side of a call through to a number. */
  | { readonly kind: "refer"; readonly sipId: string; readonly number: string }
  /** … or to the other side of our second call. */
  | {
      readonly kind: "refer-to-consultation";
      readonly sipId: string;
      readonly number: string;
      readonly withSipId: string;
    };
