import assert from "node:assert/strict";
import { test } from "node:test";
import { codecImpairment } from "./codec-impairment.ts";
import { meanOpinionScore, rating } from "./transmission-rating.ts";

const perfect = { ie: 0, bpl: 4.3, lossShare: 0, burstRatio: 1, delayMs: 0 };

test("G.107: the default values give R = 93.2, which is a MOS of 4.41", () => {
  assert.equal(rating(perfect).toFixed(1), "93.2");
  assert.equal(meanOpinionScore(rating(perfect)).toFixed(2), "4.41");
});

test("G.107 annex B: the scores of whole ratings, of which its table gives two decimals", () => {
  const table = { 90: 4.34, 80: 4.03, 70: 3.6, 60: 3.1, 50: 2.58, 0: 1, 100: 4.5 };
  for (const [r, mos] of Object.entries(table))
    assert.ok(Math.abs(meanOpinionScore(Number(r)) - mos) < 0.007, r);
  assert.equal(meanOpinionScore(-30), 1);
  assert.equal(meanOpinionScore(3), 1);
});

test("delay costs little up to 100 ms, and at 400 ms leaves few satisfied (G.114, G.109)", () => {
  const of = (delayMs: number) => rating({ ...perfect, delayMs });
  const falling = [0, 20, 50, 100, 150, 200, 300, 400].map(of);
  falling.slice(1).forEach((r, index) => assert.ok(r < (falling[index] as number)));
  assert.ok(of(100) > 88);
  assert.ok(of(150) > 85, "G.114: up to 150 ms most applications do not mind");
  assert.ok(of(400) < 70 && of(400) > 55, "G.109: between 60 and 70 many are dissatisfied");
  // Idd of G.107 §7.3 at 400 ms is 24.3 by hand, echo apart.
  assert.ok(of(100) - of(400) > 24.3);
});

test("G.107 §7.4: loss weighs by the codec's robustness, and more in bursts", () => {
  const lost = (lossShare: number, codec: string, burstRatio = 1) =>
    rating(perfect) - rating({ ...perfect, ...codecImpairment(codec), lossShare, burstRatio });
  // 95 · 5 / (5 + 25.1), the arithmetic of the formula.
  assert.equal(lost(0.05, "PCMA").toFixed(2), "15.78");
  assert.equal(lost(0.05, "PCMA"), lost(0.05, "PCMU"));
  assert.equal(lost(0.05, "PCMA", 2).toFixed(2), "17.21");
  assert.equal(lost(0.05, "a codec nobody rated").toFixed(2), ((95 * 5) / 9.3).toFixed(2));
});
