import assert from "node:assert/strict";
import { test } from "node:test";
import { dropDraft, filesItselfInMs, keepDraft, readDraft } from "./wrap-up-draft.ts";
import type { DraftStorage } from "./wrap-up-draft.ts";

function storage(content?: string): DraftStorage {
  const values = new Map<string, string>(content === undefined ? [] : [["tandem.wrap-up-draft", content]]);
  return {
    getItem: (key) => values.get(key) ?? null,
    setItem: (key, value) => void values.set(key, value),
    removeItem: (key) => void values.delete(key),
  };
}

test("a draft comes back after a reload, for its own call only, until it is filed", () => {
  const kept = storage();
  const draft = { callId: "c1", disposition: "resolved", note: "call back" };
  keepDraft(kept, draft);
  assert.deepEqual(readDraft(kept, "c1"), draft);
  assert.deepEqual(readDraft(kept, "c2"), { callId: "c2", disposition: undefined, note: "" });
  dropDraft(kept);
  assert.equal(readDraft(kept, "c1").note, "");
});

test("storage that was damaged is an empty draft", () => {
  assert.equal(readDraft(storage("{"), "c1").note, "");
});

test("a chosen outcome is filed before wrap-up ends by itself", () => {
  const draft = { callId: "c1", disposition: "resolved", note: "" };
  assert.equal(filesItselfInMs(draft, 30_000, 0), 28_000);
  assert.equal(filesItselfInMs(draft, 30_000, 29_500), 0);
  assert.equal(filesItselfInMs({ ...draft, disposition: undefined }, 30_000, 0), undefined);
});
