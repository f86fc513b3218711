// What a device's badge says, from what is registered and what is switched on.
import type { DeviceView } from "@tandem/contract";
import type { Tone } from "@tandem/ui";

export type DeviceState = "off" | "online" | "offline" | "callable" | "no-trunk" | "waits-for-phone";

export function deviceState(device: DeviceView, mobilesCanRing: boolean): DeviceState {
  if (!device.enabled) return "off";
  if (device.kind === "mobile") return mobilesCanRing ? "callable" : "no-trunk";
  if (device.registered.length > 0) return "online";
  return device.provisioning && device.provisioning.lastFetchedAt === null ? "waits-for-phone" : "offline";
}

export const stateTones: Readonly<Record<DeviceState, Tone>> = {
  off: "offline",
  online: "ready",
  offline: "away",
  callable: "ready",
  "no-trunk": "alarm",
  "waits-for-phone": "hold",
};

/** The order with one device a place earlier or later; the same at either end. */
export function moved(order: readonly string[], id: string, by: -1 | 1): string[] {
  const from = order.indexOf(id);
  const to = from + by;
  const result = [...order];
  if (from < 0 || to < 0 || to >= order.length) return result;
  result.splice(to, 0, ...result.splice(from, 1));
  return result;
}

/** Whether a phone may fetch its settings from a new address at this moment. */
export function isOpen(device: DeviceView, now: number): boolean {
  const until = device.provisioning?.openUntil;
  return until !== null && until !== undefined && Date.parse(until) > now;
}
