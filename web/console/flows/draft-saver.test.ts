import assert from "node:assert/strict";
import { test } from "node:test";
import { DraftSaver } from "./draft-saver.ts";
import type { PutAnswer, SaveState } from "./draft-saver.ts";

/** A server with one draft, which answers when it is told to. */
function begin() {
  let [stored, revision] = ["a", 1];
  const open: (() => void)[] = [];
  const states: SaveState["kind"][] = [];
  let isAway = false;
  const put = async (draft: string, basedOn: number): Promise<PutAnswer> => {
    await new Promise<void>((resolve) => open.push(resolve));
    if (isAway) return { kind: "not-saved", message: "away" };
    if (basedOn !== revision) return { kind: "conflict", by: "Li" };
    [stored, revision] = [draft, revision + 1];
    return { kind: "saved", revision };
  };
  const saver = new DraftSaver({ draft: "a", revision: 1, put, onState: ({ kind }) => states.push(kind) });
  return {
    saver,
    states,
    stored: () => [stored, revision],
    setAway: (away: boolean) => (isAway = away),
    another(draft: string) {
      [stored, revision] = [draft, revision + 1];
    },
    async answer() {
      while (open.length === 0) await new Promise(setImmediate);
      open.shift()?.();
    },
  };
}

test("what is drawn during a saving is saved after it, on its revision", async () => {
  const { saver, stored, answer, states } = begin();
  const savings = [saver.save("b"), saver.save("c")];
  assert.ok(saver.isSaving);
  await answer();
  await answer();
  assert.deepEqual(await Promise.all(savings), [2, 3]);
  assert.deepEqual([stored(), saver.revision, saver.isSaving], [["c", 3], 3, false]);
  assert.ok(saver.isSaved("c") && !saver.isSaved("b"));
  assert.deepEqual(states, ["saving", "saved", "saving", "saved"]);
  assert.equal(await saver.save("c"), 3, "what is saved is not saved again");
});

test("another's saving is no loss: the person takes theirs, or overwrites it", async () => {
  const { saver, stored, answer, states, another } = begin();
  another("theirs");
  const refused = saver.save("b");
  await answer();
  assert.equal(await refused, undefined);
  assert.deepEqual(stored(), ["theirs", 2]);
  const kept = saver.overwrite("b", 2);
  await answer();
  assert.equal(await kept, 3);
  another("theirs again");
  saver.open("theirs again", 4);
  assert.deepEqual([saver.revision, saver.isSaved("theirs again")], [4, true]);
  assert.deepEqual(states, ["saving", "conflict", "saving", "saved", "saved"]);
});

test("while the server is away nothing is saved, and later all is", async () => {
  const { saver, stored, answer, setAway, states } = begin();
  setAway(true);
  const first = saver.save("b");
  await answer();
  assert.equal(await first, undefined);
  setAway(false);
  const second = saver.save("b");
  await answer();
  assert.equal(await second, 2);
  assert.deepEqual(
    [stored(), states],
    [
      ["b", 2],
      ["saving", "not-saved", "saving", "saved"],
    ],
  );
});
