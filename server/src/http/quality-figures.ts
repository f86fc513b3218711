// How legs sound, as figures for Prometheus: every measured interval of every leg counts once, and none has a
// name, so that there are as many series with ten thousand calls as with one.
import type { CallSignal } from "#telephony/calls";
import { Histogram } from "./histogram.ts";

const directions = { label: "direction", values: ["received", "sent"] } as const;

type Measured = Extract<CallSignal, { type: "LegQualityMeasured" }>;

export class QualityFigures {
  /** By what the scores mean (G.107 annex B): 4.34, 4.03, 3.6, 3.1, 2.58 part six grades of satisfaction. */
  readonly #mos = new Histogram({
    name: "tandem_leg_mos",
    help: "Opinion score (E-model) of each leg and interval of five seconds",
    ...directions,
    bounds: [1.5, 2, 2.58, 3.1, 3.6, 4.03, 4.34],
  });
  readonly #loss = new Histogram({
    name: "tandem_leg_loss_ratio",
    help: "Share of packets lost or too late, by leg and interval",
    ...directions,
    bounds: [0, 0.001, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2],
  });
  readonly #jitter = new Histogram({
    name: "tandem_leg_jitter_seconds",
    help: "Jitter (RFC 3550), by leg and interval",
    ...directions,
    bounds: [0.001, 0.005, 0.01, 0.02, 0.04, 0.08],
  });
  readonly #roundTrip = new Histogram({
    name: "tandem_leg_round_trip_seconds",
    help: "Round trip by RTCP, by leg and interval",
    label: "direction",
    values: ["both"],
    bounds: [0.01, 0.03, 0.06, 0.1, 0.2, 0.3, 0.5],
  });

  observe({ received, sent, roundTripMs }: Measured): void {
    if (received) {
      this.#mos.observe("received", received.mos);
      this.#loss.observe("received", (received.lost + received.late) / received.expected);
      this.#jitter.observe("received", received.jitterMs / 1000);
    }
    if (sent) {
      this.#mos.observe("sent", sent.mos);
      this.#loss.observe("sent", sent.lossShare);
      this.#jitter.observe("sent", sent.jitterMs / 1000);
    }
    if (roundTripMs !== null) this.#roundTrip.observe("both", roundTripMs / 1000);
  }

  text(): string {
    return [this.#mos, this.#loss, this.#jitter, this.#roundTrip].map((each) => each.text()).join("");
  }
}
