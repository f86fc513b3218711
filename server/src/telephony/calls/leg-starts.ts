// How legs begin: a caller arrives with a call of their own, and phones and numbers are dialed for a call.
import { newId } from "@tandem/kernel";
import type { CallId, Clock, FactContent, LegId } from "@tandem/kernel";
import { allCodecs } from "@tandem/sdp";
import type { IncomingInvite } from "@tandem/sip";
import { dialing } from "./call.ts";
import type { ArrivingCall, Call, CalledOut, DialOptions, DialOutOptions, PlacedCall } from "./call.ts";
import type { CallFact, CallSignal } from "./call-facts.ts";
import type { LegMaker } from "./leg-maker.ts";
import type { LiveCalls } from "./live-calls.ts";
import { addressOf, singleTarget } from "./ring-plan.ts";

export type LegStartsPorts = {
  readonly live: LiveCalls;
  readonly maker: LegMaker;
  readonly clock: Clock;
  readonly publish: (content: FactContent<CallFact | CallSignal>) => void;
};

export class LegStarts {
  readonly #ports: LegStartsPorts;

  constructor(ports: LegStartsPorts) {
    this.#ports = ports;
  }

  /** Takes an INVITE as a new call; it rings until somebody answers, rejects or hangs up. */
  arrive(invite: IncomingInvite, arriving: ArrivingCall): CallId {
    const { tenantId, ani, dnis, direction, source, besideCallId } = arriving;
    const id = newId<CallId>(this.#ports.clock.now());
    const callerLegId = newId<LegId>(this.#ports.clock.now());
    const empty = { legs: new Map(), ringing: new Map(), ending: undefined };
    const mediaCallId = (besideCallId && this.#ports.live.byId.get(besideCallId)?.mediaCallId) ?? id;
    const call: Call = { id, tenantId, ani, dnis, mediaCallId, callerLegId, ...empty };
    this.#ports.live.byId.set(id, call);
    const { agentId, target, original, encryption, dtmf } = arriving;
    const leg = this.#ports.maker.add(call, {
      legId: callerLegId,
      agentId,
      signalling: {
        kind: "arriving",
        invite,
        ringsAtOnce: target === undefined,
        ...(encryption && { encryption }),
        ...(dtmf && { dtmf }),
      },
    });
    this.#ports.publish({
      type: "CallArrived",
      tenantId,
      callId: id,
      legId: callerLegId,
      direction,
      ani,
      dnis,
      source,
      ...(agentId && { agentId }),
      ...(target && { target }),
      ...(original && { original }),
    });
    leg.start();
    return id;
  }

  /** Rings an agent's phone as the first leg of a new call, which it keeps up; `CallAnswered` or `CallEnded` follows. */
  place(placed: PlacedCall): CallId {
    const { tenantId, ani, dnis, direction, source, target, agentId, shownAs, ringTimeoutMs } = placed;
    const id = placed.callId ?? newId<CallId>(this.#ports.clock.now());
    const legId = newId<LegId>(this.#ports.clock.now());
    const empty = { legs: new Map(), ringing: new Map(), ending: undefined };
    const call: Call = { id, tenantId, ani, dnis, shownAs, mediaCallId: id, callerLegId: legId, ...empty };
    this.#ports.live.byId.set(id, call);
    const autoAnswer = placed.autoAnswer ?? false;
    const leg = this.#ringing(call, legId, { agentId, target: placed.rung, ringTimeoutMs, autoAnswer });
    this.#ports.publish({
      type: "CallArrived",
      tenantId,
      callId: id,
      legId,
      direction,
      ani,
      dnis,
      source,
      agentId,
      ...(target && { target }),
    });
    leg.start();
    return id;
  }

  /** Rings an agent's phone, or several of them as one leg; the outcome comes as LegAnswered or LegEnded. */
  dial(callId: CallId, options: DialOptions): LegId | undefined {
    const call = this.#ports.live.byId.get(callId);
    if (!call) return undefined;
    const legId = newId<LegId>(this.#ports.clock.now());
    const leg = this.#ringing(call, legId, options);
    this.#ports.publish({
      type: "LegDialed",
      tenantId: call.tenantId,
      callId,
      legId,
      agentId: options.agentId,
      address: addressOf(options.target),
    });
    leg.start();
    return legId;
  }

  /** One phone as a leg of the call, or several of which one becomes it. */
  #ringing(call: Call, legId: LegId, options: DialOptions) {
    const { agentId, target } = options;
    const { maker } = this.#ports;
    const single = singleTarget(target);
    if (!single) return maker.addRing(call, legId, options);
    return maker.add(call, { legId, agentId, signalling: dialing(call, single, options) });
  }

  /** Calls somebody outside as the first leg of a new call, which it keeps up. */
  callOut(called: CalledOut): CallId | undefined {
    const { tenantId, ani, dnis, source, shownAs, ringTimeoutMs } = called;
    const id = newId<CallId>(this.#ports.clock.now());
    const dial = called.prepare(id);
    if (!dial) return undefined;
    const legId = newId<LegId>(this.#ports.clock.now());
    const empty = { legs: new Map(), ringing: new Map(), ending: undefined };
    const call: Call = { id, tenantId, ani, dnis, shownAs, mediaCallId: id, callerLegId: legId, ...empty };
    this.#ports.live.byId.set(id, call);
    const leg = this.#outside(call, legId, { number: dnis, ringTimeoutMs, dial });
    const direction = "outbound" as const;
    this.#ports.publish({ type: "CallArrived", tenantId, callId: id, legId, direction, ani, dnis, source });
    leg.start();
    return id;
  }

  /** Calls somebody outside for a call; the outcome comes as LegAnswered or LegEnded without an agent. */
  dialOut(callId: CallId, options: DialOutOptions): LegId | undefined {
    const call = this.#ports.live.byId.get(callId);
    if (!call) return undefined;
    const legId = newId<LegId>(this.#ports.clock.now());
    const leg = this.#outside(call, legId, options);
    this.#ports.publish({
      type: "LegDialed",
      tenantId: call.tenantId,
      callId,
      legId,
      agentId: null,
      address: options.number,
    });
    leg.start();
    return legId;
  }

  #outside(call: Call, legId: LegId, { number, ringTimeoutMs, dial }: DialOutOptions) {
    // Where it goes is for `dial` to find out; what is offered can be encrypted or not, as the trunk wants.
    const nowhere = { transport: "udp", address: "invalid", port: 0 } as const;
    const target = {
      uri: `tel:${number}`,
      to: nowhere,
      transport: "rtp",
      encryption: "optional",
      codecs: allCodecs,
    } as const;
    const signalling = dialing(call, target, { ringTimeoutMs });
    return this.#ports.maker.add(call, {
      legId,
      agentId: undefined,
      signalling,
      dial: (options) => dial(legId, options),
    });
  }
}
