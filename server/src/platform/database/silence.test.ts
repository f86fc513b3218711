import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { sql } from "kysely";
import { DatabaseUnavailable } from "./index.ts";
import { watchSilence } from "./silence.ts";
import { openTestDatabase } from "./testing/index.ts";
import type { TestDatabase } from "./testing/index.ts";
import { freezeServer } from "./testing/freeze-server.ts";

let opened: TestDatabase;
before(async () => {
  opened = await openTestDatabase();
});
after(() => opened.close());

/** A clock whose only timer rings when the test says so. */
function oneTimer() {
  let due: (() => void) | undefined;
  const clock = {
    now: () => 0,
    after(_ms: number, callback: () => void) {
      due = callback;
      return () => void (due = undefined);
    },
  };
  const ring = async () => {
    due?.();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { clock, ring };
}

test("a slow statement on a server that answers is left alone; silence is told once the server does not", async () => {
  const { clock, ring } = oneTimer();
  let answers = true;
  let silences = 0;
  watchSilence({ clock, probe: () => Promise.resolve(answers), onSilent: () => void silences++ });
  await ring();
  await ring();
  assert.equal(silences, 0);
  answers = false;
  await ring();
  assert.equal(silences, 1);
});

test("an answer that comes while the server is asked ends the watch", async () => {
  const { clock, ring } = oneTimer();
  const stop = watchSilence({ clock, probe: () => Promise.resolve(false), onSilent: assert.fail });
  const rung = ring();
  stop();
  await rung;
});

test("a frozen server counts as away within seconds, also for the work under way, and is back when it thaws", async () => {
  const { database, dataDir } = opened;
  const states: string[] = [];
  const backUp = new Promise<void>((resolve) =>
    database.onStateChange((state) => {
      states.push(state);
      if (state === "up") resolve();
    }),
  );
  let thaw = () => {};
  const startedAt = performance.now();
  const work = database.withPlatform(async (trx) => {
    const frozen = freezeServer(dataDir);
    thaw = () => frozen[Symbol.dispose]();
    await sql`select 1`.execute(trx);
  });
  await assert.rejects(work, DatabaseUnavailable).finally(() => thaw());
  assert.ok(performance.now() - startedAt < 10_000);
  await backUp;
  assert.deepEqual(states, ["down", "up"]);
  await database.withPlatform((trx) => sql`select 1`.execute(trx));
});
