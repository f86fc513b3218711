// How a call ended, kept until its owner listens.
import type { Dialog, DialogEnd } from "./types.ts";

export class EndNotice {
  #listener: Dialog["onEnded"];
  #unheard: DialogEnd | undefined;

  get listener(): Dialog["onEnded"] {
    return this.#listener;
  }

  /** A call may end before its owner had a turn to listen: the owner is told as soon as it does. */
  set listener(listener: Dialog["onEnded"]) {
    this.#listener = listener;
    const cause = this.#unheard;
    if (listener === undefined || cause === undefined) return;
    this.#unheard = undefined;
    queueMicrotask(() => listener(cause));
  }

  tell(cause: DialogEnd): void {
    if (this.#listener === undefined) this.#unheard = cause;
    else this.#listener(cause);
  }
}
