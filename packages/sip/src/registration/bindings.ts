// The pure registrar (RFC 3261 §10.3, RFC 5626 §6, RFC 3327): what a REGISTER does to the bindings of one
// address of record.
import { parseBoundedInteger, parseNameAddress, sameUri } from "../message/index.ts";
import type { NameAddress, SipRequest } from "../message/index.ts";
import type { FlowKey, SipSource } from "../transport/index.ts";

/** One contact over one flow, as registered. */
export type FlowBinding = {
  readonly contactUri: string;
  /** Where to send requests for this contact. */
  readonly flow: FlowKey;
  readonly source: SipSource;
  /** Milliseconds since the Unix epoch. */
  readonly expiresAt: number;
  /** `+sip.instance` without quotes and brackets, e.g. "urn:uuid:…". */
  readonly instanceId?: string;
  /** Which of the instance's flows this is, when it keeps several (RFC 5626 §4.2). */
  readonly regId?: number;
  /** Route header values that lead to the phone through its proxies, nearest to us first (RFC 3327 §5.3). */
  readonly path: readonly string[];
  readonly userAgent?: string;
};

/** One device: its latest binding, with all the flows that lead to it, the latest first (RFC 5626 §5.3). */
export type Binding = FlowBinding & { readonly flows: readonly FlowKey[] };

/** A binding with what orders the requests that touch it. */
export type StoredBinding = FlowBinding & { readonly callId: string; readonly sequence: number };

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
/** RFC 5626 §4.2.1: from 1 to 2^31 - 1. */
const maxRegId = 0x7fff_ffff;

/** Applies a REGISTER to the bindings that have not expired at `now`. All or nothing (§10.3 step 7). */
export function applyRegister(
  before: readonly StoredBinding[],
  registration: Registration,
  limits: RegistrationLimits,
  now: number,
): RegisterOutcome {
  const { request } = registration;
  // RFC 3261 §10.3: an address of record is a SIP or SIPS URI (RFC 4475 §3.3.4).
  if (!/^sips?$/.test(request.to.parsedUri.scheme)) return { kind: "refused", status: 400 };
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

/** Bindings by device, in the order of their latest registration: flows of one instance are no phones of their own. */
export function byDevice(bindings: readonly FlowBinding[]): Binding[] {
  const devices = new Map<string | number, Binding>();
  for (const [index, binding] of bindings.entries()) {
    const key = binding.instanceId ?? index;
    const former = devices.get(key)?.flows ?? [];
    devices.delete(key);
    devices.set(key, { ...binding, flows: [binding.flow, ...former] });
  }
  return [...devices.values()];
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
  const device = readDevice(address, keepsFlows(request));
  const isReplaced = (binding: StoredBinding) => replaces(address, device, binding);
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
    ...device,
    path: request.list("path"),
    ...(userAgent !== undefined && { userAgent }),
  };
  return { kind: "updated", bindings: [...others, binding] };
}

type Device = Pick<FlowBinding, "instanceId" | "regId">;

/**
 * The same flow of the same instance is the same binding whatever its Contact says now (RFC 5626 §6); an
 * instance that names no flows has one. Without instance, URIs compare.
 */
function replaces(address: NameAddress, device: Device, binding: StoredBinding): boolean {
  if (device.instanceId !== undefined && binding.instanceId !== undefined) {
    const haveFlows = device.regId !== undefined && binding.regId !== undefined;
    return device.instanceId === binding.instanceId && (!haveFlows || device.regId === binding.regId);
  }
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

/**
 * Whether flows count (RFC 5626 §6): the phone supports it, and the hop next to it does. That is us, or an edge
 * proxy that says "ob" in its Path; for any other there is one flow, where §6 would have us refuse with 439.
 */
export function keepsFlows(request: SipRequest): boolean {
  if (!request.list("supported").includes("outbound")) return false;
  const edge = request.list("path").at(-1);
  if (edge !== undefined) return parseNameAddress(edge)?.parsedUri.params.has("ob") === true;
  return request.list("via").length === 1;
}

/** A reg-id counts only with an instance (RFC 5626 §6). */
function readDevice(address: NameAddress, countsFlows: boolean): Device {
  const instanceId = address.params.get("+sip.instance")?.replace(/^<|>$/g, "");
  if (instanceId === undefined || instanceId === "") return {};
  const regId = countsFlows ? parseBoundedInteger(address.params.get("reg-id"), maxRegId) : undefined;
  return regId === undefined || regId === 0 ? { instanceId } : { instanceId, regId };
}
