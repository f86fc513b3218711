// Calls a phone number: over the trunks that fit, one server after the other, until one answers or the callee
// has spoken. To its caller it is one outgoing INVITE.
import { err, makeFact } from "@tandem/kernel";
import type { CallId, FactPublisher, LegId, TenantId, TrunkId } from "@tandem/kernel";
import type {
  InviteProgress,
  LeftInvite,
  NameAddress,
  OutgoingInvite,
  OutgoingInviteError,
} from "@tandem/sip";
import { encodeUser } from "@tandem/sip";
import { callerIdentity } from "./caller-id.ts";
import type { CallerId } from "./caller-id.ts";
import type { Attempt, PassedOver } from "./choose-trunks.ts";
import { judgeFailure } from "./failover.ts";
import { applyPrefixRules, bareNumber, dialledToE164, fromE164 } from "./number-format.ts";
import { answerIsAcceptable, offerForTrunk } from "./trunk-offer.ts";
import { knownServerAddress, serverAddress } from "./server-address.ts";
import type { TrunkNetwork } from "./sip-port.ts";
import type { TrunkFact } from "./trunk-facts.ts";
import { credentialsOf, domainAt, routeTo } from "./trunk-route.ts";
import type { Trunks } from "./trunk-service.ts";
import type { Trunk, TrunkDtmf } from "./trunk.ts";

export type NumberDialOptions = {
  readonly tenantId: TenantId;
  readonly callId: CallId;
  readonly legId: LegId;
  /** As dialled. */
  readonly number: string;
  readonly caller: CallerId;
  /** SDP. */
  readonly offer: string;
  readonly ringTimeoutMs: number;
  /** Hops left to the call that this one goes on from (RFC 3261 §8.1.1.6). */
  readonly maxForwards?: number;
  readonly onlyTrunkId?: TrunkId;
  readonly onProgress?: (progress: InviteProgress) => void;
  /** Before each INVITE: how the trunk it goes to wants keys. */
  readonly onDtmfKnown?: ((setting: TrunkDtmf) => void) | undefined;
};

export type TrunkDialerOptions = TrunkNetwork & {
  readonly trunks: Trunks;
  readonly facts: FactPublisher<TrunkFact>;
  /** Hears the SIP Call-ID of every INVITE that is sent for a leg. */
  readonly onSent?: (
    leg: Pick<NumberDialOptions, "tenantId" | "callId" | "legId" | "number">,
    sipCallId: string,
  ) => void;
};

type Outcome = Awaited<OutgoingInvite["outcome"]>;
type Try = {
  readonly trunk: Trunk;
  readonly serverUri: string;
  readonly requestUri: string;
  readonly routedBy: string;
};

/** A server that has not even said 100 by then is not there: the caller has waited long enough. */
const noTryingMs = 4000;
/** RFC 3261 leaves the number of redirections to us; more is a circle. */
const mostRedirections = 5;

export class TrunkDialer {
  readonly #options: TrunkDialerOptions;
  /** Call-IDs of our INVITEs on the way: one that arrives here has come round in a circle. */
  readonly #ownCalls = new Set<string>();

  constructor(options: TrunkDialerOptions) {
    this.#options = options;
  }

  dial(options: NumberDialOptions): OutgoingInvite {
    return new NumberCall(this.#options, this.#ownCalls, options);
  }

  /** Whether an arriving INVITE is one that we sent (RFC 5393: a loop through proxies keeps the Call-ID). */
  isOwnCall(callId: string): boolean {
    return this.#ownCalls.has(callId);
  }
}

class NumberCall implements OutgoingInvite {
  readonly callId: string;
  readonly outcome: Promise<Outcome>;
  readonly #ports: TrunkDialerOptions;
  readonly #ownCalls: Set<string>;
  readonly #options: NumberDialOptions;
  readonly #number: string;
  readonly #isEmergency: boolean;
  #current: OutgoingInvite | undefined;
  #ended: { readonly error: OutgoingInviteError; readonly reason: string | undefined } | undefined;

  constructor(ports: TrunkDialerOptions, ownCalls: Set<string>, options: NumberDialOptions) {
    this.#ports = ports;
    this.#ownCalls = ownCalls;
    this.#options = options;
    this.callId = options.legId;
    const dialled = bareNumber(options.number);
    this.#isEmergency = ports.trunks.isEmergency(options.tenantId, dialled);
    this.#number = this.#isEmergency
      ? dialled
      : dialledToE164(dialled, ports.trunks.countryOf(options.tenantId));
    const stopRinging = ports.clock.after(options.ringTimeoutMs, () =>
      this.#giveUp({ kind: "timeout" }, 'Q.850;cause=19;text="No answer"'),
    );
    this.outcome = this.#run().finally(stopRinging);
  }

  left(): LeftInvite | undefined {
    return this.#current?.left?.();
  }

  cancel(reason?: string): void {
    this.#giveUp({ kind: "cancelled" }, reason);
  }

  #giveUp(error: OutgoingInviteError, reason: string | undefined): void {
    this.#ended ??= { error, reason };
    this.#current?.cancel(reason);
  }

  async #run(): Promise<Outcome> {
    const { tenantId, onlyTrunkId, maxForwards = 70 } = this.#options;
    if (maxForwards <= 0) return err(rejected(483, "Too Many Hops"));
    const call = { number: this.#number, isEmergency: this.#isEmergency, onlyTrunkId };
    const { attempts, passedOver } = this.#ports.trunks.choose(tenantId, call);
    for (const each of passedOver) if (!isNotMeant(each)) this.#tellPassedOver(each);
    let last: OutgoingInviteError = rejected(503, "No trunk takes this call");
    for (const attempt of attempts) {
      const outcome = await this.#attempt(attempt);
      if (outcome.ok) return outcome;
      if (this.#ended) break;
      last = outcome.error;
      const verdict = judgeFailure(last, attempt.trunk);
      if (verdict.kind === "stop") break;
      if (verdict.kind === "next" && verdict.restMs > 0)
        this.#ports.trunks.report(attempt.trunk.id, attempt.server.uri, {
          kind: "rest",
          forMs: verdict.restMs,
        });
    }
    this.#ports.trunks.release(this.#options.legId);
    return err(this.#ended?.error ?? last);
  }

  /** One server, and where it redirects to. */
  async #attempt({ trunk, server }: Attempt): Promise<Outcome> {
    const user = encodeUser(this.#numberFor(trunk));
    const requestUri = `sip:${user}@${knownServerAddress(server.uri).hostPort}`;
    let outcome = await this.#try({ trunk, serverUri: server.uri, requestUri, routedBy: server.uri });
    for (let left = mostRedirections; left > 0 && !this.#ended; left--) {
      const target = redirection(outcome, trunk);
      if (!target) break;
      outcome = await this.#try({ trunk, serverUri: server.uri, requestUri: target, routedBy: target });
    }
    const redirectedAway = !outcome.ok && outcome.error.kind === "rejected" && outcome.error.status < 400;
    return redirectedAway ? err(rejected(502, "Redirected to where this trunk may not lead")) : outcome;
  }

  async #try(target: Try): Promise<Outcome> {
    const { trunk, requestUri, serverUri } = target;
    const { trunks, clock } = this.#ports;
    if (this.#ended) return err(this.#ended.error);
    trunks.occupy(trunk, this.#options.legId);
    const startedAt = clock.now();
    let isSilent = false;
    const stopWaiting = clock.after(noTryingMs, () => {
      isSilent = true;
      this.#current?.cancel();
    });
    const invite = this.#invite(target, stopWaiting);
    this.#current = invite;
    this.#ownCalls.add(invite.callId);
    this.#ports.onSent?.(this.#options, invite.callId);
    const plain = encryptedOnly(await invite.outcome, trunk);
    stopWaiting();
    this.#ownCalls.delete(invite.callId);
    this.#current = undefined;
    const outcome: Outcome = isSilent && !plain.ok && !this.#ended ? err({ kind: "timeout" }) : plain;
    this.#learn(trunk, serverUri, outcome);
    this.#tell(trunk, requestUri, outcome, clock.now() - startedAt);
    return outcome;
  }

  #invite({ trunk, requestUri, routedBy }: Try, onTrying: () => void): OutgoingInvite {
    const { sip, ownAddress, trunks } = this.#ports;
    const { caller, offer, maxForwards, onProgress } = this.#options;
    const identity = callerIdentity(trunk, caller, domainAt(trunk, ownAddress));
    const { to, headers } = routeTo(routedBy, trunk.outboundProxy);
    const credentials = credentialsOf(trunk);
    const contactUser = trunks.contactUserOf(trunk.id);
    this.#options.onDtmfKnown?.(trunk.dtmf);
    return sip.invite({
      uri: requestUri,
      to,
      from: identity.from,
      headers: [
        ...headers,
        ...identity.headers,
        ...(this.#isEmergency ? [["Priority", "emergency"] as const] : []),
      ],
      offer: offerForTrunk(offer, trunk),
      onTrying,
      onProgress: (progress) => {
        onTrying();
        onProgress?.(progress);
      },
      ...(contactUser === undefined ? {} : { contactUser }),
      ...(maxForwards === undefined ? {} : { maxForwards }),
      ...(credentials && { credentials }),
    });
  }

  #numberFor(trunk: Trunk): string {
    if (this.#isEmergency) return this.#number;
    const number =
      trunk.numbersOut === "as-dialled"
        ? bareNumber(this.#options.number)
        : fromE164(this.#number, trunk.country, trunk.numbersOut);
    return applyPrefixRules(number, trunk.prefixRules);
  }

  /** What a call shows of a server's health that OPTIONS may not. */
  #learn(trunk: Trunk, serverUri: string, outcome: Outcome): void {
    if (outcome.ok || outcome.error.kind !== "rejected") return;
    const { status } = outcome.error;
    if (status === 401 || status === 407)
      this.#ports.trunks.report(trunk.id, serverUri, { kind: "answered", status, roundTripMs: 0 });
    if (status === 482) this.#ports.trunks.report(trunk.id, serverUri, { kind: "looped" });
  }

  #tell(trunk: Trunk, server: string, outcome: Outcome, tookMs: number): void {
    const status = !outcome.ok && outcome.error.kind === "rejected" ? outcome.error.status : null;
    const failed = outcome.ok ? "answered" : outcome.error.kind;
    const redirected = status !== null && status < 400;
    this.#publish(trunk, {
      server: withoutUser(server),
      outcome: redirected ? "redirected" : failed,
      status,
      tookMs,
    });
  }

  #tellPassedOver({ trunk, server, why }: PassedOver): void {
    this.#publish(trunk, { server: server?.uri ?? null, outcome: why, status: null, tookMs: 0 });
  }

  #publish(trunk: Trunk, tried: Pick<TrunkFact, "server" | "outcome" | "status" | "tookMs">): void {
    const { tenantId, callId, legId } = this.#options;
    const { clock, facts } = this.#ports;
    const about = { tenantId, callId, legId, trunkId: trunk.id, trunkName: trunk.name };
    facts.publish(makeFact<TrunkFact>(clock, { type: "TrunkAttempted", ...about, ...tried }));
  }
}

/** A trunk that must encrypt and answers in the clear is hung up on. */
function encryptedOnly(outcome: Outcome, { mediaEncryption }: Trunk): Outcome {
  if (!outcome.ok || answerIsAcceptable(outcome.value.answer, mediaEncryption)) return outcome;
  void outcome.value.dialog.bye({ reason: 'Q.850;cause=88;text="Incompatible destination"' });
  return err(rejected(488, "The trunk does not encrypt"));
}

/** The best contact of a 3xx that leads to a host of the trunk. */
function redirection(outcome: Outcome, trunk: Trunk): string | undefined {
  if (outcome.ok || outcome.error.kind !== "rejected") return undefined;
  const { status, contacts } = outcome.error;
  return status < 400 ? contacts?.find((contact) => mayLeadTo(contact, trunk))?.uri : undefined;
}

/** A stranger's redirection must not make us call, and pay for, whatever it likes. */
function mayLeadTo({ uri, host }: NameAddress, trunk: Trunk): boolean {
  const own = [...trunk.servers.map((server) => server.uri), trunk.registration?.domain ?? ""];
  const hosts = [...own.map(hostOf), ...trunk.redirectHosts.map((each) => each.toLowerCase())];
  return hosts.includes(host) && serverAddress(uri).ok;
}

function hostOf(text: string): string {
  const address = serverAddress(text);
  return address.ok ? address.value.host : "";
}

/** Of trunks that are switched off or take calls only nobody expects anything. */
function isNotMeant({ why }: PassedOver): boolean {
  return why === "disabled" || why === "no-servers";
}

/** The number is in the call's record once; attempts name the server. */
function withoutUser(uri: string): string {
  return uri.replace(/^(sips?:)[^@]*@/, "$1");
}

function rejected(status: number, reason: string): Extract<OutgoingInviteError, { kind: "rejected" }> {
  return { kind: "rejected", status, reason, headers: [], cause: undefined, contacts: [] };
}
