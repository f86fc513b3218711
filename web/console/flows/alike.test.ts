import assert from "node:assert/strict";
import { test } from "node:test";
import { isAlike, keptItems } from "./alike.ts";

test("values are alike by what they say, functions by what they are", () => {
  const act = () => 1;
  assert.ok(isAlike({ a: [1, { b: "x" }], act }, { a: [1, { b: "x" }], act }));
  assert.ok(!isAlike({ act }, { act: () => 1 }));
  assert.ok(!isAlike({ a: 1 }, { a: 1, b: undefined }));
  assert.ok(!isAlike({ a: undefined }, { b: undefined }));
  assert.ok(!isAlike([1, 2], [1]));
  assert.ok(!isAlike([], {}));
  assert.ok(!isAlike(null, {}));
});

test("items that are alike stay the ones they were, and so does a list of them", () => {
  const [first, second] = [{ id: "a" }, { id: "b", ways: ["next"] }];
  const before = [first, second];
  assert.equal(keptItems(before, [{ id: "a" }, { id: "b", ways: ["next"] }]), before);
  const changed = keptItems(before, [{ id: "a" }, { id: "b", ways: [] }]);
  assert.notEqual(changed, before);
  assert.equal(changed[0], first);
  assert.deepEqual(changed[1], { id: "b", ways: [] });
  assert.deepEqual(keptItems(before, [{ id: "a" }]), [first]);
});
