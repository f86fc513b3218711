import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { readFindings } from "./findings.ts";
import { fuzz } from "./fuzz-loop.ts";
import type { FuzzFinding } from "./fuzz-loop.ts";
import { hold } from "./fuzz-target.ts";
import type { FuzzTarget } from "./fuzz-target.ts";
import { mutate } from "./mutate.ts";
import { Random } from "./random.ts";
import { faultOf } from "./run-input.ts";
import { fuzzTargets } from "./targets/index.ts";

/** Enough for every seed to be changed a few times; the long run is `npm run fuzz`. */
const inputsPerTarget = 1_500;
/** A handshake signs and agrees on keys: a hundredth of the speed of the others. */
const inputsOfHandshakes = 150;

describe("seeds, findings and a few seconds of changed inputs", () => {
  for (const target of fuzzTargets) {
    test(target.name, () => {
      const seeds = target.seeds();
      for (const [index, seed] of seeds.entries())
        assert.equal(faultOf(target, seed), undefined, `seed ${index}`);
      for (const { name, input } of readFindings(target))
        assert.equal(faultOf(target, input), undefined, name);
      const random = new Random(20_260_101);
      const material = { corpus: seeds, dictionary: target.dictionary, maxLength: target.maxLength };
      const inputs = target.name === "dtls" ? inputsOfHandshakes : inputsPerTarget;
      for (let run = 0; run < inputs; run++) {
        const input = mutate(random.pick(seeds), random, material);
        const fault = faultOf(target, input);
        assert.equal(fault, undefined, `${fault}: ${Buffer.from(input).toString("base64")}`);
      }
    });
  }
});

/** Goes wrong for "ab" followed by "c" anywhere later, which random bytes never are. */
const brittle: FuzzTarget = {
  name: "brittle",
  package: "sip",
  maxLength: 100,
  dictionary: ["a", "b", "c"],
  seeds: () => [Buffer.from("x".repeat(20))],
  check: (input) => hold(!/ab[^]*c/.test(Buffer.from(input).toString("latin1")), "no ab…c"),
};

test("the loop finds a fault, tells it once, and shrinks it", () => {
  const findings: FuzzFinding[] = [];
  let batches = 0;
  const progress = fuzz(brittle, {
    random: new Random(1),
    isOver: () => findings.length > 1 || batches++ > 200,
    onInput: () => {},
    onFinding: (finding) => findings.push(finding),
    onProgress: () => {},
  });
  assert.equal(progress.findings, 1);
  assert.match(findings[0]?.fault ?? "", /no ab…c/);
  assert.equal(Buffer.from(findings[0]?.input ?? []).toString(), "abc");
});

test("the same seed makes the same inputs, none longer than allowed", () => {
  const material = { corpus: brittle.seeds(), dictionary: brittle.dictionary, maxLength: 30 };
  const make = () => {
    const random = new Random(5);
    return Array.from({ length: 200 }, () => mutate(random.pick(material.corpus), random, material));
  };
  assert.deepEqual(make(), make());
  assert.ok(make().every((input) => input.length <= 30));
  assert.ok(new Set(make().map((input) => Buffer.from(input).toString("hex"))).size > 100);
});
