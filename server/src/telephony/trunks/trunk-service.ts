// All trunks of this node: who calls, how they are doing, how much they carry, and over which a call goes out.
import { makeFact } from "@tandem/kernel";
import type { FactPublisher, LegId, TenantId, TrunkId } from "@tandem/kernel";
import type { Credentials } from "@tandem/sip";
import { emptyLoad, judgeLoad, retryAfterSeconds, withCall, withoutCall } from "./call-limits.ts";
import type { CallLimit, CallLoad, LimitVerdict } from "./call-limits.ts";
import { chooseTrunks } from "./choose-trunks.ts";
import type { CallToPlace, Choice } from "./choose-trunks.ts";
import { isEmergencyNumber } from "./emergency-numbers.ts";
import { HealthChecks } from "./health-checks.ts";
import { readNumberingPlans } from "./number-format.ts";
import { Registrations } from "./registrations.ts";
import type { OwnPorts } from "./registrations.ts";
import type { HealthInput } from "./server-health.ts";
import type { ServerHealth } from "./server-health.ts";
import type { TrunkNetwork } from "./sip-port.ts";
import { TrunkDirectory } from "./trunk-directory.ts";
import type { TrunkAddressError } from "./trunk-directory.ts";
import type { TrunkSignal } from "./trunk-facts.ts";
import { credentialsOf } from "./trunk-route.ts";
import { causeText, trunkState } from "./trunk-state.ts";
import type { TrunkState } from "./trunk-state.ts";
import type { Trunk } from "./trunk.ts";

export type TrunksOptions = TrunkNetwork & {
  readonly facts: FactPublisher<TrunkSignal>;
  /** Whether media can speak SDES-SRTP (RFC 4568). */
  readonly canEncrypt: boolean;
};

export type TrunkStatus = TrunkState & {
  readonly calls: number;
  readonly registeredUntil: number | undefined;
  readonly servers: readonly { readonly uri: string; readonly health: ServerHealth }[];
};

export type Admission =
  | { readonly verdict: "free" }
  | { readonly verdict: Exclude<LimitVerdict, "free">; readonly retryAfterSeconds: number };

type Place = { readonly tenantId: TenantId; readonly trunkId: TrunkId };

/** How long stopping waits for carriers to hear that we leave. */
const leaveWithinMs = 1000;
const unlimited: CallLimit = { maxCalls: null, callsPerSecond: null };

export class Trunks {
  readonly #options: TrunksOptions;
  readonly #directory = new TrunkDirectory();
  readonly #health: HealthChecks;
  readonly #registrations: Registrations;
  readonly #tenantLimits = new Map<TenantId, CallLimit>();
  readonly #loads = new Map<TenantId | TrunkId, CallLoad>();
  /** Which trunk each leg occupies. */
  readonly #places = new Map<LegId, Place>();
  readonly #told = new Map<TrunkId, TrunkState>();
  readonly #listeners = new Set<(tenantId: TenantId, trunkId: TrunkId) => void>();

  constructor(options: TrunksOptions) {
    this.#options = options;
    const onChange = (trunkId: TrunkId) => this.#changed(trunkId);
    this.#health = new HealthChecks(options, onChange);
    this.#registrations = new Registrations(options, onChange);
  }

  get canEncrypt(): boolean {
    return this.#options.canEncrypt;
  }

  /** Takes over the trunks of all tenants; calls that run keep their place. */
  replace(trunks: readonly Trunk[]): TrunkAddressError[] {
    const gone = this.#directory.all().filter((old) => !trunks.some(({ id }) => id === old.id));
    const problems = this.#directory.replace(trunks);
    this.#health.replace(trunks);
    this.#registrations.replace(trunks);
    for (const { id, tenantId } of gone) {
      this.#told.delete(id);
      this.#tell(tenantId, id);
    }
    for (const { id } of trunks) this.#changed(id);
    if (trunks.some(rewritesNumbers)) readNumberingPlans();
    return problems;
  }

  setTenantLimit(tenantId: TenantId, limit: CallLimit): void {
    this.#tenantLimits.set(tenantId, limit);
  }

  /** Begins to register; the node listens on these ports from now on. */
  start(ownPorts: OwnPorts): void {
    this.#registrations.start(ownPorts);
  }

  async close(): Promise<void> {
    this.#health.close();
    await this.#registrations.close(leaveWithinMs);
  }

  ofTenant(tenantId: TenantId): Trunk[] {
    return this.#directory.ofTenant(tenantId);
  }

  byId(trunkId: TrunkId): Trunk | undefined {
    return this.#directory.byId(trunkId);
  }

  /** The trunk behind a request: the carrier was given this contact, or it comes from one of its addresses. */
  identify(address: string, contactUser: string | undefined): Trunk | undefined {
    const registered =
      contactUser === undefined ? undefined : this.#registrations.trunkOfContact(contactUser);
    return (registered && this.#directory.byId(registered)) ?? this.#directory.identify(address);
  }

  byInboundUsername(username: string): Trunk | undefined {
    return this.#directory.byInboundUsername(username);
  }

  /** Whether a request is addressed to the contact we registered: then its To says which number was dialled. */
  isRegisteredContact(user: string): boolean {
    return this.#registrations.trunkOfContact(user) !== undefined;
  }

  contactUserOf(trunkId: TrunkId): string | undefined {
    return this.#registrations.contactUserOf(trunkId);
  }

  /** How people of this tenant write numbers: the country of their first trunk. */
  countryOf(tenantId: TenantId): string {
    const trunks = this.ofTenant(tenantId).filter(({ enabled }) => enabled);
    return trunks.toSorted((a, b) => a.priority - b.priority)[0]?.country ?? "CN";
  }

  /** Whether the number is an emergency number at any trunk of the tenant. */
  isEmergency(tenantId: TenantId, dialled: string): boolean {
    const trunks = this.ofTenant(tenantId);
    if (trunks.length === 0) return isEmergencyNumber(dialled, this.countryOf(tenantId));
    return trunks.some(({ country, emergencyNumbers }) =>
      isEmergencyNumber(dialled, country, emergencyNumbers),
    );
  }

  choose(tenantId: TenantId, call: CallToPlace): Choice {
    const { clock, random, canEncrypt } = this.#options;
    return chooseTrunks(call, {
      trunks: this.ofTenant(tenantId),
      healthOf: (trunkId, uri) => this.#health.healthOf(trunkId, uri),
      registrationOf: (trunkId) => this.#registrations.stateOf(trunkId)?.state,
      loadOf: (trunk) => this.admit(trunk).verdict,
      canEncrypt,
      now: clock.now(),
      random,
    });
  }

  /** Whether one more call fits the trunk's and its tenant's limits now. Emergency calls need not ask. */
  admit(trunk: Trunk): Admission {
    const now = this.#options.clock.now();
    for (const [id, limit] of this.#limitsOf(trunk)) {
      const load = this.#loads.get(id) ?? emptyLoad(limit, now);
      const verdict = judgeLoad(limit, load, now);
      if (verdict !== "free") return { verdict, retryAfterSeconds: retryAfterSeconds(limit, load, now) };
    }
    return { verdict: "free" };
  }

  /** A leg goes over this trunk from now on, until `release`. */
  occupy(trunk: Trunk, legId: LegId): void {
    this.release(legId);
    const now = this.#options.clock.now();
    for (const [id, limit] of this.#limitsOf(trunk))
      this.#loads.set(id, withCall(limit, this.#loads.get(id) ?? emptyLoad(limit, now), now));
    this.#places.set(legId, { tenantId: trunk.tenantId, trunkId: trunk.id });
    this.#tell(trunk.tenantId, trunk.id);
  }

  /** The trunk that a leg goes over. */
  trunkOf(legId: LegId): TrunkId | undefined {
    return this.#places.get(legId)?.trunkId;
  }

  /**
   * A leg of an earlier process goes on over this trunk: it counts, though no call is new. Gives the name and password
   * by which the carrier knows us, for when it challenges what is said in the call.
   */
  restore(legId: LegId, trunkId: TrunkId): Credentials | undefined {
    const trunk = this.#directory.byId(trunkId);
    if (!trunk) return undefined;
    const now = this.#options.clock.now();
    for (const [id, limit] of this.#limitsOf(trunk)) {
      const load = this.#loads.get(id) ?? emptyLoad(limit, now);
      this.#loads.set(id, { ...load, calls: load.calls + 1 });
    }
    this.#places.set(legId, { tenantId: trunk.tenantId, trunkId });
    this.#tell(trunk.tenantId, trunkId);
    return credentialsOf(trunk);
  }

  /** The leg is down; nothing happens when it occupied no trunk. */
  release(legId: LegId): void {
    const place = this.#places.get(legId);
    if (!place) return;
    this.#places.delete(legId);
    for (const id of [place.tenantId, place.trunkId]) {
      const load = this.#loads.get(id);
      if (load) this.#loads.set(id, withoutCall(load));
    }
    this.#tell(place.tenantId, place.trunkId);
  }

  /** What a call found out about a server. */
  report(trunkId: TrunkId, serverUri: string, input: HealthInput): void {
    this.#health.report(trunkId, serverUri, input);
  }

  statusOf(trunk: Trunk): TrunkStatus {
    const servers = trunk.servers.map(({ uri }) => ({ uri, health: this.#health.healthOf(trunk.id, uri) }));
    const registration = this.#registrations.stateOf(trunk.id);
    const state = trunkState(trunk, servers, registration, this.#options.clock.now());
    const since = this.#told.get(trunk.id)?.since ?? state.since;
    const calls = this.#loads.get(trunk.id)?.calls ?? 0;
    return { ...state, since, calls, registeredUntil: registration?.registeredUntil, servers };
  }

  /** Asks its servers, and registers anew, now; resolves with how it is then. */
  async checkNow(trunk: Trunk): Promise<TrunkStatus> {
    await Promise.all([this.#health.checkNow(trunk.id), this.#registrations.checkNow(trunk.id)]);
    return this.statusOf(this.byId(trunk.id) ?? trunk);
  }

  /** Hears whenever a trunk's live value is new. The returned function ends it. */
  onChange(listener: (tenantId: TenantId, trunkId: TrunkId) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #limitsOf(trunk: Trunk): [TenantId | TrunkId, CallLimit][] {
    return [
      [trunk.id, trunk],
      [trunk.tenantId, this.#tenantLimits.get(trunk.tenantId) ?? unlimited],
    ];
  }

  #changed(trunkId: TrunkId): void {
    const trunk = this.#directory.byId(trunkId);
    if (!trunk) return;
    const { tenantId, name: trunkName } = trunk;
    const { state, cause, server } = this.statusOf(trunk);
    const before = this.#told.get(trunkId);
    if (before?.state !== state || before.cause?.kind !== cause?.kind) {
      const { clock, facts } = this.#options;
      this.#told.set(trunkId, { state, cause, server, since: clock.now() });
      const from = before?.state ?? "unknown";
      const text = causeText(cause, server);
      facts.publish(
        makeFact<TrunkSignal>(clock, {
          type: "TrunkStateChanged",
          tenantId,
          trunkId,
          trunkName,
          from,
          to: state,
          cause: text,
        }),
      );
    }
    this.#tell(tenantId, trunkId);
  }

  #tell(tenantId: TenantId, trunkId: TrunkId): void {
    for (const listener of this.#listeners) listener(tenantId, trunkId);
  }
}

/** Whether calls over the trunk make us read or write telephone numbers. */
function rewritesNumbers({ enabled, numbersIn, servers }: Trunk): boolean {
  return enabled && (numbersIn !== "as-dialled" || servers.length > 0);
}
