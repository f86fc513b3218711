// Our registrations at carriers: sends what `stepRegistration` asks for, and knows by which contact a carrier calls.
import { randomBytes } from "node:crypto";
import type { TrunkId } from "@tandem/kernel";
import { parseNameAddress } from "@tandem/sip";
import type { SipResponse } from "@tandem/sip";
import { newRegistration, stepRegistration } from "./registration.ts";
import type { RegistrationEffect, RegistrationInput, RegistrationState } from "./registration.ts";
import { knownServerAddress } from "./server-address.ts";
import type { TrunkNetwork } from "./sip-port.ts";
import { credentialsOf, domainAt, routeTo } from "./trunk-route.ts";
import type { Trunk } from "./trunk.ts";

type Entry = {
  readonly trunk: Trunk;
  /** User part of our Contact: a carrier's call is known by it, and nobody can guess it. */
  readonly contactUser: string;
  /** All registrations of one contact share it, and count on (RFC 3261 §10.2). */
  readonly callId: string;
  sequence: number;
  state: RegistrationState;
  cancel: () => void;
  settled: (() => void)[];
};

/** Where the node listens: for UDP and TCP, and for TLS where it does. */
export type OwnPorts = { readonly sip: number; readonly sips: number | undefined };

/** What a registration is made of; when it changes, the old one is taken back and a new one made. */
const identityOf = (trunk: Trunk) =>
  JSON.stringify([trunk.registration, trunk.username, trunk.password, trunk.outboundProxy, serverOf(trunk)]);

export class Registrations {
  readonly #network: TrunkNetwork;
  readonly #onChange: (trunkId: TrunkId) => void;
  readonly #entries = new Map<TrunkId, Entry>();
  /** Undefined before the node listens. */
  #ownPorts: OwnPorts | undefined;

  constructor(network: TrunkNetwork, onChange: (trunkId: TrunkId) => void) {
    this.#network = network;
    this.#onChange = onChange;
  }

  /** Takes over all trunks; registrations of trunks that are gone, off or other are taken back. */
  replace(trunks: readonly Trunk[]): void {
    const wanted = new Map(trunks.filter(registers).map((trunk) => [trunk.id, trunk]));
    for (const [id, entry] of this.#entries) {
      const trunk = wanted.get(id);
      if (trunk && identityOf(trunk) === identityOf(entry.trunk)) wanted.delete(id);
      else {
        this.#entries.delete(id);
        this.#apply(entry, { kind: "stop" });
      }
    }
    for (const trunk of wanted.values()) this.#add(trunk);
  }

  /** Begins to register: once the node listens, since our Contact names its port. */
  start(ownPorts: OwnPorts): void {
    this.#ownPorts = ownPorts;
    for (const entry of this.#entries.values()) this.#apply(entry, { kind: "start" });
  }

  stateOf(trunkId: TrunkId): RegistrationState | undefined {
    return this.#entries.get(trunkId)?.state;
  }

  /** The trunk whose carrier was given this contact. */
  trunkOfContact(user: string): TrunkId | undefined {
    for (const [trunkId, { contactUser }] of this.#entries) if (contactUser === user) return trunkId;
    return undefined;
  }

  contactUserOf(trunkId: TrunkId): string | undefined {
    return this.#entries.get(trunkId)?.contactUser;
  }

  /** Registers anew now; resolves when it is known how that came out. */
  async checkNow(trunkId: TrunkId): Promise<void> {
    const entry = this.#entries.get(trunkId);
    if (!entry) return;
    await new Promise<void>((resolve) => {
      entry.settled.push(resolve);
      this.#apply(entry, { kind: "check" });
      if (entry.state.phase === "idle") this.#settle(entry);
    });
  }

  /** Takes all registrations back; resolves when the carriers have heard it, or after `withinMs`. */
  async close(withinMs: number): Promise<void> {
    const leaving = [...this.#entries.values()].flatMap((entry) => {
      const left = new Promise<void>((resolve) => entry.settled.push(resolve));
      this.#apply(entry, { kind: "stop" });
      return entry.state.phase === "leaving" ? [left] : [];
    });
    this.#entries.clear();
    const deadline = Promise.withResolvers<void>();
    const cancel = this.#network.clock.after(withinMs, () => deadline.resolve());
    await Promise.race([Promise.all(leaving), deadline.promise]);
    cancel();
  }

  #add(trunk: Trunk): void {
    const seconds = trunk.registration?.expiresSeconds ?? 600;
    const entry: Entry = {
      trunk,
      contactUser: `tk${randomBytes(12).toString("hex")}`,
      callId: randomBytes(16).toString("hex"),
      sequence: 1,
      state: newRegistration(serverOf(trunk), seconds, this.#network.clock.now()),
      cancel: () => {},
      settled: [],
    };
    this.#entries.set(trunk.id, entry);
    if (this.#ownPorts !== undefined) this.#apply(entry, { kind: "start" });
  }

  #apply(entry: Entry, input: RegistrationInput): void {
    const { clock, random } = this.#network;
    const before = entry.state;
    const { state, effects } = stepRegistration(before, input, clock.now(), random());
    entry.state = state;
    for (const effect of effects) this.#carryOut(entry, effect);
    if (entry.state.phase !== "asking" && entry.state.phase !== "leaving" && input.kind !== "start")
      this.#settle(entry);
    if (state.state !== before.state || state.registeredUntil !== before.registeredUntil)
      this.#onChange(entry.trunk.id);
  }

  #carryOut(entry: Entry, effect: RegistrationEffect): void {
    switch (effect.kind) {
      case "send":
        return void this.#send(entry, effect.expiresSeconds);
      case "wake":
        entry.cancel();
        entry.cancel = this.#network.clock.after(effect.inMs, () => this.#apply(entry, { kind: "time" }));
        return;
      case "no-wake":
        return entry.cancel();
      default:
        effect satisfies never;
    }
  }

  async #send(entry: Entry, expiresSeconds: number): Promise<void> {
    const { sip, hostExists, ownAddress } = this.#network;
    const { trunk, callId } = entry;
    const sequence = entry.sequence;
    // A challenge that is answered takes a number of its own, a stale one another.
    entry.sequence += 3;
    const aor = `sip:${trunk.username}@${domainAt(trunk, ownAddress)}`;
    const { to, transport, headers } = routeTo(serverOf(trunk), trunk.outboundProxy);
    const credentials = credentialsOf(trunk);
    const answer = await sip.request({
      method: "REGISTER",
      uri: `sip:${domainAt(trunk, ownAddress)}`,
      from: aor,
      toUri: aor,
      to,
      headers: [
        ...headers,
        ["Contact", this.#contact(entry, transport)],
        ["Expires", String(expiresSeconds)],
      ],
      callId,
      sequence,
      ...(credentials && { credentials }),
    });
    if (answer.ok) return this.#apply(entry, readAnswer(answer.value, entry.contactUser));
    const { host } = knownServerAddress(trunk.outboundProxy ?? serverOf(trunk));
    const found = answer.error.kind === "timeout" || (await hostExists(host));
    const cause = answer.error.kind === "timeout" ? "no-answer" : found ? "unreachable" : "host-not-found";
    this.#apply(entry, { kind: "failed", cause });
  }

  #contact({ contactUser }: Entry, transport: string): string {
    const { ownAddress } = this.#network;
    const host = ownAddress.includes(":") ? `[${ownAddress}]` : ownAddress;
    const parameter = transport === "udp" ? "" : `;transport=${transport}`;
    const { sip = 5060, sips = sip } = this.#ownPorts ?? {};
    return `<sip:${contactUser}@${host}:${transport === "tls" ? sips : sip}${parameter}>`;
  }

  #settle(entry: Entry): void {
    for (const settled of entry.settled.splice(0)) settled();
  }
}

function registers(trunk: Trunk): boolean {
  return (
    trunk.enabled &&
    trunk.kind === "registering" &&
    trunk.registration !== null &&
    trunk.password.kind === "known"
  );
}

function serverOf(trunk: Trunk): string {
  return trunk.servers[0]?.uri ?? `sip:${trunk.registration?.domain ?? ""}`;
}

/** Of all contacts in the answer ours is the one with our user part (RFC 3261 §10.2.4). */
function readAnswer(response: SipResponse, contactUser: string): RegistrationInput {
  const own = response
    .list("contact")
    .map(parseNameAddress)
    .find((contact) => contact?.user === contactUser);
  const seconds = (text: string | undefined) =>
    /^\s*\d{1,9}/.test(text ?? "") ? Number.parseInt(text ?? "", 10) : undefined;
  return {
    kind: "answered",
    status: response.status,
    grantedSeconds: seconds(own?.params.get("expires")) ?? seconds(response.header("expires")),
    minSeconds: seconds(response.header("min-expires")),
    retrySeconds: seconds(response.header("retry-after")),
  };
}
