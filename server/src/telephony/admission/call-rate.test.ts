import assert from "node:assert/strict";
import { test } from "node:test";
import { askForCall, measureLoad, newCallRate } from "./call-rate.ts";
import type { CallRate } from "./call-rate.ts";

/** A node that can do 50 calls a second: a third of a call's work on arrival, the rest a second later. */
class SimulatedNode {
  static readonly msPerCall = 20;
  rate: CallRate = newCallRate(0);
  now = 0;
  admitted = 0;
  refused = 0;
  backlogMs = 0;
  readonly #later: { atMs: number; workMs: number }[] = [];
  #busyMs = 0;

  /** One second of evenly spread calls; the greatest backlog on the way, ms of work. */
  second(callsPerSecond: number): number {
    let worst = 0;
    for (let ms = 0; ms < 1000; ms++) {
      this.now++;
      if (Math.floor((ms + 1) * (callsPerSecond / 1000)) > Math.floor(ms * (callsPerSecond / 1000)))
        this.#call();
      while (this.#later[0] && this.#later[0].atMs <= this.now) this.backlogMs += this.#later.shift()!.workMs;
      const doneMs = Math.min(1, this.backlogMs);
      this.backlogMs -= doneMs;
      this.#busyMs += doneMs;
      if (this.now % 250 === 0) {
        this.rate = measureLoad(this.rate, this.#busyMs / 250, this.now);
        this.#busyMs = 0;
      }
      worst = Math.max(worst, this.backlogMs);
    }
    return worst;
  }

  #call(): void {
    const { rate, admitted } = askForCall(this.rate, this.now);
    this.rate = rate;
    if (!admitted) {
      this.refused++;
      this.backlogMs += SimulatedNode.msPerCall * 0.05;
      return;
    }
    this.admitted++;
    this.backlogMs += SimulatedNode.msPerCall / 3;
    this.#later.push({ atMs: this.now + 1000, workMs: (SimulatedNode.msPerCall * 2) / 3 });
  }
}

test("a node that is not busy refuses nobody", () => {
  const node = new SimulatedNode();
  for (let second = 0; second < 20; second++) node.second(35);
  assert.equal(node.refused, 0);
});

test("one busy moment is no rush: nobody is refused for it", () => {
  let rate = newCallRate(0);
  for (const [index, busy] of [0.3, 1, 0.3, 0.3, 1, 0.3].entries()) {
    for (let call = 0; call < 3; call++) {
      const asked = askForCall(rate, index * 250 + call);
      assert.ok(asked.admitted);
      rate = asked.rate;
    }
    rate = measureLoad(rate, busy, (index + 1) * 250);
  }
  assert.equal(rate.limit, Number.POSITIVE_INFINITY);
});

test("a rush on a node that knows what a call costs: it is never far behind", () => {
  const node = new SimulatedNode();
  for (let second = 0; second < 10; second++) node.second(35);
  node.admitted = 0;
  const backlogs = Array.from({ length: 30 }, () => node.second(100));
  assert.ok(node.admitted / 30 > 30, `${node.admitted / 30} of 50 calls a second are served`);
  assert.ok(Math.max(...backlogs) < 1000, `${Math.max(...backlogs)} ms behind`);
});

test("twice what it can do: most of its power serves calls, and nobody waits long for the processor", () => {
  const node = new SimulatedNode();
  for (let second = 0; second < 10; second++) node.second(100);
  node.admitted = 0;
  const backlogs = Array.from({ length: 30 }, () => node.second(100));
  assert.ok(node.admitted / 30 > 25, `${node.admitted / 30} of 50 calls a second are served`);
  assert.ok(Math.max(...backlogs) < 500, `${Math.max(...backlogs)} ms behind`);
});

test("five seconds after the rush nobody is refused any more", () => {
  const node = new SimulatedNode();
  for (let second = 0; second < 15; second++) node.second(100);
  for (let second = 0; second < 5; second++) node.second(25);
  node.refused = 0;
  for (let second = 0; second < 10; second++) node.second(25);
  assert.equal(node.refused, 0);
});

test("a node that is busy with something else takes calls at the least rate, and all when it is free", () => {
  let rate = newCallRate(0);
  for (let now = 250; now <= 5000; now += 250) rate = measureLoad(askForCall(rate, now - 1).rate, 1, now);
  assert.ok(rate.limit < 6, `${rate.limit}`);
  for (let now = 5250; now <= 11_000; now += 250) rate = measureLoad(rate, 0.1, now);
  assert.equal(rate.limit, Number.POSITIVE_INFINITY);
});
