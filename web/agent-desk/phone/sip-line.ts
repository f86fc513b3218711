// Owns JsSIP's user agent: turns its events into inputs of the phone and carries out what the phone decided.
import { UA, WebSocketInterface } from "jssip";
import type { RTCSession } from "jssip/lib/RTCSession";
import type { IncomingRTCSessionEvent, RTCSessionEvent } from "jssip/lib/UA";
import type { PhoneCredential } from "@tandem/contract";
import { attachSound, sendDigit, soundOptions, webSocketUrl } from "#client/sip";
import type { CallEffect } from "./phone-call.ts";
import type { PhoneInput } from "./phone-state.ts";

export type SipLinePorts = {
  readonly take: (input: PhoneInput) => void;
  /** Where the caller is heard. */
  readonly audio: () => HTMLAudioElement | null;
};

const instanceKey = "tandem.phone-instance";

/** One per tab and kept over a reload, so that the registrar replaces the old binding (RFC 5626 §4.1). */
function instanceId(): string {
  const known = sessionStorage.getItem(instanceKey) ?? crypto.randomUUID();
  sessionStorage.setItem(instanceKey, known);
  return known;
}

export class SipLine {
  readonly #ports: SipLinePorts;
  readonly #calls = new Map<string, RTCSession>();
  #agent: UA | undefined;

  constructor(ports: SipLinePorts) {
    this.#ports = ports;
  }

  start(credential: PhoneCredential): void {
    const agent = new UA({
      sockets: new WebSocketInterface(webSocketUrl(location.origin, credential.webSocketPath)),
      uri: credential.uri,
      authorization_user: credential.username,
      password: credential.password,
      realm: credential.realm,
      display_name: credential.displayName,
      instance_id: instanceId(),
      register: true,
      register_expires: 120,
      // The server watches the sound itself; a refresh sent on a lost line would end the call.
      session_timers: false,
      connection_recovery_min_interval: 1,
      connection_recovery_max_interval: 5,
    });
    this.#agent = agent;
    const take = (input: PhoneInput) => {
      if (this.#agent === agent) this.#ports.take(input);
    };
    agent.on("registered", () => take({ kind: "registered" }));
    agent.on("unregistered", () => take({ kind: "line-lost" }));
    agent.on("disconnected", () => take({ kind: "line-lost" }));
    agent.on("registrationFailed", ({ response }) => {
      // A lost connection comes back by itself; a refusal or silence on a good one does not.
      if (response || agent.isConnected()) take({ kind: "credential-refused" });
    });
    // The desk places no calls of its own, so each one comes in.
    agent.on("newRTCSession", (event: RTCSessionEvent) => this.#ring(event as IncomingRTCSessionEvent, take));
    agent.start();
  }

  useCredential(credential: PhoneCredential, registerNow: boolean): void {
    this.#agent?.set("authorization_user", credential.username);
    this.#agent?.set("password", credential.password);
    this.#agent?.set("realm", credential.realm);
    if (registerNow && this.#agent?.isConnected()) this.#agent.register();
  }

  stop(): void {
    const agent = this.#agent;
    this.#agent = undefined;
    this.#calls.clear();
    agent?.stop();
  }

  /** Carries out what concerns a call that this line knows; a call that just ended is silently passed over. */
  carryOut(effect: Exclude<CallEffect, { kind: "ring" | "stop-ringing" }>): void {
    const call = this.#calls.get(effect.sipId);
    if (!call || call.isEnded()) return;
    switch (effect.kind) {
      case "answer":
        return call.answer(soundOptions);
      case "terminate":
        return call.terminate();
      case "refuse-busy":
        return call.terminate({ status_code: 486 });
      case "mute":
        return effect.muted ? call.mute({ audio: true }) : call.unmute({ audio: true });
      case "hold":
        return this.#hold(call, effect.held);
      case "digit":
        return sendDigit(call, effect.key);
      case "renegotiate":
        call.renegotiate({ rtcOfferConstraints: { iceRestart: true } });
        return;
      default:
        effect satisfies never;
    }
  }

  #hold(call: RTCSession, held: boolean): void {
    const settle = (now: boolean) => this.#ports.take({ kind: "hold-settled", sipId: call.id, held: now });
    const done = () => settle(held);
    const asked = held ? call.hold({}, done) : call.unhold({}, done);
    if (!asked) settle(!held);
  }

  #ring({ session: call, request }: IncomingRTCSessionEvent, take: (input: PhoneInput) => void): void {
    const sipId = call.id;
    this.#calls.set(sipId, call);
    const audio = this.#ports.audio();
    if (audio) attachSound(call, audio);
    const over = () => {
      this.#calls.delete(sipId);
      take({ kind: "ended", sipId });
    };
    call.on("accepted", () => take({ kind: "accepted", sipId }));
    call.on("ended", over);
    call.on("failed", over);
    call.on("getusermediafailed", () => take({ kind: "microphone-lost", problem: "denied" }));
    const from: unknown = request.from.uri.user;
    take({
      kind: "invite",
      sipId,
      callId: request.getHeader("X-Tandem-Call") ?? undefined,
      from: typeof from === "string" ? from : "",
    });
  }
}
