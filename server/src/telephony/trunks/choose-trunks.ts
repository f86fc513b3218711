// Over which servers of which trunks a call is tried, in order, and why the others are passed over. Pure.
import type { TrunkId } from "@tandem/kernel";
import type { LimitVerdict } from "./call-limits.ts";
import type { HealthState, ServerHealth } from "./server-health.ts";
import type { Trunk, TrunkServer } from "./trunk.ts";
import { weightedOrder } from "./weighted-order.ts";

export type CallToPlace = {
  /** E.164 with +, or a short number as dialled. */
  readonly number: string;
  /** Limits, rests and failed health checks do not hold for it. */
  readonly isEmergency: boolean;
  /** For a test call: no other trunk. */
  readonly onlyTrunkId?: TrunkId | undefined;
};

export type Attempt = { readonly trunk: Trunk; readonly server: TrunkServer };

export type WhyPassedOver =
  | "disabled"
  | "no-servers"
  | "other-prefix"
  | "no-encryption"
  | "password-unreadable"
  | "down"
  | "auth-failed"
  | "loop"
  | "resting"
  | Exclude<LimitVerdict, "free">;

export type PassedOver = {
  readonly trunk: Trunk;
  readonly server?: TrunkServer;
  readonly why: WhyPassedOver;
};

export type ChooseInput = {
  readonly trunks: readonly Trunk[];
  readonly healthOf: (trunkId: TrunkId, serverUri: string) => ServerHealth;
  /** How our registration at its carrier is doing; undefined: none. */
  readonly registrationOf: (trunkId: TrunkId) => HealthState | undefined;
  readonly loadOf: (trunk: Trunk) => LimitVerdict;
  /** Whether media can speak SDES-SRTP (RFC 4568). */
  readonly canEncrypt: boolean;
  readonly now: number;
  readonly random: () => number;
};

export type Choice = { readonly attempts: readonly Attempt[]; readonly passedOver: readonly PassedOver[] };

export function chooseTrunks(call: CallToPlace, input: ChooseInput): Choice {
  const attempts: Attempt[] = [];
  /** Tried for an emergency after everything that seems well. */
  const lastResort: Attempt[] = [];
  const passedOver: PassedOver[] = [];
  const candidates = input.trunks.filter(
    ({ id }) => call.onlyTrunkId === undefined || id === call.onlyTrunkId,
  );
  for (const trunk of weightedOrder(candidates, input.random)) {
    const unusable = whyUnusable(trunk);
    const why = unusable ?? whyNotNow(call, trunk, input);
    if (unusable || (why && !call.isEmergency)) {
      if (why) passedOver.push({ trunk, why });
      continue;
    }
    for (const server of weightedOrder(trunk.servers, input.random)) {
      const resting = whyServerRests(input.healthOf(trunk.id, server.uri), input.now);
      if (!resting && !why) attempts.push({ trunk, server });
      else if (call.isEmergency) lastResort.push({ trunk, server });
      else if (resting) passedOver.push({ trunk, server, why: resting });
    }
  }
  return { attempts: [...attempts, ...lastResort], passedOver };
}

/** What no emergency can change. */
function whyUnusable(trunk: Trunk): WhyPassedOver | undefined {
  if (!trunk.enabled) return "disabled";
  return trunk.servers.length === 0 ? "no-servers" : undefined;
}

function whyNotNow(call: CallToPlace, trunk: Trunk, input: ChooseInput): WhyPassedOver | undefined {
  const { prefixes } = trunk;
  if (prefixes.length > 0 && !prefixes.some((prefix) => call.number.startsWith(prefix)))
    return "other-prefix";
  if (trunk.mediaEncryption === "sdes-srtp-required" && !input.canEncrypt) return "no-encryption";
  if (trunk.password.kind === "unreadable") return "password-unreadable";
  // A registrar that is silent is no reason: another server of the trunk may take the call by its digest.
  const registration = input.registrationOf(trunk.id);
  if (registration === "auth-failed" || registration === "loop") return registration;
  const load = input.loadOf(trunk);
  return load === "free" ? undefined : load;
}

function whyServerRests(health: ServerHealth, now: number): WhyPassedOver | undefined {
  if (health.state === "down" || health.state === "auth-failed" || health.state === "loop")
    return health.state;
  return health.restsUntil > now ? "resting" : undefined;
}
