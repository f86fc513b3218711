import assert from "node:assert/strict";
import { test } from "node:test";
import { publishedVersions } from "./published-versions.ts";

test("versions that callers got are told once, with when they first did, the newest first", () => {
  const publications = [
    { version: 3, appliedAt: null },
    { version: 1, appliedAt: "2026-11-03T00:00:00Z" },
    { version: 2, appliedAt: "2026-11-02T00:00:00Z" },
    { version: 1, appliedAt: "2026-11-01T00:00:00Z" },
  ];
  assert.deepEqual(publishedVersions(publications), [
    { version: 2, firstAt: "2026-11-02T00:00:00Z" },
    { version: 1, firstAt: "2026-11-01T00:00:00Z" },
  ]);
  assert.deepEqual(publishedVersions([]), []);
});
