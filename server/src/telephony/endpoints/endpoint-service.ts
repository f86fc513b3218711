// Phones of people: they prove who they are by digest, register where they are, and are found there.
import { randomBytes } from "node:crypto";
import { err, ok } from "@tandem/kernel";
import type { AgentId, Clock, DeviceId, Result, TenantId } from "@tandem/kernel";
import { DigestAuthenticator, Registrar } from "@tandem/sip";
import type { Binding, FlowKey, HeaderList, IncomingRequest, SipRequest } from "@tandem/sip";
import { digestRealm } from "./identity.ts";
import type { CredentialSource, EndpointIdentity } from "./identity.ts";

export type EndpointsOptions = {
  readonly clock: Clock;
  readonly credentials: CredentialSource;
  /** Told whenever a phone of an agent comes, goes or moves. */
  readonly onRegistrations: (tenantId: TenantId, agentId: AgentId) => void;
  /** Told of every REGISTER that was taken: the phone with this contact is reached over `flow` from here on. */
  readonly onRegistered?: (phone: RegisteredFlow) => void;
};

export type RegisteredFlow = {
  readonly agentId: AgentId;
  readonly contactUri: string;
  readonly flow: FlowKey;
};

export type AuthenticationError =
  | { readonly kind: "challenge"; readonly headers: HeaderList }
  | { readonly kind: "forbidden" };

/** A phone of a device that is registered now. */
export type RegisteredPhone = Binding & {
  /** When it registered first, without a gap since; ms since the epoch. */
  readonly since: number;
};

type AgentIdentity = Extract<EndpointIdentity, { kind: "agent" }>;
/** What is known of a device as long as it has bindings. */
type Owner = { identity: AgentIdentity; readonly since: Map<string, number>; flows: readonly FlowKey[] };

/** Two browsers while one page hands over to another, or a phone that keeps two flows; more is somebody else. */
const maxBindingsPerDevice = 5;

export class Endpoints {
  readonly #options: EndpointsOptions;
  readonly #registrar: Registrar;
  readonly #authenticator: DigestAuthenticator;
  /** By address of record: each device is one, so that devices of a person do not push each other out. */
  readonly #owners = new Map<string, Owner>();
  /** How many bindings use each flow. */
  readonly #flows = new Map<FlowKey, number>();

  constructor(options: EndpointsOptions) {
    this.#options = options;
    this.#authenticator = new DigestAuthenticator({
      clock: options.clock,
      realm: digestRealm,
      secret: randomBytes(32).toString("hex"),
      // docs/adr/0005-digest-md5.md: JsSIP and baresip give up on a challenge that names SHA-256.
      algorithms: ["MD5"],
    });
    this.#registrar = new Registrar({
      clock: options.clock,
      minExpiresSeconds: 30,
      maxExpiresSeconds: 3600,
      maxBindings: maxBindingsPerDevice,
    });
    this.#registrar.onChange = (aor) => this.#changed(aor);
  }

  /** Number of phones registered now. */
  get registrations(): number {
    return [...this.#owners.keys()].reduce((sum, aor) => sum + this.#registrar.bindings(aor).length, 0);
  }

  /** Who sent this request, when its digest is right. */
  async authenticate(request: SipRequest): Promise<Result<EndpointIdentity, AuthenticationError>> {
    let identity: EndpointIdentity | undefined;
    const checked = await this.#authenticator.check(request, async (username) => {
      const found = await this.#options.credentials(username, request.from?.host ?? "");
      identity = found?.identity;
      return found;
    });
    if (!checked.ok) return err({ kind: "challenge", headers: checked.error.headers });
    return identity ? ok(identity) : err({ kind: "forbidden" });
  }

  /** REGISTER (RFC 3261 §10.3): only an agent's phone, for the extension or for its own user name. */
  async register(incoming: IncomingRequest): Promise<void> {
    const { request } = incoming;
    const authenticated = await this.authenticate(request);
    if (!authenticated.ok) {
      if (authenticated.error.kind === "forbidden") return incoming.respond(403);
      return incoming.respond(401, { headers: authenticated.error.headers });
    }
    const identity = authenticated.value;
    const user = request.to?.user;
    if (identity.kind !== "agent" || (user !== identity.extension && user !== identity.username))
      return incoming.respond(403);
    const aor = addressOfRecord(identity.tenantId, identity.deviceId);
    const owner = this.#owners.get(aor);
    if (owner) owner.identity = identity;
    else this.#owners.set(aor, { identity, since: new Map(), flows: [] });
    this.#registrar.process(aor, incoming);
    const bindings = this.#registrar.bindings(aor);
    if (bindings.length === 0) this.#owners.delete(aor);
    const { agentId } = identity;
    for (const { contactUri, flow } of bindings)
      if (flow === incoming.flow) this.#options.onRegistered?.({ agentId, contactUri, flow });
  }

  /** The phones registered for a device, the latest first. */
  phonesOf(tenantId: TenantId, deviceId: DeviceId): readonly RegisteredPhone[] {
    const aor = addressOfRecord(tenantId, deviceId);
    const since = this.#owners.get(aor)?.since;
    return this.#registrar
      .bindings(aor)
      .toReversed()
      .map((binding) => ({ ...binding, since: since?.get(phoneKey(binding)) ?? this.#options.clock.now() }));
  }

  /** True when this source is where a registered phone sends from. */
  isRegisteredFlow(flow: FlowKey): boolean {
    return this.#flows.has(flow);
  }

  /** A connection closed: the phones behind it are not reachable any more. */
  dropFlow(flow: FlowKey): void {
    this.#registrar.dropFlow(flow);
  }

  #changed(aor: string): void {
    const owner = this.#owners.get(aor);
    if (!owner) return;
    const bindings = this.#registrar.bindings(aor);
    this.#countFlows(owner, bindings);
    const keys = new Set(bindings.map(phoneKey));
    for (const key of owner.since.keys()) if (!keys.has(key)) owner.since.delete(key);
    for (const key of keys) if (!owner.since.has(key)) owner.since.set(key, this.#options.clock.now());
    if (bindings.length === 0) this.#owners.delete(aor);
    this.#options.onRegistrations(owner.identity.tenantId, owner.identity.agentId);
  }

  /** Asked for every INVITE, so it is counted once for each registration instead. */
  #countFlows(owner: Owner, bindings: readonly Binding[]): void {
    const flows = bindings.flatMap((binding) => binding.flows);
    for (const flow of flows) this.#flows.set(flow, (this.#flows.get(flow) ?? 0) + 1);
    for (const flow of owner.flows) {
      const left = (this.#flows.get(flow) ?? 0) - 1;
      if (left > 0) this.#flows.set(flow, left);
      else this.#flows.delete(flow);
    }
    owner.flows = flows;
  }
}

function addressOfRecord(tenantId: TenantId, deviceId: DeviceId): string {
  return `${tenantId}/${deviceId}`;
}

/** A phone stays the same one when its address changes, if it says which it is (RFC 5626 §4.1). */
function phoneKey({ instanceId, contactUri }: Binding): string {
  return instanceId ?? contactUri;
}
