import assert from "node:assert/strict";
import {
  appendFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { systemClock } from "@tandem/kernel";
import { createLogger } from "#platform/logging";
import { CheckpointStore } from "./index.ts";

const root = mkdtempSync(join(tmpdir(), "tandem-checkpoints-"));
after(() => rmSync(root, { recursive: true }));
const log = createLogger({ level: "silent" });

function world(directory = mkdtempSync(join(root, "node-"))) {
  const values = new Map<string, unknown>();
  let reads = 0;
  const read = (key: string) => {
    reads++;
    const value = values.get(key);
    if (value === "broken") throw new Error("a bug");
    return value;
  };
  const open = () => new CheckpointStore({ directory, read, clock: systemClock, log });
  const store = open();
  const set = (key: string, value: unknown) => {
    values.set(key, value);
    store.mark(key);
  };
  const pages = () => readdirSync(directory);
  return { directory, store, set, open, pages, reads: () => reads };
}

test("a killed process leaves the last value of each key that was there", async () => {
  const { store, set, open } = world();
  assert.equal(store.found.size, 0);
  set("call:1", { phase: "talking" });
  set("call:2", { phase: "queued" });
  await store.flushed();
  set("call:1", { phase: "held" });
  set("call:2", undefined);
  await store.flushed();
  assert.deepEqual([...open().found], [["call:1", { phase: "held" }]]);
  assert.equal(store.size, 1);
});

test("when the process before wrote last is known", async () => {
  const { store, set, open, directory } = world();
  assert.equal(store.leftAt, undefined);
  set("call:1", 1);
  await store.flushed();
  utimesSync(join(directory, "checkpoints-1.jsonl"), 100, 200);
  assert.equal(open().leftAt, 200_000);
});

test("changes that come faster than the disk is written cost one line", async () => {
  const { store, set, directory, reads } = world();
  for (let n = 1; n <= 50; n++) set("call:1", n);
  await store.flushed();
  assert.equal(reads(), 1);
  assert.equal(readFileSync(join(directory, "checkpoints-1.jsonl"), "utf8"), '{"key":"call:1","value":50}\n');
});

test("only this user may read them: they hold the keys of calls", async () => {
  const { store, set, directory } = world();
  set("call:1", 1);
  await store.flushed();
  assert.equal(statSync(join(directory, "checkpoints-1.jsonl")).mode & 0o777, 0o600);
});

test("what was found counts until it is taken over, also through a second kill", async () => {
  const { store, set, directory } = world();
  set("call:1", "first");
  set("call:2", "first");
  await store.flushed();
  const second = world(directory);
  second.set("call:1", "second");
  await second.store.flushed();
  const third = world(directory);
  assert.deepEqual([...third.store.found.values()], ["second", "first"]);
  third.set("call:2", "third");
  third.store.settle();
  await third.store.flushed();
  assert.deepEqual(third.pages(), ["checkpoints-3.jsonl"]);
  assert.deepEqual([...third.open().found], [["call:2", "third"]]);
});

test("a file of mostly old lines is rewritten, and nothing that lives is lost", async () => {
  const { store, set, open, pages, directory } = world();
  store.settle();
  for (let n = 0; n < 10; n++) set(`call:${n}`, "long");
  for (let n = 0; n < 2_400; n++) {
    set(`short:${n}`, n);
    set(`short:${n}`, undefined);
    if (n % 100 === 0) await store.flushed();
  }
  for (let n = 0; n < 1_000; n++) set(`more:${n}`, n);
  await store.flushed();
  assert.deepEqual(pages(), ["checkpoints-2.jsonl"]);
  const lines = readFileSync(join(directory, "checkpoints-2.jsonl"), "utf8").split("\n").length;
  assert.ok(lines < 2_100, `${lines} lines`);
  const { found } = open();
  assert.equal(found.get("call:7"), "long");
  assert.equal(found.size, 1_010);
  assert.equal(found.get("short:3"), undefined);
});

test("a line that is not whole is left out, and the next process goes on behind it", async () => {
  const { store, set, directory } = world();
  set("call:1", 1);
  await store.flushed();
  appendFileSync(join(directory, "checkpoints-1.jsonl"), '{"key":"call:2","val');
  const next = world(directory);
  assert.deepEqual([...next.store.found], [["call:1", 1]]);
  next.set("call:3", 3);
  await next.store.flushed();
  assert.deepEqual([...next.open().found.keys()], ["call:1", "call:3"]);
});

test("a value that cannot be taken does not keep the others from being written", async () => {
  const { store, set, open } = world();
  set("call:1", "broken");
  set("call:2", 2);
  await store.flushed();
  assert.deepEqual([...open().found], [["call:2", 2]]);
});

test("a good end without calls leaves nothing behind; one with calls leaves them", async () => {
  const empty = world();
  empty.set("call:1", 1);
  empty.set("call:1", undefined);
  empty.store.settle();
  await empty.store.close();
  assert.deepEqual(empty.pages(), []);
  const busy = world();
  busy.store.settle();
  busy.set("call:1", 1);
  await busy.store.close();
  assert.deepEqual([...busy.open().found.keys()], ["call:1"]);
});
