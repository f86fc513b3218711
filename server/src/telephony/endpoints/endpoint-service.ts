// Phones of people: they prove who they are by digest, register where they are, and are found there.
import { randomBytes } from "node:crypto";
import { err, ok } from "@tandem/kernel";
import type { AgentId, Clock, Result, TenantId } from "@tandem/kernel";
import { DigestAuthenticator, Registrar } from "@tandem/sip";
import type { Binding, FlowKey, HeaderList, IncomingRequest, SipRequest } from "@tandem/sip";
import { digestRealm } from "./identity.ts";
import type { CredentialSource, EndpointIdentity } from "./identity.ts";

export type AgentAddress = { readonly tenantId: TenantId; readonly extension: string };

export type EndpointsOptions = {
  readonly clock: Clock;
  readonly credentials: CredentialSource;
  /** Told whenever an agent's phones come or go. */
  readonly onReachability: (tenantId: TenantId, agentId: AgentId, reachable: boolean) => void;
};

export type AuthenticationError =
  | { readonly kind: "challenge"; readonly headers: HeaderList }
  | { readonly kind: "forbidden" };

export class Endpoints {
  readonly #options: EndpointsOptions;
  readonly #registrar: Registrar;
  readonly #authenticator: DigestAuthenticator;
  /** Who registered each address of record; kept as long as it has bindings. */
  readonly #owners = new Map<string, Extract<EndpointIdentity, { kind: "agent" }>>();

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
      maxBindings: 5,
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

  /** REGISTER (RFC 3261 §10.3): only an agent, and only for their own extension. */
  async register(incoming: IncomingRequest): Promise<void> {
    const authenticated = await this.authenticate(incoming.request);
    if (!authenticated.ok) {
      if (authenticated.error.kind === "forbidden") return incoming.respond(403);
      return incoming.respond(401, { headers: authenticated.error.headers });
    }
    const identity = authenticated.value;
    if (identity.kind !== "agent" || incoming.request.to?.user !== identity.extension)
      return incoming.respond(403);
    const aor = addressOfRecord(identity);
    this.#owners.set(aor, identity);
    this.#registrar.process(aor, incoming);
  }

  /** The phones of an agent, the latest registered first. */
  phonesOf(address: AgentAddress): readonly Binding[] {
    return this.#registrar.bindings(addressOfRecord(address)).toReversed();
  }

  /** True when this source is where a registered phone sends from. */
  isRegisteredFlow(flow: FlowKey): boolean {
    for (const aor of this.#owners.keys()) {
      if (this.#registrar.bindings(aor).some((binding) => binding.flow === flow)) return true;
    }
    return false;
  }

  /** A connection closed: the phones behind it are not reachable any more. */
  dropFlow(flow: FlowKey): void {
    this.#registrar.dropFlow(flow);
  }

  #changed(aor: string): void {
    const owner = this.#owners.get(aor);
    if (!owner) return;
    const reachable = this.#registrar.bindings(aor).length > 0;
    if (!reachable) this.#owners.delete(aor);
    this.#options.onReachability(owner.tenantId, owner.agentId, reachable);
  }
}

function addressOfRecord({ tenantId, extension }: AgentAddress): string {
  return `${tenantId}/${extension}`;
}
