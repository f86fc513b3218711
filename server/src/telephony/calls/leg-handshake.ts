// What answering an INVITE and sending one share: the leg that it is done for, and the answer that comes.
import type { Result } from "@tandem/kernel";
import type { Dialog, MessageBody } from "@tandem/sip";
import type { LegInput, LegState } from "./call-leg.ts";
import { ourEnding, reasonHeaderOf } from "./leg-ending.ts";
import type { LegMedia } from "./leg-media.ts";

/** The leg, as its handshake knows it. */
export type HandshakingLeg = {
  readonly media: LegMedia;
  phase(): LegState["phase"];
  apply(input: LegInput): void;
  /** The dialog is the leg's from here. */
  adopt(dialog: Dialog, input: LegInput): void;
  hearInfo(body: MessageBody): void;
  /** Answers an offer within the dialog; makes one when there is none. */
  renegotiate(offer: string | undefined): Promise<Result<string, { kind: "not-acceptable" }>>;
};

/** Whether the other side's answer to our offer can be gone on with. */
export async function takeAnswer(media: LegMedia, answer: string | undefined): Promise<boolean> {
  return answer !== undefined && (await media.takeAnswer(answer)).ok;
}

/** Ends a dialog that stands, with an answer that says nothing we could take. */
export function dropDialog(leg: HandshakingLeg, dialog: Dialog): void {
  const ending = ourEnding("not-acceptable", "bye");
  void dialog.bye({ reason: reasonHeaderOf(ending) });
  leg.apply({ kind: "refused", cause: "not-acceptable", ending });
}
