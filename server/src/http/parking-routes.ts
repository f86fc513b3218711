// Parking a caller, and picking one up.
import { endpoints } from "@tandem/contract";
import { err, ok } from "@tandem/kernel";
import type { Agents } from "#contact-center/agents";
import type { ParkedCalls } from "#contact-center/parking";
import type { Router } from "./router.ts";

export type ParkingRoutesOptions = {
  readonly agents: Agents;
  readonly parkedCalls: Pick<ParkedCalls, "park" | "pickUp">;
};

export function addParkingRoutes(router: Router, { agents, parkedCalls }: ParkingRoutesOptions): void {
  router.add(endpoints.parkCall, async ({ person }) => {
    const agent = agents.ofUser(person.tenant.id, person.user.id);
    if (!agent) return err({ kind: "unknown-agent" });
    const parked = parkedCalls.park(agent);
    return parked.ok ? ok({ place: parked.value }) : parked;
  });

  router.add(endpoints.pickUpCall, async ({ person, params }) => {
    const agent = agents.ofUser(person.tenant.id, person.user.id);
    if (!agent) return err({ kind: "unknown-agent" });
    const rung = parkedCalls.pickUp(agent, params.place);
    return rung.ok ? ok({ callId: rung.value }) : rung;
  });
}
