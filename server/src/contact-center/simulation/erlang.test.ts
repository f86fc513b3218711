import assert from "node:assert/strict";
import { test } from "node:test";
import { erlangA, erlangB, erlangC } from "./erlang.ts";

const near = (actual: number | undefined, expected: number, within: number) =>
  assert.ok(Math.abs((actual ?? NaN) - expected) <= within, `${actual} is not ${expected} ± ${within}`);

test("Erlang B agrees with the traffic tables: what so many lines carry at 1 % blocking", () => {
  for (const [lines, erlangs] of [
    [1, 0.0101],
    [10, 4.461],
    [20, 12.03],
    [50, 37.9],
    [100, 84.06],
  ] as const)
    near(erlangB(erlangs, lines), 0.01, 0.0001);
});

test("Erlang C agrees with the published example of 100 calls in half an hour of three minutes each", () => {
  const load = { arrivals: 100 / 1800, handling: 180, agents: 14 };
  const outlook = erlangC(load, 20);
  near(outlook?.delayed, 0.1741, 0.0001);
  near(outlook?.serviceLevel, 0.8883, 0.0001);
  near(outlook?.meanWait, 7.8, 0.05);
  near(erlangC({ arrivals: 1, handling: 1, agents: 2 }, 0)?.delayed, 1 / 3, 1e-12);
  assert.equal(erlangC({ ...load, agents: 10 }, 20), undefined, "as much comes as can be served");
});

test("Erlang A agrees with the table of Garnett, Mandelbaum and Reiman (2002): 48 a minute, 50 agents, patience of 2 minutes", () => {
  const load = { arrivals: 48, handling: 1, agents: 50 };
  const outlook = erlangA(load, 2, 1 / 3);
  near(outlook.abandoned, 0.031, 0.0005);
  near(outlook.meanWait * 60, 3.7, 0.05);
  near((erlangC(load, 1)?.meanWait ?? 0) * 60, 20.8, 0.05);
});

test("Erlang A is Erlang C when patience is long, and holds when more comes than can be served", () => {
  const load = { arrivals: 9, handling: 1, agents: 10 };
  const [patient, endless] = [erlangA(load, 1e4, 0.1), erlangC(load, 0.1)];
  near(patient.delayed, endless?.delayed ?? 0, 0.001);
  near(patient.serviceLevel, endless?.serviceLevel ?? 0, 0.001);
  const crowded = erlangA({ ...load, arrivals: 20 }, 1, 0.1);
  near(crowded.abandoned, 0.5, 0.01);
});
