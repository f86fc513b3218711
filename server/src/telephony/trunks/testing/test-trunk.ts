// A trunk for tests: the defaults, and what a test cares about.
import { newId } from "@tandem/kernel";
import { defaultTrunkSettings } from "../trunk.ts";
import type { Trunk } from "../trunk.ts";

export function testTrunk(more: Partial<Trunk> = {}): Trunk {
  return {
    ...defaultTrunkSettings,
    id: newId(),
    tenantId: newId(),
    name: "carrier",
    password: { kind: "none" },
    inboundPassword: { kind: "none" },
    ...more,
  };
}
