// Tells that there are no RTP ports left, without a fact for each of the calls that a busy hour refuses.
import type { Clock, FactContent, LegId } from "@tandem/kernel";
import type { Call } from "./call.ts";
import type { CallSignal } from "./call-facts.ts";

const tellEveryMs = 10_000;

type PortAlarmPorts = {
  readonly clock: Clock;
  readonly publish: (content: FactContent<CallSignal>) => void;
};

export class PortAlarm {
  readonly #ports: PortAlarmPorts;
  #refused = 0;
  #toldAt = Number.NEGATIVE_INFINITY;

  constructor(ports: PortAlarmPorts) {
    this.#ports = ports;
  }

  /** A leg of this call got no port. */
  refused({ tenantId, id: callId }: Pick<Call, "tenantId" | "id">, legId: LegId): void {
    const { clock, publish } = this.#ports;
    this.#refused++;
    const now = clock.now();
    if (now - this.#toldAt < tellEveryMs) return;
    publish({ type: "MediaPortsExhausted", tenantId, callId, legId, refused: this.#refused });
    this.#toldAt = now;
    this.#refused = 0;
  }
}
