// What is known of a leg's quality between two measurements, and over all of them.

type Direction = "received" | "sent";
export type Sum = { packets: number; lost: number; mosByPackets: number; lowestMos: number };

export type Measurement = {
  lastAtMs: number;
  /** Packets sent until then. */
  packetsSent: number;
  readonly sums: Record<Direction, Sum>;
  roundTrips: number;
  roundTripSumMs: number;
};

export function createMeasurement(nowMs: number): Measurement {
  const sum = (): Sum => ({ packets: 0, lost: 0, mosByPackets: 0, lowestMos: 5 });
  const sums = { received: sum(), sent: sum() };
  return { lastAtMs: nowMs, packetsSent: 0, sums, roundTrips: 0, roundTripSumMs: 0 };
}
