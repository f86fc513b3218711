// The registrar of one realm: keeps bindings per address of record, lets them expire, answers REGISTER.
import type { Clock } from "@tandem/kernel";
import type { HeaderList } from "../message/index.ts";
import type { FlowKey } from "../transport/index.ts";
import type { IncomingRequest } from "../user-agent/index.ts";
import { applyRegister, byDevice, keepsFlows, withoutExpired } from "./bindings.ts";
import type { Binding, RegistrationLimits, StoredBinding } from "./bindings.ts";

export type RegistrarOptions = RegistrationLimits & { clock: Clock };

/**
 * After so many seconds without a keep-alive a phone shall believe its connection lost (RFC 5626 §4.4.1): most
 * NATs forget a TCP connection after minutes, and a phone that finds out sooner is reachable sooner.
 */
const flowTimerSeconds = 120;

type Entry = { bindings: readonly StoredBinding[]; stopTimer: () => void };

export class Registrar {
  /** Called after the bindings of an address of record changed, also by expiry or a lost connection. */
  onChange: ((aor: string) => void) | undefined;
  readonly #clock: Clock;
  readonly #limits: RegistrationLimits;
  readonly #entries = new Map<string, Entry>();

  constructor(options: RegistrarOptions) {
    this.#clock = options.clock;
    this.#limits = options;
  }

  /** Applies an authenticated REGISTER to `aor` and answers it with the bindings that stand (§10.3 step 8). */
  process(aor: string, incoming: IncomingRequest): void {
    const before = this.#entries.get(aor)?.bindings ?? [];
    const outcome = applyRegister(before, incoming, this.#limits, this.#clock.now());
    switch (outcome.kind) {
      case "refused":
        return incoming.respond(outcome.status);
      case "too-brief":
        return incoming.respond(423, { headers: [["Min-Expires", String(this.#limits.minExpiresSeconds)]] });
      case "updated":
        this.#store(aor, outcome.bindings);
        incoming.respond(200, {
          headers: [
            ...this.#contactHeaders(outcome.bindings),
            ...extensionHeaders(incoming, outcome.bindings),
          ],
        });
        if (incoming.request.list("contact").length > 0) this.onChange?.(aor);
    }
  }

  /** The devices whose bindings have not expired; the one that registered last is last. */
  bindings(aor: string): Binding[] {
    return byDevice(withoutExpired(this.#entries.get(aor)?.bindings ?? [], this.#clock.now()));
  }

  /** A connection closed: what was registered over it cannot be reached any more (RFC 5626 §4.2). */
  dropFlow(flow: FlowKey): void {
    for (const [aor, { bindings }] of this.#entries) {
      const left = bindings.filter((binding) => binding.flow !== flow);
      if (left.length === bindings.length) continue;
      this.#store(aor, left);
      this.onChange?.(aor);
    }
  }

  /** Stops the expiry timers. */
  close(): void {
    for (const { stopTimer } of this.#entries.values()) stopTimer();
    this.#entries.clear();
  }

  #store(aor: string, bindings: readonly StoredBinding[]): void {
    this.#entries.get(aor)?.stopTimer();
    this.#entries.delete(aor);
    if (bindings.length === 0) return;
    const delayMs = Math.min(...bindings.map((binding) => binding.expiresAt)) - this.#clock.now();
    const stopTimer = this.#clock.after(Math.max(delayMs, 0), () => this.#expire(aor));
    this.#entries.set(aor, { bindings, stopTimer });
  }

  #expire(aor: string): void {
    const before = this.#entries.get(aor)?.bindings ?? [];
    const left = withoutExpired(before, this.#clock.now());
    this.#store(aor, left);
    if (left.length < before.length) this.onChange?.(aor);
  }

  #contactHeaders(bindings: readonly StoredBinding[]): HeaderList {
    const now = this.#clock.now();
    return bindings.map((binding) => {
      const seconds = Math.ceil((binding.expiresAt - now) / 1_000);
      const instance = binding.instanceId === undefined ? "" : `;+sip.instance="<${binding.instanceId}>"`;
      const flow = binding.regId === undefined ? "" : `;reg-id=${binding.regId}`;
      return ["Contact", `<${binding.contactUri}>${instance}${flow};expires=${seconds}`] as const;
    });
  }
}

/** What we did with flows (RFC 5626 §6) and the path (RFC 3327 §5.3), told to the phone and its proxies. */
function extensionHeaders(
  { request, flow }: IncomingRequest,
  bindings: readonly StoredBinding[],
): HeaderList {
  const path = request.list("path").map((value) => ["Path", value] as const);
  // Phones that name no extensions are spared the header: some small ones trip over long answers.
  const asks = request.list("supported").length > 0;
  const supported: HeaderList = asks ? [["Supported", "outbound, path"]] : [];
  const isFlowKept =
    keepsFlows(request) && bindings.some((binding) => binding.flow === flow && binding.regId !== undefined);
  if (!isFlowKept) return [...supported, ...path];
  return [...supported, ["Require", "outbound"], ["Flow-Timer", String(flowTimerSeconds)], ...path];
}
