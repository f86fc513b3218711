// The colour and shape of a contact's state.
import type { Tone } from "@tandem/ui";
import type { ContactState } from "./contact-view.ts";

export const contactTone: Readonly<Record<ContactState, Tone>> = {
  offered: "offered",
  talking: "talking",
  "on-hold": "hold",
  "wrap-up": "wrap-up",
};
