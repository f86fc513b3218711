// The pure registrar (RFC 3261 §10.3, RFC 5626 §6): what a REGISTER does to the bindings of one address of record.
import { parseBoundedInteger, parseNameAddress, sameUri } from "../message/index.ts";
import type { NameAddress, SipRequest } from "../message/index.ts";
import type { FlowKey, SipSource } from "../transport/index.ts";

export type Binding = {
  readonly contactUri: string;
  /** Where to send requests for this contact. */
  readonly flow: FlowKey;
  readonly source: SipSource;
  /** Milliseconds since the Unix epoch. */
  readonly expiresAt: number;
  /** `+sip.instance` without quotes and brackets, e.g. "urn:uuid:…". */
  readonly instanceId?: string;
  readonly userAgent?: string;
};

/** A binding with what orders the requests that touch it. */
export type StoredBinding = Binding & { readonly callId: string; readonly sequence: number };

export type RegistrationLimits = {
  maxExpiresSeconds: number;
  minExpiresSeconds: number;
  maxBindings: number;
};

export type RegisterOutcome =
  | { readonly kind: "updated"; readonly bindings: readonly StoredBinding[] }
  /** 400: contradictory or malformed; 403: too many bindings; 500: an older request came late. */
  | { readonly kind: "refused"; readonly status: 400 | 403 | 500 }
  /** 423 with Min-Expires. */
  | { readonly kind: "too-brief" };

export type Registration = {
  readonly request: SipRequest;
  readonly flow: FlowKey;
  readonly source: SipSource;
};

/** Expiry when neither Contact nor Expires says one (§10.2.1.1). */
const defaultExpiresSeconds = 3_600;
/** Delta-seconds are 32 bits; larger or malformed values count as the largest or as the default (§20.19). */
const maxDeltaSeconds = 0xffff_ffff;

/** Applies a REGISTER to the bindings that have not expired at `now`. All or nothing (§10.3 step 7). */
export function applyRegister(
  before: readonly StoredBinding[],
  registration: Registration,
  limits: RegistrationLimits,
  now: number,
): RegisterOutcome {
  const { request } = registration;
  const current = withoutExpired(before, now);
  const contacts = request.list("contact");
  if (contacts.includes("*")) return removeAll(current, request, contacts.length);
  let bindings = current;
  for (const contact of contacts) {
    const address = parseNameAddress(contact);
    if (address === undefined) return { kind: "refused", status: 400 };
    const outcome = applyContact(bindings, address, registration, limits, now);
    if (outcome.kind !== "updated") return outcome;
    bindings = [...outcome.bindings];
  }
  return bindings.length > limits.maxBindings
    ? { kind: "refused", status: 403 }
    : { kind: "updated", bindings };
}

export function withoutExpired(bindings: readonly StoredBinding[], now: number): StoredBinding[] {
  return bindings.filter((binding) => binding.expiresAt > now);
}

/** `Contact: *` removes everything, but only alone and with Expires: 0 (§10.3 step 6). */
function removeAll(
  current: readonly StoredBinding[],
  request: SipRequest,
  contactCount: number,
): RegisterOutcome {
  if (contactCount > 1 || request.header("expires")?.trim() !== "0") return { kind: "refused", status: 400 };
  return current.some((binding) => isLate(binding, request))
    ? { kind: "refused", status: 500 }
    : { kind: "updated", bindings: [] };
}

function applyContact(
  bindings: readonly StoredBinding[],
  address: NameAddress,
  registration: Registration,
  limits: RegistrationLimits,
  now: number,
): RegisterOutcome {
  const { request, flow, source } = registration;
  const wantedSeconds = wantedExpiry(address, request);
  if (wantedSeconds > 0 && wantedSeconds < limits.minExpiresSeconds) return { kind: "too-brief" };
  const instanceId = readInstanceId(address);
  const isReplaced = (binding: StoredBinding) => replaces(address, instanceId, binding);
  if (bindings.some((binding) => isReplaced(binding) && isLate(binding, request)))
    return { kind: "refused", status: 500 };
  const others = bindings.filter((binding) => !isReplaced(binding));
  if (wantedSeconds === 0) return { kind: "updated", bindings: others };
  const userAgent = request.header("user-agent");
  const binding: StoredBinding = {
    contactUri: address.uri,
    flow,
    source,
    expiresAt: now + Math.min(wantedSeconds, limits.maxExpiresSeconds) * 1_000,
    callId: request.callId,
    sequence: request.cseq.sequence,
    ...(instanceId !== undefined && { instanceId }),
    ...(userAgent !== undefined && { userAgent }),
  };
  return { kind: "updated", bindings: [...others, binding] };
}

/** The same instance is the same device whatever its Contact says now (RFC 5626 §6); else URIs compare. */
function replaces(address: NameAddress, instanceId: string | undefined, binding: StoredBinding): boolean {
  if (instanceId !== undefined && binding.instanceId !== undefined) return instanceId === binding.instanceId;
  const bound = parseNameAddress(`<${binding.contactUri}>`);
  return bound !== undefined && sameUri(address.parsedUri, bound.parsedUri);
}

/** An older request of the same client that arrives late must not undo a newer one (§10.3 step 7). */
function isLate(binding: StoredBinding, request: SipRequest): boolean {
  return binding.callId === request.callId && request.cseq.sequence <= binding.sequence;
}

function wantedExpiry(address: NameAddress, request: SipRequest): number {
  const text = address.params.get("expires") ?? request.header("expires");
  if (text === undefined) return defaultExpiresSeconds;
  if (!/^\d+$/.test(text)) return defaultExpiresSeconds;
  return parseBoundedInteger(text, maxDeltaSeconds) ?? maxDeltaSeconds;
}

function readInstanceId(address: NameAddress): string | undefined {
  const value = address.params.get("+sip.instance")?.replace(/^<|>$/g, "");
  return value === "" ? undefined : value;
}
