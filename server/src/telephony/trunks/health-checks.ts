// Asks the servers of all trunks how they are (OPTIONS), each in its own time, and keeps the answers.
import { err } from "@tandem/kernel";
import type { TrunkId } from "@tandem/kernel";
import { newHealth, stepHealth } from "./server-health.ts";
import type { HealthInput, ServerHealth } from "./server-health.ts";
import type { TrunkNetwork } from "./sip-port.ts";
import { knownServerAddress } from "./server-address.ts";
import { credentialsOf, domainAt, routeTo } from "./trunk-route.ts";
import type { Trunk } from "./trunk.ts";

type Check = {
  trunk: Trunk;
  readonly uri: string;
  health: ServerHealth;
  cancel: () => void;
  asking: Promise<void> | undefined;
};

/** What one trunk's settings say of how a server is asked; when it changes, the server is asked anew. */
const askingOf = ({ username, password, outboundProxy, registration, optionsIntervalSeconds }: Trunk) =>
  JSON.stringify([username, password, outboundProxy, registration, optionsIntervalSeconds]);

/** A server that is well answers in a fraction of it; timer F (32 s, RFC 3261 §17.1.2.2) is too long to route by. */
const answerWithinMs = 5000;

/** The first questions of many trunks do not all go out in one moment. */
const firstSpreadMs = 1000;

export class HealthChecks {
  readonly #network: TrunkNetwork;
  readonly #onChange: (trunkId: TrunkId) => void;
  readonly #checks = new Map<string, Check>();

  constructor(network: TrunkNetwork, onChange: (trunkId: TrunkId) => void) {
    this.#network = network;
    this.#onChange = onChange;
  }

  /** Takes over all trunks: asks new servers, forgets those that are gone. */
  replace(trunks: readonly Trunk[]): void {
    const before = new Map(this.#checks);
    this.#checks.clear();
    for (const trunk of trunks) {
      for (const { uri } of trunk.enabled ? trunk.servers : []) {
        const key = keyOf(trunk.id, uri);
        const known = before.get(key);
        before.delete(key);
        const isSame = known && askingOf(known.trunk) === askingOf(trunk);
        if (known && isSame) this.#checks.set(key, Object.assign(known, { trunk }));
        else {
          known?.cancel();
          this.#add(key, trunk, uri);
        }
      }
    }
    for (const gone of before.values()) gone.cancel();
  }

  healthOf(trunkId: TrunkId, uri: string): ServerHealth {
    return this.#checks.get(keyOf(trunkId, uri))?.health ?? newHealth(this.#network.clock.now());
  }

  /** What a call found out about a server; one that fell silent is asked at once. */
  report(trunkId: TrunkId, uri: string, input: HealthInput): void {
    const check = this.#checks.get(keyOf(trunkId, uri));
    if (!check) return;
    this.#apply(check, input);
    if (input.kind === "rest" && check.trunk.optionsIntervalSeconds > 0) void this.#ask(check);
  }

  /** Asks all servers of a trunk now; resolves when all have answered or not. */
  async checkNow(trunkId: TrunkId): Promise<void> {
    const own = [...this.#checks.values()].filter(({ trunk }) => trunk.id === trunkId);
    await Promise.all(own.map((check) => this.#ask(check)));
  }

  close(): void {
    for (const check of this.#checks.values()) check.cancel();
    this.#checks.clear();
  }

  #add(key: string, trunk: Trunk, uri: string): void {
    const { clock, random } = this.#network;
    const health = newHealth(clock.now());
    const check: Check = { trunk, uri, health, cancel: () => {}, asking: undefined };
    this.#checks.set(key, check);
    if (trunk.optionsIntervalSeconds > 0) this.#wake(check, random() * firstSpreadMs);
  }

  #wake(check: Check, inMs: number): void {
    check.cancel();
    check.cancel = this.#network.clock.after(inMs, () => void this.#ask(check));
  }

  async #ask(check: Check): Promise<void> {
    check.asking ??= this.#question(check).then((input) => {
      check.asking = undefined;
      // Its trunk may be gone, or other, since.
      if (this.#checks.get(keyOf(check.trunk.id, check.uri)) === check) this.#apply(check, input);
    });
    return check.asking;
  }

  async #question({ trunk, uri }: Check): Promise<HealthInput> {
    const { sip, clock, ownAddress, hostExists } = this.#network;
    const { host, hostPort } = knownServerAddress(uri);
    const { to, headers } = routeTo(uri, trunk.outboundProxy);
    const askedAt = clock.now();
    const credentials = credentialsOf(trunk);
    const deadline = Promise.withResolvers<Awaited<ReturnType<TrunkNetwork["sip"]["request"]>>>();
    const stopWaiting = clock.after(answerWithinMs, () => deadline.resolve(err({ kind: "timeout" })));
    const asked = sip.request({
      method: "OPTIONS",
      uri: `sip:${hostPort}`,
      from: `sip:${trunk.username ?? "ping"}@${domainAt(trunk, ownAddress)}`,
      to,
      headers,
      ...(credentials && { credentials }),
    });
    const answer = await Promise.race([asked, deadline.promise]);
    stopWaiting();
    if (answer.ok)
      return { kind: "answered", status: answer.value.status, roundTripMs: clock.now() - askedAt };
    if (answer.error.kind === "timeout") return { kind: "failed", cause: "no-answer" };
    return { kind: "failed", cause: (await hostExists(host)) ? "unreachable" : "host-not-found" };
  }

  #apply(check: Check, input: HealthInput): void {
    const { clock, random } = this.#network;
    const intervalMs = check.trunk.optionsIntervalSeconds * 1000;
    const before = check.health;
    const { state, askInMs } = stepHealth(before, input, { now: clock.now(), intervalMs, random: random() });
    check.health = state;
    if (askInMs !== undefined && intervalMs > 0) this.#wake(check, askInMs);
    if (state.state !== before.state || state.cause?.kind !== before.cause?.kind)
      this.#onChange(check.trunk.id);
  }
}

function keyOf(trunkId: TrunkId, uri: string): string {
  return `${trunkId} ${uri}`;
}
