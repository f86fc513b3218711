import assert from "node:assert/strict";
import { test } from "node:test";
import { HandshakeGate } from "./handshake-gate.ts";

/** How many of so many tries are admitted at that time. */
function admitted(gate: HandshakeGate, address: number, tries: number, nowMs: number): number {
  return Array.from({ length: tries }, () => gate.admit(address, nowMs)).filter(Boolean).length;
}

test("one address starts 40 a second, whether or not they end", () => {
  const gate = new HandshakeGate();
  assert.equal(admitted(gate, 1, 100, 0), 40);
  for (let ended = 0; ended < 40; ended += 1) gate.finish(1);
  assert.equal(admitted(gate, 1, 100, 0), 0);
  assert.equal(admitted(gate, 1, 100, 500), 20);
  assert.equal(admitted(gate, 2, 1, 500), 1, "another address is not held up");
});

test("all addresses together start 200 a second", () => {
  const gate = new HandshakeGate();
  let started = 0;
  for (let address = 1; address <= 100; address += 1) started += admitted(gate, address, 10, 0);
  assert.equal(started, 200);
  assert.equal(admitted(gate, 101, 1, 4), 0);
  assert.equal(admitted(gate, 101, 1, 5), 1);
});

test("one address keeps 200 open, all together 1,000; one that ends makes room", () => {
  const gate = new HandshakeGate();
  let nowMs = 0;
  const open = (address: number): number => {
    let count = 0;
    for (let second = 0; second < 10; second += 1) count += admitted(gate, address, 100, (nowMs += 1000));
    return count;
  };
  assert.deepEqual([1, 2, 3, 4, 5, 6].map(open), [200, 200, 200, 200, 200, 0]);
  gate.finish(3);
  assert.equal(admitted(gate, 6, 5, (nowMs += 1000)), 1);
});

test("addresses without end are forgotten, those with an open handshake are not", () => {
  const gate = new HandshakeGate();
  assert.ok(gate.admit(7, 0));
  for (let address = 1_000; address < 6_000; address += 1) {
    const nowMs = address * 100;
    assert.ok(gate.admit(address, nowMs));
    gate.finish(address);
  }
  gate.finish(7);
  assert.equal(admitted(gate, 8, 300, 1e9), 40);
  assert.ok(gate.admit(7, 1e9));
});
