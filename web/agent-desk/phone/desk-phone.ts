// The desk's phone as one object: holds its state, and hands what `stepPhone` decides to whoever does it.
import { endpoints } from "@tandem/contract";
import type { PhoneCredential } from "@tandem/contract";
import { callEndpoint } from "#client/api";
import { findMicrophone } from "#client/sip";
import type { Clock } from "#client/time";
import { rememberMuted } from "./muted-call.ts";
import { newPhone } from "./phone-state.ts";
import { stepPhone } from "./phone.ts";
import type { Phone, PhoneEffect, PhoneInput } from "./phone-state.ts";
import { PhoneTab } from "./phone-tab.ts";
import { Ringer } from "./ringer.ts";
import { SipLine } from "./sip-line.ts";

export type DeskPhonePorts = {
  readonly clock: Clock;
  readonly agentId: string;
  readonly audio: (whose: "caller" | "consultation") => HTMLAudioElement | null;
  /** The phone began to ring (with the caller's number) or stopped (undefined). */
  readonly onRinging: (from: string | undefined) => void;
};

export class DeskPhone {
  readonly #ports: DeskPhonePorts;
  readonly #line: SipLine;
  readonly #ringer = new Ringer();
  readonly #tab: PhoneTab;
  readonly #listeners = new Set<() => void>();
  #state: Phone = newPhone;
  #credential: PhoneCredential | undefined;
  #cancelTimer: (() => void) | undefined;
  #stopped = false;

  constructor(ports: DeskPhonePorts) {
    this.#ports = ports;
    this.#line = new SipLine({ take: this.take, audio: ports.audio });
    this.#tab = new PhoneTab(`tandem.phone.${ports.agentId}`, {
      locks: isSecureContext ? navigator.locks : undefined,
      onMine: () => this.take({ kind: "tab-mine" }),
      onElsewhere: () => this.take({ kind: "tab-elsewhere" }),
    });
  }

  readonly snapshot = (): Phone => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  start(): void {
    addEventListener("pointerdown", this.#ringer.unlock, { once: true });
    addEventListener("keydown", this.#ringer.unlock, { once: true });
    navigator.mediaDevices?.addEventListener("devicechange", this.#onDeviceChange);
    addEventListener("online", this.#onNetworkChange);
    networkOf(navigator)?.addEventListener("change", this.#onNetworkChange);
    void this.#tab.start();
  }

  stop(): void {
    this.#stopped = true;
    navigator.mediaDevices?.removeEventListener("devicechange", this.#onDeviceChange);
    removeEventListener("online", this.#onNetworkChange);
    networkOf(navigator)?.removeEventListener("change", this.#onNetworkChange);
    this.#cancelTimer?.();
    this.#ringer.stop();
    this.#line.stop();
    this.#tab.stop();
  }

  /** A short sound that is no call. */
  beep(): void {
    this.#ringer.beep();
  }

  /** What the browser counts of the caller's sound; undefined without a call here. */
  async soundReport(): Promise<RTCStatsReport | undefined> {
    const { call } = this.#state;
    return call && this.#line.soundReport(call.sipId);
  }

  /** Takes the phone from the tab that has it. */
  takeOver(): void {
    void this.#tab.takeOver();
  }

  readonly take = (input: PhoneInput): void => {
    if (this.#stopped) return;
    const { state, effects } = stepPhone(this.#state, input);
    const changed = state !== this.#state;
    this.#state = state;
    for (const effect of effects) this.#carryOut(effect);
    if (changed) for (const listener of this.#listeners) listener();
  };

  #carryOut(effect: PhoneEffect): void {
    switch (effect.kind) {
      case "check-microphone":
        return void this.#checkMicrophone();
      case "get-credential":
        return void this.#getCredential();
      case "start":
        if (this.#credential) this.#line.start(this.#credential);
        return;
      case "use-credential":
        if (this.#credential) this.#line.useCredential(this.#credential, effect.registerNow);
        return;
      case "stop":
        this.#cancelTimer?.();
        return this.#line.stop();
      case "credential-timer":
        this.#cancelTimer?.();
        this.#cancelTimer = this.#ports.clock.after(effect.delayMs, () =>
          this.take({ kind: "credential-due" }),
        );
        return;
      case "ring":
        this.#ringer.start();
        return this.#ports.onRinging(effect.from);
      case "beep":
        return this.#ringer.beep();
      case "stop-ringing":
        this.#ringer.stop();
        return this.#ports.onRinging(undefined);
      case "mute":
        if (this.#state.call?.sipId === effect.sipId)
          rememberMuted(effect.muted ? this.#state.call.callId : undefined);
        return this.#line.carryOut(effect);
      case "answer":
      case "terminate":
      case "refuse-busy":
      case "place-take-back":
      case "place-consultation":
      case "refer":
      case "refer-to-consultation":
      case "hold":
      case "digit":
      case "renegotiate":
        return this.#line.carryOut(effect);
      default:
        effect satisfies never;
    }
  }

  async #checkMicrophone(): Promise<void> {
    const found = await findMicrophone();
    this.take({ kind: "microphone", problem: found === "ready" ? undefined : found });
  }

  async #getCredential(): Promise<void> {
    const answer = await callEndpoint(endpoints.createPhoneCredential, {});
    if (!answer.ok) return this.take({ kind: "credential-failed" });
    this.#credential = answer.value;
    this.take({ kind: "credential", lifeMs: Date.parse(answer.value.expiresAt) - this.#ports.clock.now() });
  }

  readonly #onNetworkChange = (): void => this.take({ kind: "network-changed" });

  readonly #onDeviceChange = (): void => {
    if (this.#state.line === "no-microphone") this.take({ kind: "try-again" });
    else void this.#lookForMicrophone();
  };

  async #lookForMicrophone(): Promise<void> {
    const devices = await navigator.mediaDevices.enumerateDevices();
    const some = devices.some((device) => device.kind === "audioinput");
    if (!some && !this.#state.call) this.take({ kind: "microphone-lost", problem: "missing" });
  }
}

/** Tells of a change from one network to another (Network Information API); not in every browser. */
function networkOf(browser: Navigator): EventTarget | undefined {
  return "connection" in browser && browser.connection instanceof EventTarget
    ? browser.connection
    : undefined;
}
