// Owns JsSIP's user agent: turns its events into inputs of the phone and carries out what the phone decided.
import { UA, WebSocketInterface } from "jssip";
import type { RTCSession } from "jssip/lib/RTCSession";
import type { IncomingRTCSessionEvent, RTCSessionEvent } from "jssip/lib/UA";
import type { PhoneCredential } from "@tandem/contract";
import { attachSound, sendDigit, soundOptions, webSocketUrl } from "#client/sip";
import { chosenMicrophone } from "./chosen-microphone.ts";
import { mutedCall } from "./muted-call.ts";
import type { LostCall, OwnCallEffect, OwnCallInput } from "./own-call-state.ts";
import type { CallEffect } from "./phone-call.ts";
import type { PhoneInput } from "./phone-state.ts";
import { holdFirstOffer, keepOnFailedWay } from "./sip-call.ts";

export type SipLinePorts = {
  readonly take: (input: PhoneInput) => void;
  /** Where the caller is heard, and where whoever is asked meanwhile. */
  readonly audio: (whose: "caller" | "consultation") => HTMLAudioElement | null;
};

type LineEffect = Exclude<CallEffect, { kind: "ring" | "beep" | "stop-ringing" }> | OwnCallEffect;
type Purpose = Extract<OwnCallInput, { kind: "placed" }>["purpose"];

const instanceKey = "tandem.phone-instance";

/** One per tab and kept over a reload, so that the registrar replaces the old binding (RFC 5626 §4.1). */
function instanceId(): string {
  const known = sessionStorage.getItem(instanceKey) ?? crypto.randomUUID();
  sessionStorage.setItem(instanceKey, known);
  return known;
}

/** With the microphone that the agent chose, as long as it is plugged in. */
function ownSound(): typeof soundOptions {
  const ideal = chosenMicrophone();
  const { audio } = soundOptions.mediaConstraints as { audio: MediaTrackConstraints };
  if (ideal === undefined) return soundOptions;
  return { ...soundOptions, mediaConstraints: { audio: { ...audio, deviceId: { ideal } }, video: false } };
}

export class SipLine {
  readonly #ports: SipLinePorts;
  readonly #calls = new Map<string, RTCSession>();
  #agent: UA | undefined;
  #ownUri = "";

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
    this.#ownUri = credential.uri;
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
    agent.on("newRTCSession", (event: RTCSessionEvent) => {
      if (isIncoming(event)) this.#ring(event, take);
    });
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

  /** What the browser counts of a call's sound; undefined when there is no such call. */
  soundReport(sipId: string): Promise<RTCStatsReport> | undefined {
    return this.#calls.get(sipId)?.connection?.getStats();
  }

  /** Carries out what concerns a call; one that just ended is silently passed over. */
  carryOut(effect: LineEffect): void {
    if (effect.kind === "place-take-back") return this.#takeBack(effect.lost);
    if (effect.kind === "place-consultation") {
      const { party } = effect;
      return this.#place(`sip:${party.number}@${hostOf(this.#ownUri)}`, { kind: "consult", party }, []);
    }
    const call = this.#calls.get(effect.sipId);
    if (call && !call.isEnded()) this.#change(call, effect);
  }

  #change(
    call: RTCSession,
    effect: Exclude<LineEffect, { kind: "place-take-back" | "place-consultation" }>,
  ): void {
    switch (effect.kind) {
      case "answer":
        return call.answer(ownSound());
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
      case "refer":
        return this.#refer(call, effect.number, undefined);
      case "refer-to-consultation":
        return this.#refer(call, effect.number, this.#calls.get(effect.withSipId));
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

  #refer(call: RTCSession, number: string, replaces: RTCSession | undefined): void {
    const { take } = this.#ports;
    const told = (status: number) => take({ kind: "refer-progress", sipId: call.id, status });
    const status = ({ status_line }: { status_line: { status_code: number } }) =>
      told(status_line.status_code);
    const eventHandlers = {
      requestFailed: ({ response }: { response: { status_code: number } | null }) =>
        told(response?.status_code ?? 0),
      progress: status,
      accepted: status,
      failed: status,
    };
    call.refer(number, { eventHandlers, ...(replaces && { replaces }) });
  }

  /** Takes the place of the phone that had the sound (RFC 3891), holding and muted as that was. */
  #takeBack(lost: LostCall): void {
    const muted = mutedCall() === lost.callId;
    const headers = [`Replaces: ${lost.replaces}`];
    this.#place(this.#ownUri, { kind: "take-back", lost, muted }, headers);
  }

  #place(uri: string, purpose: Purpose, extraHeaders: string[]): void {
    const call = this.#agent?.call(uri, { ...ownSound(), extraHeaders });
    if (!call) return;
    if (purpose.kind === "take-back" && purpose.lost.held) holdFirstOffer(call);
    // The microphone is there by then, and nothing of it was sent yet.
    if (purpose.kind === "take-back" && purpose.muted)
      call.on("connecting", () => call.mute({ audio: true }));
    const isSecond = purpose.kind === "consult" || purpose.lost.place === "second";
    this.#listen(call, isSecond ? "consultation" : "caller", this.#ports.take);
    this.#ports.take({ kind: "placed", sipId: call.id, purpose });
  }

  #ring({ session: call, request }: IncomingRTCSessionEvent, take: (input: PhoneInput) => void): void {
    this.#listen(call, "caller", take);
    const from: unknown = request.from.uri.user;
    take({
      kind: "invite",
      sipId: call.id,
      callId: request.getHeader("X-Tandem-Call") ?? undefined,
      from: typeof from === "string" ? from : "",
      answersItself: /;\s*answer-after\s*=\s*0/i.test(request.getHeader("Call-Info") ?? ""),
    });
  }

  #listen(call: RTCSession, whose: "caller" | "consultation", take: (input: PhoneInput) => void): void {
    const sipId = call.id;
    this.#calls.set(sipId, call);
    const audio = this.#ports.audio(whose);
    if (audio) attachSound(call, audio);
    keepOnFailedWay(call, () => take({ kind: "way-lost", sipId }));
    const over = (status?: number) => {
      this.#calls.delete(sipId);
      take({ kind: "ended", sipId, status });
    };
    call.on("accepted", () => take({ kind: "accepted", sipId }));
    call.on("ended", () => over());
    call.on("failed", ({ message }) => over(statusOf(message)));
    call.on("getusermediafailed", () => take({ kind: "microphone-lost", problem: "denied" }));
  }
}

function isIncoming(event: RTCSessionEvent): event is IncomingRTCSessionEvent {
  return (event.originator as string) === "remote";
}

function hostOf(uri: string): string {
  return uri.slice(uri.indexOf("@") + 1);
}

/** Of the response that refused our INVITE. */
function statusOf(message: unknown): number | undefined {
  const status =
    typeof message === "object" && message && "status_code" in message ? message.status_code : undefined;
  return typeof status === "number" ? status : undefined;
}
