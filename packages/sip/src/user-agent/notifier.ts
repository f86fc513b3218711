// Shell of dialog/notifier: the NOTIFYs of one subscription, and the time it has left (RFC 6665).
import { assertNever } from "@tandem/kernel";
import type { Clock } from "@tandem/kernel";
import { startNotifier, stepNotifier } from "../dialog/index.ts";
import type { NotifierEffect, NotifierEnd, NotifierInput, NotifierState } from "../dialog/index.ts";
import type { MessageBody } from "../message/index.ts";
import { NamedTimers } from "../transaction/index.ts";
import type { DialogPeer } from "./dialog-peer.ts";

export type NotifierPorts = {
  clock: Clock;
  peer: DialogPeer;
  /** Value of the Event header. */
  event: string;
  /** Called once: nothing that is notified from now on is sent. */
  onEnded(cause: NotifierEnd): void;
  /** The last NOTIFY is answered, or there was none: the subscription can be forgotten. */
  onForgotten(): void;
};

export class Notifier {
  readonly #ports: NotifierPorts;
  readonly #timers: NamedTimers<"expiry">;
  #state: NotifierState = startNotifier();
  #content: MessageBody | undefined;
  #expiresAtMs = 0;
  #lastWords = "reason=noresource";

  constructor(ports: NotifierPorts) {
    this.#ports = ports;
    this.#timers = new NamedTimers(ports.clock, () => this.finish("expired", "reason=timeout"));
  }

  get isActive(): boolean {
    return this.#state.name === "idle" || this.#state.name === "sending";
  }

  /** Gives the subscription this time from now. */
  renew(seconds: number): void {
    if (!this.isActive) return;
    this.#expiresAtMs = this.#ports.clock.now() + seconds * 1_000;
    this.#timers.start("expiry", seconds * 1_000);
  }

  notify(content: MessageBody): void {
    if (!this.isActive) return;
    this.#content = content;
    this.#advance({ kind: "notify" });
  }

  /** Sends the last content again, or an empty NOTIFY when there was none. */
  repeat(): void {
    this.#advance({ kind: "notify" });
  }

  /** Ends it with a last NOTIFY; `lastWords` are the parameters of `Subscription-State: terminated`. */
  finish(cause: NotifierEnd, lastWords: string, content?: MessageBody): void {
    if (!this.isActive) return;
    if (content !== undefined) this.#content = content;
    this.#lastWords = lastWords;
    this.#advance({ kind: "finish", cause });
  }

  /** Ends it without a word. */
  abort(cause: NotifierEnd): void {
    this.#advance({ kind: "abort", cause });
  }

  #advance(input: NotifierInput): void {
    const { state, effects } = stepNotifier(this.#state, input);
    this.#state = state;
    if (!this.isActive) this.#timers.stopAll();
    for (const effect of effects) this.#carryOut(effect);
  }

  #carryOut(effect: NotifierEffect): void {
    switch (effect.kind) {
      case "send":
        return this.#send(effect.isLast);
      case "tell-end":
        return this.#ports.onEnded(effect.cause);
      case "forget":
        return this.#ports.onForgotten();
      default:
        return assertNever(effect);
    }
  }

  #send(isLast: boolean): void {
    const left = Math.max(0, Math.ceil((this.#expiresAtMs - this.#ports.clock.now()) / 1_000));
    const state = isLast ? `terminated;${this.#lastWords}` : `active;expires=${left}`;
    this.#ports.peer.send(
      "NOTIFY",
      {
        headers: [
          ["Event", this.#ports.event],
          ["Subscription-State", state],
        ],
        body: this.#content,
      },
      {
        onResponse: (response) => {
          if (response.status < 200) return;
          const hasRetryAfter = response.header("retry-after") !== undefined;
          this.#advance({ kind: "response", status: response.status, hasRetryAfter });
        },
        onFailure: (reason) => this.#advance({ kind: "failure", reason }),
      },
    );
  }
}
