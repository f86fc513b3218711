// Owns the visitor's SIP call; what to do is decided by `stepVisitorCall`.
import type { UA } from "jssip";
import type { EndEvent, RTCSession } from "jssip/lib/RTCSession";
import type { endpoints } from "@tandem/contract";
import type { z } from "zod";
import type { Answer } from "#client/api";
import { attachSound, findMicrophone, sendDigit, soundOptions, webSocketUrl } from "#client/sip";
import type { Clock } from "#client/time";
import { stepVisitorCall } from "./visitor-call.ts";
import type { VisitorCall, VisitorEffect, VisitorInput } from "./visitor-call.ts";

/** Credentials for one call, and whom to call. */
export type CallTicket = z.infer<(typeof endpoints.createVisitorCall)["response"]>;

type AskForCall = () => Promise<Answer<CallTicket>>;

// Fetched while the visitor still reads: the page itself is there at once.
const loadJsSip = () => import("jssip");

export class VisitorPhone {
  readonly #clock: Clock;
  readonly #listeners = new Set<() => void>();
  #state: VisitorCall = { stage: "idle" };
  #askForCall: AskForCall | undefined;
  #ticket: CallTicket | undefined;
  #agent: UA | undefined;
  #call: RTCSession | undefined;
  #audio: HTMLAudioElement | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
    void loadJsSip().catch(() => undefined);
  }

  readonly snapshot = (): VisitorCall => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  /** Where the other side is heard. */
  readonly hearIn = (audio: HTMLAudioElement | null): void => {
    this.#audio = audio;
  };

  /** Begins a call, unless one runs: to whoever is answered when the microphone may be used. */
  readonly call = (askForCall: AskForCall): void => {
    this.#askForCall = askForCall;
    this.take({ kind: "start" });
  };

  readonly take = (input: VisitorInput): void => {
    const { state, effects } = stepVisitorCall(this.#state, input, this.#clock.now());
    const changed = state !== this.#state;
    this.#state = state;
    for (const effect of effects) this.#carryOut(effect);
    if (changed) for (const listener of this.#listeners) listener();
  };

  #carryOut(effect: VisitorEffect): void {
    switch (effect.kind) {
      case "check-microphone":
        return void this.#checkMicrophone();
      case "get-credential":
        return void this.#getTicket();
      case "dial":
        return void this.#dial();
      case "terminate":
        return this.#hangUp();
      case "mute":
        return effect.muted ? this.#call?.mute({ audio: true }) : this.#call?.unmute({ audio: true });
      case "digit":
        if (this.#call) sendDigit(this.#call, effect.key);
        return;
      default:
        effect satisfies never;
    }
  }

  async #checkMicrophone(): Promise<void> {
    const found = await findMicrophone();
    this.take({ kind: "microphone", problem: found === "ready" ? undefined : found });
  }

  async #getTicket(): Promise<void> {
    const answer = await this.#askForCall?.();
    if (!answer) return;
    if (!answer.ok) return this.take({ kind: "refused", status: answer.problem.status });
    this.#ticket = answer.value;
    this.take({ kind: "credential" });
  }

  async #dial(): Promise<void> {
    const ticket = this.#ticket;
    const jssip = await loadJsSip().catch(() => undefined);
    if (!ticket || !jssip) return this.take({ kind: "over", status: 0 });
    // Hung up while the library was loading.
    if (this.#state.stage !== "dialling") return;
    const agent = new jssip.UA({
      sockets: new jssip.WebSocketInterface(webSocketUrl(location.origin, ticket.webSocketPath)),
      uri: ticket.uri,
      authorization_user: ticket.username,
      password: ticket.password,
      realm: ticket.realm,
      display_name: ticket.displayName,
      register: false,
      session_timers: false,
    });
    this.#agent = agent;
    agent.on("connected", () => {
      // Back after a drop: the server learns the new connection, and the sound its new way.
      if (this.#call?.isEstablished()) this.#call.renegotiate({ rtcOfferConstraints: { iceRestart: true } });
      else if (!this.#call) this.#invite(agent, ticket);
    });
    agent.on("disconnected", () => {
      // A call that is up stays up: the socket comes back by itself.
      if (!this.#call) this.#over(agent, 0);
    });
    agent.start();
  }

  #invite(agent: UA, ticket: CallTicket): void {
    const over = ({ message }: EndEvent) => {
      const status = message && "status_code" in message ? message.status_code : 0;
      this.#over(agent, status);
    };
    const call = agent.call(ticket.target, {
      ...soundOptions,
      eventHandlers: {
        progress: () => this.take({ kind: "ringing" }),
        accepted: () => this.take({ kind: "accepted" }),
        ended: over,
        failed: over,
      },
    });
    this.#call = call;
    if (this.#audio) attachSound(call, this.#audio);
  }

  /** The call of `agent` is over; news of a former agent changes nothing. */
  #over(agent: UA, status: number): void {
    if (this.#agent !== agent) return;
    this.#agent = undefined;
    this.#call = undefined;
    agent.stop();
    this.take({ kind: "over", status });
  }

  #hangUp(): void {
    const [agent, call] = [this.#agent, this.#call];
    this.#agent = undefined;
    this.#call = undefined;
    if (call && !call.isEnded()) call.terminate();
    // Stops once the goodbye has been answered.
    agent?.stop();
  }
}
