import assert from "node:assert/strict";
import { test } from "node:test";
import { ok } from "@tandem/kernel";
import fc from "fast-check";
import { hostileFate } from "../test-support/hostile-fate.ts";
import { MemoryNetwork } from "../test-support/memory-network.ts";
import { agentAt, assertNothingLeft, must, toBob } from "../test-support/user-agents.ts";
import { VirtualClock } from "../test-support/virtual-clock.ts";
import { replacesOf } from "./index.ts";
import type { Dialog, IncomingInvite, ReferNotifier } from "./index.ts";

const seeds = fc.integer({ min: 1, max: 2 ** 31 - 1 });

/** Alice, Bob and Carol; Bob can be watched. */
async function three(seed: number) {
  const clock = new VirtualClock();
  const network = new MemoryNetwork(clock);
  const ended: string[] = [];
  const eventPackages = ["dialog"];
  const [alice, bob, carol] = [
    agentAt(network, clock, "192.0.2.1"),
    agentAt(network, clock, "192.0.2.2", {
      eventPackages,
      onSubscribe: (subscription) => {
        subscription.onEnded = (cause) => ended.push(cause);
        subscription.accept(120);
        for (const text of ["a", "b", "c"]) subscription.notify({ contentType: "text/plain", text });
      },
    }),
    agentAt(network, clock, "192.0.2.4"),
  ] as const;
  for (const { agent } of [alice, bob, carol]) await agent.listen({ address: "0.0.0.0", port: 5060 });
  network.fate = hostileFate(seed);
  return { clock, alice, bob, carol, ended };
}

function answering(dialog: Dialog, name: string): void {
  dialog.onOffer = async (offer) => ok(`${name} ${offer}`);
}

test("on a network that loses, doubles and disorders: everything a call can do, and nothing is left", async () => {
  await fc.assert(
    fc.asyncProperty(seeds, async (seed) => {
      const { clock, alice, bob, carol, ended } = await three(seed);
      const call = alice.agent.invite({
        ...toBob,
        onProgress: ({ dialog }) => dialog && answering(dialog, "alice"),
      });
      await clock.advance(8_000);
      const arrived = bob.invites[0] as IncomingInvite;
      answering(arrived.dialog, "bob");
      arrived.ring();
      arrived.progress("early");
      const early = arrived.dialog.update("bob's own");
      const accepted = arrived.accept("answer");
      await clock.advance(100_000);
      const near = must(await call.outcome);
      const far = must(await accepted).dialog;
      assert.equal(must(await early).answer, "alice bob's own");
      answering(near.dialog, "alice");

      const notifiers: ReferNotifier[] = [];
      far.onRefer = (refer) => notifiers.push(refer.accept());
      // One request at a time from each side: two that overtake each other would rightly meet 500 (§12.2.2).
      const changes = [
        near.dialog.reinvite("1"),
        far.update("2"),
        far.reinvite("3"),
        near.dialog.update("4"),
      ];
      await clock.advance(200_000);
      const bare = [near.dialog.update(), far.update()];
      await clock.advance(40_000);
      for (const change of await Promise.all([...changes, ...bare])) must(change);
      const transfer = near.dialog.refer({ referTo: "sip:carol@192.0.2.4", replaces: replacesOf(far) });
      await clock.advance(40_000);
      notifiers[0]?.notify(180);
      notifiers[0]?.notify(200);
      await clock.advance(40_000);
      assert.equal(must(await transfer).status, 200);

      const taking = carol.agent.invite({ ...toBob, replaces: replacesOf(near.dialog) });
      const cancelled = carol.agent.invite(toBob);
      const watching = carol.agent.request({
        method: "SUBSCRIBE",
        uri: toBob.uri,
        to: toBob.to,
        from: "sip:carol@192.0.2.4",
        headers: [
          ["Event", "dialog"],
          ["Contact", "<sip:carol@192.0.2.4>"],
        ],
      });
      await clock.advance(8_000);
      const taken = bob.invites.find(({ replaces }) => replaces !== undefined);
      assert.equal(taken?.replaces?.dialog, far);
      const replacing = taken.accept("answer");
      cancelled.cancel();
      void far.bye({ reason: 'SIP;cause=200;text="replaced"' });
      await clock.advance(70_000);
      await watching;
      assert.ok(!(await cancelled.outcome).ok);
      void must(await taking.outcome).dialog.bye();
      must(await replacing);
      await assertNothingLeft(clock, alice, bob, carol);
      assert.equal(ended.length, 1, "Carol's agent knows no subscription, so that one ended");
    }),
    { numRuns: 15 },
  );
});
