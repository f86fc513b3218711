import assert from "node:assert/strict";
import { test } from "node:test";
import { MemoryNetwork } from "../test-support/memory-network.ts";
import { readTortureMessage, rfc4475Cases, rfc5118Cases } from "../test-support/torture-messages.ts";
import { agentAt } from "../test-support/user-agents.ts";
import { VirtualClock } from "../test-support/virtual-clock.ts";

const stranger = { transport: "udp", address: "203.0.113.9", port: 5060 } as const;

for (const [collection, cases] of [
  ["rfc4475", rfc4475Cases],
  ["rfc5118", rfc5118Cases],
] as const) {
  for (const [file, section, , expected] of cases) {
    test(`${collection} §${section} ${file} is answered ${expected}`, async () => {
      const clock = new VirtualClock();
      const network = new MemoryNetwork(clock);
      const { agent } = agentAt(network, clock, "192.0.2.1", {
        onInvite: (invite) => invite.ring(),
        onRegister: (request) => request.respond(200),
      });
      network.inject("192.0.2.1", stranger, readTortureMessage(collection, file));
      await clock.advance(100);
      const first = network.log[0]?.split("SIP/2.0 ")[1]?.split(" ")[0];
      assert.equal(first === undefined ? "none" : Number(first), expected);
      if (first !== undefined)
        assert.match(network.log[0] as string, /^192\.0\.2\.1 > 203\.0\.113\.9:/, "to its source");
      await agent.close();
    });
  }
}
