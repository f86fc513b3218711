import assert from "node:assert/strict";
import { test } from "node:test";
import { ok } from "@tandem/kernel";
import fc from "fast-check";
import { hostileFate } from "../test-support/hostile-fate.ts";
import { assertNothingLeft, must, pair, toBob } from "../test-support/user-agents.ts";
import type { IncomingInvite } from "./index.ts";

const seeds = fc.integer({ min: 1, max: 2 ** 31 - 1 });

test("with loss, duplicates and disorder a call is made, changed from both sides and ended", async () => {
  await fc.assert(
    fc.asyncProperty(seeds, async (seed) => {
      const { clock, network, alice, bob } = await pair();
      network.fate = hostileFate(seed);
      const call = alice.agent.invite(toBob);
      await clock.advance(8_000);
      assert.equal(bob.invites.length, 1, "copies of an INVITE are one call");
      const accepted = (bob.invites[0] as IncomingInvite).accept("answer");
      await clock.advance(32_000);
      const near = must(await call.outcome).dialog;
      const far = must(await accepted).dialog;
      near.onOffer = async (offer) => ok(`near ${offer}`);
      far.onOffer = async (offer) => ok(`far ${offer}`);
      const changes = [near.reinvite("one"), far.reinvite("two"), near.reinvite("three")];
      await clock.advance(300_000);
      const answers = (await Promise.all(changes)).map((result) => must(result).answer);
      assert.deepEqual(answers, ["far one", "near two", "far three"]);
      let ended = 0;
      far.onEnded = () => ended++;
      const bye = near.bye();
      await assertNothingLeft(clock, alice, bob);
      await bye;
      assert.equal(ended, 1);
    }),
    { numRuns: 40 },
  );
});

test("cancelled at any moment, nothing is left and nobody stays in a call", async () => {
  await fc.assert(
    fc.asyncProperty(seeds, fc.nat(2_000), fc.nat(2_000), async (seed, cancelMs, acceptMs) => {
      const { clock, network, alice, bob } = await pair();
      network.fate = hostileFate(seed);
      const call = alice.agent.invite(toBob);
      clock.after(cancelMs, () => call.cancel());
      let [started, settled] = [0, 0];
      clock.after(acceptMs, () => {
        started += bob.invites.length;
        void bob.invites[0]?.accept("answer").then(() => settled++);
      });
      // The answer was here before the cancel: a call stands, and is ended as any other.
      void call.outcome.then((outcome) => (outcome.ok ? outcome.value.dialog.bye() : undefined));
      await assertNothingLeft(clock, alice, bob);
      assert.equal(settled, started);
    }),
    { numRuns: 100 },
  );
});
