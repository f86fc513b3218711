import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after, test } from "node:test";
import { newId, systemClock } from "@tandem/kernel";
import type { Clock, Fact, FactId, TenantId } from "@tandem/kernel";
import { DatabaseUnavailable } from "#platform/database";
import { createLogger } from "#platform/logging";
import { FactJournal } from "./index.ts";

type Counted = Fact<string, { n: number }>;
const root = mkdtempSync(join(tmpdir(), "tandem-journal-"));
after(() => rmSync(root, { recursive: true }));
const newDirectory = () => mkdtempSync(join(root, "facts-"));

const tenantId = newId<TenantId>();
const fact = (n: number): Counted => ({
  id: newId<FactId>(),
  type: "Counted",
  version: 1,
  tenantId,
  at: n,
  n,
});
const upTo = (last: number, first = 1) =>
  Array.from({ length: last - first + 1 }, (_, index) => first + index);

/** A clock that stands still: what waits is let go by `pass`, which tells the longest wait there was. */
function standingClock() {
  const timers = new Set<{ delayMs: number; callback: () => void }>();
  const clock: Clock = {
    now: () => 0,
    after(delayMs, callback) {
      const timer = { delayMs, callback };
      timers.add(timer);
      return () => timers.delete(timer);
    },
  };
  const pass = () => {
    const due = [...timers];
    timers.clear();
    for (const { callback } of due) callback();
    return Math.max(0, ...due.map(({ delayMs }) => delayMs));
  };
  return { clock, pass };
}

type Setup = {
  directory?: string;
  clock?: Clock;
  gatherMs?: number;
  fail?: (facts: Counted[]) => Error | undefined;
};

/** A journal whose database is `stored`; `fail` may turn a batch away. */
function setUp(setup: Setup = {}) {
  const { directory = newDirectory(), clock = systemClock, gatherMs = 0, fail = () => undefined } = setup;
  const batches: number[][] = [];
  const journal = new FactJournal<Counted>({
    directory,
    clock,
    log: createLogger({ level: "silent" }),
    batchSize: 10,
    gatherMs,
    async write(facts) {
      const failure = fail(facts);
      if (failure !== undefined) throw failure;
      batches.push(facts.map(({ n }) => n));
    },
  });
  return { journal, directory, batches, stored: () => batches.flat() };
}

/** Lets pending promises and file operations go on until the condition holds. */
async function until(condition: () => boolean): Promise<void> {
  for (let turn = 0; !condition(); turn++) {
    assert.ok(turn < 100_000, "it never came about");
    await new Promise(setImmediate);
  }
}

test("facts are delivered in order and in batches, and leave nothing on disk", async () => {
  const { journal, directory, batches, stored } = setUp();
  for (const n of upTo(25)) journal.append(fact(n));
  assert.equal(journal.depth(), 25);
  await journal.delivered();
  assert.equal(journal.depth(), 0);
  assert.deepEqual(stored(), upTo(25));
  assert.ok(batches.every(({ length }) => length <= 10));
  await journal.close();
  assert.deepEqual(readdirSync(directory), []);
});

test("facts wait for company, but never longer than for a full batch", async () => {
  const { clock, pass } = standingClock();
  const { journal, batches } = setUp({ clock, gatherMs: 50 });
  for (const n of upTo(2)) journal.append(fact(n));
  await new Promise(setImmediate);
  assert.deepEqual(batches, []);
  for (const n of upTo(14, 3)) journal.append(fact(n));
  assert.equal(pass(), 50);
  await until(() => batches.length === 1);
  assert.deepEqual(batches, [upTo(10)]);
  await until(() => pass() === 50);
  await until(() => batches.length === 2);
  assert.deepEqual(batches[1], upTo(14, 11));
  await journal.close();
});

test("flushed means on the disk, with the facts as they were", async () => {
  const { journal, directory } = setUp({ fail: () => new DatabaseUnavailable("away") });
  const [first, second] = [fact(1), fact(2)];
  journal.append(first);
  journal.append(second);
  await journal.flushed();
  const lines = readFileSync(join(directory, "facts-1.jsonl"), "utf8").trim().split("\n");
  assert.deepEqual(
    lines.map((line) => JSON.parse(line)),
    [first, second],
  );
  await journal.close();
});

test("while the database is away facts wait, longer each time, and then all go in order", async () => {
  const { clock, pass } = standingClock();
  let attempts = 0;
  let away = true;
  const fail = () => (attempts++, away ? new DatabaseUnavailable("away") : undefined);
  const { journal, stored } = setUp({ clock, fail });
  for (const n of upTo(3)) journal.append(fact(n));
  const waits: number[] = [];
  for (const n of upTo(8)) {
    await until(() => attempts === n);
    await journal.flushed();
    waits.push(pass());
  }
  assert.deepEqual(waits, [100, 250, 500, 1_000, 2_000, 5_000, 5_000, 5_000]);
  await until(() => attempts === 9);
  journal.append(fact(4));
  away = false;
  pass();
  await journal.delivered();
  assert.deepEqual(stored(), upTo(4));
  await journal.close();
});

test("what was not delivered is delivered by the next journal on the directory", async () => {
  const first = setUp({ fail: () => new DatabaseUnavailable("away") });
  for (const n of upTo(5)) first.journal.append(fact(n));
  await first.journal.close();
  const second = setUp({ directory: first.directory });
  second.journal.append(fact(6));
  assert.equal(second.journal.depth(), 6);
  await second.journal.delivered();
  assert.deepEqual(second.stored(), upTo(6));
  await second.journal.close();
  assert.deepEqual(readdirSync(first.directory), []);
});

test("a last line that was torn is left out, and nothing else", async () => {
  const first = setUp({ fail: () => new DatabaseUnavailable("away") });
  for (const n of upTo(3)) first.journal.append(fact(n));
  await first.journal.close();
  appendFileSync(join(first.directory, "facts-1.jsonl"), '{"id":"0192","type":"Cou');
  const second = setUp({ directory: first.directory });
  await second.journal.delivered();
  assert.deepEqual(second.stored(), upTo(3));
  await second.journal.close();
  assert.deepEqual(readdirSync(first.directory), []);
});

test("a fact that is refused is set aside and holds up no others", async () => {
  const fail = (facts: Counted[]) =>
    facts.some(({ n }) => n === 4) ? new Error("check violated") : undefined;
  const { clock, pass } = standingClock();
  const { journal, directory, stored } = setUp({ clock, fail });
  for (const n of upTo(12)) journal.append(fact(n));
  await until(() => {
    pass();
    return journal.depth() === 0;
  });
  assert.deepEqual(stored(), [1, 2, 3, ...upTo(12, 5)]);
  const aside = readFileSync(join(directory, "refused.jsonl"), "utf8");
  assert.equal(JSON.parse(aside).n, 4);
  await journal.close();
  renameSync(join(directory, "refused.jsonl"), join(directory, "facts-0.jsonl"));
  const next = setUp({ directory });
  await next.journal.delivered();
  assert.deepEqual(next.stored(), [4]);
  await next.journal.close();
});

test("a backlog larger than memory goes to disk and comes back in order, each fact once", async () => {
  let away = true;
  const { clock, pass } = standingClock();
  const { journal, directory, stored } = setUp({
    clock,
    fail: () => (away ? new DatabaseUnavailable("away") : undefined),
  });
  const last = 24_500;
  for (const n of upTo(last)) journal.append(fact(n));
  const flushed = journal.flushed();
  assert.equal(journal.depth(), last);
  let onDisk = false;
  void flushed.then(() => (onDisk = true));
  await until(() => (pass(), onDisk));
  assert.equal(readdirSync(directory).length, 25);
  away = false;
  await until(() => (pass(), journal.depth() === 0));
  assert.deepEqual(stored(), upTo(last));
  assert.deepEqual(readdirSync(directory), ["facts-25.jsonl"]);
  await journal.close();
});

test("a disk that fails is tried again, and what waited for it is written then", async () => {
  const { clock, pass } = standingClock();
  const { journal, directory } = setUp({ clock, fail: () => new DatabaseUnavailable("away") });
  rmSync(directory, { recursive: true });
  journal.append(fact(1));
  let onDisk = false;
  void journal.flushed().then(() => (onDisk = true));
  await until(() => pass() === 1_000); // It has failed and waits.
  journal.append(fact(2));
  mkdirSync(directory);
  await until(() => (pass(), onDisk));
  await journal.close();
  const second = setUp({ directory });
  await second.journal.delivered();
  assert.deepEqual(second.stored(), [1, 2]);
  await second.journal.close();
});

test("kill −9 loses no fact that was on the disk, and leaves no gap before the last one", async () => {
  const directory = newDirectory();
  const script = join(import.meta.dirname, "testing/append-until-killed.ts");
  const child = spawn(process.execPath, [script, directory], { stdio: ["ignore", "pipe", "inherit"] });
  let acknowledged = 0;
  for await (const line of createInterface(child.stdout)) {
    acknowledged = Number(line);
    if (acknowledged >= 2_500) child.kill("SIGKILL");
  }
  if (child.signalCode === null) await once(child, "exit");
  assert.equal(child.signalCode, "SIGKILL");
  assert.ok(existsSync(join(directory, "facts-3.jsonl")));
  const { journal, stored } = setUp({ directory });
  await journal.delivered();
  assert.ok(stored().length >= acknowledged, `${stored().length} of ${acknowledged}`);
  assert.deepEqual(stored(), upTo(stored().length));
  await journal.close();
});
