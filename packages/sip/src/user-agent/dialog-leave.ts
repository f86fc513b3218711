// How the dialog of a call leaves: its BYE, and until when it keeps its place among the dialogs.
import type { HeaderList, SipResponse } from "../message/index.ts";
import type { DialogPeer } from "./dialog-peer.ts";
import type { OutgoingRefers } from "./outgoing-refers.ts";

export class DialogLeave {
  readonly #peer: DialogPeer;
  readonly #refers: Pick<OutgoingRefers, "isIdle">;
  readonly #onLeft: () => void;
  /** Nothing but our REFERs keeps the dialog. */
  #isDone = false;

  /** `onLeft` gives up the dialog's place. */
  constructor(peer: DialogPeer, refers: Pick<OutgoingRefers, "isIdle">, onLeft: () => void) {
    this.#peer = peer;
    this.#refers = refers;
    this.#onLeft = onLeft;
  }

  /** Resolves when the peer has answered, or cannot be reached. `reason` is the value of a Reason header. */
  sendBye(reason: string | undefined): Promise<void> {
    const headers: HeaderList = reason === undefined ? [] : [["Reason", reason]];
    return new Promise((resolve) => {
      const done = () => {
        this.done();
        resolve();
      };
      const onResponse = (response: SipResponse) => void (response.status >= 200 && done());
      this.#peer.send("BYE", { headers }, { onResponse, onFailure: done });
    });
  }

  /** The call is over and its BYE is answered, if there was one. */
  done(): void {
    this.#isDone = true;
    this.look();
  }

  /** The dialog outlives its call while a transfer is still to be told of (RFC 5057 §4.2). */
  look(): void {
    if (this.#isDone && this.#refers.isIdle) this.#onLeft();
  }
}
